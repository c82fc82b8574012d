"""Class maps and what is done with them again and again."""

import numpy as np
import pytest
from scipy import ndimage

from graticule.particles import Labelled, iter_label_particles


def labelled(classes, **settings):
    """Labels of a class map, and the last event."""
    labels = np.full(classes.shape, 7, np.uint32)  # what was there before must not matter
    settings.setdefault("class_count", int(classes.max(initial=0)))
    *_, last = iter_label_particles(classes, labels, **settings)
    assert isinstance(last, Labelled)
    assert last.count == labels.max(initial=0)
    assert len(last.separated) == last.count
    return labels, last


def blobs(shape, *, seed=0, sigma=2.0, levels=(0.05, 0.15)):
    """A class map of irregular particles, one inside the other, with holes."""
    noise = np.random.default_rng(seed).normal(size=shape)
    field = ndimage.gaussian_filter(noise, sigma)
    return np.digitize(field, levels).astype(np.uint8)


def disc(radius, size=None):
    """A class map of one disc in the middle."""
    size = size or 2 * radius + 5
    y, x = np.mgrid[:size, :size] - (size - 1) / 2
    return (x * x + y * y <= radius * radius).astype(np.uint8)


@pytest.fixture(scope="session", name="labelled")
def _labelled():
    return labelled


@pytest.fixture(scope="session", name="blobs")
def _blobs():
    return blobs


@pytest.fixture(scope="session", name="disc")
def _disc():
    return disc
