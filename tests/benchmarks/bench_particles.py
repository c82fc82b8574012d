"""Particles: 100,000 irregular ones on 8192 × 8192 px, against scikit-image.

    python tests/benchmarks/bench_particles.py [--size 8192] [--particles 100000] [--share 0.05]

Labels, table and outlines are those of the whole map. scikit-image's `label` runs on all of
it, too; `regionprops_table` takes minutes, so with `--share` below 1 it runs on the top rows
that hold that share of the particles, and its time is scaled up by their number.
"""

import argparse
import time
import warnings
from collections.abc import Callable

import numpy as np
import shapely
from scipy import ndimage
from skimage import measure

from graticule.particles import iter_label_particles, measure_particles, outline_particles

# Ours, theirs: the columns that both have.
COLUMNS = {
    "area_px": "area",
    "x_px": "centroid-1",
    "y_px": "centroid-0",
    "left": "bbox-1",
    "top": "bbox-0",
    "right": "bbox-3",
    "bottom": "bbox-2",
    "equivalent_diameter": "equivalent_diameter_area",
    "feret_max": "feret_diameter_max",
    "perimeter": "perimeter",
    "convex_area": "area_convex",
    "solidity": "solidity",
    "major_axis": "axis_major_length",
    "minor_axis": "axis_minor_length",
    "eccentricity": "eccentricity",
    "mean_grey": "intensity_mean",
    "sd_grey": "intensity_std",
}


def irregular_particles(size: int, count: int, seed: int = 0) -> np.ndarray:
    """A class map of about `count` blobs, each with its own size, stretch and lobes."""
    rng = np.random.default_rng(seed)
    classes = np.zeros((size, size), np.uint8)
    per_row = int(np.ceil(np.sqrt(count)))
    cell = size / per_row
    reach = int(cell * 0.47)
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    angle, far = np.arctan2(y, x), np.hypot(y, x)
    for k in range(count):
        row, column = divmod(k, per_row)
        radius = reach * rng.uniform(0.3, 0.8)
        lobes = (
            1
            + 0.18 * np.sin(2 * angle + rng.uniform(0, 7))
            + 0.12 * np.sin(rng.integers(3, 6) * angle + rng.uniform(0, 7))
        )
        blob = far <= radius * lobes
        top, left = int((row + 0.5) * cell) - reach, int((column + 0.5) * cell) - reach
        part = classes[top : top + 2 * reach + 1, left : left + 2 * reach + 1]
        part[blob[: part.shape[0], : part.shape[1]]] = 1 + k % 3
    return classes


def timed(work: Callable, repeats: int = 1) -> tuple[float, object]:
    """Shortest of `repeats` times in seconds, and the last result."""
    best, result = np.inf, None
    for _ in range(repeats):
        begun = time.perf_counter()
        result = work()
        best = min(best, time.perf_counter() - begun)
    return best, result


def our_labels(classes: np.ndarray) -> np.ndarray:
    labels = np.zeros(classes.shape, np.uint32)
    for _ in iter_label_particles(classes, labels, class_count=int(classes.max())):
        pass
    return labels


def largest_difference(table, theirs: dict[str, np.ndarray]) -> tuple[float, str]:
    """The largest difference of two tables, relative where above 1, and its column."""
    worst, where = 0.0, ""
    for ours, other in COLUMNS.items():
        mine = table[ours][: len(theirs[other])] - (0.5 if ours in ("x_px", "y_px") else 0)
        apart = np.abs(mine - theirs[other]) / np.maximum(1, np.abs(theirs[other]))
        if apart.max() > worst:
            worst, where = float(apart.max()), ours
    return worst, where


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=8192, help="px")
    parser.add_argument("--particles", type=int, default=100_000)
    parser.add_argument("--share", type=float, default=1.0, help="of the particles, for theirs")
    options = parser.parse_args()
    warm = irregular_particles(256, 30)
    grey = np.random.default_rng(1).integers(0, 256, (options.size,) * 2 + (1,), np.uint8)

    def table_of(classes: np.ndarray, labels: np.ndarray):
        return measure_particles(
            labels, classes, read_scan=lambda box: grey[box.slices], channel_names=("grey",)
        )

    begun = time.perf_counter()
    labels = our_labels(warm)
    table = table_of(warm, labels)
    list(outline_particles(labels, table))
    print(
        f"first call of everything (compiles in a new installation) "
        f"{time.perf_counter() - begun:.1f} s"
    )

    classes = irregular_particles(options.size, options.particles)
    ours, labels = timed(lambda: our_labels(classes), 3)
    theirs, reference = timed(lambda: measure.label(classes, connectivity=2))
    scipys, _ = timed(lambda: [ndimage.label(classes == k, np.ones((3, 3))) for k in (1, 2, 3)])
    print(f"{labels.max()} particles, {(labels > 0).mean():.0%} of {options.size}² px")
    print(
        f"label    {ours:6.2f} s  scikit-image {theirs:7.2f} s (×{theirs / ours:.1f})  "
        f"scipy, class by class {scipys:.2f} s (×{scipys / ours:.1f})  "
        f"same labels: {(labels == reference).all()}"
    )

    ours, table = timed(lambda: table_of(classes, labels), 3)
    done = int(len(table) * options.share)
    rows = int(table["bottom"][:done].max())
    part = labels[:rows].astype(np.int32)
    part[part > done] = 0
    names = sorted({name.rsplit("-", 1)[0] for name in COLUMNS.values()})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs, reference = timed(
            lambda: measure.regionprops_table(part, grey[:rows, :, 0], properties=names)
        )
    scaled = theirs * len(table) / done
    worst, where = largest_difference(table, reference)
    print(
        f"table    {ours:6.2f} s  regionprops_table {scaled:7.1f} s (×{scaled / ours:.0f}; "
        f"run on {done}), {len(table.specs)} columns, largest difference of the "
        f"{len(COLUMNS)} common ones {worst:.1e} {where}"
    )

    ours, outlines = timed(lambda: [shape for _, shape in outline_particles(labels, table)], 3)
    outlines = np.array(outlines)
    exact = (shapely.area(outlines) == table["area_px"]).mean()
    print(
        f"outlines {ours:6.2f} s  valid {shapely.is_valid(outlines).mean():.2%}, "
        f"area exactly the pixel count {exact:.2%}"
    )


if __name__ == "__main__":
    main()
