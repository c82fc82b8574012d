"""From a class map to the table and back to pixels."""

import math

import numpy as np
import pytest
import shapely

from graticule.geometry import PixelSize
from graticule.particles import (
    Labelled,
    label_particles,
    measure_particles,
    outline_particles,
)


def labelled(classes, **settings):
    labels = np.zeros(classes.shape, np.uint32)
    *_, last = label_particles(classes, labels, class_count=int(classes.max()), **settings)
    assert isinstance(last, Labelled)
    assert last.count == labels.max()
    return labels, last


def disc(radius, size=None):
    size = size or 2 * radius + 5
    y, x = np.mgrid[:size, :size] - (size - 1) / 2
    return (x * x + y * y <= radius * radius).astype(np.uint8)


@pytest.mark.parametrize("radius", [10, 40, 100])
def test_a_disc_has_the_area_and_the_diameters_of_a_disc(radius):
    classes = disc(radius)
    labels, _ = labelled(classes)
    table = measure_particles(labels, classes, pixel_size=PixelSize(0.5, 0.5, "µm"))
    assert len(table) == 1
    assert table["area"][0] == pytest.approx(math.pi * (radius / 2) ** 2, rel=0.02)
    for key in ("equivalent_diameter", "feret_max", "feret_min", "major_axis", "minor_axis"):
        assert table[key][0] == pytest.approx(radius, abs=0.8), key
    assert table["circularity"][0] == pytest.approx(1, abs=0.12)
    assert table["convexity"][0] == pytest.approx(1, abs=0.01)
    assert table.spec("area").unit == "µm²"
    assert np.isnan(table["skeleton_length"][0])
    outline = dict(outline_particles(labels, table, scale=3.0))[0]
    assert outline.is_valid
    assert outline.area == classes.sum() * 9
    assert shapely.get_num_interior_rings(outline) == 0
