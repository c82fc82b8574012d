"""Lengths keep their unit, and boxes their pixels."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graticule.geometry import AmbiguousNumberError, Box, Length, PixelSize, known_unit

edges = st.integers(-50, 50)
boxes = st.builds(
    lambda left, top, width, height: Box(left, top, left + width, top + height),
    edges, edges, st.integers(0, 40), st.integers(0, 40),
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("0.5um", 0.5, "µm"),
        ("4 µm", 4, "µm"),
        ("4 μm", 4, "µm"),  # Greek mu, as many files have it
        ("2 Å", 0.2, "nm"),
        ("1e-3 mm", 1e-3, "mm"),
        ("1 inch", 25.4, "mm"),
        ("0.1 cm", 1, "mm"),
        ("12 px", 12, "px"),
        (".25nm", 0.25, "nm"),
        ("0,5um", 0.5, "µm"),
        ("0,125 um", 0.125, "µm"),  # nobody parts thousands after a nought
        ("1,5 um", 1.5, "µm"),
        ("1,2345 um", 1.2345, "µm"),
        (",5 µm", 0.5, "µm"),
        ("250 pm", 0.25, "nm"),
        ("0.5 µm/pixel", 0.5, "µm"),
    ],
)
def test_lengths_are_read_with_their_unit(text, value, unit):
    length = Length.parse(text)
    assert length.unit == unit
    assert length.value == pytest.approx(value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0.5",
        "um",
        "1 1/nm",
        "3 nm^-1",
        "-1 um",
        "1e999 um",
        "5 degrees",
        "1,234.5 um",
        "1.234,5 um",
        "5 ms",
        "5 µm²",
    ],
)
def test_what_is_no_length_is_refused(text):
    with pytest.raises(ValueError, match=r"\S"):
        Length.parse(text)


@pytest.mark.parametrize("text", ["1,234um", "12,500 nm", "1,000 x 1,000 um"])
def test_a_comma_that_may_part_thousands_is_asked_about(text):
    with pytest.raises(AmbiguousNumberError, match=r"two ways; write (1234 or 1\.234|12500|1000)"):
        PixelSize.parse(text)


@pytest.mark.parametrize(
    ("spelled", "unit", "factor"),
    [("µm", "µm", 1), ("μm", "µm", 1), ("um", "µm", 1), ("Microns", "µm", 1),
     ("micrometre", "µm", 1), ("micrometers", "µm", 1), (" µm ", "µm", 1), ("[µm]", "µm", 1),
     ("µm/pixel", "µm", 1), ("um per px", "µm", 1), ("\\u00B5m", "µm", 1), ("\\u03BCm", "µm", 1),
     ("Âµm", "µm", 1), ("Î¼m", "µm", 1), ("[n_m]", "nm", 1), ("pm", "nm", 1e-3),
     ("picometres", "nm", 1e-3), ("Å", "nm", 0.1), ("мкм", "µm", 1), ("微米", "µm", 1),
     ("inches", "mm", 25.4), ("m", "mm", 1000)],
)  # fmt: skip
def test_units_as_instruments_spell_them(spelled, unit, factor):
    assert known_unit(spelled) == (unit, factor)


@pytest.mark.parametrize(
    "text", ["s", "ms", "as", "µm²", "um^2", "px/µm", "1/nm", "1/um", "nm^-1", "mrad", "eV", ""]
)
def test_a_reciprocal_unit_is_no_unit_of_length(text):
    assert known_unit(text) is None


def test_a_length_converts_between_real_units_only():
    assert Length(4, "µm").to("nm") == pytest.approx(4000)
    assert Length(1, "mm").to("µm") == pytest.approx(1000)
    with pytest.raises(ValueError, match="pixel size"):
        Length(4, "px").to("µm")


def test_a_length_in_pixels_depends_on_the_pixel_size():
    assert Length(4, "µm").pixels(PixelSize(0.5, 0.5, "µm")) == pytest.approx(8)
    assert Length(7, "px").pixels(PixelSize.unknown()) == 7
    with pytest.raises(ValueError, match="pixel size"):
        Length(4, "µm").pixels(PixelSize.unknown())


def test_pixel_sizes_are_read_as_people_write_them():
    assert PixelSize.parse("0.5um") == PixelSize(0.5, 0.5, "µm", "user")
    assert PixelSize.parse("0.5 x 0.6 um") == PixelSize(0.5, 0.6, "µm", "user")
    assert PixelSize.parse("500nm x 0.6um").x == pytest.approx(0.5)
    assert PixelSize.parse("0,5 x 0,6 um") == PixelSize(0.5, 0.6, "µm", "user")
    assert PixelSize.parse("0.5 × 0.6 µm/pixel") == PixelSize(0.5, 0.6, "µm", "user")
    oblong = PixelSize.parse("2 x 3 Å")  # the unit is that of both, not the one it is told in
    assert (oblong.x, oblong.y, oblong.unit) == (pytest.approx(0.2), pytest.approx(0.3), "nm")
    assert not PixelSize.unknown().calibrated


@pytest.mark.parametrize("text", ["0um", "0 x 1 um", "nan um", "1", "1 furlong"])
def test_an_impossible_pixel_size_is_refused(text):
    with pytest.raises(ValueError, match=r"\S"):
        PixelSize.parse(text)


def test_a_pixel_size_keeps_its_area_when_converted():
    size = PixelSize(0.5, 2.0, "µm").to("nm")
    assert (size.x, size.y, size.unit) == (500, 2000, "nm")
    assert size.mean == pytest.approx(1000)
    assert math.isclose(size.scaled(3).mean, 3000)


@given(boxes, boxes)
def test_clipping_keeps_just_the_shared_pixels(box, to):
    def pixels(b: Box) -> set:
        return {(x, y) for x in range(b.left, b.right) for y in range(b.top, b.bottom)}

    shared = pixels(box) & pixels(to)
    assert pixels(box.clipped(to)) == shared
    assert box.overlaps(to) == bool(shared)
    assert box.contains(to) == (pixels(to) <= pixels(box))


@given(boxes, st.integers(1, 17))
def test_blocks_cover_a_box_exactly_once(box, size):
    blocks = list(box.blocks(size))
    assert sum(block.area for block in blocks) == box.area
    assert all(block.width <= size and block.height <= size for block in blocks)
    assert all(box.contains(block) for block in blocks)


def test_a_box_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValueError, match="ends before"):
        Box(3, 0, 2, 5)


def test_a_scaled_box_holds_every_px_that_it_touches():
    assert Box(1, 2, 3, 4).scaled(2.5) == Box(2, 5, 8, 10)
    assert Box(1, 2, 3, 4).scaled(4, (0.5, -0.5)) == Box(4, 7, 13, 16)
    assert Box(2, 2, 2, 2).scaled(4) == Box(8, 8, 8, 8)
