"""Any window at any resolution: area means, exact, and the same whatever the box around them."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graticule.geometry import Box, Length, PixelSize
from graticule.scans import ArrayScan, Facts, Level, Scan, grid_size
from graticule.scans import scan as scan_module
from graticule.scans.resample import mirrored, take_mirrored

RANDOM = np.random.default_rng(5)
PICTURE = RANDOM.integers(0, 256, (61, 83, 3), dtype=np.uint8)
SCALES = st.one_of(st.sampled_from([1.0, 2.0, 3.0, 2.5, 8.0, 0.5]), st.floats(0.4, 20))


def mean_under(picture: np.ndarray, top: float, bottom: float, left: float, right: float):
    """Area mean by definition, pixel by pixel."""
    total = weight = 0.0
    for y in range(math.floor(top), math.ceil(bottom)):
        for x in range(math.floor(left), math.ceil(right)):
            shared = max(0, min(bottom, y + 1) - max(top, y)) * max(
                0, min(right, x + 1) - max(left, x)
            )
            total += shared * picture[y, x].astype(float)
            weight += shared
    return total / weight


@given(scale=SCALES, data=st.data())
@settings(max_examples=25, deadline=None)
def test_work_pixels_are_area_means(scale, data):
    scan = ArrayScan(PICTURE.astype(np.float64))
    rows, columns = grid_size(61, scale), grid_size(83, scale)
    i, j = data.draw(st.integers(0, rows - 1)), data.draw(st.integers(0, columns - 1))
    found = scan.read_work(Box(j, i, j + 1, i + 1), scale)[0, 0]
    expected = mean_under(
        PICTURE, i * scale, min(61, (i + 1) * scale), j * scale, min(83, (j + 1) * scale)
    )
    assert np.allclose(found, expected, rtol=1e-12)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.int32, np.float32])
@given(scale=SCALES, size=st.integers(9, 50), shift=st.integers(-30, 10))
@settings(max_examples=6, deadline=None)
def test_windows_fit_together_byte_for_byte(dtype, scale, size, shift):
    scan = ArrayScan((PICTURE * 1.37).astype(dtype))
    whole = Box(shift, shift, grid_size(83, scale) + 17, grid_size(61, scale) + 23)
    at_once = scan.read_work(whole, scale)
    for box in whole.blocks(size):
        part = scan.read_work(box, scale)
        assert part.tobytes() == at_once[box.shifted(-shift, -shift).slices].tobytes()


def test_beyond_the_edge_the_work_grid_is_mirrored():
    scan = ArrayScan(PICTURE)
    for scale in (1.0, 2.0, 2.6):
        height, width = grid_size(61, scale), grid_size(83, scale)
        inside = scan.read_work(Box(0, 0, width, height), scale)
        around = scan.read_work(Box(-90, -7, width + 5, height + 150), scale)
        expected = np.pad(inside, ((7, 150), (90, 5), (0, 0)), mode="reflect")
        assert np.array_equal(around, expected)


def test_whole_factors_are_block_means_rounded_half_to_even():
    scan = ArrayScan(np.array([[0, 1, 1, 2, 5, 6, 255, 255]] * 2, np.uint8))
    assert scan.read_work(Box(0, 0, 4, 1), 2)[0, :, 0].tolist() == [0, 2, 6, 255]  # .5 1.5 5.5
    negative = ArrayScan(np.array([[-1, 0, -1, -2, -3, -3]] * 2, np.int16))
    assert negative.read_work(Box(0, 0, 3, 1), 2)[0, :, 0].tolist() == [0, -2, -3]
    blocks = PICTURE[:60, :80].reshape(15, 4, 20, 4, 3).mean(axis=(1, 3))
    found = ArrayScan(PICTURE[:60, :80]).read_work(Box(0, 0, 20, 15), 4)
    assert np.array_equal(found, np.rint(blocks).astype(np.uint8))


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.uint32, np.int64, np.float16, bool])
def test_a_flat_picture_stays_what_it_is(dtype):
    value = 1 if dtype is bool else 200
    scan = ArrayScan(np.full((50, 70), value, dtype))
    for scale in (2.0, 3.0, 2.7, 0.6):
        coarse = scan.read(scan.box, pixel_size=Length(scale, "px"))
        assert coarse.dtype == dtype
        assert (coarse == value).all()


@settings(deadline=None)
@given(
    st.tuples(st.integers(1, 9), st.integers(1, 9), st.integers(1, 4)),
    st.tuples(st.integers(-25, 25), st.integers(1, 40), st.integers(-25, 25), st.integers(1, 40)),
    st.sampled_from([np.uint8, np.uint16, np.float32, bool]),
)
def test_mirroring_by_stretches_is_mirroring_pixel_by_pixel(shape, span, dtype):
    pixels = np.random.default_rng(0).integers(0, 256, shape).astype(dtype)
    top, height, left, width = span
    rows, columns = mirrored(top, top + height, shape[0]), mirrored(left, left + width, shape[1])
    expected = pixels[rows[:, None], columns]
    assert np.array_equal(take_mirrored(pixels, rows, columns), expected)


def test_read_mirrors_what_sticks_out_with_any_overhang():
    scan = ArrayScan(PICTURE)
    box = Box(-200, -61, 300, 190)
    expected = np.pad(PICTURE, ((61, 129), (200, 217), (0, 0)), mode="reflect")
    assert np.array_equal(scan.read(box), expected)
    thin = ArrayScan(PICTURE[:1, :1])
    assert (thin.read(Box(-3, -3, 4, 4)) == PICTURE[0, 0]).all()


def test_read_by_shape_and_by_pixel_size():
    scan = ArrayScan(PICTURE[:60, :80], pixel_size=PixelSize(0.5, 0.5, "µm"))
    halves = PICTURE[:60, :80].reshape(30, 2, 40, 2, 3).mean(axis=(1, 3))
    expected = np.rint(halves).astype(np.uint8)
    assert np.array_equal(scan.read(scan.box, out_shape=(30, 40)), expected)
    assert np.array_equal(scan.read(scan.box, pixel_size=Length(1, "µm")), expected)
    assert np.array_equal(scan.read(scan.box, pixel_size=Length(1000, "nm")), expected)
    assert scan.read(scan.box, pixel_size=Length(0.7, "µm")).shape == (43, 58, 3)
    with pytest.raises(ValueError, match="without a pixel size"):
        ArrayScan(PICTURE).read(Box(0, 0, 9, 9), pixel_size=Length(1, "µm"))


class Pyramid(Scan):
    """Levels of flat colour, so that an answer tells which level it came from."""

    def __init__(self, *factors: float) -> None:
        levels = tuple(Level(int(1000 / f), int(800 / f), f, (64, 64)) for f in factors)
        super().__init__(
            Facts(
                path=scan_module.Path("pyramid"), format="test", channel_names=("grey",),
                dtype=np.dtype(np.uint8), levels=levels, fingerprint="0",
            )
        )  # fmt: skip
        self.samples = 0

    def _pixels(self, window):
        self.samples = max(self.samples, window.box.area)
        return np.full((*window.box.shape, 1), window.level, np.uint8)


@pytest.mark.parametrize(
    ("scale", "level"), [(1, 0), (1.9, 0), (2, 1), (3.99, 1), (4, 2), (15.9, 2), (16, 3), (50, 3)]
)
def test_the_nearest_finer_level_is_read(scale, level):
    scan = Pyramid(1, 2, 4, 16)
    assert (scan.read_work(Box(0, 0, 3, 3), scale) == level).all()
    side = int(600 / scale)
    exact = round(side * scale)
    found = scan.read(Box(0, 0, exact, exact), out_shape=(side, side))
    assert (found >= level - 1).all()


def test_a_large_window_of_a_flat_scan_is_averaged_in_pieces(monkeypatch):
    monkeypatch.setattr(scan_module, "_PIECE_SAMPLES", 20_000)
    picture = RANDOM.integers(0, 256, (900, 700), dtype=np.uint8)
    scan, whole = ArrayScan(picture), Box(0, 0, 70, 90)
    seen = []
    monkeypatch.setattr(
        ArrayScan,
        "_pixels",
        lambda self, window: seen.append(window.box.area) or picture[window.box.slices][..., None],
    )
    pieces = scan.read_work(whole, 10)
    assert max(seen) <= 25_000
    blocks = np.rint(picture.reshape(90, 10, 70, 10).mean(axis=(1, 3)))
    assert np.array_equal(pieces[..., 0], blocks.astype(np.uint8))
    assert np.array_equal(scan.read(scan.box, out_shape=(90, 70)), pieces)


def test_what_makes_no_sense_is_a_value_error():
    scan = ArrayScan(PICTURE)
    for wrong in (
        lambda: scan.read_level(0, Box(0, 0, 84, 3)),
        lambda: scan.read_level(1, Box(0, 0, 3, 3)),
        lambda: scan.read(Box(0, 0, 0, 3)),
        lambda: scan.read(Box(0, 0, 3, 3), out_shape=(0, 3)),
        lambda: scan.read(Box(0, 0, 3, 3), frame=1),
        lambda: scan.read_work(Box(0, 0, 3, 3), 0),
        lambda: scan.read_work(Box(0, 0, 3, 3), math.inf),
        lambda: ArrayScan(np.zeros(3)),
    ):
        with pytest.raises(ValueError, match=r".+"):
            wrong()


def test_an_array_scan_is_what_it_was_made_of():
    stack = RANDOM.integers(0, 9, (4, 20, 30, 2), dtype=np.uint16)
    with ArrayScan(stack, stack=True, name="stack") as scan:
        assert (scan.frames, scan.frame_axis, scan.channels) == (4, "page", 2)
        assert np.array_equal(scan.read(Box(3, 2, 20, 20), frame=2), stack[2, 2:20, 3:20])
        assert not scan.pixel_size.calibrated
        assert scan.fingerprint == ArrayScan(stack.copy(), stack=True).fingerprint
        assert scan.fingerprint != ArrayScan(stack + 1, stack=True).fingerprint
