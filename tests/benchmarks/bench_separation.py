"""Separation: discs of known radii that overlap, and the time for micrographs.

    python tests/benchmarks/bench_separation.py discs [--pairs 60] [--smallest 15]
    python tests/benchmarks/bench_separation.py times [--size 2048]

`discs` overlaps pairs and clumps of 3 to 6 discs (radii from `--smallest` to 50 px, the larger up
to twice as large, at any angle) by a share of the smaller one's diameter. Told for each method:
in how many clumps the count is right, the mean error of the count as a share, and mean and
largest error of the area of those that were found one by one. `times` separates, cleans and
measures simulated micrographs, and does the same with scikit-image's watershed. All of that runs
on one core, so the time is that of the core, whatever else the machine does.
"""

import argparse
import math
import time
from collections.abc import Callable, Iterator

import numpy as np
from scipy import ndimage
from skimage import feature, measure, segmentation

from graticule.geometry import Length
from graticule.instances import Separation
from graticule.particles import (
    Cleaning,
    Labelled,
    Overlapping,
    iter_label_particles,
    measure_particles,
)
from graticule.particles.overlaps import layers, round_of
from graticule.particles.seams import grid
from graticule.simulate.particles import ParticleLook, ParticleScene

METHODS = {
    "uecs": Separation(method="uecs"),
    "uecs 0.95": Separation(method="uecs", convexity=0.95),
    "watershed": Separation(method="watershed"),
    "none": Separation(),
}
OVERLAPS = (0.05, 0.10, 0.15, 0.20, 0.25, 0.30, 0.40)
LARGEST = 50  # px
Disc = tuple[float, float, float]  # x, y, radius


def pair(rng: np.random.Generator, overlap: float, smallest: float) -> list[Disc]:
    small = rng.uniform(smallest, LARGEST)
    return _beside(rng, [(0.0, 0.0, small)], overlap, small * rng.uniform(1, 2))


def clump(rng: np.random.Generator, overlap: float, smallest: float) -> list[Disc]:
    """3 to 6 discs, each of which overlaps one by that share, and no other by more."""
    first = rng.uniform(smallest, LARGEST)
    discs: list[Disc] = [(0.0, 0.0, first)]
    wanted = rng.integers(3, 7)
    while len(discs) < wanted:
        discs = _beside(rng, discs, overlap, first * rng.uniform(0.75, 1.5))
    return discs


def _beside(
    rng: np.random.Generator, discs: list[Disc], overlap: float, radius: float
) -> list[Disc]:
    """The discs and one more that overlaps one of them; the same where there is no room."""
    x, y, other = discs[rng.integers(len(discs))]
    apart = radius + other - overlap * 2 * min(radius, other)
    angle = rng.uniform(0, 2 * math.pi)
    x, y = x + apart * math.cos(angle), y + apart * math.sin(angle)
    for u, v, r in discs:
        if math.hypot(u - x, v - y) < radius + r - overlap * 2 * min(radius, r) - 1e-6:
            return discs
    return [*discs, (x, y, radius)]


def drawn(discs: list[Disc]) -> np.ndarray:
    """(n, h, w) bool: each disc."""
    x, y, r = np.array(discs).T
    left, top = (x - r).min() - 4, (y - r).min() - 4
    width, height = math.ceil((x + r).max() - left + 4), math.ceil((y + r).max() - top + 4)
    rows, columns = np.indices((height, width))
    return np.stack(
        [(rows + top - v) ** 2 + (columns + left - u) ** 2 <= s * s for u, v, s in discs]
    )


def labelled(classes: np.ndarray, way: Separation, **settings) -> tuple[Overlapping, Labelled]:
    labels = np.zeros(classes.shape, np.uint32)
    *_, last = iter_label_particles(classes, labels, class_count=1, separation=way, **settings)
    assert isinstance(last, Labelled)
    return Overlapping(labels, last.shared), last


def whole_shapes(labels: Overlapping, count: int) -> list[np.ndarray]:
    """Each particle's mask, hidden pixels and all."""
    rounds = round_of(labels, np.arange(1, count + 1))
    found = dict(layers(labels, grid(labels)))
    return [found[int(rounds[k])] == k + 1 for k in range(count)]


def judged(truths: np.ndarray, way: Separation) -> tuple[int, list[float]]:
    """How many particles are found, and the area errors where these are as many as there are."""
    labels, last = labelled(truths.any(0).astype(np.uint8), way)
    if last.count != len(truths):
        return last.count, []
    shapes = whole_shapes(labels, last.count)
    errors = []
    for truth in truths:
        best = max(shapes, key=lambda shape: np.count_nonzero(shape & truth))
        errors.append(abs(int(best.sum()) - int(truth.sum())) / int(truth.sum()))
    return last.count, errors


def table(make: Callable[..., list[Disc]], count: int, smallest: float) -> Iterator[str]:
    """Lines of the table for clumps of a kind."""
    for overlap in OVERLAPS:
        rng = np.random.default_rng(round(1000 * overlap))
        clumps = [drawn(make(rng, overlap, smallest)) for _ in range(count)]
        cells = []
        for way in METHODS.values():
            found = [judged(truths, way) for truths in clumps]
            right = np.mean([n == len(t) for (n, _), t in zip(found, clumps, strict=True)])
            off = np.mean(
                [abs(n - len(t)) / len(t) for (n, _), t in zip(found, clumps, strict=True)]
            )
            errors = [e for _, each in found for e in each]
            areas = f"{np.mean(errors):5.1%} {max(errors):5.1%}" if errors else "    -     -"
            cells.append(f"{right:4.0%} {off:4.0%} {areas}")
        yield f"{overlap:4.0%}   " + "   ".join(f"{cell:22s}" for cell in cells)


def discs(options: argparse.Namespace) -> None:
    for name, make in (("pairs", pair), ("clumps of 3 to 6", clump)):
        print(
            f"{options.pairs} {name} per line; count right, count error, area error mean, largest"
        )
        print("       " + "   ".join(f"{name:22s}" for name in METHODS))
        for line in table(make, options.pairs, options.smallest):
            print(line)


def micrograph(size: int, overlap: float, coverage: float, seed: int) -> np.ndarray:
    """The class map of a simulated micrograph."""
    look = ParticleLook(
        overlap=overlap, shape="sphere", diameter=48, spread=0.25, coverage=coverage
    )
    scene = ParticleScene(seed, (size, size), pixel_size=Length(0.1, "nm"), look=look)
    _, ids = scene.draw(grid(np.zeros((size, size), np.uint8)))
    return (ids > 0).astype(np.uint8)


def heaped(size: int, count: int, seed: int) -> np.ndarray:
    """Discs at random, most of them in clumps of many: heavier overlap than separation is for."""
    rng = np.random.default_rng(seed)
    classes = np.zeros((size, size), np.uint8)
    rows, columns = np.indices((121, 121)) - 60
    for _ in range(count):
        x, y = rng.integers(60, size - 60, 2)
        disc = rows**2 + columns**2 <= rng.uniform(16, 40) ** 2
        classes[y - 60 : y + 61, x - 60 : x + 61] |= disc
    return classes


def ours(classes: np.ndarray, way: Separation) -> int:
    cleaning = Cleaning(min_diameter="6 px", max_hole="6 px", remove_border=True)
    labels, last = labelled(classes, way, cleaning=cleaning)
    measure_particles(labels, classes, separated=last.separated)
    return last.count


def theirs(classes: np.ndarray) -> int:
    """The watershed of scikit-image's own example, cleaned and measured as ours."""
    filled = ndimage.binary_fill_holes(classes > 0)
    distance = np.asarray(ndimage.distance_transform_edt(filled))
    peaks = feature.peak_local_max(distance, min_distance=10, labels=measure.label(filled))
    markers = np.zeros(classes.shape, np.int32)
    markers[tuple(peaks.T)] = np.arange(1, len(peaks) + 1)
    found = segmentation.clear_border(segmentation.watershed(-distance, markers, mask=filled))
    names = ("area", "equivalent_diameter_area", "feret_diameter_max", "perimeter", "solidity")
    return len(measure.regionprops_table(found, properties=names)["area"])


def timed(work: Callable[[], int], repeats: int = 3) -> tuple[float, int]:
    """The shortest of several times of a core in s, and the last result."""
    best, result = math.inf, 0
    for _ in range(repeats):
        begun = time.process_time()
        result = work()
        best = min(best, time.process_time() - begun)
    return best, result


def times(options: argparse.Namespace) -> None:
    size = options.size
    pictures = {
        "little overlap": micrograph(size, 0.1, 0.15, 1),
        "much overlap": micrograph(size, 0.4, 0.25, 2),
        "heaped": heaped(size, size * size // 4200, 3),
    }
    ours(heaped(512, 60, 0), METHODS["uecs"])  # compiles
    print(f"{size}² px: separation with cleaning and measuring, s of one core (particles)")
    for name, classes in pictures.items():
        reference, count = timed(lambda classes=classes: theirs(classes), 1)
        cells = [
            f"{name:15s} {classes.mean():4.0%} covered",
            f"scikit-image {reference:.2f} ({count})",
        ]
        for method in ("none", "watershed", "uecs"):
            seconds, count = timed(lambda m=method, c=classes: ours(c, METHODS[m]))
            cells.append(f"{method} {seconds:5.2f} ({count}), ×{reference / seconds:.1f}")
        print("  ".join(cells))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=("discs", "times"))
    parser.add_argument("--pairs", type=int, default=60, help="clumps per line")
    parser.add_argument("--smallest", type=float, default=15.0, help="radius, px")
    parser.add_argument("--size", type=int, default=2048, help="px")
    options = parser.parse_args()
    (discs if options.what == "discs" else times)(options)


if __name__ == "__main__":
    main()
