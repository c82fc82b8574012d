"""A scan that is closed while it is read: the last reader closes the file, whatever it is."""

import struct
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import h5py
import numpy as np
import PIL.Image
import pytest
import tifffile

from graticule.errors import ScanClosed
from graticule.geometry import Box, Length, PixelSize
from graticule.preview.calibrated import prepared
from graticule.scans import ArrayScan, FrameScan, Scan, microscope, open_scan, with_overviews
from graticule.scans import overviews as overviews_module
from graticule.scans.overviews import iter_build_overviews
from graticule.scans.slide import open_slide

# RosettaSciIO's reader of MRC leaves its file to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed file")

WAIT = 60  # s; far longer than any of this takes
RANDOM = np.random.default_rng(5)
GREY = RANDOM.integers(0, 255, (300, 400), np.uint8)
COLOUR = RANDOM.integers(0, 255, (300, 400, 3), np.uint8)


def tiff(folder: Path) -> Scan:
    tifffile.imwrite(folder / "a.tif", COLOUR, tile=(64, 64), compression="zlib")
    return open_scan(folder / "a.tif")


def raw_tiff(folder: Path) -> Scan:
    tifffile.imwrite(folder / "a.tif", COLOUR)
    return open_scan(folder / "a.tif")


def slide(folder: Path) -> Scan:
    tifffile.imwrite(folder / "a.tif", COLOUR, tile=(64, 64), compression="zlib")
    return open_slide(folder / "a.tif")


def png(folder: Path) -> Scan:
    PIL.Image.fromarray(COLOUR).save(folder / "a.png")
    return open_scan(folder / "a.png")


def hdf5(folder: Path) -> Scan:
    with h5py.File(folder / "a.h5", "w") as file:
        file["data"] = GREY
    return open_scan(folder / "a.h5")


def electron_microscope(folder: Path) -> Scan:
    head = struct.pack("<10i", 400, 300, 1, 0, 0, 0, 0, 400, 300, 1)
    (folder / "a.mrc").write_bytes(head.ljust(1024, b"\0") + GREY.tobytes())
    return open_scan(folder / "a.mrc")


def lazily(folder: Path) -> Scan:
    kept, microscope._LAZY_BYTES = microscope._LAZY_BYTES, 0
    try:
        return electron_microscope(folder)
    finally:
        microscope._LAZY_BYTES = kept


def array(_folder: Path) -> Scan:
    return ArrayScan(GREY)


def frame(folder: Path) -> Scan:
    tifffile.imwrite(folder / "a.tif", np.stack([GREY, GREY + 1]), photometric="minisblack")
    return FrameScan(open_scan(folder / "a.tif"), 1)


def calibrated(folder: Path) -> Scan:
    return prepared(tiff(folder), pixel_size=PixelSize(1, 1, "µm"))


def overview(folder: Path) -> Scan:
    kept, overviews_module._SMALL = overviews_module._SMALL, 5000
    try:
        scan = tiff(folder)
        list(iter_build_overviews(scan, folder / "overviews"))
        found = with_overviews(scan, folder / "overviews")
        assert len(found.levels) > len(scan.levels)
        return found
    finally:
        overviews_module._SMALL = kept


READERS: list[Callable[[Path], Scan]] = [
    tiff, raw_tiff, slide, png, hdf5, electron_microscope, lazily, array, frame, calibrated,
    overview,
]  # fmt: skip


def file_of(scan: Scan) -> Scan:
    """The scan whose file is read in the end."""
    while hasattr(scan, "_scan"):
        scan = scan._scan  # type: ignore[attr-defined]
    return scan


@pytest.fixture(params=READERS, ids=lambda reader: reader.__name__)
def scan(request: pytest.FixtureRequest, tmp_path: Path):
    opened = request.param(tmp_path)
    yield opened
    file_of(opened).close()


class Held:
    """The next read of a scan stands still inside its reader until it is let on."""

    def __init__(self, scan: Scan, monkeypatch: pytest.MonkeyPatch) -> None:
        self.inside, self.on = threading.Event(), threading.Event()
        self.released = 0
        source = file_of(scan)
        kind = type(source)
        read, release = kind._pixels, kind._release

        def pixels(own: Scan, window):
            if own is source and not self.inside.is_set():
                self.inside.set()
                assert self.on.wait(WAIT)
            return read(own, window)

        def let_go(own: Scan) -> None:
            self.released += own is source
            release(own)

        monkeypatch.setattr(kind, "_pixels", pixels)
        monkeypatch.setattr(kind, "_release", let_go)


def test_what_is_being_read_comes_whole_and_the_last_reader_closes(scan, monkeypatch):
    part = Box(30, 40, 350, 290)
    expected = scan.read(part, out_shape=(100, 128))
    held = Held(scan, monkeypatch)
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(scan.read, part, out_shape=(100, 128))
        assert held.inside.wait(WAIT)
        file_of(scan).close()
        file_of(scan).close()
        assert scan.closed
        assert held.released == 0
        with pytest.raises(ScanClosed, match="is closed"):
            scan.read_level(0, Box(0, 0, 9, 9))
        held.on.set()
        assert np.array_equal(coming.result(WAIT), expected)
    assert held.released == 1


def test_a_closed_scan_tells_so_however_it_is_asked(scan):
    file_of(scan).close()
    for asked in (
        lambda: scan.read_level(0, Box(0, 0, 9, 9)),
        lambda: scan.read(Box(-5, -5, 20, 20)),
        lambda: scan.read_work(Box(0, 0, 9, 9), 3.0),
        lambda: scan.leased().__enter__(),
    ):
        with pytest.raises(ScanClosed):
            asked()


def test_work_of_several_reads_is_finished_after_the_closing(scan, monkeypatch):
    whole = scan.read_level(0, scan.box)
    held = Held(scan, monkeypatch)
    held.inside.set()
    with scan.leased() as own:
        file_of(scan).close()
        assert held.released == 0
        assert np.array_equal(own.read_level(0, own.box), whole)
        with ThreadPoolExecutor(1) as pool, pytest.raises(ScanClosed):
            pool.submit(scan.read_level, 0, Box(0, 0, 9, 9)).result(WAIT)
    assert held.released == 1


def test_threads_that_read_while_it_is_closed_get_the_pixels_or_nothing(scan):
    whole = scan.read_level(0, scan.box)
    started = threading.Barrier(5)

    def read(seed: int) -> int:
        places = np.random.default_rng(seed).integers(0, 200, (10_000, 2))
        started.wait(WAIT)
        for count, (x, y) in enumerate(places.tolist()):
            box = Box(x, y, x + 100, y + 100)
            try:
                found = scan.read_level(0, box)
            except ScanClosed:
                return count
            assert np.array_equal(found, whole[box.slices])
        return len(places)

    with ThreadPoolExecutor(4) as pool:
        reading = [pool.submit(read, seed) for seed in range(4)]
        started.wait(WAIT)
        file_of(scan).close()
        for one in reading:
            one.result(WAIT)


def test_pictures_that_come_with_a_slide_are_leased_too(tmp_path, monkeypatch):
    with tifffile.TiffWriter(tmp_path / "a.svs") as out:
        kind = {"tile": (64, 64), "photometric": "rgb", "compression": "jpeg", "metadata": None}
        out.write(COLOUR, description="Aperio Image Library v1|MPP = 0.5", **kind)
        label = {"photometric": "rgb", "rowsperstrip": 90, "metadata": None}
        out.write(COLOUR[:90, :120], description="Aperio\nlabel 120x90", **label)
    scan = open_scan(tmp_path / "a.svs")
    (name,) = scan.associated
    picture = scan.associated[name]
    assert picture().shape == (90, 120, 3)
    scan.close()
    with pytest.raises(ScanClosed):
        picture()


def test_a_length_in_the_wrong_unit_is_told_before_a_closed_file():
    scan = ArrayScan(GREY)
    scan.close()
    with pytest.raises(ValueError, match="without a pixel size"):
        scan.read(scan.box, pixel_size=Length(1, "µm"))
