"""Values and what they mean, from the file to the report: the same particles, or a word."""

from pathlib import Path

import numpy as np
import openpyxl
import pytest
import tifffile

from graticule.analysis import Finished, Notice, Options, iter_analyse
from graticule.geometry import Box
from graticule.protocol import load_protocol
from graticule.results import Result, read_record
from graticule.review import open_result
from graticule.scans import GreyRange

AREAS = [441, 709, 1257, 2821]
PLACES = ((50, 60, 12), (50, 200, 15), (160, 80, 20), (150, 280, 30))
COLOURS = ((200, 30, 40), (30, 60, 190), (230, 220, 40), (40, 140, 60))


def beads(*colours: tuple[int, int, int]) -> np.ndarray:
    """Four beads on a field of 230, uint8 (h, w, 3): of these colours, or grey."""
    rows, columns = np.mgrid[:240, :360]
    field = np.full((240, 360, 3), 230.0)
    for (row, column, radius), colour in zip(PLACES, colours or [(60,) * 3] * 4, strict=True):
        field[(rows - row) ** 2 + (columns - column) ** 2 <= radius**2] = colour
    return np.clip(field + np.random.default_rng(0).normal(0, 2, field.shape), 0, 255).astype("u1")


def write(path: Path, pixels: np.ndarray) -> Path:
    kind = "rgb" if pixels.ndim == 3 else "minisblack"
    tifffile.imwrite(path, pixels, photometric=kind, tile=(64, 64))
    return path


def run(scan: Path, out: Path, **options) -> tuple[Path, list[str]]:
    """The folder, and what was noticed."""
    events = list(iter_analyse(scan, load_protocol("generic"), out, Options(**options)))
    finished = events[-1]
    assert isinstance(finished, Finished)
    told = [event.text for event in events if isinstance(event, Notice)]
    return Path(finished.folder), [text for text in told if "pixel size" not in text]


def found(folder: Path):
    read = read_record(folder)
    assert read is not None
    return read


DEEP = {
    "12 bits": lambda v: v.astype(np.uint16) * 16 + 7,
    "offset": lambda v: v.astype(np.uint16) * 16 + 32768,
    "signed": lambda v: (v.astype(np.int16) * 16 - 2048).astype(np.int16),
    "0 to 255": lambda v: v.astype(np.float32),
    "0 to 1": lambda v: v / np.float32(255),
    "0 to 65535": lambda v: v.astype(np.float64) * 257,
}


@pytest.mark.parametrize("kind", DEEP)
def test_colours_have_the_same_names(tmp_path, kind):
    scan = write(tmp_path / "a.tif", DEEP[kind](beads(*COLOURS)))
    folder, told = run(scan, tmp_path / "out")
    _, table = found(folder)
    order = np.argsort(table["area_px"])
    assert table["area_px"][order].tolist() == AREAS
    assert table["colour"][order].tolist() == ["red", "blue", "yellow", "green"]
    assert not told


def test_gaps_are_no_part_of_the_area_and_told(tmp_path):
    pixels = beads()[..., 0] / np.float32(255)
    framed = np.full((300, 360), np.nan, np.float32)
    framed[:240] = pixels
    framed[5, 5] = np.inf
    folder, told = run(write(tmp_path / "a.tif", framed), tmp_path / "out")
    record, table = found(folder)
    assert sorted(table["area_px"].tolist()) == AREAS
    assert record.area_px == 240 * 360 - 1
    assert len(told) == 1
    assert "20.00% of the pixels" in told[0]
    assert told[0] in record.notices
    cells = openpyxl.load_workbook(folder / "report.xlsx")["Summary"].iter_rows(values_only=True)
    assert any(told[0] == cell for row in cells for cell in row)
    again, _ = run(tmp_path / "a.tif", tmp_path / "out")
    assert found(again)[0].area_px == record.area_px


def test_a_gap_inside_a_particle_spoils_no_mean(tmp_path):
    pixels = beads()[..., 0] / np.float32(255)
    pixels[150, 280] = np.nan
    folder, _ = run(write(tmp_path / "a.tif", pixels), tmp_path / "out")
    _, table = found(folder)
    assert np.isfinite(table["mean_grey"]).all()
    assert table["mean_grey"] == pytest.approx(60 / 255, abs=0.01)


@pytest.mark.parametrize("value", [0, 200, 3000])
@pytest.mark.parametrize("protocol", ["generic", "particles"])
def test_an_even_field_holds_nothing_and_that_is_told(tmp_path, value, protocol):
    scan = write(tmp_path / "a.tif", np.full((300, 400), value, np.uint16))
    *events, last = iter_analyse(scan, load_protocol(protocol), tmp_path / "out", Options())
    assert isinstance(last, Finished)
    assert last.particles == 0
    told = [event.text for event in events if isinstance(event, Notice)]
    assert any("grey value everywhere" in text or "even background" in text for text in told)


def test_black_and_white_are_part_of_the_result_and_its_report(tmp_path):
    scan = write(tmp_path / "a.tif", DEEP["12 bits"](beads(*COLOURS)))
    folder, _ = run(scan, tmp_path / "out")
    with Result.open(folder) as result:
        first = dict(result.store.info.identity)
    facts = openpyxl.load_workbook(folder / "report.xlsx")["Provenance"]
    rows = {row[0]: row[1] for row in facts.iter_rows(values_only=True)}
    assert rows["Black to white"] == "7 to 4087 (from its values)"
    told = GreyRange(0, 16383, "you")
    folder, _ = run(scan, tmp_path / "out", grey_range=told)
    with Result.open(folder) as result:
        assert result.store.info.identity != first
    record, table = found(folder)
    assert record.scan.grey_range is not None
    assert (record.scan.grey_range.white, record.scan.grey_range.source) == (16383, "you")
    assert set(table["colour"]) != {"red", "blue", "yellow", "green"}  # in so dim a light
    with open_result(folder) as reviewed:
        seen = reviewed.measured_scan()  # a review measures by the same white
        assert seen is not None
        assert seen.grey_range.white == 16383


def test_a_region_is_seen_by_the_white_of_the_whole(tmp_path):
    pixels = DEEP["12 bits"](beads(*COLOURS))
    scan = write(tmp_path / "a.tif", pixels // 4)
    whole, _ = run(scan, tmp_path / "out")
    part, _ = run(scan, tmp_path / "out", region=Box(180, 100, 360, 240))
    assert whole != part
    ranges = [found(folder)[0].scan.grey_range for folder in (whole, part)]
    assert ranges[0] == ranges[1]
