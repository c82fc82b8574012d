"""A small analysis for table, gallery and charts: a real document, really measured."""

from types import SimpleNamespace

import numpy as np
import pytest
from scipy import ndimage

from graticule.classes import BACKGROUND, PALETTE, ClassInfo
from graticule.geometry import PixelSize
from graticule.particles import ParticleTable, measure_particles
from graticule.scans import ArrayScan

CLASSES = (
    BACKGROUND,
    ClassInfo("mineral fibre", PALETTE[0]),
    ClassInfo("glass", PALETTE[1]),
    ClassInfo("paint flake", PALETTE[2]),
)
COLOURS = ((0, 0, 0), (190, 40, 40), (40, 60, 190), (30, 140, 50))


class Analysed:
    """A measured scan: what the panels read of a result, over arrays in memory."""

    def __init__(self, seed: int = 7, count: int = 60, scale: float = 2.0) -> None:
        rng = np.random.default_rng(seed)
        height, width = 300, 420
        y, x = np.mgrid[:height, :width]
        mask = np.zeros((height, width), bool)
        for _ in range(count):
            cy, cx = rng.uniform(0, height), rng.uniform(0, width)
            a, b = rng.uniform(1.5, 9, 2)
            mask |= ((x - cx) / a) ** 2 + ((y - cy) / b) ** 2 < 1
        labels, found = ndimage.label(mask, np.ones((3, 3)))
        kinds = np.concatenate([[0], rng.integers(1, 4, found)])
        step = int(scale)
        pixels = np.where(
            (labels == 0)[..., None], 225, np.array(COLOURS, np.uint8)[kinds[labels]]
        ).astype(np.uint8)
        self.scan = ArrayScan(
            pixels.repeat(step, 0).repeat(step, 1),
            pixel_size=PixelSize(0.5, 0.5, "µm"),
            name="tape.tif",
        )
        unsure = np.concatenate([[0], rng.integers(0, 255, found)]).astype(np.uint8)
        self.labels = labels.astype(np.uint32)
        self.uncertainty = unsure[labels]
        self.table: ParticleTable = measure_particles(
            self.labels,
            kinds[labels].astype(np.uint8),
            uncertainty=self.uncertainty,
            read_scan=lambda box: pixels[box.slices],
            channel_names=("red", "green", "blue"),
            pixel_size=PixelSize(0.5, 0.5, "µm").scaled(scale),
            scale=scale,
        )
        self.result = SimpleNamespace(
            classes=CLASSES,
            table=self.table,
            labels=self.labels,
            uncertainty=self.uncertainty,
            scale=scale,
            origin=(0, 0),
        )


@pytest.fixture(scope="session")
def analysed() -> Analysed:
    """About fifty particles of three classes and colours on 840 × 600 px."""
    return Analysed()


@pytest.fixture
def opened(qapp, analysed: Analysed):
    """A document with that result."""
    from graticule_app.model.document import Document

    document = Document(analysed.scan)
    document.set_result(analysed.result)  # type: ignore[arg-type]
    return document
