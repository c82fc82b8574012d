"""A preview shows what the analysis will find, at once."""

import time
from importlib import resources
from pathlib import Path

import msgspec
import numpy as np
import pytest
import tifffile

from graticule.analysis import STORE, Finished, Options, iter_analyse
from graticule.errors import ProtocolError
from graticule.geometry import Box, PixelSize
from graticule.instances import SeparationSettings
from graticule.methods import network_maps as network_part
from graticule.methods import threshold_maps as threshold_part
from graticule.particles import CleaningSettings
from graticule.preview import Looking, Memory, Networks, Preview, prepared, preview
from graticule.protocol import Protocol, load_protocol
from graticule.scans import ArrayScan, Scan, open_scan
from graticule.segment import ResultStore

SAMPLES = Path(str(resources.files("graticule_resources"))) / "samples"
replace = msgspec.structs.replace


def never(*args) -> np.ndarray:
    raise AssertionError("no network is wanted here")


@pytest.fixture
def memory():
    held = Memory(never)
    yield held
    held.close()


def last(scan: Scan, protocol: Protocol, box: Box, memory: Memory) -> Preview:
    *_, found = preview(scan, protocol, box, memory=memory)
    assert isinstance(found, Preview)
    assert found.final
    return found


def discs(size: int, step: int, radius: int = 6) -> np.ndarray:
    """A bright noisy field with a dark disc every `step` px."""
    at = np.mgrid[:size, :size] % step - step / 2
    image = np.where((at**2).sum(axis=0) <= radius**2, 60.0, 200.0)
    return np.clip(image + np.random.default_rng(1).normal(0, 4, image.shape), 0, 255).astype(
        np.uint8
    )


def spotted(protocol: str = "generic", **changes) -> Protocol:
    return replace(load_protocol(protocol), **changes)


@pytest.mark.parametrize("method", ["triangle", "adaptive", "kmeans-colour", "colour-range"])
def test_the_middle_of_a_sample_is_as_the_analysis_finds_it(method, tmp_path, memory):
    protocol = spotted()
    ranges = ((0, 255), (0, 255), (0, 150)) if method == "colour-range" else None
    how = replace(protocol.method, method=method, space="hsb", ranges=ranges)
    protocol = replace(protocol, method=how)
    path = SAMPLES / "tape-sample.tif"
    *_, done = iter_analyse(path, protocol, tmp_path, Options())
    assert isinstance(done, Finished)
    classes = ResultStore.open(Path(done.folder) / STORE).classes
    labels = tifffile.imread(Path(done.folder) / "labels.ome.tif")
    box = Box(700, 600, 1500, 1300)
    with open_scan(path) as scan:
        found = last(scan, protocol, box, memory)
    same = found.maps.classes == classes[found.maps.box.slices]
    assert same.mean() > (0.9999 if method == "adaptive" else 1 - 1e-12)
    whole = [i for i in np.unique(labels[box.slices])[1:] if _inside(labels == i, box)]
    areas = sorted(int((labels == i).sum()) for i in whole)
    inner = (found.table["left"] >= box.left) & (found.table["right"] <= box.right)
    inner &= (found.table["top"] >= box.top) & (found.table["bottom"] <= box.bottom)
    assert len(areas) > 3
    assert sorted(found.table["area_px"][inner].tolist()) == pytest.approx(areas, rel=1e-3)


def _inside(mask: np.ndarray, box: Box) -> bool:
    rows, columns = np.nonzero(mask)
    return (
        box.top <= rows.min()
        and rows.max() < box.bottom
        and box.left <= columns.min()
        and columns.max() < box.right
    )


def test_places_are_those_of_the_scan(memory):
    image = np.full((400, 600), 200, np.uint8)
    image[300:320, 500:530] = 50
    scan = ArrayScan(image, pixel_size=PixelSize(0.5, 0.5, "µm"))
    found = last(scan, spotted(), Box(450, 250, 600, 400), memory)
    assert len(found) == 1
    assert found.table["left"][0] == 500
    assert found.table["bottom"][0] == 320
    assert found.table["x_px"][0] == 515
    assert found.table["y"][0] == 155
    ((number, outline),) = found.outlines
    assert outline.bounds == (500, 300, 530, 320)
    box = found.maps.box
    assert (found.labels[310 - box.top, 510 - box.left], number) == (1, 1)


def test_work_pixels_are_those_of_the_analysis(memory):
    image = np.full((1000, 1000), 200, np.uint8)
    image[400:480, 600:680] = 50
    scan = ArrayScan(image, pixel_size=PixelSize(1, 1, "µm"))
    protocol = spotted()
    protocol = replace(protocol, scale=replace(protocol.scale, pixel_size="4 um"))
    found = last(scan, protocol, Box(500, 300, 900, 700), memory)
    assert found.scale == 4
    assert found.table["area_px"].tolist() == [400]
    assert found.outlines[0][1].bounds == (600, 400, 680, 480)


def test_cleaning_and_separation_alone_read_nothing(memory, monkeypatch):
    scan = ArrayScan(discs(600, 40))
    box = Box(0, 0, 600, 600)
    first = last(scan, spotted(), box, memory)
    assert len(first) == 15 * 15
    monkeypatch.setattr(scan, "_pixels", never)
    assert (
        len(last(scan, spotted(cleaning=CleaningSettings(min_diameter="20 px")), box, memory)) == 0
    )
    cut = spotted(separation=SeparationSettings("watershed"))
    assert len(last(scan, cut, box, memory)) == 15 * 15
    otsu = spotted(method=replace(spotted().method, method="otsu"))
    again = last(scan, otsu, box, memory)  # another threshold of the same histogram
    (levels,) = again.levels
    assert 60 < levels.edges[0] < 200


def test_parts_of_a_clump_overlap_in_the_preview(memory):
    y, x = np.mgrid[:600, :600]
    image = np.full((600, 600), 200, np.uint8)
    for cx, cy, radius in ((220, 200, 60), (310, 210, 50), (20, 450, 50), (105, 450, 45)):
        image[(x - cx) ** 2 + (y - cy) ** 2 <= radius**2] = 50
    scan = ArrayScan(image)
    apart = spotted(
        separation=SeparationSettings("uecs"), cleaning=CleaningSettings(remove_border=True)
    )
    found = last(scan, apart, Box(0, 0, 600, 600), memory)
    assert len(found) == 3  # the scan's edge cuts the fourth
    assert found.table["separated"].all()
    outlines = [outline for _, outline in found.outlines]
    assert [shape.area for shape in outlines] == found.table["area_px"].tolist()
    assert outlines[0].intersection(outlines[1]).area > 500
    discs = np.pi * np.array([60, 50, 45]) ** 2
    assert found.table["area_px"] == pytest.approx(discs, rel=0.02)


def test_particles_cut_by_the_view_stay_and_those_cut_by_the_scan_go(memory):
    image = np.full((500, 500), 200, np.uint8)
    image[0:30, 100:130] = image[200:230, 200:230] = 50
    scan = ArrayScan(image)
    clean = spotted(cleaning=CleaningSettings(remove_border=True))
    box = Box(90, 10, 210, 210)  # cuts both
    assert len(last(scan, spotted(), box, memory)) == 2
    (left,) = last(scan, clean, box, memory).table["left"]
    assert left == 200


def test_a_wide_view_is_looked_at_coarsely_and_says_so(memory, monkeypatch):
    monkeypatch.setattr(threshold_part, "LIMIT", 100_000)
    scan = ArrayScan(discs(1200, 100, radius=20))
    protocol = spotted(cleaning=CleaningSettings(min_diameter="36 px"))
    found = last(scan, protocol, scan.box, memory)
    assert found.scale == pytest.approx(np.sqrt(1200**2 / 100_000))
    assert len(found) == 12 * 12
    assert found.table["left"].min() == pytest.approx(30, abs=4)
    assert any("coarse" in note for note in found.notes)
    none = spotted(cleaning=CleaningSettings(min_diameter="60 px"))
    assert len(last(scan, none, scan.box, memory)) == 0


def test_a_large_scan_is_shown_by_a_sample_first(memory, monkeypatch):
    monkeypatch.setattr(threshold_part, "_AT_ONCE", 1000)
    scan = ArrayScan(discs(1500, 50))
    steps = list(preview(scan, spotted(), Box(0, 0, 300, 300), memory=memory))
    assert isinstance(steps[0], Preview)
    assert not steps[0].final
    assert steps[0].notes
    assert isinstance(steps[1], Looking)
    assert steps[-1].final
    assert not steps[-1].notes
    # The next one knows the whole scan.
    (only,) = preview(scan, spotted(), Box(300, 300, 600, 600), memory=memory)
    assert only.final


def test_a_survey_that_was_cancelled_goes_on_where_it_was(memory, monkeypatch):
    scan = ArrayScan(discs(2100, 50))  # nine tiles
    reads = []
    inner = scan._pixels
    monkeypatch.setattr(scan, "_pixels", lambda window: reads.append(window.box) or inner(window))
    box = Box(0, 0, 100, 100)
    for _ in range(3):
        cancelled = preview(scan, spotted(), box, memory=memory)
        assert isinstance(next(cancelled), Looking)
        cancelled.close()
    last(scan, spotted(), box, memory)
    tiles = [box for box in reads if box.width > 400]
    assert len(tiles) == len(set(tiles)) == 9


def test_nothing_comes_for_a_view_beside_the_scan(memory):
    scan = ArrayScan(discs(200, 50))
    assert list(preview(scan, spotted(), Box(300, 0, 400, 100), memory=memory)) == []
    assert list(preview(scan, spotted(), Box(-90, -90, -10, -10), memory=memory)) == []


def test_what_needs_a_pixel_size_says_so(memory):
    protocol = spotted(cleaning=CleaningSettings(min_diameter="2 um"))
    scan = ArrayScan(discs(200, 50))
    with pytest.raises(ProtocolError, match="pixel size"):
        last(scan, protocol, scan.box, memory)
    sized = prepared(scan, pixel_size=PixelSize(0.1, 0.1, "µm"))
    assert len(last(sized, protocol, scan.box, memory)) == 0
    assert scan.pixel_size == PixelSize.unknown()


def test_frames_are_told_apart(memory):
    stack = np.stack([discs(200, 50), discs(200, 100)])
    scan = ArrayScan(stack[..., None], stack=True)
    for frame, count in ((0, 16), (1, 4), (0, 16)):
        assert len(last(prepared(scan, frame=frame), spotted(), scan.box, memory)) == count


def test_a_preview_finds_what_the_analysis_finds_in_every_container(memory):
    byte = discs(200, 50)
    expected = last(ArrayScan(byte), spotted(), ArrayScan(byte).box, memory)
    for pixels in (byte.astype(np.uint16) * 257, byte / np.float32(255)):
        found = last(ArrayScan(pixels), spotted(), ArrayScan(pixels).box, memory)
        assert np.array_equal(found.labels, expected.labels)
        (levels,), (other,) = found.levels, expected.levels
        share = [edge / pixels.max() * byte.max() for edge in levels.edges]
        assert share == pytest.approx(other.edges)  # told in the numbers of the file
    flat = ArrayScan(np.full_like(byte, 40))
    nothing = last(flat, spotted(), flat.box, memory)
    assert len(nothing.table) == 0
    assert "same grey value" in " ".join(nothing.notes)


def test_memory_is_bounded():
    held = Memory(never, limit_bytes=1000)
    for i in range(10):
        held.keep(i, (np.zeros(300, np.uint8), None))
    assert held.arrays(0) is None
    assert held.arrays(9) is not None
    assert held._used <= 1000
    held.keep("large", (np.zeros(5000, np.uint8),))
    assert held.arrays("large") is not None  # the last one always fits


class Fake:
    """A network that finds what is darker than 128, and counts its tiles."""

    def __init__(self) -> None:
        self.tiles: list[int] = []

    def __call__(self, scan, pack, settings, index):
        from graticule.segment import WorkView

        self.tiles.append(index)
        keep = network_part._grid(WorkView(scan, 1.0), pack, settings)[index].keep
        dark = scan.read(keep)[..., 0] < 128
        return np.stack([dark, dark * 3, dark * 200]).astype(np.uint8)


def test_a_network_answers_tile_by_tile_and_only_once():
    fake = Fake()
    memory = Memory(fake)
    scan = ArrayScan(discs(4000, 50))
    protocol = load_protocol("particles")
    box = Box(900, 900, 1700, 1700)
    steps = [s for s in preview(scan, protocol, box, memory=memory) if isinstance(s, Preview)]
    assert len(fake.tiles) == len(set(fake.tiles)) == len(steps) - 1 > 1
    assert [step.final for step in steps] == [False] * (len(steps) - 1) + [True]
    counts = [len(step) for step in steps]
    assert counts == sorted(counts)
    assert counts[-1] == 16 * 16
    before = list(fake.tiles)
    softer = replace(protocol, separation=SeparationSettings("none"))
    last(scan, softer, box.shifted(10, 0), memory)
    last(scan, replace(protocol, method=replace(protocol.method, device="cuda")), box, memory)
    assert fake.tiles == before
    last(scan, replace(protocol, method=replace(protocol.method, tta=True)), box, memory)
    assert len(fake.tiles) == 2 * len(before)


def test_of_a_wide_view_a_network_sees_the_middle(monkeypatch):
    monkeypatch.setattr(network_part, "LIMIT", 160_000)
    memory = Memory(Fake())
    scan = ArrayScan(discs(2000, 50))
    found = last(scan, load_protocol("particles"), scan.box, memory)
    assert found.scale == 1
    assert found.maps.box == Box(800, 800, 1200, 1200).grown(64)
    assert any("middle" in note for note in found.notes)


def test_the_particles_network_says_what_the_analysis_says(tmp_path):
    path = SAMPLES / "particles-sample.tif"
    protocol = load_protocol("particles")
    *_, done = iter_analyse(path, protocol, tmp_path, Options(device="cpu", runtime="fp32"))
    labels = tifffile.imread(Path(done.folder) / "labels.ome.tif")
    memory = Memory(Networks())
    slow = replace(protocol, method=replace(protocol.method, device="cpu", runtime="fp32"))
    with open_scan(path) as scan:
        found = last(scan, slow, scan.box, memory)
        # What the analysis has computed needs no network.
        stored = Memory(never)
        stored.store = ResultStore.open(Path(done.folder) / STORE)
        again = last(scan, slow, scan.box, stored)
        quick = replace(slow, method=replace(slow.method, precision="fast"))
        with pytest.raises(AssertionError, match="no network"):
            last(scan, quick, scan.box, stored)
    assert np.array_equal(found.labels > 0, labels > 0)
    assert len(found) == done.particles
    assert np.array_equal(again.labels, found.labels)


def test_turning_a_knob_is_quick(memory):
    scan = ArrayScan(discs(1000, 25))
    box = Box(0, 0, 1000, 1000)
    last(scan, spotted(), box, memory)  # compiles, reads
    times = []
    for size in range(3, 8):
        protocol = spotted(
            cleaning=CleaningSettings(min_diameter=f"{size} px", max_hole="3 px"),
            separation=SeparationSettings("watershed"),
        )
        began = time.process_time()
        assert len(last(scan, protocol, box, memory)) == 1600
        times.append(time.process_time() - began)
    assert min(times) < 1.0  # s of processor time, of which 0.15 are needed
    print(f"median {sorted(times)[2] * 1000:.0f} ms")
