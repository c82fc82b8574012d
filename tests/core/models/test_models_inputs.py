"""What a network sees does not depend on how an instrument counts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graticule.models import Normalisation, as_channels
from graticule.scans import GreyRange

UNIT = GreyRange(0.0, 1.0)
PLAIN = Normalisation((0.5,), (0.25,))
PERCENTILE = Normalisation((0.5,), (0.5,), (1.0, 99.0))


def test_the_range_of_the_type_is_0_to_1():
    for dtype in (np.uint8, np.uint16):
        image = np.array([0, np.iinfo(dtype).max], dtype).reshape(1, 2, 1)
        given = PLAIN.apply(image, PLAIN.limits(image, GreyRange.of_type(image.dtype)))
        assert np.allclose(given.ravel(), [-2, 2])
        assert given.dtype == np.float32


@given(gain=st.floats(0.01, 1000), offset=st.floats(-10, 10))
def test_percentiles_undo_gain_and_offset(gain, offset):
    image = np.random.default_rng(0).random((40, 30, 1))
    changed = (image + offset) * gain
    ours = PERCENTILE.apply(image, PERCENTILE.limits(image, UNIT))
    theirs = PERCENTILE.apply(changed, PERCENTILE.limits(changed, UNIT))
    assert np.allclose(ours, theirs, atol=0.01)


def test_what_is_no_number_or_far_out_does_not_spoil_the_rest():
    image = np.random.default_rng(0).random((40, 30, 1)).astype(np.float32)
    image[0, 0], image[1, 1], image[2, 2] = np.nan, np.inf, 1e30
    given = PERCENTILE.apply(image, PERCENTILE.limits(image, UNIT))
    assert np.isfinite(given).all()
    assert np.abs(given).max() <= 3
    flat = np.full((5, 5, 1), 7.0)
    assert np.isfinite(PERCENTILE.apply(flat, PERCENTILE.limits(flat, UNIT))).all()


def test_colour_becomes_grey_and_grey_is_repeated():
    colour = np.zeros((1, 3, 3), np.uint8)
    colour[0, 0, 0] = colour[0, 1, 1] = colour[0, 2, 2] = 255
    assert np.allclose(as_channels(colour, 1).ravel() / 255, [0.2126, 0.7152, 0.0722])
    grey = np.arange(6, dtype=np.uint8).reshape(2, 3, 1)
    assert np.array_equal(as_channels(grey, 3), np.repeat(grey, 3, axis=2))
    alpha = np.dstack([colour, np.full((1, 3), 9, np.uint8)])
    assert np.array_equal(as_channels(alpha, 3), colour)
    assert np.array_equal(as_channels(alpha, 1), as_channels(colour, 1))
    with pytest.raises(ValueError, match="7 channels"):
        as_channels(np.zeros((2, 2, 7)), 3)
