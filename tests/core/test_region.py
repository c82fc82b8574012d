"""A region is analysed as the whole scan would be, and told in the whole scan's places."""

import json
import re
from pathlib import Path

import numpy as np
import openpyxl
import pytest
import tifffile

from graticule.analysis import Finished, Options, iter_analyse
from graticule.errors import ScanError
from graticule.geometry import Box, PixelSize
from graticule.protocol import Protocol, load_protocol, parse_protocol
from graticule.result_folder import ResultFolder
from graticule.results import Result

HALF = "\n[scale]\nfactor = 2.5\n"
SAMPLES = Path(__file__).parents[2] / "resources/graticule_resources/samples"
REGION = Box(101, 77, 401, 330)


@pytest.fixture(scope="module")
def scan(tmp_path_factory) -> Path:
    rng = np.random.default_rng(8)
    rows, columns = np.mgrid[:480, :520]
    image = np.full(rows.shape, 200.0)
    for x, y, radius in zip(
        rng.uniform(0, 520, 90), rng.uniform(0, 480, 90), rng.uniform(3, 12, 90), strict=True
    ):
        image[(rows - y) ** 2 + (columns - x) ** 2 <= radius**2] = 60
    image[:, 420:] -= 30  # the histogram of the region is another than the whole scan's
    image = np.clip(image + rng.normal(0, 6, image.shape), 0, 255).astype(np.uint8)
    path = tmp_path_factory.mktemp("scans") / "blobs.tif"
    tifffile.imwrite(path, image, tile=(64, 64))
    return path


def run(
    scan: Path, out: Path, protocol: Protocol, region: Box | None = None, *, size="2um", **options
) -> Result:
    size = PixelSize.parse(size)
    *_, last = iter_analyse(scan, protocol, out, Options(pixel_size=size, region=region, **options))
    assert isinstance(last, Finished)
    return Result.open(last.folder)


def inner(result: Result, region: Box) -> dict[tuple, tuple]:
    """The particles whose box lies inside `region`, by that box: class, size, place and outline."""
    table, reach = result.table, 2 * result.scale
    inside = (
        (table["left"] > region.left + reach) & (table["top"] > region.top + reach)
        & (table["right"] < region.right - reach) & (table["bottom"] < region.bottom - reach)
    )  # fmt: skip
    outlines = dict(result.outlines(table["id"][inside]))
    keys = ("x", "y", "area_px", "feret_max", "mean_grey", "uncertainty_mean")
    keys = [key for key in keys if key in table]
    return {
        tuple(float(table[side][row]) for side in ("left", "top", "right", "bottom")): (
            int(table["class"][row]),
            [float(table[key][row]) for key in keys],
            outlines[int(table["id"][row])].wkt,
        )
        for row in np.flatnonzero(inside)
    }


def compared(whole: Result, part: Result, region: Box) -> None:
    expected, found = inner(whole, region), inner(part, region)
    assert len(expected) >= 5
    assert found.keys() == expected.keys()
    for key, (number, measures, outline) in expected.items():
        assert found[key][0] == number
        assert found[key][1] == pytest.approx(measures, rel=1e-9)
        assert found[key][2] == outline


@pytest.mark.parametrize("change", ["", "scale", "adaptive"])
def test_away_from_its_border_a_region_is_as_the_whole(scan, tmp_path, change):
    text = load_protocol("generic").text
    if change == "adaptive":
        text = text.replace('"triangle"', '"adaptive"')
    protocol = parse_protocol(text + HALF * (change == "scale"))
    whole = run(scan, tmp_path / "whole", protocol)
    compared(whole, run(scan, tmp_path / "part", protocol, REGION), REGION)


@pytest.mark.parametrize("change", ["", HALF])
def test_of_oblong_pixels_places_are_told_along_each_axis(scan, tmp_path, change):
    protocol = parse_protocol(load_protocol("generic").text + change)
    whole = run(scan, tmp_path / "whole", protocol, size="2 x 3 um")
    part = run(scan, tmp_path / "part", protocol, REGION, size="2 x 3 um")
    compared(whole, part, REGION)
    table = part.table
    np.testing.assert_allclose(table["x"], 2 * table["x_px"], rtol=1e-9)
    np.testing.assert_allclose(table["y"], 3 * table["y_px"], rtol=1e-9)
    assert table["y_px"].min() > REGION.top
    with tifffile.TiffFile(part.folder / "labels.ome.tif") as tiff:
        xml = tiff.ome_metadata
    place = [float(re.search(f'Position{axis}="([^"]+)"', xml)[1]) for axis in "XY"]
    x, y = part.work_origin
    assert place == pytest.approx([2 * part.scale * x, 3 * part.scale * y])


@pytest.mark.slow
def test_a_network_sees_a_region_as_it_sees_the_whole(tmp_path):
    scan = SAMPLES / "particles-sample.tif"
    region = Box(301, 211, 803, 690)  # off the network's stride on both axes
    protocol = load_protocol("particles")
    whole = run(scan, tmp_path / "whole", protocol, overlap="exact")
    part = run(scan, tmp_path / "part", protocol, region, overlap="exact")
    compared(whole, part, region)


def test_what_is_analysed_is_told_and_no_more_is_looked_at(scan, tmp_path):
    result = run(scan, tmp_path, load_protocol("generic"), REGION)
    assert result.region == REGION
    assert result.origin == (REGION.left, REGION.top)
    assert result.labels.shape == REGION.shape
    table = result.table
    assert table["left"].min() >= REGION.left
    assert table["bottom"].max() <= REGION.bottom
    cut = (table["left"] == REGION.left) | (table["top"] == REGION.top)
    cut |= (table["right"] == REGION.right) | (table["bottom"] == REGION.bottom)
    assert cut.any()
    np.testing.assert_array_equal(table["touches_border"], cut)
    analysis = result.analysis()
    assert analysis.analysed_px == REGION.area
    assert analysis.overview(1000).shape[:2] == REGION.shape
    result.close()


def test_reports_tell_the_region_and_places_of_the_whole_scan(scan, tmp_path):
    result = run(scan, tmp_path, load_protocol("generic"), REGION)
    features = json.loads((result.folder / "particles.geojson").read_text())["features"]
    points = np.concatenate([
        np.array(ring)
        for feature in features
        for part in [feature["geometry"]["coordinates"]]
        for ring in (part if feature["geometry"]["type"] == "Polygon" else part[0])
    ])  # fmt: skip
    assert points.min(axis=0).tolist() >= [REGION.left, REGION.top]
    assert points.max(axis=0).tolist() <= [REGION.right, REGION.bottom]
    assert points.max() > max(REGION.shape)
    book = openpyxl.load_workbook(result.folder / "report.xlsx", read_only=True)
    told = {str(cell) for row in book["Provenance"].iter_rows(values_only=True) for cell in row}
    assert "300 × 253 px at x = 101, y = 77" in told
    with tifffile.TiffFile(result.folder / "labels.ome.tif") as tiff:
        xml = tiff.ome_metadata
    assert 'PositionX="202.0" PositionXUnit="µm"' in xml


def test_regions_and_the_whole_have_folders_of_their_own(scan, tmp_path):
    protocol = load_protocol("generic")
    folders = {run(scan, tmp_path, protocol, box).folder.name for box in (None, REGION)}
    assert folders == {"blobs", "blobs-region-101-77-300-253"}
    again = run(scan, tmp_path, protocol, REGION.shifted(1, 0))
    assert again.folder.name not in folders
    assert run(scan, tmp_path, protocol, Box(-50, -50, 9999, 9999)).folder.name == "blobs"
    assert ResultFolder.of(tmp_path, scan, 0, REGION).path.name in folders


def test_a_region_beside_the_scan_is_refused(scan, tmp_path):
    with pytest.raises(ScanError, match="outside"):
        run(scan, tmp_path, load_protocol("generic"), Box(600, 0, 700, 50))
    assert not list(tmp_path.iterdir())
