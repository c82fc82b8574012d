"""A result opened again gives what the run had in hand, and grows while a run goes on."""

import shutil
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
import tifffile

from graticule import segment
from graticule.analysis import Finished, Options, Stage, iter_analyse
from graticule.errors import ResultError
from graticule.geometry import Box, PixelSize
from graticule.particles import Column, ParticleTable, read_table, write_table
from graticule.protocol import load_protocol, parse_protocol
from graticule.reports import iter_write_csv, iter_write_geojson
from graticule.results import RECORD, TABLE, Result
from graticule.segment import ResultStore


def blobs(size: int = 512, count: int = 60) -> np.ndarray:
    """A bright RGB field with dark discs of all sizes strewn over it."""
    rng = np.random.default_rng(4)
    rows, columns = np.mgrid[:size, :size]
    image = np.full((size, size), 205.0)
    for x, y, radius in zip(
        *rng.uniform(0, size, (2, count)), rng.uniform(4, 14, count), strict=True
    ):
        image[(rows - y) ** 2 + (columns - x) ** 2 <= radius**2] = 70
    image = np.clip(image + rng.normal(0, 4, image.shape), 0, 255).astype(np.uint8)
    return np.stack([image, image // 2 + 60, image], axis=2)


@pytest.fixture(scope="module")
def scan(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("scans") / "blobs.tif"
    tifffile.imwrite(path, blobs(), tile=(64, 64), photometric="rgb")
    return path


def run(scan: Path, out: Path, **options) -> Finished:
    protocol = options.pop("protocol", None) or load_protocol("generic")
    *_, last = iter_analyse(scan, protocol, out, Options(**options))
    assert isinstance(last, Finished)
    return last


@pytest.fixture(scope="module")
def folder(scan, tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("out")
    return Path(run(scan, out, pixel_size=PixelSize.parse("0.5um")).folder)


def test_a_table_comes_back_as_it_was(tmp_path):
    columns = {
        "id": np.array([1, 5, 9]),
        "area": np.array([1.5, np.nan, -0.0]),
        "touches_border": np.array([True, False, True]),
        "class": np.array([1, 2, 255], np.uint8),
        "colour": np.array(["grün", "", "grey"]),
    }
    table = ParticleTable(columns, tuple(Column(key, key.title(), "µm²", "") for key in columns))
    write_table(table, tmp_path / "t")
    back = read_table(tmp_path / "t")
    assert back.specs == table.specs
    for key, values in columns.items():
        assert back[key].dtype.kind == values.dtype.kind
        np.testing.assert_array_equal(back[key], values)


def test_a_table_of_no_particles_comes_back(tmp_path):
    table = ParticleTable(
        {"id": np.zeros(0, np.int64), "colour": np.zeros(0, "U6")},
        (Column("id", "Particle", "", ""), Column("colour", "Colour", "", "")),
    )
    write_table(table, tmp_path / "t")
    assert len(read_table(tmp_path / "t")) == 0


@pytest.mark.parametrize("damage", [b"", b"{}", b"\x08" + b"\0" * 7 + b"nonsense"])
def test_a_damaged_table_is_told(tmp_path, damage):
    (tmp_path / "t").write_bytes(damage)
    with pytest.raises(ResultError, match="particle table"):
        read_table(tmp_path / "t")


def test_a_complete_result_tells_all_of_its_run(scan, folder):
    with Result.open(folder) as result:
        assert result.complete
        assert result.source == scan
        assert (result.protocol_name, result.frame, result.scale) == ("generic", 0, 1.0)
        assert (result.origin, result.region) == ((0, 0), Box(0, 0, 512, 512))
        assert str(result.pixel_size) == "0.5 µm"
        assert [info.name for info in result.classes] == ["background", "particle"]
        labels = result.labels[:]
        assert np.array_equal(np.unique(labels[labels > 0]), result.table["id"])
        assert result.refresh() == []


def test_reports_written_later_are_those_of_the_run(folder, tmp_path):
    with Result.open(folder) as result:
        analysis = result.analysis()
        list(iter_write_geojson(analysis, tmp_path / "again.geojson"))
        list(iter_write_csv(analysis, tmp_path / "again.csv"))
        assert analysis.overview(100).shape == (100, 100, 3)
        assert analysis.crop(Box(0, 0, 40, 20), 10).shape == (5, 10, 3)
    assert (tmp_path / "again.geojson").read_bytes() == (folder / "particles.geojson").read_bytes()
    assert (tmp_path / "again.csv").read_bytes() == (folder / "particles.csv").read_bytes()
    assert analysis.scan.sha256
    assert "[method]" in analysis.method.protocol_text


def test_outlines_are_known_by_id(folder):
    with Result.open(folder) as result:
        shapes = dict(result.outlines([7, 3, 10**9]))
        assert sorted(shapes) == [3, 7]
        for number, shape in shapes.items():
            row = np.flatnonzero(result.table["id"] == number)[0]
            assert shape.area == result.table["area_px"][row]


def test_a_result_grows_tile_by_tile(scan, tmp_path, monkeypatch):
    monkeypatch.setattr(segment.thresholds, "TILE", 64)
    seen: list[Box] = []
    result = None
    with closing(iter_analyse(scan, load_protocol("generic"), tmp_path)) as events:
        first = next(events)
        result = Result.open(first.folder)
        assert result.table is None
        assert not result.complete
        with pytest.raises(ResultError, match="not finished"):
            result.analysis()
        for event in events:
            if isinstance(event, Stage) and event.phase == "segment":
                seen += result.refresh()
            elif isinstance(event, Stage) and event.phase == "particles":
                seen += result.refresh()
                break
    assert len(seen) == len(set(seen)) == 64
    assert sum(box.area for box in seen) == 512 * 512
    assert set(result.done_boxes()) == set(seen)
    assert not Result.open(first.folder).complete


def test_tiles_of_a_run_that_was_begun_anew_are_told_again(folder, tmp_path):
    shutil.copytree(folder, tmp_path / "copy")
    result = Result.open(tmp_path / "copy")
    writer = ResultStore.open(tmp_path / "copy" / "result.zarr")
    everything = result.done_boxes()
    assert result.refresh() == []
    writer.restart()
    assert result.refresh() == []
    assert result.done_boxes() == []
    writer.mark([0])
    assert result.refresh() == everything[:1]


def test_a_run_with_other_settings_makes_the_result_incomplete_until_it_is_done(scan, tmp_path):
    first = Path(run(scan, tmp_path).folder)
    assert Result.open(first).complete
    text = load_protocol("generic").text.replace('min_diameter = "6 px"', 'min_diameter = "20 px"')
    with closing(iter_analyse(scan, parse_protocol(text), tmp_path)) as events:
        for event in events:
            if isinstance(event, Stage) and event.phase == "particles":
                assert not Result.open(first).complete
                assert not (first / RECORD).exists()
                break
    assert not (first / TABLE).exists()


@pytest.mark.parametrize("what", [RECORD, "run.json", "result.zarr/zarr.json"])
def test_what_is_damaged_is_told_by_name(scan, tmp_path, what):
    folder = Path(run(scan, tmp_path).folder)
    (folder / what).write_text("{")
    with pytest.raises(ResultError):
        Result.open(folder)


def test_a_folder_without_a_result_is_told(tmp_path):
    with pytest.raises(ResultError, match="no result"):
        Result.open(tmp_path)
