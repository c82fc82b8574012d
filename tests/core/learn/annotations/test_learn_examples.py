"""Annotated images are read, and split without leaks."""

import numpy as np
import pytest
from PIL import Image

from graticule.errors import TrainingError
from graticule.learn.annotations import Example, read_examples


def noise(seed, shape=(40, 50)):
    return np.random.default_rng(seed).integers(0, 256, (*shape, 1)).astype(np.uint8)


def example(name, image):
    return Example(name, image, np.zeros(image.shape[:2], np.int32))


def test_pairs_are_read(tmp_path):
    for part in ("images", "labels"):
        (tmp_path / part).mkdir()
    truth = np.arange(12, dtype=np.uint16).reshape(3, 4) * 100
    Image.fromarray(truth).save(tmp_path / "labels" / "a.png")
    Image.fromarray(noise(0, (3, 4))[..., 0]).save(tmp_path / "images" / "a.png")
    Image.fromarray(noise(0, (3, 4))[..., 0]).save(tmp_path / "images" / "without.png")
    (found,) = read_examples(tmp_path)
    assert (found.name, found.image.shape) == ("a", (3, 4, 1))
    assert np.array_equal(found.truth, truth)
    Image.fromarray(truth[:, :3].copy()).save(tmp_path / "labels" / "a.png")
    with pytest.raises(TrainingError, match="size"):
        read_examples(tmp_path)
    (tmp_path / "labels" / "a.png").write_bytes(b"\x89PNG nonsense")
    with pytest.raises(TrainingError, match="cannot be read"):
        read_examples(tmp_path)
    with pytest.raises(TrainingError, match="no pairs"):
        read_examples(tmp_path / "nothing")
