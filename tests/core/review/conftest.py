"""Small analysed scans to correct: a whole one, and a region at a coarser scale."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import tifffile

from graticule.analysis import Finished, Options, iter_analyse
from graticule.geometry import Box, PixelSize
from graticule.protocol import load_protocol
from graticule.review import Reviewed

SIDE = 420
PROTOCOL = """
name = "two-classes"
title = "Dark blobs"

[method]
kind = "threshold"

[[classes]]
name = "fibre"

[[classes]]
name = "glass"
color = [0, 158, 115]

[scale]
factor = {factor}

[cleaning]
min_diameter = "3 px"

[sizes]
limits = [5, 10, 15]
unit = "um"

[[shapes.rules]]
class = "long"
when = "aspect_ratio > 2"
"""


def blobs() -> np.ndarray:
    """A light RGB field with dark ellipses of several colours, a dumb-bell and a long bar."""
    rng = np.random.default_rng(5)
    y, x = np.mgrid[:SIDE, :SIDE]
    image = np.full((SIDE, SIDE, 3), (228, 226, 220), float)
    for k in range(34):
        cx, cy = rng.uniform(10, SIDE - 10, 2)
        a, b = rng.uniform(4, 13, 2)
        inside = ((x - cx) / a) ** 2 + ((y - cy) / b) ** 2 < 1
        image[inside] = [(170, 40, 30), (30, 60, 160), (60, 60, 60)][k % 3]
    for cx in (60, 82):
        image[(x - cx) ** 2 + (y - 384) ** 2 < 13**2] = (40, 120, 50)
    image[350:362, 200:330] = (90, 60, 30)
    return np.clip(image + rng.normal(0, 3, image.shape), 0, 255).astype(np.uint8)


def _analysed(root: Path, factor: int, region: Box | None) -> Path:
    scan = root / "blobs.tif"
    tifffile.imwrite(scan, blobs(), tile=(64, 64), photometric="rgb")
    protocol = root / "blobs.toml"
    protocol.write_text(PROTOCOL.format(factor=factor))
    options = Options(pixel_size=PixelSize.parse("0.5 x 0.6 um"), region=region)
    *_, last = iter_analyse(scan, load_protocol(str(protocol)), root / "out", options)
    assert isinstance(last, Finished)
    return Path(last.folder)


@pytest.fixture(scope="session")
def whole(tmp_path_factory) -> Path:
    """A whole scan, a work px per scan px."""
    return _analysed(tmp_path_factory.mktemp("whole"), 1, None)


@pytest.fixture(scope="session")
def region(tmp_path_factory) -> Path:
    """A region that begins somewhere, two scan px per work px."""
    return _analysed(tmp_path_factory.mktemp("region"), 2, Box(41, 37, 403, 411))


@pytest.fixture
def folder(whole: Path, tmp_path: Path) -> Path:
    """A copy of the whole scan's result, to be corrected."""
    return Path(shutil.copytree(whole, tmp_path / "result"))


@pytest.fixture
def reviewed(folder: Path) -> Iterator[Reviewed]:
    with Reviewed.open(folder) as result:
        result.user = "Maria"
        yield result


@pytest.fixture
def particle(reviewed: Reviewed) -> Callable[[float, float], int]:
    """The particle at a place in level-0 px."""

    def at(x: float, y: float) -> int:
        return int(reviewed.labels[int(y) : int(y) + 1, int(x) : int(x) + 1][0, 0])

    return at
