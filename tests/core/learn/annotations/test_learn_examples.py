"""Annotated images are read, split without leaks, and turned into patches and targets."""

import numpy as np
import pytest
import torch
from PIL import Image

from graticule.errors import TrainingError
from graticule.learn.annotations import Example, read_examples, refuse_leak, same_views, split
from graticule.learn.patches.sampling import Sampler, View
from graticule.learn.patches.targets import Target, emphasis, own_edge_distance, touches_other
from graticule.models import Normalisation

NORMAL = Normalisation((0.5,), (0.5,))


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


def test_the_distance_is_1_inside_each_particle_and_0_between():
    labels = np.zeros((41, 80), np.int32)
    labels[10:31, 10:31] = 1
    labels[10:31, 31:70] = 2  # touches the first
    distance = own_edge_distance(labels)
    assert distance.dtype == np.float32
    assert distance[labels == 1].max() == pytest.approx(1)
    assert distance[labels == 2].max() == pytest.approx(1)
    assert distance[labels == 0].max() == 0
    assert distance[20, 30] < 0.1
    assert distance[20, 31] < 0.1
    assert distance[20, 20] == pytest.approx(1)


def test_the_edge_of_the_image_is_no_edge_of_a_particle():
    labels = np.zeros((40, 40), np.int32)
    labels[:, :20] = 1
    assert own_edge_distance(labels)[20, 0] == pytest.approx(1)
    assert own_edge_distance(labels)[0, 0] == pytest.approx(1)
    assert own_edge_distance(np.zeros((5, 5), np.int32)).max() == 0


def test_emphasis_is_on_lines_between_and_on_small_ones():
    labels = np.zeros((100, 200), np.int32)
    labels[10:90, 10:60] = 1
    labels[10:90, 60:110] = 2
    labels[50:54, 150:154] = 3
    touching = touches_other(labels, 3)
    assert touching[50, 58:62].all()
    assert not touching[50, 20]
    assert not touching[labels == 3].any()
    weight = emphasis(labels)
    assert weight[52, 152] == pytest.approx(1)
    assert weight[50, 30] == pytest.approx(20 / np.sqrt(4000))
    assert weight[50, 59] > 1
    assert weight[5, 180] == 0


def made_sampler(seed=0, step=1, **view):
    image = noise(1, (120, 150))
    labels = np.zeros((120, 150), np.int32)
    labels[30:60, 40:100] = 1
    labels[60:90, 40:100] = 2
    image[labels > 0] = 255
    examples = [Example("a", image, labels), Example("b", image.copy(), labels)]
    return Sampler(
        examples, View(size=32, **view), NORMAL, target=Target("particles", 2), step=step, seed=seed
    )


def test_a_batch_depends_on_its_number_and_seed_only():
    first, again, other = made_sampler(), made_sampler(), made_sampler(seed=1)
    first.batch(0, 4)
    assert torch.equal(first.batch(3, 4).pixels, again.batch(3, 4).pixels)
    assert not torch.equal(first.batch(3, 4).pixels, first.batch(4, 4).pixels)
    assert not torch.equal(first.batch(3, 4).pixels, other.batch(3, 4).pixels)


@pytest.mark.parametrize("step", [1, 2])
def test_pixels_and_targets_are_taken_from_the_same_place(step):
    sampler = made_sampler(step=step, zoom=(0.5, 2.0))
    for number in range(5):
        batch = sampler.batch(number, 4)
        assert batch.pixels.shape == (4, 1, 32, 32)
        assert batch.classes.shape == (4, 2, 32, 32)
        assert torch.allclose(batch.classes.sum(dim=1), torch.ones(4, 32, 32))
        # particles are white, and nothing else is white over a whole neighbourhood
        inside = torch.nn.functional.avg_pool2d(batch.classes[:, 1:], 5, 1, 2) > 0.999
        assert (batch.pixels[inside] > 0.95).all()
        assert (batch.distance[batch.classes[:, 1] == 0] < 0.02).all()


def test_zoom_and_step_set_how_large_things_look():
    def share(step, zoom):
        sampler = made_sampler(step=step, zoom=(zoom, zoom), stretch=1.0, turn=0.0)
        image = sampler._prepared[0][0]
        patches = torch.cat([sampler.batch(n, 8).classes[:, 1] for n in range(40)])
        return float(patches.mean()), float(image[1].float().mean())

    small, whole = share(4, 1.0)  # a patch is about the whole image
    assert small == pytest.approx(whole, rel=0.25)
    same, _ = share(2, 0.5)
    assert same == pytest.approx(small, rel=0.02)
