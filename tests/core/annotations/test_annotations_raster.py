"""Polygons onto pixels."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from graticule.annotations.raster import PolygonRaster
from graticule.geometry import Box, PixelSize
from graticule.particles import measure_particles, outline_particles


def filled(drawing: PolygonRaster, box: Box) -> np.ndarray:
    out = np.zeros(box.shape, np.int32)
    drawing.draw(box, out)
    assert (drawing.covers(box) == (out > 0)).all()
    return out


def random_labels(seed: int, shape: tuple[int, int] = (70, 90)) -> np.ndarray:
    noise = ndimage.gaussian_filter(np.random.default_rng(seed).normal(size=shape), 1.2)
    labels, _ = ndimage.label(noise > 0.1)
    return labels.astype(np.uint32)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), scale=st.sampled_from([1.0, 2.0, 3.7]))
def test_outlines_give_back_the_pixels_they_were_made_of(seed, scale):
    labels = random_labels(seed)
    table = measure_particles(
        labels, (labels > 0).astype(np.uint8), pixel_size=PixelSize.unknown(), scale=scale
    )
    shapes = [shape for _, shape in outline_particles(labels, table, scale=scale)]
    box = Box(0, 0, labels.shape[1], labels.shape[0])
    assert (filled(PolygonRaster(shapes, scale=scale), box) == labels).all()


def test_any_polygon_is_filled_where_pixel_middles_are_inside_however_it_is_cut():
    rng = np.random.default_rng(5)
    angles = np.sort(rng.uniform(0, 2 * np.pi, 40))
    radii = rng.uniform(8, 30, 40)
    star = np.stack([35.3 + radii * np.cos(angles), 31.9 + radii * np.sin(angles)], 1)
    shape = shapely.Polygon(star).difference(shapely.Point(35, 32).buffer(4))
    y, x = np.mgrid[:64, :80]
    expected = shapely.contains_xy(shape, x + 0.5, y + 0.5)
    assert 500 < expected.sum() < 4000
    drawing = PolygonRaster([shape])
    whole = filled(drawing, Box(0, 0, 80, 64))
    assert (whole.astype(bool) == expected).all()
    for block in Box(0, 0, 80, 64).blocks(17):
        assert (filled(drawing, block) == whole[block.slices]).all()


def test_the_smaller_of_two_lies_on_top_and_the_origin_is_taken_away():
    outer, inner = shapely.box(100, 50, 120, 70), shapely.box(104, 54, 108, 58)
    box = Box(0, 0, 10, 10)
    for shapes in ([outer, inner], [inner, outer]):
        found = filled(PolygonRaster(shapes, scale=2, origin=(100, 50)), box)
        number = shapes.index(inner) + 1
        assert (found[2:4, 2:4] == number).all()
        assert (found == number).sum() == 4
        assert (found == 3 - number).sum() == 96


def test_parts_in_collections_are_filled_and_lines_and_points_are_not():
    both = shapely.GeometryCollection(
        [
            shapely.MultiPolygon([shapely.box(0, 0, 2, 2), shapely.box(4, 0, 6, 2)]),
            shapely.LineString([(0, 5), (9, 5)]),
        ]
    )
    shapes = [shapely.Point(3, 3), both, shapely.LineString([(0, 7), (9, 7)])]
    found = filled(PolygonRaster(shapes), Box(0, 0, 10, 10))
    assert sorted(zip(*np.nonzero(found == 2), strict=True)) == [
        (y, x) for y in (0, 1) for x in (0, 1, 4, 5)
    ]
    assert (found > 0).sum() == 8


@pytest.mark.parametrize("shapes", [[], [shapely.Polygon()]])
def test_nothing_gives_nothing(shapes):
    assert not filled(PolygonRaster(shapes), Box(0, 0, 5, 5)).any()


def test_a_crowd_of_outlines_is_the_same_in_any_window_and_order():
    rng = np.random.default_rng(8)
    places, sizes = rng.uniform(-20, 220, (300, 2)), rng.uniform(1, 25, 300)
    shapes = [shapely.Point(*xy).buffer(r) for xy, r in zip(places, sizes, strict=True)]
    whole = filled(PolygonRaster(shapes), Box(0, 0, 200, 200))
    for block in Box(0, 0, 200, 200).blocks(37):
        assert (filled(PolygonRaster(shapes), block) == whole[block.slices]).all()
    order = rng.permutation(300)
    mixed = filled(PolygonRaster([shapes[i] for i in order], order + 1), Box(0, 0, 200, 200))
    assert (mixed == whole).all()
    y, x = np.mgrid[:200, :200]
    for number in np.argsort(sizes)[:20]:  # the smallest: nothing lies on them but smaller ones
        inside = shapely.contains_xy(shapes[number], x + 0.5, y + 0.5)
        on_top = whole[inside]
        assert (sizes[on_top - 1] <= sizes[number]).all()
