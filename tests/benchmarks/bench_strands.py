"""How near counts come to the truth on simulated tape lifts: components, and taken apart.

    graticule simulate tape DIR --size 8192x8192 --seed 9000 --coverage 0.03 --count 4
    python tests/benchmarks/bench_strands.py DIR [--maps MAPS] [--pixel-size 4] [--noise]

DIR holds NAME.truth.tif and NAME.truth.geojson, whose objects are whole where others cover them.
The class map is the truth at the pixel size (µm; the commonest class counts), or NAME.png of
MAPS: what a network said. `--noise` spoils the truth as networks do: ragged borders, gaps of a
few px, crumbs, patches of another class.
"""

import argparse
import json
import time
from pathlib import Path

import numpy as np
import tifffile
from PIL import Image
from scipy import ndimage

from graticule.instances import Separation
from graticule.particles import Cleaning, Labelled, iter_label_particles

CLASSES = ("fibre", "hair", "skin", "glass", "sand")
SMALLEST = 12  # px
STRANDS = Separation(method="strands", smallest=SMALLEST)
PATCHES = Separation(method="watershed", smallest=SMALLEST, neck=0.95)
WAYS = {
    "components": (Separation(),) * 5,
    "taken apart": (STRANDS, STRANDS, PATCHES, Separation(), Separation()),
}


def class_map(truth: Path, shrink: int) -> np.ndarray:
    """The truth with each `shrink` × `shrink` px become one, of the commonest class."""
    whole = tifffile.imread(truth, key=0)
    height, width = (side // shrink for side in whole.shape)
    parts = whole[: height * shrink, : width * shrink].reshape(height, shrink, width, shrink)
    counts = [(parts == kind).sum((1, 3), dtype=np.uint16) for kind in range(len(CLASSES) + 1)]
    return np.argmax(counts, axis=0).astype(np.uint8)


def spoiled(classes: np.ndarray, seed: int) -> np.ndarray:
    """The map with the faults of a network: about one px of border is off, and some holes."""
    rng = np.random.default_rng(seed)
    shift = [ndimage.gaussian_filter(rng.normal(size=classes.shape), 2.0) * 5 for _ in range(2)]
    y, x = np.mgrid[: classes.shape[0], : classes.shape[1]]
    out = classes[
        np.clip(np.rint(y + shift[0]).astype(int), 0, classes.shape[0] - 1),
        np.clip(np.rint(x + shift[1]).astype(int), 0, classes.shape[1] - 1),
    ]
    inside = np.argwhere(out > 0)
    for share, radius, wrong in ((0.0015, 1, False), (0.0002, 3, True)):
        for row, column in inside[rng.random(len(inside)) < share]:
            box = np.s_[
                max(row - radius, 0) : row + radius + 1,
                max(column - radius, 0) : column + radius + 1,
            ]
            part = out[box]
            part[part > 0] = rng.integers(1, len(CLASSES) + 1) if wrong else 0
    return out


def counts(classes: np.ndarray, ways: tuple[Separation, ...]) -> np.ndarray:
    """Particles of each class with at least `SMALLEST` px."""
    labels = np.zeros(classes.shape, np.uint32)
    cleaning = Cleaning(min_area=f"{SMALLEST}px", max_hole="3px")
    steps = iter_label_particles(
        classes, labels, class_count=len(CLASSES), separation=ways, cleaning=cleaning
    )
    *_, last = steps
    assert isinstance(last, Labelled)
    of = np.zeros(last.count + 1, np.uint8)
    of[labels] = np.where(classes > 0, classes, of[labels])  # holes are of no class
    return np.bincount(of[1:], minlength=len(CLASSES) + 1)[1:]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--maps", type=Path)
    parser.add_argument("--pixel-size", type=int, default=4)
    parser.add_argument("--noise", action="store_true")
    args = parser.parse_args()
    true = np.zeros(len(CLASSES), int)
    found = {name: np.zeros(len(CLASSES), int) for name in WAYS}
    seconds = dict.fromkeys(WAYS, 0.0)
    for outlines in sorted(args.folder.glob("*.truth.geojson")):
        name = outlines.name.removesuffix(".truth.geojson")
        if args.maps:
            classes = np.array(Image.open(args.maps / f"{name}.png"))
        else:
            classes = class_map(outlines.with_name(f"{name}.truth.tif"), args.pixel_size)
        if args.noise:
            classes = spoiled(classes, len(found))
        objects = json.loads(outlines.read_bytes())["features"]
        kinds = [entry["properties"]["classification"]["name"] for entry in objects]
        true += [kinds.count(kind) for kind in CLASSES]
        for way, ways in WAYS.items():
            began = time.process_time()
            found[way] += counts(classes, ways)
            seconds[way] += time.process_time() - began
    print(f"{'':14}" + "".join(f"{kind:>14}" for kind in CLASSES))
    print(f"{'truth':14}" + "".join(f"{number:14d}" for number in true))
    for way, numbers in found.items():
        off = 100 * (numbers / np.maximum(true, 1) - 1)
        cells = "".join(f"{n:6d} {o:+5.1f} %" for n, o in zip(numbers, off, strict=True))
        print(f"{way:14}{cells}   {seconds[way]:.1f} s")


if __name__ == "__main__":
    main()
