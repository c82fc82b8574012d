"""Thresholds and sizes against what ImageJ itself said once of the same pixels."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from graticule.particles import measure_particles
from graticule.segment import ThresholdSettings
from graticule.segment.grey_rules import grey_cut
from graticule.segment.intensity import GreyHistogram

HERE = Path(__file__).parent
GOLDEN = json.loads((HERE / "imagej.json").read_text(encoding="utf-8"))
PICTURES = GOLDEN["thresholds"]
METHODS = list(next(iter(PICTURES.values()))["thresholds"])


def histogram_of(picture: dict) -> GreyHistogram:
    dtype = np.dtype(picture["dtype"])
    histogram = GreyHistogram(dtype)
    histogram.add(np.repeat(np.array(picture["values"], dtype), picture["counts"]))
    return histogram


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", [name for name in PICTURES if PICTURES[name]["dtype"] == "uint8"])
def test_the_same_pixels_are_particles(name: str, method: str):
    """Compared by the pixels on each side: between used grey values any threshold is the same."""
    picture = PICTURES[name]
    low, high = picture["thresholds"][method]
    values, counts = np.array(picture["values"]), np.array(picture["counts"])
    for side, theirs in (("bright", values >= low), ("dark", values <= high)):
        settings = ThresholdSettings(method=method, foreground=side)
        (edge,) = grey_cut(histogram_of(picture), settings).edges
        ours = values >= edge if side == "bright" else values <= edge
        assert counts[ours].sum() == counts[theirs].sum(), (side, edge, low, high)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", [name for name in PICTURES if PICTURES[name]["dtype"] == "uint16"])
def test_thresholds_of_16_bits_are_imagejs(name: str, method: str):
    """To the grey value: ImageJ rounds it."""
    picture = PICTURES[name]
    for side, theirs in zip(("bright", "dark"), picture["thresholds"][method], strict=True):
        settings = ThresholdSettings(method=method, foreground=side)
        (edge,) = grey_cut(histogram_of(picture), settings).edges
        assert abs(edge - theirs) <= 0.5, (side, edge, theirs)


# Largest relative difference over 1000 px and over 100 px: the definitions differ (see the page
# "How sizes are measured"), and the less the larger a particle is.
@pytest.mark.parametrize(
    ("key", "heading", "of_1000", "of_100"),
    [
        ("area_px", "Area", 0, 0),
        ("perimeter", "Perim.", 0.02, 0.11),
        ("feret_max", "Feret", 0.015, 0.035),
        ("feret_min", "MinFeret", 0.05, 0.1),
        ("solidity", "Solidity", 0.04, 0.07),
        ("roundness", "Round", 1e-4, 1e-4),
    ],
)
def test_sizes_are_imagejs(key: str, heading: str, of_1000: float, of_100: float):
    labels = np.asarray(Image.open(HERE / "imagej-shapes.png")).astype(np.uint32)
    table = measure_particles(labels, (labels > 0).astype(np.uint8))
    area = np.asarray(table["area_px"])
    mine, theirs = np.asarray(table[key], float), np.array(GOLDEN["sizes"][heading])
    off = np.abs(mine - theirs) / theirs
    assert len(off) == labels.max()
    assert off[area > 1000].max() <= of_1000
    assert off[area > 100].max() <= of_100
