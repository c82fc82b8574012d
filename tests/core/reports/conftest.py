"""A small analysis with everything that reports stumble over."""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from scipy import ndimage

from graticule.classes import BACKGROUND, PALETTE, ClassInfo
from graticule.geometry import Box, PixelSize
from graticule.particles import ParticleTable, measure_particles, outline_particles
from graticule.reports import Analysis, MethodFacts, Provenance, ScanFacts

NAMES = ("fibre", "=cmd|' /C calc'!A0", "Größe µ 😀\x07", "n" * 300)
SCALE = 2.0
UNKNOWN = PixelSize.unknown()
KNOWN = PixelSize(0.5, 0.5, "µm")


def draw_labels(height: int, width: int, count: int) -> np.ndarray:
    """Ellipses, one with a hole, a line of one px, a pair that touches by a corner."""
    rng = np.random.default_rng(7)
    y, x = np.mgrid[:height, :width]
    mask = np.zeros((height, width), bool)
    for _ in range(count):
        cy, cx = rng.uniform(0, height), rng.uniform(0, width)
        a, b = rng.uniform(2, 14, 2)
        mask |= ((x - cx) / a) ** 2 + ((y - cy) / b) ** 2 < 1
    if count:
        mask[5:30, 5:30] = True
        mask[12:20, 12:20] = False
        mask[height // 2, 10 : width - 10] = True
        mask[40:44, 5:9] = mask[44:48, 9:13] = True
    labels, _ = ndimage.label(mask, np.ones((3, 3)))
    return labels.astype(np.uint32)


@cache
def _measured(count: int, pixel_size: PixelSize) -> tuple[np.ndarray, ParticleTable]:
    labels = draw_labels(420, 600, count)
    classes = np.where(labels > 0, labels % len(NAMES) + 1, 0).astype(np.uint8)
    uncertainty = (labels * 37 % 251).astype(np.uint8)
    table = measure_particles(
        labels,
        classes,
        uncertainty=uncertainty,
        read_scan=lambda box: np.full((*box.shape, 3), (90, 120, 200), np.uint8),
        channel_names=("red", "green", "blue"),
        pixel_size=pixel_size.scaled(SCALE),
        scale=SCALE,
    )
    return labels, table


def build(count: int = 40, pixel_size: PixelSize = KNOWN) -> Analysis:
    """An analysis of about `count` particles on a work grid of 600 × 420 px of 2 scan px."""
    labels, table = _measured(count, pixel_size)
    height, width = labels.shape
    grain = np.random.default_rng(3).integers(0, 20, (height, width, 1), np.uint8)
    scan = np.full((height, width, 3), (225, 228, 222), np.uint8) + grain

    def crop(box: Box, side: int) -> np.ndarray:
        part = scan[box.top // 2 : -(-box.bottom // 2), box.left // 2 : -(-box.right // 2)]
        return part[: max(side, 1), : max(side, 1)]

    return Analysis(
        scan=ScanFacts(
            name="=tape & co. 12.svs",
            path="/scans/=tape & co. 12.svs",
            format="Aperio SVS",
            width=int(width * SCALE),
            height=int(height * SCALE),
            pixel_size=pixel_size,
            fingerprint="5f" * 16,
            sha256="e3" * 32,
            bounds_offset=(1000, 500),
        ),
        method=MethodFacts(
            protocol="traces",
            protocol_text="[method]\npack = 'traces'\n\n=1+1\n",
            pack="traces-s",
            pack_sha256="ab" * 32,
            simulated=True,
        ),
        provenance=Provenance(
            versions={"graticule": "0.1.0", "numpy": "2.4"},
            device="cpu",
            runtime="openvino",
            settings={"overlap": "default", "cleaning": {"smallest": "2 µm"}},
            started="2026-11-21T10:00:00+01:00",
            seconds=83.2,
            precision="exact",
        ),
        classes=(
            BACKGROUND,
            *(ClassInfo(n, PALETTE[i]) for i, n in enumerate(NAMES)),
        ),
        scale=SCALE,
        table=table,
        labels=labels,
        uncertainty=(labels * 37 % 251).astype(np.uint8),
        outlines=lambda: outline_particles(labels, table, scale=SCALE),
        overview=lambda side: scan[:side, :side],
        crop=crop,
    )


@pytest.fixture(scope="session")
def analysis() -> Analysis:
    """About forty particles of four classes with awkward names, calibrated."""
    return build()


@pytest.fixture(scope="session")
def empty() -> Analysis:
    """Nothing was found."""
    return build(0)


@pytest.fixture(scope="session")
def oblong() -> Analysis:
    """Pixels four times as wide as high."""
    return build(10, pixel_size=PixelSize(0.5, 0.125, "µm"))


@pytest.fixture(scope="session")
def uncalibrated() -> Analysis:
    """Nobody knows the pixel size."""
    return build(pixel_size=UNKNOWN)


@pytest.fixture
def finish() -> Callable[[Iterator], list]:
    """Run a writer to its end; gives its events."""
    return list


@pytest.fixture
def broken(analysis: Analysis) -> Analysis:
    """An analysis whose data break off on the way."""

    class Torn:
        shape = analysis.labels.shape

        def __getitem__(self, key):
            raise OSError(28, "No space left on device")

    def outlines():
        yield from deque(analysis.outlines(), maxlen=3)
        raise OSError(28, "No space left on device")

    return replace(analysis, labels=Torn(), uncertainty=Torn(), outlines=outlines)
