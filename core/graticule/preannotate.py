"""First outlines with classes for an expert to correct, so that nobody has to draw them all.

Rijpkema et al. 2026, section 2.2: a threshold finds what is there, simple rules on shape and
colour class it, and the expert corrects the outlines in QuPath or in this program's window.
"""

import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path

import numpy as np

from graticule.analysis import iter_analyse
from graticule.annotations.rules import Rules, classed, load_rules
from graticule.classes import BACKGROUND, ClassInfo, class_colors
from graticule.errors import TrainingError
from graticule.events import Notice, Opened, Options, Stage
from graticule.models.toml_text import toml_text
from graticule.names import text_path
from graticule.particles.rules import Subject
from graticule.protocol import Protocol, load_protocol, parse_protocol
from graticule.reports import Analysis, iter_write_geojson
from graticule.results import Result
from graticule.scans import open_scan

_GREY = (160, 160, 160)  # of what no rule could tell


@dataclass(frozen=True)
class Preannotated:
    """The last event: where the outlines are, and how many of each class."""

    path: Path
    counts: dict[str, int]


def preannotate(
    scan: Path, rules: Rules, protocol: Protocol, out: Path, options: Options | None = None
) -> Iterator[Opened | Notice | Stage | Preannotated]:
    """Write NAME.geojson into the folder `out`: an annotation for each particle of a scan.

    Raises `TrainingError` where that file is there already, for it may hold somebody's work, and
    `GraticuleError` for what an analysis raises.
    """
    path = out / f"{scan.stem}.geojson"
    if path.exists():
        raise TrainingError(f"{path}: is there already; move it away, or choose another folder")
    out.mkdir(parents=True, exist_ok=True)
    with open_scan(scan) as opened:
        if opened.frames > 1:
            yield Notice(f"{scan.name}: outlines of image 1 of {opened.frames} alone")
    with tempfile.TemporaryDirectory(prefix=".preannotate-", dir=out) as work:
        folder = None
        for event in iter_analyse(scan, protocol, Path(work), options):
            if isinstance(event, Opened):
                folder = text_path(event.folder)
            if isinstance(event, Opened | Notice | Stage):
                yield event
        if folder is None:
            raise ValueError("an analysis ended before it began")
        analysis, counts = _classed(Result.open(folder).analysis(), scan, rules)
        for step in iter_write_geojson(analysis, path, by_hand=True):
            yield Stage("report", "outlines", step.done, step.total)
    yield Preannotated(path, counts)


def protocol_of(rules: Rules, name: str = "") -> Protocol:
    """The protocol that finds the particles: the rules' own, or another of that name."""
    if name:
        return load_protocol(name)
    if isinstance(rules.protocol, str):
        return load_protocol(rules.protocol)
    text = toml_text(rules.protocol)
    return parse_protocol(text, f"protocol of the rules {rules.title!r}")


def find_rules(name: str) -> Rules:
    """The rules in a file, or the shipped ones of that name; `TrainingError` if there are none."""
    if name.endswith(".toml"):
        return load_rules(Path(name))
    folder = Path(str(resources.files("graticule_resources"))) / "rules"
    known = {path.stem: path for path in folder.glob("*.toml")}
    if name not in known:
        raise TrainingError(f"no rules are called {name!r}; there are: {', '.join(sorted(known))}")
    return load_rules(known[name])


def _classed(analysis: Analysis, scan: Path, rules: Rules) -> tuple[Analysis, dict[str, int]]:
    """The analysis with the classes that the rules give, without what they leave out."""
    with open_scan(scan) as opened:
        found = analysis.scan.grey_range or opened.grey_range
    names = classed(rules, Subject(analysis.table, analysis.scan.pixel_size, found))
    known = list(dict.fromkeys([*(r.name for r in rules.rules if r.name != "none"), rules.rest]))
    known = [name for name in known if name]
    kept = np.flatnonzero([bool(name) for name in names])
    numbers = np.array([known.index(names[row]) + 1 for row in kept], np.int64)
    table = analysis.table.select(kept)
    columns = {**table.columns, "class": numbers.astype(table["class"].dtype)}
    colours = class_colors([_GREY if name == rules.rest else None for name in known])
    classes = (BACKGROUND, *(ClassInfo(n, c) for n, c in zip(known, colours, strict=True)))
    place = np.full(len(analysis.table), -1)
    place[kept] = np.arange(len(kept))
    outlines = analysis.outlines
    changed = replace(
        analysis,
        table=replace(table, columns=columns),
        classes=classes,
        outlines=lambda: ((int(place[row]), shape) for row, shape in outlines() if place[row] >= 0),
    )
    return changed, dict(Counter(names[row] for row in kept))
