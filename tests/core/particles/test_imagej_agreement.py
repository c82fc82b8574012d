"""Sizes beside ImageJ's: what is equal, and that what differs differs by definition alone."""

import math
import sys
from pathlib import Path

import numpy as np
import pytest
from scipy import ndimage
from scipy.spatial import ConvexHull
from shapely import MultiPoint

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))  # not a package
import imagej_agreement as agreement

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not agreement.installed(), reason="ImageJ is not installed (apt install imagej xvfb)"
    ),
]


@pytest.fixture(scope="module")
def measured():
    masks = Path(__file__).parents[4] / "shared" / "data" / "particles" / "labels"
    shapes = agreement.drawn(masks, 150) if masks.is_dir() else []
    shapes = agreement.simulated(500 - len(shapes)) + shapes
    labels = agreement.mosaic(shapes)
    mine, theirs = agreement.ours(labels), agreement.imagejs(labels)
    return shapes, np.asarray(mine["area_px"]), agreement.differences(mine, theirs), theirs


def test_areas_are_equal(measured):
    assert len(measured[1]) == 500
    assert (measured[2]["area_px"] == 0).all()


def test_roundness_is_imagejs(measured):
    """But for one in some hundred, where ImageJ's fit of an ellipse turns the axes a little."""
    off = np.abs(measured[2]["roundness"])
    assert np.quantile(off, 0.99) < 0.001
    assert off.max() < 0.1


# Median and 95th percentile of the difference, %, of particles of more than 100 and 1000 px.
@pytest.mark.parametrize(
    ("key", "of_100", "of_1000"),
    [
        ("perimeter", (2, 5), (2, 2)),
        ("feret_max", (2, 4), (2, 2)),
        ("feret_min", (2, 6), (2, 2)),
        ("circularity", (4, 9), (2, 4)),
        ("solidity", (3, 5), (2, 2)),
    ],
)
def test_differences_shrink_with_size(measured, key, of_100, of_1000):
    area = measured[1]
    for least, (median, high) in ((100, of_100), (1000, of_1000)):
        off = 100 * np.abs(measured[2][key][area > least])
        assert np.median(off) <= median
        assert np.quantile(off, 0.95) <= high


def test_the_differences_are_of_definition(measured):
    """ImageJ's own definitions, applied to the same pixels, give ImageJ's numbers."""
    shapes, area, _, theirs = measured
    for n, shape in enumerate(shapes):
        hull = _corners(shape.mask)
        polygon = MultiPoint(hull).convex_hull
        assert theirs["Solidity"][n] == pytest.approx(area[n] / polygon.area, rel=1e-6)
        assert theirs["Feret"][n] == pytest.approx(_longest(hull), rel=1e-6)
        # It turns the hull by half degrees.
        assert theirs["MinFeret"][n] == pytest.approx(_narrowest(hull), rel=0.02, abs=0.05)
        # Where it begins to count decides about one corner.
        perimeter = theirs["Perim."][n]
        assert perimeter == pytest.approx(_traced_perimeter(shape.mask), rel=1e-6, abs=0.6)
        circularity = min(4 * math.pi * area[n] / perimeter**2, 1)
        assert theirs["Circ."][n] == pytest.approx(circularity, rel=1e-6)


def _corners(mask: np.ndarray) -> np.ndarray:
    """Corners of the convex hull of the pixels' own corners."""
    y, x = np.nonzero(mask)
    corners = np.concatenate([np.stack([x + a, y + b], 1) for a in (0, 1) for b in (0, 1)])
    return corners[ConvexHull(corners).vertices].astype(float)


def _longest(hull: np.ndarray) -> float:
    return float(np.hypot(*(hull[:, None] - hull).transpose(2, 0, 1)).max())


def _narrowest(hull: np.ndarray) -> float:
    edges = np.roll(hull, -1, axis=0) - hull
    normals = np.stack([-edges[:, 1], edges[:, 0]], 1) / np.hypot(*edges.T)[:, None]
    across = hull @ normals.T
    return float((across.max(0) - across.min(0)).min())


def _traced_perimeter(mask: np.ndarray) -> float:
    """Sides of the outer pixel edges; each corner but the second of two 1 px apart is cut short."""
    points = _trace(mask)
    sides = np.abs(np.roll(points, -1, axis=0) - points).sum(1)
    corners, corner = 0, False
    for before in np.roll(sides, 1):
        corner = bool(before > 1 or not corner)
        corners += corner
    return float(sides.sum() - corners * (2 - math.sqrt(2)))


def _trace(mask: np.ndarray) -> np.ndarray:
    """The corners of a particle's outer outline, whose 8-connected pixels it goes around as one."""
    framed = np.pad(ndimage.binary_fill_holes(mask), 1)
    y = int(np.flatnonzero(framed.any(1))[0])
    x = int(np.flatnonzero(framed[y])[0])
    at, way = (y, x), (0, 1)  # on the grid's nodes, with the particle to the right
    points = []
    while True:
        here = (at[0] + way[0], at[1] + way[1])
        ahead_left, ahead_right = _beside(framed, here, way)
        turn = way
        if ahead_left:  # also where only a corner touches
            turn = (-way[1], way[0])
        elif not ahead_right:
            turn = (way[1], -way[0])
        at = here
        if turn != way:
            points.append(at)
            way = turn
        if at == (y, x) and way == (0, 1):
            return np.array(points)


def _beside(framed: np.ndarray, node: tuple, way: tuple) -> tuple[bool, bool]:
    """Whether the pixels ahead of a node, left and right of a way (rows, columns), are set."""
    (y, x), (dy, dx) = node, way
    left = {(0, 1): (y - 1, x), (1, 0): (y, x), (0, -1): (y, x - 1), (-1, 0): (y - 1, x - 1)}
    right = {(0, 1): (y, x), (1, 0): (y, x - 1), (0, -1): (y - 1, x - 1), (-1, 0): (y - 1, x)}
    return bool(framed[left[dy, dx]]), bool(framed[right[dy, dx]])
