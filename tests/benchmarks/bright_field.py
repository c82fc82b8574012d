"""Choose the bright-field micrographs of a labelled set: particles dark, ground bright.

    python tests/benchmarks/bright_field.py DATA OUT

DATA holds images/NAME.png and labels/NAME.png; those chosen are copied into OUT/train and
OUT/train_annot, those that the pack `particles` was tested on into OUT/val and OUT/val_annot.
The pack `nanoparticles` was trained on what this chooses of EMPS (184 of 366 images).
"""

import argparse
import shutil
from pathlib import Path

import numpy as np
from PIL import Image

from graticule.models import load_pack

_DARKER = 0.6  # standard deviations of the image by which particles must be darker on average
_BRIGHT = 0.35  # of the range: the least median of the ground


def bright_field(image: np.ndarray, labels: np.ndarray) -> bool:
    """Whether the particles of an image (h, w), 8 bits, are dark on a bright ground."""
    inside = labels > 0
    if inside.sum() < 50 or inside.mean() > 0.97:
        return False
    particles, ground = image[inside].astype(float), image[~inside].astype(float)
    darker = ground.mean() - particles.mean() > _DARKER * image.std()
    return bool(darker and np.median(ground) > _BRIGHT * 255)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    tested = set(load_pack("particles").training["validation_names"])
    for part in ("train", "train_annot", "val", "val_annot"):
        (arguments.out / part).mkdir(parents=True, exist_ok=True)
    for licence in arguments.data.glob("LICENSE*"):
        shutil.copyfile(licence, arguments.out / licence.name)
    chosen = 0
    for path in sorted((arguments.data / "images").glob("*.png")):
        labels = arguments.data / "labels" / path.name
        if bright_field(np.asarray(Image.open(path).convert("L")), np.asarray(Image.open(labels))):
            part = "val" if path.stem in tested else "train"
            shutil.copyfile(path, arguments.out / part / path.name)
            shutil.copyfile(labels, arguments.out / f"{part}_annot" / path.name)
            chosen += 1
    print(f"{chosen} images chosen")


if __name__ == "__main__":
    main()
