"""How fast are tiles read? Own reader against OpenSlide and tifffile's zarr store, as ratios.

    python tests/benchmarks/bench_reading.py [--side 8192] [--rounds 3]

Writes a JPEG pyramid of its own, then reads the same random windows with each reader in turn
(A B C A B C) in one process, so that a busy machine slows all of them alike.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import openslide
import tifffile
import zarr

from graticule.geometry import Box
from graticule.scans import open_scan
from graticule.scans.cache import ByteCache

Read = Callable[[int, Box], object]
TILE = 256


def write_pyramid(path: Path, side: int) -> None:
    """Levels 1, 2, 4 and 8 as pages: what OpenSlide, too, takes for a pyramid."""
    random = np.random.default_rng(0)
    block = random.integers(0, 8, (1024, 1024, 3)).astype(np.float32)
    y, x = np.mgrid[:1024, :1024, :1][:2]
    block = (block + 150 + 40 * np.sin(x / 30) + 5 * np.cos(y / 17)).clip(0, 255).astype(np.uint8)
    with tifffile.TiffWriter(path, bigtiff=True) as file:
        for factor in (1, 2, 4, 8):
            shape = (side // factor, side // factor, 3)

            def tiles(width: int = side // factor) -> Iterator[np.ndarray]:
                for i in range((width // TILE) ** 2):
                    row, column = i // (width // TILE) % 4, i % 4
                    yield block[row * TILE :, column * TILE :][:TILE, :TILE]

            file.write(
                tiles(), shape=shape, dtype=np.uint8, tile=(TILE, TILE), photometric="rgb",
                compression="jpeg", compressionargs={"level": 85}, subfiletype=int(factor > 1),
                metadata=None, resolution=(20000 / factor, 20000 / factor),
                resolutionunit="CENTIMETER",
            )  # fmt: skip


def open_readers(path: Path, opened: ExitStack) -> dict[str, Read]:
    """Each reader as a function of a level and a box on that level."""
    scan = opened.enter_context(open_scan(path))
    scan._cache = ByteCache(1)  # type: ignore[attr-defined] - decoding is measured, not memory
    slide = opened.enter_context(openslide.OpenSlide(path))
    slide.set_cache(openslide.OpenSlideCache(0))
    file = opened.enter_context(tifffile.TiffFile(path))
    group = zarr.open_group(file.series[0].aszarr(), mode="r")
    arrays = [group[str(i)] for i in range(len(scan.levels))]
    factors = [int(level.downsample) for level in scan.levels]

    def own(level: int, box: Box) -> object:
        return scan.read_level(level, box)

    def theirs(level: int, box: Box) -> object:
        corner = (box.left * factors[level], box.top * factors[level])
        return np.asarray(slide.read_region(corner, level, (box.width, box.height)))

    def zarrs(level: int, box: Box) -> object:
        return arrays[level][box.slices]  # type: ignore[index]

    return {"own": own, "openslide": theirs, "tifffile aszarr": zarrs}


def rate(read: Read, level: int, boxes: list[Box], threads: int) -> float:
    """Windows per second."""
    begun = time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda box: read(level, box), boxes))
    return len(boxes) / (time.perf_counter() - begun)


def compare(readers: dict[str, Read], level: int, boxes: list[Box], threads: int, rounds: int):
    """Median rate of each reader, taken in turns."""
    rates: dict[str, list[float]] = {name: [] for name in readers}
    for _ in range(rounds):
        for name, read in readers.items():
            rates[name].append(rate(read, level, boxes, threads))
    return {name: statistics.median(found) for name, found in rates.items()}


def windows(size: int, side: int, count: int, *, grid: bool) -> list[Box]:
    """Random windows of a level, on the grid of its tiles or anywhere."""
    random = np.random.default_rng(size)
    places = random.integers(0, size - side + 1, (count, 2))
    if grid:
        places = places // TILE * TILE
    return [Box(int(x), int(y), int(x) + side, int(y) + side) for x, y in places]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--side", type=int, default=8192, help="width and height in px")
    options.add_argument("--rounds", type=int, default=3)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as opened:
        path = Path(folder) / "pyramid.tif"
        write_pyramid(path, given.side)
        readers = open_readers(path, opened)
        cases = [
            (f"{side} px tiles, {threads} threads", 0, windows(given.side, side, 150, grid=True),
             threads, side)
            for side in (256, 512)
            for threads in (1, 2)
        ]  # fmt: skip
        coarse = min(1024, given.side // 8)
        cases += [
            ("512 px anywhere, 1 thread", 0, windows(given.side, 512, 60, grid=False), 1, 512),
            ("4 µm level, large, 1 thread", 3,
             windows(given.side // 8, coarse, 12, grid=False), 1, coarse),
        ]  # fmt: skip
        print(f"{'':38}" + "".join(f"{name:>26}" for name in readers))
        for what, level, boxes, threads, side in cases:
            found = compare(readers, level, boxes, threads, given.rounds)
            row = "".join(
                f"{value:9.0f}/s {value * side * side / 1e6:5.0f} Mpx/s"
                + f" ×{found['own'] / value:4.1f}"
                for value in found.values()
            )
            print(f"{what:38}{row}")


if __name__ == "__main__":
    main()
