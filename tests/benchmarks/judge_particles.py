"""Judge a protocol on labelled images, through the very analysis that users run.

    python tests/benchmarks/judge_particles.py DATA --protocol particles
    python tests/benchmarks/judge_particles.py DATA --protocol nanoparticles --separations

DATA holds images/NAME.png and labels/NAME.png (16 bits, one number per particle). Only the
images that the protocol's pack names as its validation split are judged, or those that are not
among its training images. Prints foreground Dice and IoU, AJI+ and F1 at IoU 0.5, pooled over
all images and as the mean of the images, and the time per image. With `--separations` the same
for what each way of taking touching particles apart makes of the network's answer.
"""

import argparse
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import tifffile
from PIL import Image

from graticule.analysis import Options, iter_analyse
from graticule.evaluation.particles import compare, summary
from graticule.instances import Separation
from graticule.methods import TrainedNetwork
from graticule.particles import Cleaning, iter_label_particles
from graticule.protocol import load_protocol
from graticule.result_folder import STORE
from graticule.segment import ResultStore

METHODS = ("none", "watershed", "distance", "uecs")


def separated(store: Path, cleaning: Cleaning) -> Iterator[tuple[str, np.ndarray]]:
    """The labels of a network's answer by each method."""
    found = ResultStore.open(store)
    classes, distance = found.classes[:], found.distance
    for method in METHODS:
        labels = np.zeros(classes.shape, np.uint32)
        for _ in iter_label_particles(
            classes,
            labels,
            class_count=1,
            cleaning=cleaning,
            separation=Separation(method=method),
            distance=None if distance is None else distance[:],
        ):
            pass
        yield method, labels


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--protocol", default="particles")
    parser.add_argument("--most", type=int, default=0, help="judge at most so many images")
    parser.add_argument("--separations", action="store_true", help="compare all methods")
    parser.add_argument("--tta", action="store_true")
    arguments = parser.parse_args()
    protocol = load_protocol(arguments.protocol)
    method = protocol.load_method()
    trained = isinstance(method, TrainedNetwork)
    names = list(method.pack.training["validation_names"]) if trained else []
    if not names:
        names = sorted(path.stem for path in (arguments.data / "images").glob("*.png"))
    names = names[: arguments.most or None]
    counts: dict[str, list] = {"": []}
    seconds = []
    out = Path(tempfile.mkdtemp(prefix="graticule-judge-"))
    for name in names:
        started = time.monotonic()
        name = name.rsplit("/", 1)[-1]  # a pack may name the folder of a split, too
        scan = arguments.data / "images" / f"{name}.png"
        *_, finished = iter_analyse(scan, protocol, out, Options(tta=arguments.tta))
        seconds.append(time.monotonic() - started)
        found = tifffile.imread(Path(finished.folder) / "labels.ome.tif")
        truth = np.asarray(Image.open(arguments.data / "labels" / f"{name}.png"))
        counts[""].append(compare(found, truth))
        if arguments.separations:
            for method, labels in separated(Path(finished.folder) / STORE, protocol.cleaning):
                counts.setdefault(method, []).append(compare(labels, truth))
        shutil.rmtree(finished.folder)
    shutil.rmtree(out)
    print("               " + "  ".join(f"{method or 'protocol':9s}" for method in counts))
    figures = {method: summary(found) for method, found in counts.items()}
    for key in figures[""]:
        print(f"{key:14s} " + "  ".join(f"{found[key]:<9.4f}" for found in figures.values()))
    print(f"{len(names)} images, median {np.median(seconds):.1f} s each")


if __name__ == "__main__":
    main()
