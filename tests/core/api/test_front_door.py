import inspect
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

import graticule as gr
from graticule.api.arrays import LazyArray
from graticule.cli import app

GENERIC = {"protocol": "generic", "pixel_size": "5 nm"}


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    out = str(tmp_path_factory.mktemp("results"))
    return gr.analyse(str(gr.samples()["sem-sample.png"]), out=out, **GENERIC)


def test_importing_takes_neither_torch_nor_numpy():
    code = "import graticule, sys; print([m for m in ('torch', 'numpy') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_package_gives_what_it_names_and_nothing_else():
    from graticule import api

    assert sorted([*api.__all__, "__version__"]) == sorted(gr.__all__)
    assert set(gr.__all__) <= set(dir(gr))
    with pytest.raises(AttributeError, match="no attribute 'analyze'"):
        gr.analyze  # noqa: B018  # pyright: ignore


PUBLIC = [getattr(gr, name) for name in gr.__all__ if name != "__version__"]
METHODS = [
    member
    for kind in PUBLIC
    if inspect.isclass(kind) and kind.__module__.startswith("graticule.api")
    for name, member in inspect.getmembers(kind, inspect.isfunction)
    if not name.startswith("_") and member.__module__.startswith("graticule")
]
CALLED = [one for one in PUBLIC if inspect.isfunction(one)] + METHODS


@pytest.mark.parametrize("function", CALLED, ids=lambda f: f.__qualname__)
def test_every_public_function_has_types_and_a_docstring(function):
    signature = inspect.signature(function)
    assert function.__doc__
    assert signature.return_annotation is not inspect.Signature.empty
    for name, parameter in signature.parameters.items():
        assert name == "self" or parameter.annotation is not inspect.Parameter.empty, name
        assert parameter.kind is not inspect.Parameter.VAR_KEYWORD or name == "kwargs"


@pytest.mark.parametrize("function", [f for f in CALLED if inspect.isfunction(f)], ids=repr)
def test_a_docstring_names_the_errors_that_are_raised(function):
    raised = [
        kind for kind in ("ValueError", "ImportError") if f"raise {kind}" in _source(function)
    ]
    for kind in raised:
        assert kind in function.__doc__ or "a run ends with" in _source(function)


def _source(function) -> str:
    return inspect.getsource(function)


def test_the_table_is_the_csv_file(result, tmp_path):
    pandas = pytest.importorskip("pandas")
    [path] = result.save(str(tmp_path / "particles.csv"))
    written, frame = pandas.read_csv(path), result.table.to_pandas()
    assert list(frame.columns) == list(written.columns) == list(result.table)
    assert len(frame) == len(written) == len(result.table)
    assert frame["class"].tolist() == written["class"].tolist()
    assert np.array_equal(frame["area (nm²)"], written["area (nm²)"])


def test_polars_takes_the_table(result):
    pytest.importorskip("polars")
    frame = result.table.to_polars()
    assert frame.columns == list(result.table.columns)
    assert frame.height == len(result.table)


def test_rows_are_chosen_as_in_numpy(result):
    table = result.table
    large = table[table["area"] > np.median(table["area"])]  # the unit may be left out
    assert 0 < len(large) < len(table)
    assert (large["area (nm²)"] > np.median(table["area (nm²)"])).all()
    assert table[0]["id"] == table["id"][0]
    assert table[["id", "area"]].columns == ("id", "area (nm²)")
    assert len(table[[]]) == 0
    assert "rows ×" in repr(table)
    assert "<table>" in table._repr_html_()
    with pytest.raises(KeyError, match=r"did you mean 'equivalent_diameter \(nm\)'"):
        table["equivalent_diameter (µm)"]
    with pytest.raises(IndexError, match="a filter of 2 values"):
        table[[True, False]]


@pytest.mark.parametrize(
    "key",
    [
        5, -1, (3, 4), (slice(None), -2), slice(2, 9, 3), slice(9, 2, -2), ..., (..., 3),
        (slice(None, None, -1), slice(None, None, -3)), (slice(7, 7), 1), np.s_[-5:, :4],
    ],
    ids=str,
)  # fmt: skip
def test_lazy_arrays_slice_like_numpy(key):
    array = np.arange(12 * 10).reshape(12, 10)
    lazy = LazyArray(array, array.dtype, np.asarray)
    assert np.array_equal(lazy[key], array[key])
    assert np.asarray(lazy[key]).shape == array[key].shape


def test_lazy_arrays_say_what_they_cannot():
    lazy = LazyArray(np.zeros((3, 4)), float, np.asarray)
    with pytest.raises(IndexError):
        lazy[3]
    with pytest.raises(IndexError, match="too many indices"):
        lazy[1, 2, 3]
    with pytest.raises(IndexError, match="reads all of it"):
        lazy[np.zeros((3, 4), bool)]
    with pytest.raises(TypeError, match="compare a part"):
        lazy == 1  # noqa: B015  # pyright: ignore
    assert np.asarray(lazy).shape == (3, 4)


def test_the_maps_agree_with_the_table(result):
    labels = np.asarray(result.labels)
    assert sorted(set(labels[labels > 0])) == sorted(result.table["id"])
    assert ((result.class_map[...] > 0) == (labels > 0)).all()
    certain = result.uncertainty[:100, :100]
    assert certain.dtype == np.float32
    assert 0 <= certain.min() <= certain.max() <= 1


def test_outlines_are_features(result):
    from shapely.geometry import shape

    features = result.outlines([2, 3])
    assert [feature["id"] for feature in features] == [2, 3]
    areas = [shape(feature["geometry"]).area for feature in features]
    assert areas == [feature["properties"]["area_px (px)"] for feature in features]
    assert len(result.outlines()) == len(result.table)


def test_what_is_saved_where(result, tmp_path):
    assert [p.name for p in result.save(tmp_path / "all", ["csv", "labels"])] == [
        "particles.csv",
        "labels.ome.tif",
    ]
    assert result.save(tmp_path / "map.tif", "classes")[0].stat().st_size
    with pytest.raises(ValueError, match="say which map"):
        result.save(tmp_path / "map.tif")
    with pytest.raises(ValueError, match="no format is called 'pdf'"):
        result.save(tmp_path, "pdf")


def test_what_is_doubtful_is_a_warning_and_stays_with_the_result(tmp_path):
    scan = str(gr.samples()["sem-sample.png"])
    with pytest.warns(UserWarning, match="has no pixel size"):
        result = gr.analyse(scan, out=str(tmp_path))
    assert any("has no pixel size" in text for text in result.notices)
    assert "has no pixel size" in repr(result)
    events = []
    gr.analyse(scan, out=tmp_path, progress=events.append)
    assert type(events[-1]).__name__ == "Finished"
    assert Path(events[-1].folder) == result.folder


def test_a_region_is_a_box_or_four_numbers(tmp_path):
    scan = gr.samples()["sem-sample.png"]
    result = gr.analyse(scan, out=tmp_path, region=(10, 20, 200, 100), **GENERIC)
    assert result.region == gr.Box(10, 20, 210, 120)
    with pytest.raises(ValueError, match="a region is"):
        gr.analyse(scan, out=tmp_path, region=(10, 20), **GENERIC)


def test_where_there_is_no_result(tmp_path):
    with pytest.raises(gr.GraticuleError):
        gr.open_result(str(tmp_path))
    with pytest.raises(gr.GraticuleError, match="no protocol is called"):
        gr.analyse(gr.samples()["sem-sample.png"], "genric", tmp_path)


def test_nobody_writes_into_the_table_that_reports_are_made_from(result, tmp_path):
    with pytest.raises(ValueError, match="read-only"):
        result.table["id"][0] = 7
    with pytest.raises(ValueError, match="read-only"):
        result.table[:3]["area"][:] *= 2
    own = result.table.to_dict()
    own["id"][:] = 7
    assert result.table["id"].tolist()[:2] == [1, 2]


@pytest.mark.parametrize("folder", [True, False])
def test_the_scan_itself_is_never_overwritten(tmp_path, folder):
    source = tmp_path / "overview.png"  # as the overview in a folder is called
    picture = np.full((60, 60), 220, np.uint8)
    picture[20:40, 20:40] = 20
    Image.fromarray(picture).save(source)
    before = source.read_bytes()
    result = gr.analyse(source, out=tmp_path / "out", pixel_size="1 um")
    with pytest.raises(gr.GraticuleError, match="is the scan"):
        result.save(tmp_path if folder else source)
    assert source.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["overview.png"]


@pytest.mark.parametrize("protocol", [None, "nanoparticles"])
def test_a_pack_is_tested_as_on_the_command_line(protocol, tmp_path, monkeypatch):
    asked = []

    def listening(*_args, request, **_more):
        asked.append(request)
        yield from ()

    monkeypatch.setattr("graticule.evaluation.evaluating.iter_evaluate_pack", listening)
    gr.evaluate("particles", tmp_path, tmp_path / "out", protocol=protocol)
    more = ["--protocol", protocol] if protocol else []
    command = ["evaluate", "particles", str(tmp_path), "--out", str(tmp_path / "out"), *more]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 0, done.output
    ours, theirs = asked
    assert ours.rules == theirs.rules
    assert ours.rules.origin == f"as the protocol {protocol or 'particles'} makes them"
    assert ours.split == theirs.split
