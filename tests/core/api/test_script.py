"""The script of a result repeats it: analysis, options, corrections, what was taken back."""

import numpy as np
import pytest
from PIL import Image

import graticule as gr
from graticule.geometry import PixelSize
from graticule.review import Cut, Delete, Draw, Mark, Merge, SetClass
from graticule.scans import GreyRange

TWO = """
name = "two"
title = "Two 'kinds'"
[method]
kind = "threshold"
method = "multi-otsu"
classes = 2
[[classes]]
name = "grey"
[[classes]]
name = "dark"
[cleaning]
remove_border = true
"""


@pytest.fixture
def scan(tmp_path):
    grey = np.full((300, 400), 205, np.uint8)
    rows, columns = np.mgrid[:300, :400]
    for index in range(12):
        y, x = 50 + 100 * (index // 4), 50 + 100 * (index % 4)
        grey[(rows - y) ** 2 + (columns - x) ** 2 <= 196] = 60 + 50 * (index % 2)
    path = tmp_path / 'it\'s a "scan".png'
    Image.fromarray(grey).save(path)
    return path


def run(script: str, folder, monkeypatch) -> gr.Result:
    folder.mkdir()
    monkeypatch.chdir(folder)
    names: dict = {}
    exec(compile(script, "script.py", "exec"), names)
    return names["result"]


def same(one: gr.Result, other: gr.Result) -> None:
    assert one.table.columns == other.table.columns
    assert len(one.table) > 0
    for name in one.table.columns:
        np.testing.assert_array_equal(one.table[name], other.table[name], name)
    assert (np.asarray(one.labels) == np.asarray(other.labels)).all()


@pytest.mark.filterwarnings("ignore:.*has no pixel size")
def test_an_analysis_by_name(scan, tmp_path, monkeypatch):
    with gr.analyse(scan, out=tmp_path / "out") as made:
        script = made.script()
        assert "protocol='generic'" in script
        assert "apply" not in script
        with run(script, tmp_path / "again", monkeypatch) as repeated:
            same(made, repeated)


def test_all_that_was_said_and_done(scan, tmp_path, monkeypatch):
    """A protocol of one's own, size, greys and part; edits, some taken back and done again."""
    said = {
        "protocol": TWO, "pixel_size": PixelSize(0.5, 0.25, "µm", "user"),
        "region": (10, 5, 380, 290),
        "options": gr.Options(grey_range=GreyRange(10, 240, "you")),
    }  # fmt: skip
    with gr.analyse(scan, out=tmp_path / "out", **said) as made:
        assert len(made.table) > 8
        made.apply(Delete(ids=(2,)))
        made.apply(Draw(outline=((100, 80), (120, 80), (120, 95), (100, 95)), class_number=2))
        made.undo()
        made.apply(Draw(outline=((100, 80), (125, 80), (125, 95), (100, 95)), class_number=1))
        made.apply(SetClass(ids=(int(made.table["id"][-1]),), class_number=2))
        made.apply(Merge(ids=(1, 3)))
        made.undo()
        made.redo()
        made.apply(Cut(line=((40.5, 20.25), (40.5, 80.0))))
        made.apply(Mark(ids=(4,), note='a "note"\nof two lines'))
        script = made.script("elsewhere")
        with run(script, tmp_path / "again", monkeypatch) as repeated:
            same(made, repeated)
            assert repeated.folder.parent.name == "elsewhere"
            assert repeated.pixel_size == made.pixel_size
            assert repeated.region == made.region
