"""Annotated images are read, and split without leaks."""

import numpy as np
import pytest
from PIL import Image

from graticule.errors import TrainingError
from graticule.learn.annotations import Example, read_examples, refuse_leak, same_views, split


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


def test_the_split_of_an_image_does_not_depend_on_the_others():
    many = [example(f"image {i}", noise(i)) for i in range(60)]
    training, validation = split(many, 0.3)
    assert 8 < len(validation) < 30
    assert len(training) + len(validation) == 60
    part = many[::2]
    inside = {e.name for e in validation}
    assert {e.name for e in split(part, 0.3)[1]} == {e.name for e in part} & inside


def test_the_same_image_never_lies_in_both_parts():
    originals = [example(f"a{i}", noise(i)) for i in range(25)]
    copies = [example(f"b{i}", noise(i)) for i in range(25)]
    brighter = [
        example(f"c{i}", (noise(i) * 0.7 + 40).astype(np.uint8)) for i in range(25)
    ]  # not the same content, but the same view
    assert len(same_views(originals + copies + brighter)) == 25
    training, validation = split(originals + copies + brighter, 0.4)
    assert {e.name[1:] for e in training}.isdisjoint(e.name[1:] for e in validation)
    refuse_leak(training, validation)
    with pytest.raises(TrainingError, match="b3 is the same image as a3"):
        refuse_leak(originals, [copies[3]])
