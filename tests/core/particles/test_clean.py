"""What a protocol throws away, and what it must not."""

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import ndimage

from graticule.errors import ProtocolError
from graticule.geometry import PixelSize
from graticule.instances import Separation
from graticule.particles import ClassCleaning, Cleaning, CleaningSettings
from graticule.protocol import parse_protocol


def ring(outer, inner, size=40):
    y, x = np.mgrid[:size, :size] - (size - 1) / 2
    far = np.hypot(x, y)
    return ((far <= outer) & (far > inner)).astype(np.uint8)


@given(
    mask=hnp.arrays(bool, hnp.array_shapes(min_dims=2, max_dims=2, max_side=14)),
    connectivity=st.sampled_from([4, 8]),
    block=st.integers(3, 30),
)
@settings(deadline=None, max_examples=80)
def test_filled_holes_are_those_of_each_particle(labelled, mask, connectivity, block):
    labels, last = labelled(
        mask.astype(np.uint8),
        cleaning=Cleaning(max_hole="1000px"),
        connectivity=connectivity,
        block=block,
    )
    plain, _ = labelled(mask.astype(np.uint8), connectivity=connectivity)
    # Background parts the other way round, each judged by all that surrounds it.
    other = ndimage.generate_binary_structure(2, 1 if connectivity == 8 else 2)
    ground, parts = ndimage.label(~mask, other)
    expected = plain.copy()
    edge = set(np.concatenate([ground[0], ground[-1], ground[:, 0], ground[:, -1]]).tolist())
    for part in range(1, parts + 1):
        here = ground == part
        around = ndimage.binary_dilation(here) & ~here
        owners = set(plain[around].tolist())
        if part not in edge and len(owners) == 1:
            expected[here] = owners.pop()
    assert (labels == expected).all()
    assert last.count == plain.max(initial=0)


def test_a_hole_is_filled_up_to_its_size_and_not_beyond(labelled):
    classes = ring(15, 4)
    hole = int((ring(15, 0) - classes).sum())
    for limit, filled in (("7px", False), ("9px", True)):
        labels, _ = labelled(classes, cleaning=Cleaning(max_hole=limit), block=11)
        assert (labels > 0).sum() == classes.sum() + hole * filled


def test_what_lies_in_a_hole_keeps_it_open_unless_it_is_a_speck(labelled):
    classes = ring(15, 6)
    classes[20, 20] = 2
    kept = Cleaning(max_hole="20px")
    labels, last = labelled(classes, class_count=2, cleaning=kept)
    assert last.count == 2
    assert ((labels > 0) == (classes > 0)).all()
    labels, last = labelled(
        classes, class_count=2, cleaning=Cleaning(max_hole="20px", min_area="2px")
    )
    assert last.count == 1
    assert labels[20, 20] == 1
    assert (labels > 0).sum() == (ring(15, 0) > 0).sum()


def test_a_bay_at_the_edge_of_the_scan_is_no_hole(labelled):
    classes = np.ones((9, 9), np.uint8)
    classes[3:5, 0:4] = 0
    classes[6, 6] = 0
    labels, _ = labelled(classes, cleaning=Cleaning(max_hole="9px"), block=4)
    assert (labels[3:5, 0:4] == 0).all()
    assert labels[6, 6] == 1


def test_smallest_and_largest_sizes_are_inclusive_diameters(labelled):
    classes = np.zeros((40, 200), np.uint8)
    for k, side in enumerate((1, 2, 4, 8, 16)):
        classes[5 : 5 + side, 5 + 30 * k : 5 + 30 * k + side] = 1
    size = PixelSize(0.5, 0.5, "µm")  # squares of 0.25, 1, 4, 16 and 64 µm²
    for cleaning, areas in (
        (Cleaning(min_area="4um2"), [16, 64, 256]),
        (Cleaning(min_area="16 px"), [16, 64, 256]),
        (Cleaning(min_area="17px"), [64, 256]),
        (Cleaning(min_diameter="1.1 µm"), [4, 16, 64, 256]),  # a circle of 0.95 µm²
        (Cleaning(min_diameter="1200nm"), [16, 64, 256]),
        (Cleaning(max_diameter="2.3um", min_area="2px"), [4, 16]),
    ):
        labels, last = labelled(classes, cleaning=cleaning, pixel_size=size)
        assert np.bincount(labels.ravel())[1:].tolist() == areas, cleaning
        assert last.count == len(areas)


def test_oblong_pixels_count_with_their_area():
    limits = Cleaning(min_area="4um2").limits(PixelSize(0.5, 2, "µm"))
    assert limits.smallest == pytest.approx(4)
    assert Cleaning(min_diameter="2um").limits(PixelSize(0.5, 2, "µm")).smallest == pytest.approx(
        np.pi
    )


def test_a_real_length_needs_a_pixel_size():
    for cleaning in (Cleaning(min_diameter="5um"), Cleaning(min_area="5um2")):
        with pytest.raises(ProtocolError, match="needs a pixel size"):
            cleaning.limits(PixelSize.unknown())
    assert Cleaning(min_area="5px").limits(PixelSize.unknown()).smallest == 5


def test_a_protocols_wrong_limit_is_refused_when_it_is_read():
    for text in ('min_area = "5um"', 'max_hole = "3"', 'min_diameter = "1/nm"', "smallest = 3"):
        with pytest.raises(msgspec.ValidationError):
            msgspec.toml.decode(text, type=Cleaning)
    read = msgspec.toml.decode('min_area = "4 µm²"\nremove_border = true', type=Cleaning)
    assert read == Cleaning(min_area="4 µm²", remove_border=True)


def squares_of_two_classes():
    """Squares of 4, 6 and 8 px of both classes, one of each at the edge, and rings."""
    classes = np.zeros((60, 80), np.uint8)
    for kind in (1, 2):
        top = 30 * (kind - 1) + 2
        for left, side in ((4, 4), (14, 6), (26, 8)):
            classes[top : top + side, left : left + side] = kind
        classes[top : top + 5, 75:] = kind
        classes[top : top + 9, 50:59] = kind
        classes[top + 3 : top + 6, 53:56] = 0
    return classes


@pytest.mark.parametrize("way", ["none", "watershed"])
@pytest.mark.parametrize("block", [9, 64])
def test_each_class_is_cleaned_by_its_own_limits(labelled, way, block):
    classes = squares_of_two_classes()
    settings = CleaningSettings(
        min_area="20px", max_hole="9px",
        classes=msgspec.convert(
            {"b": {"min_area": "40px", "max_hole": "", "remove_border": True}},
            dict[str, ClassCleaning],
        ),
    )  # fmt: skip
    limits = [settings.of(name) for name in "ab"]
    labels, last = labelled(
        classes, class_count=2, cleaning=limits, separation=Separation(way), block=block
    )
    areas = [sorted(np.bincount(labels[classes == kind])[1:]) for kind in (1, 2)]
    assert [a for a in areas[0] if a] == [25, 36, 64, 72]
    assert [a for a in areas[1] if a] == [64, 72]
    assert (labels[(classes == 0)] > 0).sum() == 9  # the hole of the first class alone is filled
    assert last.count == 6


def test_limits_of_a_class_that_there_is_none_of_are_refused():
    text = """
    name = "two"
    title = "Two"
    [method]
    kind = "threshold"
    method = "multi-otsu"
    classes = 2
    [[classes]]
    name = "dark"
    [[classes]]
    name = "grey"
    [cleaning]
    min_diameter = "3 px"
    [cleaning.classes.{name}]
    min_diameter = "{size}"
    """
    protocol = parse_protocol(text.format(name="grey", size="9 px"))
    assert [c.min_diameter for c in protocol.cleanings(protocol.load_method())] == ["3 px", "9 px"]
    other = parse_protocol(text.format(name="red", size="9 px"))
    with pytest.raises(ProtocolError, match="cleans red, but its classes are dark, grey"):
        other.cleanings(other.load_method())
    with pytest.raises(ProtocolError, match="nine"):
        parse_protocol(text.format(name="grey", size="nine"))
    kept = CleaningSettings(remove_border=True, classes=protocol.cleaning.classes)
    assert not kept.keeping_border().of("dark").remove_border
