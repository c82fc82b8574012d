"""One name, one thing: a public class or function of core or app is called like no other.

Those that still share a name are listed; a new one fails, and so does an entry that is no longer
needed. Files are counted too, as a newcomer finds a behaviour by its file's name.
"""

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[1]
BASES = ("core/graticule", "app/graticule_app")

SHARED = {
    "Answer", "Column", "Comparison", "Entry", "Field", "Kind", "Learning", "Line", "Opened",
    "Painter", "Place", "Plan", "Problem", "Progress", "Recipe", "Remark", "Result", "Run",
    "Sample", "Source", "Split", "Style", "Subject", "Table", "Target", "Task", "Verdict",
    "analyse", "analysed_area", "apply", "around", "begin", "chart_of", "check", "check_size",
    "choose", "class_chart", "compare", "counted", "enlarged", "evaluate", "find",
    "grey_range_of", "grouped", "heading", "histogram", "iter_analyse", "judged", "level_of",
    "load", "look_at", "looking", "main", "name_for", "names_of", "open_result",
    "own_command", "packs", "paint", "plain", "protocol_of", "protocols", "remember",
    "remembered", "report", "save", "scale_bar", "set_up", "shown", "summary", "taken",
    "tally", "told", "trace", "train", "trouble", "turned", "user_folder", "verdict",
    "write_report",
}  # fmt: skip
SHARED_FILES = {
    "annotations.py", "arrays.py", "book.py", "calibration.py", "chunks.py", "colour.py",
    "comparison.py", "confusion.py", "display.py", "distributions.py", "events.py",
    "files.py", "filter.py", "filters.py", "finding.py", "found.py", "geojson.py",
    "intensity.py", "learning.py", "levels.py", "maps.py", "measure.py", "memory.py",
    "networks.py", "opening.py", "outcome.py", "outlines.py", "overlaps.py", "overlay.py",
    "page.py", "painting.py", "particles.py", "parts.py", "places.py", "planes.py",
    "progress.py", "provenance.py", "pyramid.py", "results.py", "review.py", "reviewed.py",
    "rows.py", "rules.py", "running.py", "sample.py", "samples.py", "settings.py", "shelf.py",
    "statistics.py", "table.py", "tables.py", "tiles.py", "windows.py", "wording.py",
}  # fmt: skip


def _modules() -> list[Path]:
    found = [path for base in BASES for path in (ROOT / base).rglob("*.py")]
    return [path for path in found if path.name not in ("__init__.py", "__main__.py")]


def test_public_names_are_unique():
    where = defaultdict(set)
    for path in _modules():
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_"):
                where[node.name].add(path)
    twice = {name for name, paths in where.items() if len(paths) > 1}
    assert twice - SHARED == set(), "give it a name of its own"
    assert SHARED - twice == set(), "take it off the list"


def test_file_names_are_unique():
    where = defaultdict(list)
    for path in _modules():
        where[path.name].append(path)
    twice = {name for name, paths in where.items() if len(paths) > 1}
    assert twice - SHARED_FILES == set(), "give the file a name of its own"
    assert SHARED_FILES - twice == set(), "take it off the list"
