"""Testing a pack in a process of its own, and learning from what was reviewed."""

import json
import sys

import pytest

from graticule.errors import GraticuleError
from graticule_app.pages.training.testing import PackTest

GOOD = """
import json, sys
print(json.dumps({"event": "Judging", "scan": "tape", "number": 1, "scans": 2}))
print(json.dumps({"event": "Reported", "page": sys.argv[sys.argv.index("--out") + 1], "book": ""}))
"""
BAD = """
import sys
print("error: tape is one that the pack has learned from", file=sys.stderr)
sys.exit(1)
"""


@pytest.fixture
def run(qapp, qtbot, tmp_path):
    def go(script):
        test, ended = PackTest(command=[sys.executable, "-c", script]), []
        test.told.connect(lambda text: ended.append(("told", text)))
        test.done.connect(lambda path: ended.append(("done", path)))
        test.failed.connect(lambda text, details: ended.append(("failed", text, details)))
        test.start(tmp_path / "pack", [tmp_path / "data"], tmp_path / "out")
        qtbot.waitUntil(lambda: not test.busy, timeout=20_000)
        return ended

    return go


def test_a_report_is_handed_over(run, tmp_path):
    ended = run(GOOD)
    assert ("told", "Testing on tape, 1 of 2") in ended
    assert ended[-1] == ("done", tmp_path / "out")


def test_an_error_is_told_in_its_own_words(run):
    kind, text, details = run(BAD)[-1]
    assert (kind, text) == ("failed", "tape is one that the pack has learned from")
    assert "error: tape" in details


def test_a_crash_is_told_too(run):
    kind, text, _ = run("import os; os._exit(9)")[-1]
    assert kind == "failed"
    assert "ended by itself" in text


def test_a_review_becomes_annotations_beside_the_scan(reviewed_discs):
    from graticule.annotations import read_sources
    from graticule.review import Mark
    from graticule_app.pages.training.reviewed import exporting

    reviewed, scan = reviewed_discs
    with pytest.raises(GraticuleError, match="reviewed"):
        list(exporting(reviewed.folder))
    ids = tuple(int(number) for number in reviewed.table["id"])
    reviewed.apply(Mark(ids))
    reviewed.close()
    for _ in range(2):  # the second time it writes its own file anew
        work = exporting(reviewed.folder)
        while True:
            try:
                next(work)
            except StopIteration as end:
                path = end.value
                break
    assert path == scan.with_name("discs.annotations.geojson")
    features = json.loads(path.read_text())["features"]
    names = [feature["properties"]["classification"]["name"] for feature in features]
    assert names.count("Region") >= 1
    assert len(names) - names.count("Region") == len(ids)
    [source] = read_sources([path], target="classes").sources
    with source:
        assert (source.labels(source.box) == 1).any()
    path.write_text("{}")
    with pytest.raises(GraticuleError, match="not from a review"):
        next(exporting(reviewed.folder))
