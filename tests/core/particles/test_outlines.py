"""Outlines: exactly the pixels, always valid."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from graticule.particles import measure_particles, outline_particles

masks = hnp.arrays(bool, hnp.array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=12))


def outlined(labels, classes, *, scale=1.0, **settings):
    table = measure_particles(labels, classes, scale=scale)
    pairs = list(outline_particles(labels, table, scale=scale, **settings))
    assert [row for row, _ in pairs] == list(range(len(table)))
    return table, np.array([outline for _, outline in pairs], object)


def check(labels, table, outlines, scale):
    assert shapely.is_valid(outlines).all()
    assert (shapely.area(outlines) == table["area_px"] * scale**2).all()
    y, x = (np.mgrid[: labels.shape[0], : labels.shape[1]] + 0.5) * scale
    for row, outline in enumerate(outlines):
        assert (shapely.contains_xy(outline, x, y) == (labels == row + 1)).all()


@given(
    mask=masks,
    connectivity=st.sampled_from([4, 8]),
    scale=st.sampled_from([1.0, 0.5, 4.0]),
    pieces=st.sampled_from([{}, {"block": 5}, {"block": 4, "largest": 8}]),
)
@settings(deadline=None, max_examples=80)
def test_outlines_hold_exactly_the_particles_pixels(labelled, mask, connectivity, scale, pieces):
    classes = mask.astype(np.uint8)
    labels, _ = labelled(classes, class_count=1, connectivity=connectivity)
    table, outlines = outlined(labels, classes, scale=scale, **pieces)
    check(labels, table, outlines, scale)


@given(mask=masks, pieces=st.sampled_from([{"block": 5}, {"block": 4, "largest": 8}]))
@settings(deadline=None, max_examples=60)
def test_the_block_size_changes_no_outline(labelled, mask, pieces):
    labels, _ = labelled(mask.astype(np.uint8), class_count=1)
    _, whole = outlined(labels, mask)
    _, parts = outlined(labels, mask, **pieces)
    assert [outline.wkb for outline in whole] == [outline.wkb for outline in parts]


@pytest.mark.parametrize("sigma", [1, 4])
def test_irregular_particles_with_holes(blobs, labelled, sigma):
    classes = blobs((150, 160), sigma=sigma, levels=(-0.1 / sigma, 0.2 / sigma))
    labels, _ = labelled(classes)
    table, outlines = outlined(labels, classes, scale=3.7)
    assert shapely.is_valid(outlines).all()
    np.testing.assert_allclose(shapely.area(outlines), table["area_px"] * 3.7**2, rtol=1e-12)
    np.testing.assert_allclose(shapely.bounds(outlines)[:, 0], table["left"])
    np.testing.assert_allclose(shapely.bounds(outlines)[:, 3], table["bottom"])
    middles = shapely.centroid(outlines)
    np.testing.assert_allclose(shapely.get_x(middles), table["x_px"], rtol=1e-9)
    np.testing.assert_allclose(shapely.get_y(middles), table["y_px"], rtol=1e-9)


def one(*rows):
    mask = np.array([[c == "#" for c in row] for row in rows])
    _, outlines = outlined(mask.astype(np.uint32), mask.astype(np.uint8))
    assert outlines[0].is_valid
    assert outlines[0].area == mask.sum()
    return outlines[0]


def test_a_square_has_four_corners():
    outline = one("....", ".##.", ".##.")
    assert outline.equals_exact(shapely.Polygon([(1, 1), (3, 1), (3, 3), (1, 3)]), 0)
    assert outline.exterior.is_ccw  # where y grows upwards, as GeoJSON has it


def test_parts_that_touch_by_a_corner_are_polygons_of_their_own():
    outline = one("#..", ".#.", "..#")
    assert outline.geom_type == "MultiPolygon"
    assert len(outline.geoms) == 3


def test_a_ring_that_closes_by_a_corner_holds_its_hole():
    outline = one("####", "#..#", "#.##", "##..")
    assert outline.geom_type == "Polygon"
    assert len(outline.interiors) == 1
    assert not outline.interiors[0].is_ccw


def test_holes_that_touch_by_a_corner_are_two():
    outline = one("#####", "#.###", "##.##", "#####")
    assert len(outline.interiors) == 2


def test_an_island_touching_the_shore_lies_in_the_hole_and_has_its_own():
    # The island hangs on the ring by a corner, and has a hole itself.
    outline = one(
        "#########",
        "#.......#",
        "##......#",
        "#.###...#",
        "#.#.#...#",
        "#.###...#",
        "#.......#",
        "#########",
    )
    assert outline.geom_type == "MultiPolygon"
    assert sorted(len(part.interiors) for part in outline.geoms) == [1, 1]
    assert sorted(part.area for part in outline.geoms) == [8, 31]


def test_a_selection_gives_the_outlines_of_its_rows(blobs, labelled):
    classes = blobs((80, 80))
    labels, _ = labelled(classes)
    table, outlines = outlined(labels, classes)
    some = table.select(np.arange(len(table)) % 3 == 1)
    for row, outline in outline_particles(labels, some):
        assert outline.equals_exact(outlines[some["id"][row] - 1], 0)
    nothing = table.select(np.zeros(len(table), bool))
    assert list(outline_particles(labels, nothing)) == []


def test_another_scale_than_the_tables_is_the_programmers_fault(disc):
    classes = disc(8)
    labels = classes.astype(np.uint32)
    table = measure_particles(labels, classes, scale=2.0)
    with pytest.raises(ValueError, match="at this scale"):
        list(outline_particles(labels, table, scale=4.0))
