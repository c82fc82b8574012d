"""Size and shape classes: every particle in just one, where its measures say."""

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graticule.errors import PixelSizeNeeded, ProtocolError
from graticule.geometry import PixelSize
from graticule.particles import COLUMNS, Groups, ParticleTable, Shapes, Sizes
from graticule.particles.rules import Rule
from graticule.scans import GreyRange

MICRON = PixelSize(1.0, 1.0, "µm")
NANO = PixelSize(2.0, 2.0, "nm")
UNKNOWN = PixelSize.unknown()


def table(size=MICRON, **columns):
    specs = {spec.key: spec.told_in(size.unit) for spec in COLUMNS}
    return ParticleTable(
        {key: np.array(values) for key, values in columns.items()},
        tuple(specs[key] for key in columns),
    )


def sized(values, limits, unit="um", size=MICRON):
    groups = Groups(Sizes("feret_max", tuple(limits), unit))
    return groups.apply(table(size, feret_max=values), size, GreyRange(0.0, 255.0))


def test_a_class_holds_its_lower_limit_and_not_its_upper_one():
    found = sized([0.5, 1.0, 9.99, 10.0, 500.0, 9e9], [1, 10, 500])
    assert found["size_class"].tolist() == [
        "< 1 µm", "1–10 µm", "1–10 µm", "10–500 µm", "≥ 500 µm", "≥ 500 µm",
    ]  # fmt: skip


def test_nothing_lies_below_a_limit_of_zero():
    assert Sizes(limits=(0, 5, 10), unit="nm").names == ("0–5 nm", "5–10 nm", "≥ 10 nm")
    found = sized([0.0, 4.9, 5.0, 10.0], [0, 5, 10])
    assert found["size_class"].tolist() == ["0–5 µm", "0–5 µm", "5–10 µm", "≥ 10 µm"]


@given(
    st.lists(st.floats(0.01, 1e4), min_size=1, max_size=40),
    st.lists(st.integers(1, 9000), min_size=1, max_size=8, unique=True),
)
@settings(max_examples=60, deadline=None)
def test_classes_count_as_a_histogram_does(values, limits):
    limits = sorted(limits)
    names = Sizes(limits=tuple(limits)).names
    found = sized(values, limits)["size_class"]
    counts = np.histogram(values, [0, *limits, np.inf])[0]
    assert [int((found == name).sum()) for name in names] == counts.tolist()


def test_limits_are_told_in_the_unit_of_the_table():
    found = sized([900.0, 1100.0], [1], size=NANO)
    assert found["size_class"].tolist() == ["< 1 µm", "≥ 1 µm"]


def test_without_a_pixel_size_there_are_classes_in_px_only():
    assert "size_class" not in sized([3.0], [1], size=UNKNOWN)
    assert sized([3.0], [1], "px", UNKNOWN)["size_class"].tolist() == ["≥ 1 px"]
    # Pixels of a scan of known scale are those of the grid on which it was analysed.
    assert sized([3.0, 5.0], [2], "px", NANO)["size_class"].tolist() == ["< 2 px", "≥ 2 px"]


def test_the_first_rule_that_fits_counts_and_the_rest_has_a_class():
    shapes = Shapes("fragment", (Rule("fibre", "aspect_ratio > 3"), Rule("big", "area > 10 um2")))
    given_ = table(aspect_ratio=[4.0, 1.0, 1.0, np.nan], area=[20.0, 20.0, 2.0, 1.0])
    found = Groups(shapes=shapes).apply(given_, MICRON, 255.0)
    assert found["shape_class"].tolist() == ["fibre", "big", "fragment", "fragment"]
    again = Groups(shapes=Shapes("x", shapes.rules)).apply(found, MICRON, 255.0)
    assert again["shape_class"].tolist() == ["fibre", "big", "x", "x"]  # put in its place
    assert [spec.key for spec in again.specs].count("shape_class") == 1


def test_a_table_without_particles_has_the_columns_too():
    groups = Groups(Sizes(limits=(1, 2)), Shapes("rest", (Rule("fibre", "aspect_ratio > 3"),)))
    empty = groups.apply(table(feret_max=[], aspect_ratio=[]), MICRON, GreyRange(0.0, 1.0))
    assert len(empty["size_class"]) == len(empty["shape_class"]) == 0
    assert empty["size_class"].dtype.kind == empty["shape_class"].dtype.kind == "U"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"sizes": {"limits": [2, 1]}}', "must grow"),
        ('{"sizes": {"measure": "colour"}}', "feret_max"),
        ('{"sizes": {"unit": "furlong"}}', "furlong"),
        ('{"shapes": {"rules": [{"class": "a", "when": "area >"}]}}', "a number"),
    ],
)
def test_what_is_wrong_is_told(text, told):
    with pytest.raises((ProtocolError, msgspec.ValidationError), match=told):
        Groups.of(msgspec.json.decode(text))


def test_a_rule_that_cannot_be_asked_is_refused_before_the_work():
    ruled = Groups(shapes=Shapes("x", (Rule("a", "feret_max > 5 um"),)))
    ruled.check(MICRON)
    with pytest.raises(PixelSizeNeeded, match="pixel size"):
        ruled.check(UNKNOWN)
    with pytest.raises(ProtocolError, match="unit"):
        Groups(shapes=Shapes("x", (Rule("a", "feret_max > 5"),))).check(MICRON)
    # What a scan's own channels are called is known once it is measured.
    Groups(shapes=Shapes("x", (Rule("a", "mean_DAPI > 5"),))).check(MICRON)
