"""What tells one training from another: who goes on with it, and whose pack may be replaced."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from graticule.annotations import Source
from graticule.errors import TrainingError
from graticule.files import sha256
from graticule.geometry import Box
from graticule.scans import GreyRange

_PROBES = 64  # windows of a large scan whose labels tell one set of annotations from another
_PROBE = 256  # px


def training_identity(
    recipe: str,
    parts: Sequence[Sequence[Source]],
    weights: Path | None = None,
    grey_range: GreyRange | None = None,
) -> str:
    """SHA-256 of all that the weights depend on: recipe, pictures, annotations, first weights.

    `recipe` is the identity of the recipe, `parts` the images to learn from and those to test on.
    Raises `TrainingError` if the file of weights cannot be read.
    """
    found = hashlib.sha256(recipe.encode())
    if grey_range is not None:
        found.update(f"{grey_range.black:g} to {grey_range.white:g}".encode())
    for part in parts:
        for source in part:
            found.update(source.content.encode())
            found.update(_labels_digest(source))
            if source.labelled is not None:
                found.update(f"labelled {sorted(source.labelled)}".encode())
        found.update(b"|")
    if weights is not None:
        try:
            found.update(sha256(weights).encode())
        except OSError as error:
            raise TrainingError(f"{weights}: cannot be read ({error.strerror})") from error
    return found.hexdigest()


def _labels_digest(source: Source) -> bytes:
    """Of the outlines where there are any, of all labels of an image, or of parts of a scan's."""
    found = hashlib.sha256()
    shapes = source.shapes()
    if shapes is not None:
        for shape in shapes:
            found.update(shape.class_name.encode() + shape.geometry.wkb)
        return found.digest()
    width, height = source.size
    if width * height <= _PROBES * _PROBE * _PROBE * 4:
        return hashlib.sha256(source.labels(source.box).tobytes()).digest()
    rng = np.random.default_rng(0)
    for _ in range(_PROBES):
        left, top = int(rng.integers(width - _PROBE)), int(rng.integers(height - _PROBE))
        found.update(source.labels(Box(left, top, left + _PROBE, top + _PROBE)).tobytes())
    return found.digest()
