"""Judge a protocol on labelled images, through the very analysis that users run.

    python tests/benchmarks/judge_particles.py DATA --protocol particles

DATA holds images/NAME.png and labels/NAME.png (16 bits, one number per particle). Only the
images that the protocol's pack names as its validation split are judged, or those that are not
among its training images. Prints foreground Dice and IoU, AJI+ and F1 at IoU 0.5, pooled over
all images and as the mean of the images, and the time per image.
"""

import argparse
import shutil
import tempfile
import time
from pathlib import Path

import numpy as np
import tifffile
from PIL import Image

from graticule.analyse import Options, analyse
from graticule.learn.evaluation.particles import compare, summary
from graticule.protocols import load_protocol


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--protocol", default="particles")
    parser.add_argument("--most", type=int, default=0, help="judge at most so many images")
    parser.add_argument("--tta", action="store_true")
    arguments = parser.parse_args()
    protocol = load_protocol(arguments.protocol)
    pack = protocol.pack()
    names = list(pack.training["validation_names"]) if pack else []
    if not names:
        names = sorted(path.stem for path in (arguments.data / "images").glob("*.png"))
    names = names[: arguments.most or None]
    counts, seconds = [], []
    out = Path(tempfile.mkdtemp(prefix="graticule-judge-"))
    for name in names:
        started = time.monotonic()
        scan = arguments.data / "images" / f"{name}.png"
        *_, finished = analyse(scan, protocol, out, Options(tta=arguments.tta))
        seconds.append(time.monotonic() - started)
        found = tifffile.imread(Path(finished.folder) / "labels.ome.tif")
        truth = np.asarray(Image.open(arguments.data / "labels" / f"{name}.png"))
        counts.append(compare(found, truth))
    shutil.rmtree(out)
    for key, value in summary(counts).items():
        print(f"{key:14s} {value:.4f}")
    print(f"{len(names)} images, median {np.median(seconds):.1f} s each")


if __name__ == "__main__":
    main()
