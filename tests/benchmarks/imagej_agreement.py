"""Sizes and thresholds beside ImageJ's: 500 particles of many shapes, 50 pictures.

    python tests/benchmarks/imagej_agreement.py [--masks ../shared/data/particles/labels]
        [--pictures ../shared/data/particles/images]

Prints, per column, the median, the 95th percentile and the largest relative difference, by the
particles' size; then how far three perimeters and Feret diameters are from the true one of discs,
ellipses, rods and polygons; then how many thresholds are equal.

ImageJ is Debian's (`apt install imagej xvfb`); it needs a screen, which Xvfb gives it.
"""

import argparse
import math
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image
from scipy import ndimage
from scipy.spatial import ConvexHull
from scipy.spatial.distance import pdist
from scipy.special import ellipe
from skimage import measure

from graticule.particles import ParticleTable, measure_particles
from graticule.segment.intensity import GreyHistogram
from graticule.segment.levels import level_of

JAR = Path("/usr/share/java/ij.jar")
# Ours: ImageJ's heading.
COLUMNS = {
    "area_px": "Area",
    "perimeter": "Perim.",
    "feret_max": "Feret",
    "feret_min": "MinFeret",
    "circularity": "Circ.",
    "solidity": "Solidity",
    "roundness": "Round",
}
SIZES = ((0, math.inf), (0, 30), (30, 100), (100, 1000), (1000, math.inf))  # px of area
METHODS = {
    "triangle": "Triangle",
    "otsu": "Otsu",
    "max-entropy": "MaxEntropy",
    "renyi-entropy": "RenyiEntropy",
    "li": "Li",
    "isodata": "IsoData",
    "huang": "Huang",
}
_GAP = 3  # px of background around each particle
_WIDTH = 2048  # px of the picture on which they lie


@dataclass(frozen=True)
class Truth:
    """What is known of a shape before it was drawn in pixels; px."""

    area: float
    perimeter: float
    feret_max: float
    feret_min: float


@dataclass(frozen=True)
class Shape:
    """A particle's pixels in their box, and its true size where there is a formula."""

    kind: str
    mask: np.ndarray
    truth: Truth | None = None


def installed() -> bool:
    """Whether ImageJ can run here."""
    return JAR.exists() and bool(shutil.which("java") and shutil.which("xvfb-run"))


def simulated(count: int, seed: int = 4) -> list[Shape]:
    """Shapes of seven kinds in turn, 2 to 90 px across, at any angle and place on the grid."""
    rng = np.random.default_rng(seed)
    makers = (_disc, _ellipse, _rod, _polygon, _star, _crescent, _blob)
    shapes: list[Shape] = []
    while len(shapes) < count:
        size = float(np.exp(rng.uniform(math.log(2), math.log(90))))
        shape = makers[len(shapes) % len(makers)](rng, size)
        if shape.mask.sum() > 4:
            shapes.append(shape)
    return shapes


def drawn(folder: Path, count: int, seed: int = 4) -> list[Shape]:
    """Particles that people outlined, from pictures of labels, chosen at random."""
    rng = np.random.default_rng(seed)
    shapes: list[Shape] = []
    for path in rng.permutation(sorted(folder.glob("*.png"))):
        labels = np.asarray(Image.open(path))
        boxes = ndimage.find_objects(labels)
        there = [n for n, box in enumerate(boxes, 1) if box is not None]
        for n in rng.choice(there, min(4, len(there)), replace=False):
            mask = labels[boxes[n - 1]] == n
            if mask.sum() > 4 and max(mask.shape) < _WIDTH // 4:
                shapes.append(Shape("drawn by hand", _single(mask)))
        if len(shapes) >= count:
            break
    return shapes[:count]


def mosaic(shapes: list[Shape]) -> np.ndarray:
    """(rows, columns) int32: particle n of the list has the number n + 1, and none touches."""
    order = sorted(range(len(shapes)), key=lambda n: -shapes[n].mask.shape[0])
    places = []
    x = y = shelf = 0
    for n in order:
        height, width = (side + 2 * _GAP for side in shapes[n].mask.shape)
        if x + width > _WIDTH:
            x, y, shelf = 0, y + shelf, 0
        places.append((n, y + _GAP, x + _GAP))
        x, shelf = x + width, max(shelf, height)
    labels = np.zeros((y + shelf, _WIDTH), np.int32)
    for n, top, left in places:
        mask = shapes[n].mask
        labels[top : top + mask.shape[0], left : left + mask.shape[1]][mask] = n + 1
    return labels


def ours(labels: np.ndarray) -> ParticleTable:
    """Our table; row n is particle n + 1."""
    return measure_particles(labels.astype(np.uint32), (labels > 0).astype(np.uint8))


def imagejs(labels: np.ndarray) -> dict[str, np.ndarray]:
    """ImageJ's results by heading, in the order of the labels."""
    with tempfile.TemporaryDirectory(prefix="graticule-imagej-") as folder:
        picture = Path(folder) / "particles.png"
        Image.fromarray(np.where(labels > 0, 255, 0).astype(np.uint8)).save(picture)
        headings = ["BX", "BY", *COLUMNS.values()]
        printed = " + ".join(f"'\\t' + d2s(getResult('{name}', i), 9)" for name in headings)
        macro = f"""open('{picture}');
            run('Set Measurements...', "area perimeter bounding shape feret's decimal=9");
            setThreshold(255, 255);
            run('Analyze Particles...', 'size=0-Infinity display clear include');
            for (i = 0; i < nResults; i++) print('=' + {printed});"""
        rows = _run(Path(folder), macro)
    values = np.array(rows, float)
    found = {name: values[:, k] for k, name in enumerate(headings)}
    # Which particle a row is, by the corner of its box.
    corners = {(b[1].start, b[0].start): n for n, b in enumerate(ndimage.find_objects(labels))}
    order = np.full(len(corners), -1)
    for row, corner in enumerate(zip(found["BX"], found["BY"], strict=True)):
        order[corners[int(corner[0]), int(corner[1])]] = row
    if len(values) != len(corners) or (order < 0).any():
        raise ValueError(f"ImageJ found {len(values)} particles, not {len(corners)}")
    return {name: column[order] for name, column in found.items()}


def differences(mine: ParticleTable, theirs: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Relative difference of each column, (ours - ImageJ's) / ImageJ's; NaN where we tell none."""
    out = {}
    for key, heading in COLUMNS.items():
        values = np.asarray(mine[key], float)
        if key == "circularity":
            values = np.minimum(values, 1)  # ImageJ cuts it off there
        out[key] = (values - theirs[heading]) / theirs[heading]
    return out


def thresholds(pictures: list[Path]) -> dict[str, list[tuple[int, float, float]]]:
    """By method: our level and the lowest bright and highest dark level of ImageJ, a picture."""
    with tempfile.TemporaryDirectory(prefix="graticule-imagej-") as folder:
        greys = []
        for number, picture in enumerate(pictures):
            grey = np.asarray(Image.open(picture).convert("L"))
            Image.fromarray(grey).save(Path(folder) / f"{number}.png")
            greys.append(grey)
        methods = ",".join(f'"{name}"' for name in METHODS.values())
        rows = _run(
            Path(folder),
            f"""methods = newArray({methods});
            for (i = 0; i < {len(pictures)}; i++) {{
              open("{folder}/" + i + ".png");
              for (j = 0; j < methods.length; j++) {{
                setAutoThreshold(methods[j] + " dark"); getThreshold(low, ignored);
                setAutoThreshold(methods[j]); getThreshold(ignored, high);
                print("=\\t" + i + "\\t" + j + "\\t" + low + "\\t" + high);
              }}
              close();
            }}""",
        )
    found: dict[str, list[tuple[int, float, float]]] = {method: [] for method in METHODS}
    for i, j, low, high in rows:
        method, grey = list(METHODS)[int(j)], greys[int(i)]
        histogram = GreyHistogram(grey.dtype)
        histogram.add(grey)
        found[method].append((level_of(method, histogram.binned()[0]), float(low), float(high)))
    return found


def _run(folder: Path, text: str) -> list[list[str]]:
    """The lines that a macro prints after "=", parted at the tabulators.

    Without a window ImageJ prints its table of results as well.
    """
    macro = folder / "macro.ijm"
    macro.write_text(f"setBatchMode(true);\n{text}\n")
    command = ["xvfb-run", "-a", "java", "-cp", str(JAR), "ij.ImageJ", "-batch", str(macro)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=200, check=True)
    lines = run.stdout.splitlines()
    return [line.split("\t")[1:] for line in lines if line.startswith("=\t")]


def _single(mask: np.ndarray) -> np.ndarray:
    """The largest piece of a mask in its box, without holes."""
    labels, count = ndimage.label(mask, np.ones((3, 3)))
    if count > 1:
        labels = labels == 1 + np.bincount(labels.ravel())[1:].argmax()
    filled = ndimage.binary_fill_holes(labels)
    box = ndimage.find_objects(filled.astype(np.uint8))
    return filled[box[0]] if box else np.zeros((0, 0), bool)


def _grid(rng: np.random.Generator, reach: float) -> tuple[np.ndarray, np.ndarray]:
    """x and y of pixel middles around a place anywhere in a pixel, turned by any angle."""
    n = math.ceil(reach) + 2
    y, x = np.mgrid[-n : n + 1, -n : n + 1] + rng.uniform(-0.5, 0.5, (2, 1, 1))
    turn = rng.uniform(0, math.pi)
    return x * math.cos(turn) + y * math.sin(turn), y * math.cos(turn) - x * math.sin(turn)


def _disc(rng: np.random.Generator, size: float) -> Shape:
    x, y = _grid(rng, size)
    truth = Truth(math.pi * size**2 / 4, math.pi * size, size, size)
    return Shape("disc", _single(np.hypot(x, y) < size / 2), truth)


def _ellipse(rng: np.random.Generator, size: float) -> Shape:
    x, y = _grid(rng, size)
    a, b = size / 2, size / 2 * rng.uniform(0.3, 0.9)
    perimeter = 4 * a * float(ellipe(1 - (b / a) ** 2))
    truth = Truth(math.pi * a * b, perimeter, 2 * a, 2 * b)
    return Shape("ellipse", _single((x / a) ** 2 + (y / b) ** 2 < 1), truth)


def _rod(rng: np.random.Generator, size: float) -> Shape:
    x, y = _grid(rng, size)
    width = max(2.0, size * rng.uniform(0.1, 0.4))
    size = max(size, 2 * width)
    straight = size - width
    ends = np.hypot(np.maximum(np.abs(x) - straight / 2, 0), y)
    area = straight * width + math.pi * width**2 / 4
    truth = Truth(area, 2 * straight + math.pi * width, size, width)
    return Shape("rod", _single(ends < width / 2), truth)


def _polygon(rng: np.random.Generator, size: float) -> Shape:
    x, y = _grid(rng, size)
    corners = int(rng.integers(3, 7))
    half = size / 2 * math.cos(math.pi / corners)
    inside = np.ones(x.shape, bool)
    for side in np.arange(corners) * 2 * math.pi / corners:
        inside &= x * math.cos(side) + y * math.sin(side) < half
    edge = size * math.sin(math.pi / corners)
    across = {3: 0.75 * size, 4: edge, 5: 0.9045 * size, 6: 2 * half}[corners]
    longest = {3: edge, 4: size, 5: 0.9511 * size, 6: size}[corners]
    truth = Truth(corners * edge * half / 2, corners * edge, longest, across)
    return Shape("polygon", _single(inside), truth)


def _star(rng: np.random.Generator, size: float) -> Shape:
    x, y = _grid(rng, size)
    radius = size / 2 * (0.7 + 0.3 * np.cos(int(rng.integers(3, 8)) * np.arctan2(y, x)))
    return Shape("star", _single(np.hypot(x, y) < radius))


def _crescent(rng: np.random.Generator, size: float) -> Shape:
    x, y = _grid(rng, size)
    bite = np.hypot(x - size * rng.uniform(0.2, 0.5), y) < size * 0.4
    return Shape("crescent", _single((np.hypot(x, y) < size / 2) & ~bite))


def _blob(rng: np.random.Generator, size: float) -> Shape:
    x, y = _grid(rng, size)
    rough = ndimage.gaussian_filter(rng.normal(size=x.shape), max(1.0, size / 12))
    radius = size / 2 * (1 + 0.35 * rough / rough.std())
    return Shape("blob", _single(np.hypot(x, y) < radius))


def _ferets(mask: np.ndarray) -> tuple[float, float]:
    """Feret diameters of the hull of the middles of the pixels' edges, without a hull image."""
    y, x = np.nonzero(mask)
    sides = ((0, -0.5), (0, 0.5), (-0.5, 0), (0.5, 0))
    points = np.concatenate([np.stack([x + a, y + b], 1) for a, b in sides])
    hull = points[ConvexHull(points).vertices]
    edges = np.roll(hull, -1, axis=0) - hull
    normals = np.stack([-edges[:, 1], edges[:, 0]], 1) / np.hypot(*edges.T)[:, None]
    across = hull @ normals.T
    return float(pdist(hull).max()), float((across.max(0) - across.min(0)).min())


def _table(found: dict[str, np.ndarray], area: np.ndarray) -> None:
    print("difference from ImageJ, % (median of signed; median, 95th percentile, largest of size)")
    print(f"{'column':12s} {'area, px':>12s} {'n':>4s} {'signed':>8s} {'median':>8s} {'95 %':>8s}"
          f" {'largest':>8s}")  # fmt: skip
    for key, values in found.items():
        for low, high in SIZES:
            mine = 100 * values[(area > low) & (area <= high) & np.isfinite(values)]
            if not len(mine):
                continue
            text = "all" if (low, high) == SIZES[0] else f"{low}-{high:g}"
            size = np.abs(mine)
            numbers = (np.median(mine), np.median(size), np.quantile(size, 0.95), size.max())
            told = "".join(f" {number:8.2f}" for number in numbers)
            print(f"{key:12s} {text:>12s} {len(mine):4d}{told}")


def _truths(
    shapes: list[Shape], mine: ParticleTable, theirs: dict[str, np.ndarray], labels: np.ndarray
) -> None:
    """How far each estimate is from what is known of a shape."""
    known = [n for n, shape in enumerate(shapes) if shape.truth is not None]
    regions = measure.regionprops(labels)
    crofton = np.array([region.perimeter_crofton for region in regions])
    area = np.asarray(mine["area_px"])
    middles = np.array([_ferets(shape.mask) for shape in shapes])
    estimates = {
        "perimeter": {"ours": mine["perimeter"], "ImageJ": theirs["Perim."], "Crofton": crofton},
        "feret_max": {
            "ours": mine["feret_max"],
            "ImageJ": theirs["Feret"],
            "edge middles": middles[:, 0],
        },
        "feret_min": {
            "ours": mine["feret_min"],
            "ImageJ": theirs["MinFeret"],
            "edge middles": middles[:, 1],
        },
    }
    print("\ndifference from the true value of discs, ellipses, rods and polygons, % (median, sd)")
    for key, columns in estimates.items():
        truth = np.array([getattr(shapes[n].truth, key) for n in known])
        for low, high in SIZES[1:]:
            rows = (area[known] > low) & (area[known] <= high)
            texts = []
            for name, values in columns.items():
                off = 100 * (np.asarray(values)[known] / truth - 1)[rows]
                texts.append(f"{name} {np.median(off):+6.2f} ± {off.std():5.2f}")
            print(f"{key:10s} {f'{low}-{high:g}':>10s} px, {rows.sum():3d}:  {'   '.join(texts)}")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--masks", type=Path, help="folder of 16-bit label pictures")
    parser.add_argument("--pictures", type=Path, help="folder of pictures to be cut")
    arguments = parser.parse_args()
    shapes = drawn(arguments.masks, 150) if arguments.masks else []
    shapes = simulated(500 - len(shapes)) + shapes
    labels = mosaic(shapes)
    mine, theirs = ours(labels), imagejs(labels)
    print(f"{len(shapes)} particles, {labels.shape[1]} × {labels.shape[0]} px")
    _table(differences(mine, theirs), np.asarray(mine["area_px"]))
    _truths(shapes, mine, theirs, labels)
    if arguments.pictures:
        print()
        for method, rows in thresholds(sorted(arguments.pictures.glob("*.png"))[:50]).items():
            equal = sum(level == high and level + 1 == low for level, low, high in rows)
            print(f"{method:14s} {equal} of {len(rows)} thresholds are ImageJ's own")


if __name__ == "__main__":
    main()
