"""Grey values are the same on every processor: exact where pixels are whole numbers."""

import os
import subprocess
import sys

import numpy as np
import pytest

from graticule.segment.intensity import intensity

ASK = """
import sys, zlib
import numpy as np
from graticule.segment.intensity import intensity
rng = np.random.default_rng(0)
for dtype in (np.uint8, np.uint16, np.float32):
    pixels = (rng.random((512, 512, 3)) * 255).astype(dtype)
    for channel in ("luminance", "mean"):
        print(zlib.crc32(intensity(pixels, channel).tobytes()))
"""


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize(
    ("channel", "weights"), [("luminance", (299, 587, 114)), ("mean", (1, 1, 1))]
)
def test_grey_values_are_exact_with_halves_rounded_up(dtype, channel, weights):
    rng = np.random.default_rng(1)
    pixels = rng.integers(0, np.iinfo(dtype).max, (256, 256, 3), dtype=dtype, endpoint=True)
    pixels[0, 0] = np.iinfo(dtype).max
    pixels[0, 1] = (0, 0, 250)  # luminance 28.5
    exact = (pixels.astype(np.int64) * weights).sum(axis=2)
    total = sum(weights)
    assert np.array_equal(intensity(pixels, channel), (2 * exact + total) // (2 * total))
    assert intensity(pixels, channel).dtype == dtype


def test_grey_values_of_real_numbers_are_weighed_term_by_term():
    pixels = np.random.default_rng(2).random((64, 64, 3)).astype(np.float32)
    expected = pixels.astype(np.float64) @ [0.299, 0.587, 0.114]
    assert intensity(pixels, "luminance") == pytest.approx(expected, abs=1e-7)


def test_grey_values_do_not_hang_on_the_processor():
    told = {
        subprocess.run(
            [sys.executable, "-c", ASK], capture_output=True, text=True, check=True,
            env=os.environ | {"OPENBLAS_CORETYPE": kind},
        ).stdout
        for kind in ("Prescott", "Haswell", "SkylakeX")
    }  # fmt: skip
    assert len(told) == 1
