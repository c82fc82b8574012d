"""Black and white of a scan: what a user, the file or the values say, in this order."""

import numpy as np
import pytest
import tifffile

from graticule.geometry import Box
from graticule.scans import ArrayScan, GreyRange, levelled, open_scan, single_frame
from graticule.scans.grey import Source

rng = np.random.default_rng(3)


def bead_scan(bright: float = 0.8) -> np.ndarray:
    """A noisy field of 8 bits, 200 × 300, with dark beads; `bright` of the range at most."""
    field = np.full((200, 300), 255 * bright) + rng.normal(0, 3, (200, 300))
    y, x = np.mgrid[:200, :300]
    for row, column, radius in ((50, 60, 20), (120, 200, 30), (160, 60, 12)):
        field[(y - row) ** 2 + (x - column) ** 2 < radius**2] *= 0.3
    return np.clip(np.rint(field), 0, 255).astype(np.uint8)


BEADS = bead_scan()
FINE = np.clip(BEADS * 16.0 + rng.integers(0, 16, BEADS.shape), 0, 4095)  # as a camera of 12 bits


def grey_range(pixels: np.ndarray) -> GreyRange:
    return ArrayScan(pixels).grey_range


def ends(pixels: np.ndarray) -> tuple[float, float]:
    found = grey_range(pixels)
    return found.black, found.white


@pytest.mark.parametrize(
    ("pixels", "expected"),
    [
        (BEADS, (0, 255)),
        (BEADS // 10, (0, 255)),  # merely dark
        (BEADS.astype(np.uint16), (0, 255)),
        (BEADS.astype(">u2"), (0, 255)),
        (BEADS.astype(np.uint32), (0, 255)),
        (BEADS.astype(np.uint16) * 257, (0, 65535)),
        ((BEADS // 3).astype(np.uint16) * 257, (0, 65535)),  # dark, and spread over 16 bits
        (BEADS.astype(np.uint16) << 8, (0, 65280)),
        (FINE.astype(np.uint16), (0, 4095)),
        (FINE.astype(np.uint16) << 4, (0, 65520)),
        ((FINE // 4).astype(np.uint16), (0, 1023)),
        ((FINE * 4 + rng.integers(0, 4, FINE.shape)).astype(np.uint16), (0, 16383)),
        ((FINE * 16 + rng.integers(0, 16, FINE.shape)).astype(np.uint16), (0, 65535)),
        (np.rint(FINE * (65535 / 4095)).astype(np.uint16), (0, 65535)),
        ((FINE + 32768).astype(np.uint16), (32768, 36863)),
        ((FINE - 32768).astype(np.int16), (-32768, -28673)),
        (FINE.astype(np.int16), (0, 4095)),
        ((FINE - 2048).astype(np.int16), (-2048, 2047)),
        ((BEADS.astype(np.int16) - 128).astype(np.int8), (-128, 127)),
        (BEADS / np.float32(255), (0, 1)),
        (BEADS.astype(np.float32), (0, 255)),
        (BEADS.astype(np.float64) + 0.25, (0, 255)),
        ((BEADS / 255).astype(np.float16), (0, 1)),
        (FINE.astype(np.float32), (0, 4095)),
        (FINE.astype(np.float32) / 4095, (0, 1)),
        (FINE.astype(np.float32) + rng.random(FINE.shape, np.float32), (0, 4095)),
        ((FINE * 16).astype(np.float32) + rng.random(FINE.shape, np.float32), (0, 65535)),
        (rng.random((60, 60)), (0, 1)),
        (rng.random((60, 60)) * 2 - 1, (-1, 1)),
        (BEADS > 100, (0, 1)),
    ],
)
def test_the_values_tell_the_depth(pixels, expected):
    assert ends(pixels) == pytest.approx(expected)
    if pixels.dtype != np.float16:  # which has fewer steps than 16 bits
        rgb = np.repeat(pixels[..., None], 3, axis=2)
        assert ends(rgb) == pytest.approx(expected)
    assert not grey_range(pixels).doubt or expected in ((-1, 1), (0, 16383))


def test_12_bits_in_floats_of_16_are_12_bits():
    assert ends((FINE / 65535).astype(np.float32)) == pytest.approx((0, 4095 / 65535))


def test_opacity_tells_nothing(tmp_path):
    opacity = np.full(FINE.shape, 65535)
    pixels = np.stack([FINE, FINE, FINE, opacity], axis=2).astype(np.uint16)
    for kind in ("unassalpha", "unspecified"):
        path = save(tmp_path / "a.tif", pixels, photometric="rgb", extrasamples=[kind])
        with open_scan(path) as scan:
            assert (scan.grey_range.black, scan.grey_range.white) == (0, 4095)


def test_lone_pixels_tell_nothing():
    for hot in (65535, 20000):
        pixels = FINE.astype(np.uint16)
        pixels[10, 20] = pixels[100, 250] = hot
        assert ends(pixels) == (0, 4095)
    signed = (FINE + 32768).astype(np.uint16)
    signed[7, 7] = 0
    assert ends(signed) == (32768, 36863)
    floats = BEADS / np.float32(255)
    floats[3, 3], floats[5, 5], floats[9, 9] = np.inf, 1e9, -np.inf
    assert ends(floats) == (0, 1)


def test_a_bright_bead_in_the_dark_counts():
    pixels = rng.integers(90, 110, (500, 500)).astype(np.uint16)
    assert ends(pixels) == (0, 255)
    pixels[100:103, 200:203] = 3900
    assert ends(pixels) == (0, 4095)


def test_another_depth_is_believed_where_values_pile_up_at_its_end():
    pixels = np.minimum(FINE / 1.8, 2047).astype(np.uint16)
    assert ends(pixels) == (0, 4095)
    pixels[:60] = 2047
    assert ends(pixels) == (0, 2047)


def test_no_data_is_no_value():
    for mark in (-9999.0, np.finfo(np.float32).min, 1e20):
        pixels = FINE.astype(np.float32)
        pixels[:30] = mark
        found = grey_range(pixels)
        assert (found.black, found.white, found.nothing, found.gaps) == (
            0, 4095, pytest.approx(mark), True,
        )  # fmt: skip
    assert np.isnan(levelled(ArrayScan(pixels)).read_level(0, Box(0, 0, 5, 5))).all()


@pytest.mark.parametrize("value", [0, 7, 200, 3000, 65535])
def test_a_constant_scan_has_a_range(value):
    for dtype in (np.uint8, np.uint16, np.int32, np.float32, np.float64):
        if value <= np.iinfo(np.uint8).max or dtype != np.uint8:
            found = grey_range(np.full((30, 40), value, dtype))
            assert found.black <= value <= found.white
    assert ends(np.full((30, 40), np.nan)) == (0, 1)
    assert ends(np.full((1, 40), 300, np.uint16)) == (0, 1023)


def test_what_is_in_doubt_is_told():
    scan = ArrayScan((FINE * 0.27).astype(np.uint16), name="dim.tif")
    assert scan.grey_range.white == 1023
    scan = ArrayScan((FINE * 0.4).astype(np.uint16), name="dim.tif")
    (notice,) = scan.notices
    assert "dim.tif" in notice
    assert "4095" in notice
    assert "--white" in notice
    odd = rng.normal(0, 1e6, (50, 50))
    assert len(ArrayScan(np.stack([odd] * 3, axis=2), name="odd.tif").notices) == 1
    assert not ArrayScan(odd, name="odd.mrc").notices  # as electron microscopes write


def test_one_range_for_all_frames():
    stack = np.stack([FINE * 0.2, FINE]).astype(np.uint16)
    scan = ArrayScan(stack[..., None], stack=True)
    assert single_frame(scan, 0).grey_range.white == 4095


def save(path, pixels, **more):
    tifffile.imwrite(path, pixels, **more)
    return path


def test_a_user_knows_best(tmp_path):
    path = save(tmp_path / "a.tif", (FINE * 0.27).astype(np.uint16))
    source: Source = "you"
    with open_scan(path, grey_range=GreyRange(0, 4095, source)) as scan:
        assert scan.grey_range == GreyRange(0, 4095, source, step=1)
        assert scan.notices == ()
    with pytest.raises(ValueError, match="above black"):
        GreyRange(5, 5, source)


def test_large_scans_are_looked_at_in_part_and_always_alike(tmp_path, monkeypatch):
    monkeypatch.setattr("graticule.scans.values._MOST", 1 << 16)
    large = np.tile(FINE, (4, 4)).astype(np.uint16)
    path = save(tmp_path / "a.tif", large, tile=(64, 64))
    with open_scan(path) as scan:
        read = []
        scan_read = scan.read_level
        monkeypatch.setattr(
            scan, "read_level", lambda *a, **k: read.append(a[1]) or scan_read(*a, **k)
        )
        assert scan.grey_range.white == 4095
    assert sum(box.area for box in read) <= 1 << 17
    with open_scan(path) as scan:
        assert scan.grey_range.white == 4095


def test_levels_are_the_same_in_every_container():
    for pixels in (
        BEADS.astype(np.uint16), BEADS.astype(np.uint16) * 257, BEADS.astype(np.uint16) << 8,
        BEADS.astype(np.int32), BEADS / np.float32(255), BEADS.astype(np.float64),
        (BEADS / 255).astype(np.float32) * np.float32(65535), BEADS.astype(np.uint16) + 32768,
    ):  # fmt: skip
        scan = ArrayScan(pixels)
        assert np.array_equal(scan.grey_range.levels(pixels), BEADS)
        seen = levelled(scan)
        assert seen.dtype == np.uint8
        assert np.array_equal(seen.read_level(0, seen.box)[..., 0], BEADS)
    deep = FINE.astype(np.uint16)
    assert np.array_equal(grey_range(deep).levels(deep), deep >> 4)
    full = rng.integers(0, 65536, (300, 300)).astype(np.uint16)
    assert np.array_equal(grey_range(full).levels(full), full >> 8)


def said(path) -> tuple[float, float, str]:
    with open_scan(path) as scan:
        found = scan.grey_range
        assert scan.notices == ()
        return found.black, found.white, found.source


def test_a_file_knows_better_than_its_values(tmp_path):
    dim = (FINE // 8).astype(np.uint16)  # would be taken for 10 bits
    path = tmp_path / "a.ome.tif"
    tifffile.imwrite(path, dim, metadata={"SignificantBits": 12}, ome=True)
    assert said(path) == (0, 4095, "the file")
    path = tmp_path / "a.tif"
    for tag, value in ((281, 4095), (50717, 4000)):
        tifffile.imwrite(path, dim, extratags=[(tag, "H", 1, value, True)])
        assert said(path) == (0, value, "the file")
    tifffile.imwrite(path, dim, extratags=[(50717, "H", 1, 4000), (50714, "H", 1, 64)])
    assert said(path) == (64, 4000, "the file")
    for bits, white in ((10, 1023), (12, 4095), (14, 16383)):
        tifffile.imwrite(path, dim[..., None], bitspersample=bits, photometric="minisblack")
        assert said(path) == (0, white, "the file")
    tifffile.imwrite(path, dim, photometric="minisblack", extratags=[(281, "H", 1, 433, True)])
    with open_scan(path) as scan:  # what the values reach is no white
        assert scan.grey_range.source == "its values"


def test_what_fills_its_type_says_nothing(tmp_path):
    path = tmp_path / "a.ome.tif"
    tifffile.imwrite(path, FINE.astype(np.uint16), metadata={"SignificantBits": 16}, ome=True)
    assert said(path) == (0, 4095, "its values")


def test_a_file_that_is_contradicted_by_its_values(tmp_path):
    path = tmp_path / "a.ome.tif"
    tifffile.imwrite(path, FINE.astype(np.uint16), metadata={"SignificantBits": 10}, ome=True)
    with open_scan(path) as scan:
        assert scan.grey_range.white == 4095
        assert "1023" in " ".join(scan.notices)


def test_no_data_as_a_file_says(tmp_path):
    pixels = BEADS.astype(np.float32) / 255
    pixels[:50] = 0.5
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, pixels, extratags=[(42113, "s", 0, "0.5", True)])
    with open_scan(path) as scan:
        assert scan.grey_range.nothing == 0.5
        seen = levelled(scan)
        assert np.isnan(seen.read_level(0, seen.box)[:50]).all()
        assert not np.isnan(seen.read_level(0, seen.box)[50:]).any()


def test_fourteen_bits_that_could_be_sixteen_are_told():
    fine = (FINE * 4 + rng.integers(0, 4, FINE.shape)).astype(np.uint16)
    found = grey_range(fine)
    assert found.white == 16383
    assert "of 14 bits; a dark scan of 16 bits would look the same" in found.doubt
    assert not grey_range(FINE.astype(np.uint16)).doubt  # of 12: nobody exposes that poorly
    full = fine.copy()
    full[:20] = 16383  # overexposed: the camera's own end
    assert (grey_range(full).white, grey_range(full).doubt) == (16383, "")
    assert not grey_range((full * 4).astype(np.uint16)).doubt  # fills its type
    assert not grey_range(fine / np.float32(16383)).doubt
