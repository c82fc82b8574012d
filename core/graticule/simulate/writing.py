"""From a scene, which can draw any block, to the files of a scan and its truth."""

import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from graticule.classes import ClassInfo
from graticule.errors import ResultError
from graticule.geometry import Box, PixelSize
from graticule.simulate.pyramid import PyramidFormat, PyramidWriter
from graticule.simulate.scene import Item
from graticule.simulate.truth import write_outlines

_PART = 1024  # px: what is drawn at a time; bounds the float pictures that are held


@dataclass(frozen=True, slots=True)
class SimulationProgress:
    """How far the writing of a scan is: `done` of `total` blocks, and what is being done."""

    done: int
    total: int
    what: str


class Scene(Protocol):
    """A simulated scan that can draw any part of itself."""

    classes: tuple[ClassInfo, ...]
    pixel_size: PixelSize
    kind: PyramidFormat  # of the picture
    truth_kind: PyramidFormat
    description: str

    def draw(self, box: Box) -> tuple[np.ndarray, np.ndarray]:
        """The picture (h, w, c) and the truth (h, w) of a box."""
        ...

    def items(self, box: Box) -> Iterator[Item]:
        """The objects of a box, for their outlines."""
        ...


def truth_paths(out: Path) -> tuple[Path, Path]:
    """NAME.truth.tif and NAME.truth.geojson, beside the scan `out`."""
    return out.with_name(f"{out.stem}.truth.tif"), out.with_name(f"{out.stem}.truth.geojson")


def iter_write_scene(
    scene: Scene, out: Path, size: tuple[int, int]
) -> Iterator[SimulationProgress]:
    """Write the scan, its truth and its outlines; memory does not depend on `size`.

    Nothing appears under the final names before it is whole. Raises `ResultError` when the
    folder cannot be written, `ValueError` for an empty size.
    """
    if min(size) < 1:
        raise ValueError(f"a scan of {size[0]} × {size[1]} px has no pixel")
    truth_path, outline_path = truth_paths(out)
    frame = Box(0, 0, *size)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        picture = PyramidWriter(size, scene.kind, out.parent)
        truth = PyramidWriter(size, scene.truth_kind, out.parent)
    except OSError as error:
        raise ResultError(f"{out}: cannot be written ({error.strerror or error})") from error
    with closing(picture), closing(truth):
        blocks = list(frame.blocks(PyramidWriter.BLOCK))
        total = len(blocks) + 3
        for done in _draw_all(scene, blocks, picture, truth):
            yield SimulationProgress(done, total, "drawing")
        picture.write(out, scene.pixel_size, scene.description)
        yield SimulationProgress(len(blocks) + 1, total, "writing the scan")
        truth.write(truth_path, scene.pixel_size, f"Truth of {out.name}. {scene.description}")
        yield SimulationProgress(len(blocks) + 2, total, "writing the truth")
    write_outlines(outline_path, scene.items(frame), scene.classes, frame)
    yield SimulationProgress(total, total, "writing the outlines")


def _draw_all(
    scene: Scene, blocks: Sequence[Box], picture: PyramidWriter, truth: PyramidWriter
) -> Iterator[int]:
    """Draw the blocks on a few threads (the painters release the interpreter lock)."""

    def draw(block: Box) -> None:
        pixels = np.empty((*block.shape, scene.kind.channels), scene.kind.dtype)
        labels = np.empty((*block.shape, 1), scene.truth_kind.dtype)
        for part in block.blocks(_PART):
            here = part.shifted(-block.left, -block.top).slices
            pixels[here], labels[(*here, 0)] = scene.draw(part)
        picture.put(block, pixels)
        truth.put(block, labels)

    workers = min(4, os.cpu_count() or 1)
    pool = ThreadPoolExecutor(workers, thread_name_prefix="simulate")
    try:
        waiting = deque(pool.submit(draw, block) for block in blocks[: workers + 1])
        for done in range(1, len(blocks) + 1):
            waiting.popleft().result()
            if done + workers < len(blocks):
                waiting.append(pool.submit(draw, blocks[done + workers]))
            yield done
    finally:
        pool.shutdown(cancel_futures=True)
