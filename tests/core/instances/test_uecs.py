"""Overlapping particles taken apart: known discs, noise, the same numbers whatever the block."""

import math

import numpy as np
import pytest
import shapely
from scipy import ndimage

from graticule.errors import ProtocolError
from graticule.geometry import PixelSize
from graticule.instances import Separation, separate
from graticule.instances.convexity import convexity_of
from graticule.instances.depth import squared_distance
from graticule.instances.uecs import take_apart
from graticule.particles import (
    Cleaning,
    Labelled,
    Overlapping,
    iter_label_particles,
    measure_particles,
    outline_particles,
)

UECS = Separation(method="uecs")


def disc(shape, y, x, radius):
    rows, columns = np.indices(shape)
    return (rows - y) ** 2 + (columns - x) ** 2 <= radius**2


def pair(rng, overlap, *, radii=(15, 40), ratio=(1, 2)):
    """Two discs that overlap by a share of the smaller one's diameter, anywhere in a picture."""
    small = rng.uniform(*radii)
    large = small * rng.uniform(*ratio)
    apart = small + large - overlap * 2 * small
    angle = rng.uniform(0, 2 * math.pi)
    side = math.ceil(2 * (small + large)) + 8
    y, x = side / 2 + rng.uniform(-1, 1, 2)
    dy, dx = apart / 2 * math.sin(angle), apart / 2 * math.cos(angle)
    shape = (side, side)
    return disc(shape, y - dy, x - dx, small), disc(shape, y + dy, x + dx, large)


def parts_of(parted):
    """Each part in its whole shape."""
    out = []
    for number in range(1, parted.labels.max() + 1):
        mask = parted.labels == number
        for row, left, right, sharer, owner in parted.shared:
            if sharer == number:
                assert (parted.labels[row, left:right] == owner).all()
                mask[row, left:right] = True
        out.append(mask)
    return out


def labelled(classes, *, separation=UECS, **settings):
    labels = np.zeros(classes.shape, np.uint32)
    *_, last = iter_label_particles(
        classes, labels, class_count=int(classes.max()), separation=separation, **settings
    )
    assert isinstance(last, Labelled)
    return Overlapping(labels, last.shared), last


def discs(rng, side, count, radii=(8, 22)):
    """Discs at random, many of them in clumps."""
    classes = np.zeros((side, side), np.uint8)
    for _ in range(count):
        classes |= disc(classes.shape, *rng.uniform(0, side, 2), rng.uniform(*radii))
    return classes.astype(np.uint8)


def test_distances_are_exact():
    rng = np.random.default_rng(0)
    for share in (0.02, 0.3, 0.9):
        targets = rng.random((rng.integers(3, 40), rng.integers(3, 60))) < share
        targets[1, 2] = True
        expected = np.asarray(ndimage.distance_transform_edt(~targets))
        assert np.allclose(squared_distance(targets), expected**2)


def test_a_convex_shape_has_a_convexity_of_one_and_a_pair_what_geometry_says():
    rng = np.random.default_rng(1)
    for radius in (3, 4, 6, 10, 25, 60):
        side = 2 * radius + 6
        y, x = side / 2 + rng.uniform(-0.5, 0.5, 2)
        assert convexity_of(disc((side, side), y, x, radius)) > 0.995
    assert convexity_of(np.ones((30, 50), bool)) > 0.995
    assert convexity_of(np.ones((1, 1), bool)) > 0.995
    for overlap in (0.1, 0.2, 0.3):
        one, other = pair(rng, overlap, radii=(60, 60), ratio=(1, 1))
        rest = 1 - overlap
        expected = (2 * math.pi + 4 * rest) / (4 * (math.pi - math.acos(rest)))
        assert convexity_of(one | other) == pytest.approx(expected, abs=0.004)


@pytest.mark.parametrize("overlap", [0.05, 0.1, 0.15, 0.2, 0.25])
def test_two_discs_come_apart(overlap):
    rng = np.random.default_rng(round(100 * overlap))
    for _ in range(25):
        one, other = pair(rng, overlap)
        found = parts_of(take_apart(one | other, 0.975, 30))
        assert len(found) == 2
        for truth in (one, other):
            best = max(found, key=lambda mask: np.count_nonzero(mask & truth))
            assert abs(int(best.sum()) - int(truth.sum())) <= 0.05 * truth.sum()


@pytest.mark.parametrize("overlap", [0.3, 0.35, 0.4])
def test_discs_that_overlap_more_come_apart_with_a_higher_convexity(overlap):
    """Two fifths of the diameter leave a pair a convexity of 0.980: 0.975 calls it one particle."""
    rng = np.random.default_rng(round(100 * overlap))
    for _ in range(25):
        one, other = pair(rng, overlap, radii=(25, 50))
        found = parts_of(take_apart(one | other, 0.985, 30))
        assert len(found) == 2
        for truth in (one, other):
            best = max(found, key=lambda mask: np.count_nonzero(mask & truth))
            assert abs(int(best.sum()) - int(truth.sum())) <= 0.05 * truth.sum()


def test_what_is_convex_or_has_no_second_part_stays_whole():
    single = disc((60, 60), 30, 30, 22)
    spur = single.copy()
    spur[29:32, 30:58] = True
    ell = np.zeros((60, 60), bool)
    ell[5:55, 5:15] = ell[45:55, 5:55] = True
    for mask in (single, spur, ell, np.ones((1, 1), bool)):
        parted = take_apart(mask, 0.975, 30)
        assert (parted.labels == mask).all()
        assert not len(parted.shared)


def test_cubes_keep_their_corners():
    mask = np.zeros((100, 110), bool)
    mask[10:50, 10:50] = mask[42:92, 42:92] = True
    found = parts_of(take_apart(mask, 0.975, 30))
    assert len(found) == 2
    assert found[0][10:14, 10:14].all()
    assert found[1][88:92, 88:92].all()


def test_a_marker_that_is_too_small_is_given_up():
    one, other = pair(np.random.default_rng(5), 0.15, radii=(15, 15), ratio=(3, 3))
    assert len(parts_of(take_apart(one | other, 0.975, 30))) == 2
    assert len(parts_of(take_apart(one | other, 0.975, 600))) == 1


def test_the_smallest_marker_is_a_length():
    way = Separation(method="uecs", smallest_marker="2 nm")
    assert way.marker(PixelSize(0.1, 0.1, "nm")) == round(math.pi / 4 * 20**2)
    assert UECS.marker(PixelSize.unknown()) == 30
    with pytest.raises(ProtocolError, match="smallest marker '2 nm' needs a pixel size"):
        way.marker(PixelSize.unknown())
    with pytest.raises(ValueError, match="no length"):
        Separation(method="uecs", smallest_marker="wide")


def test_labels_alone_are_those_of_the_owners():
    one, other = pair(np.random.default_rng(3), 0.2)
    labels = separate(one | other, None, UECS)
    assert labels.max() == 2
    assert ((labels > 0) <= (one | other)).all()


def test_no_number_depends_on_the_block():
    rng = np.random.default_rng(7)
    classes = discs(rng, 260, 45)
    classes[rng.random(classes.shape) < 0.002] = 2
    cleaning = Cleaning(min_diameter="4 px", max_hole="3 px", remove_border=True)
    settings = {"cleaning": cleaning, "pixel_size": PixelSize(0.5, 0.5, "nm")}
    whole, first = labelled(classes, **settings)
    assert first.separated.sum() > 5
    assert len(first.shared)
    table = measure_particles(whole, classes, separated=first.separated)
    outlines = [shape for _, shape in outline_particles(whole, table)]
    for block in (31, 64, 100):
        again, last = labelled(classes, block=block, **settings)
        assert (again.base == whole.base).all()
        assert (again.shared == whole.shared).all()
        assert (last.separated == first.separated).all()
        other = measure_particles(again, classes, separated=last.separated, block=block)
        for key, values in table.columns.items():
            assert np.array_equal(values, other[key], equal_nan=values.dtype.kind == "f"), key
        shapes = [shape for _, shape in outline_particles(again, other, block=block, largest=900)]
        assert shapely.equals_exact(outlines, shapes).all()


def test_particles_are_measured_and_outlined_in_their_whole_shape():
    rng = np.random.default_rng(11)
    classes = discs(rng, 240, 40, radii=(12, 24))
    labels, last = labelled(classes)
    scan = rng.integers(0, 255, (*classes.shape, 3), np.uint8)
    settings = {
        "read_scan": lambda box: scan[box.slices],
        "channel_names": ("red", "green", "blue"),
    }
    table = measure_particles(labels, classes, uncertainty=scan[..., 0], **settings)
    assert shapely.area(shapely.union_all([s for _, s in outline_particles(labels, table)])) < (
        table["area_px"].sum()
    )
    for row, outline in outline_particles(labels, table):
        number = row + 1
        own = labels.base == number
        for y, left, right, sharer, owner in last.shared:
            assert (labels.base[y, left:right] == owner).all()
            if sharer == number:
                own[y, left:right] = True
        alone = measure_particles(
            own.astype(np.uint32), classes, uncertainty=scan[..., 0], **settings
        )
        assert outline.area == own.sum() == table["area_px"][row]
        for key in ("feret_max", "perimeter", "convexity", "x", "mean_red", "uncertainty_mean"):
            assert table[key][row] == alone[key][0], key


def test_who_is_left_inherits_what_was_shared():
    """A disc that the edge cuts goes, and its neighbour has the pixels that they shared."""
    one = disc((90, 120), 45, 15, 25)
    other = disc((90, 120), 45, 58, 22)
    classes = (one | other).astype(np.uint8)
    labels, last = labelled(classes, cleaning=Cleaning(remove_border=True))
    assert last.count == 1
    assert not len(last.shared)
    assert abs(int((labels.base == 1).sum()) - int(other.sum())) <= 0.03 * other.sum()
