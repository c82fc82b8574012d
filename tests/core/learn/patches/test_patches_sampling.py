"""Patches show what lies at their place, from memory or from the scan, in any order."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import torch

from graticule.annotations import UNKNOWN, Example, Target
from graticule.learn.patches import Sampler, View
from graticule.learn.patches.planes import Kept, Streamed
from graticule.models import Normalisation

NORMAL = Normalisation((0.5,), (0.5,))
COLOUR = Normalisation((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
PARTICLES = Target("particles", 2)


def noise(seed, shape=(40, 50), channels=1):
    return np.random.default_rng(seed).integers(0, 256, (*shape, channels)).astype(np.uint8)


def made_sampler(seed=0, step=1, **view):
    image = noise(1, (120, 150))
    labels = np.zeros((120, 150), np.int32)
    labels[30:60, 40:100] = 1
    labels[60:90, 40:100] = 2
    image[labels > 0] = 255
    examples = [Example("a", image, labels), Example("b", image.copy(), labels)]
    return Sampler(examples, View(size=32, **view), NORMAL, target=PARTICLES, step=step, seed=seed)


def classes_example(name="c", seed=0, shape=(300, 347), channels=3):
    """Blobs of three classes, the last rare, and a corner that nobody looked at."""
    rng = np.random.default_rng(seed)
    labels = np.zeros(shape, np.int32)
    for number, size in ((1, 60), (2, 30), (3, 6)):
        for _ in range(4):
            y, x = rng.integers(0, shape[0] - size), rng.integers(0, shape[1] - size)
            labels[y : y + size, x : x + size] = number
    labels[:50, :70] = UNKNOWN
    image = noise(seed, shape, channels) // 4 + (labels[..., None] % 4 * 45).astype(np.uint8)
    return Example(name, image.astype(np.uint8), labels, kind="classes")


class OnTheFly(Sampler):
    kept_bytes = 0


def test_a_batch_depends_on_its_number_and_seed_only():
    first, again, other = made_sampler(), made_sampler(), made_sampler(seed=1)
    first.batch(0, 4)
    assert torch.equal(first.batch(3, 4).pixels, again.batch(3, 4).pixels)
    assert not torch.equal(first.batch(3, 4).pixels, first.batch(4, 4).pixels)
    assert not torch.equal(first.batch(3, 4).pixels, other.batch(3, 4).pixels)


@pytest.mark.parametrize("places", ["anywhere", "foreground", "grid", "targets"])
def test_any_order_and_any_number_of_threads_give_the_same_batches(places):
    view = View(size=32, places=places, balance=0.3, step=20)
    sources = [classes_example(seed=number, name=str(number)) for number in range(3)]
    made = [
        kind(sources, view, COLOUR, target=Target("classes", 4), seed=4)
        for kind in (Sampler, Sampler)
    ]
    in_order = [made[0].batch(number, 3) for number in range(12)]
    with ThreadPoolExecutor(4) as pool:
        backwards = list(pool.map(lambda number: made[1].batch(number, 3), range(11, -1, -1)))
    for one, other in zip(in_order, backwards[::-1], strict=True):
        assert torch.equal(one.pixels, other.pixels)
        assert torch.equal(one.classes, other.classes)
        assert torch.equal(one.emphasis, other.emphasis)


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
        return float(torch.cat([sampler.batch(n, 8).classes[:, 1] for n in range(40)]).mean())

    small = share(4, 1.0)  # a patch is about the whole image, of which 0.2 is covered
    assert small == pytest.approx(0.2, rel=0.25)
    assert share(2, 0.5) == pytest.approx(small, rel=0.02)


def test_a_patch_that_lies_as_the_scan_does_is_the_scan():
    example = classes_example()
    view = View(size=64, zoom=(1, 1), stretch=1, turn=0, upright=True, mirror=False, places="grid")
    sampler = Sampler([example], view, COLOUR, target=Target("classes", 4))
    seen = np.zeros(example.truth.shape, int)
    whole = COLOUR.apply(example.image, (0, 255))
    for number in range(30):
        batch = sampler.batch(number, 1)
        patch = np.moveaxis(batch.pixels[0].numpy(), 0, 2)
        for top, left in places_of(patch[0, :, 0], whole[..., 0]):
            here = np.s_[top : top + 64, left : left + 64]
            assert np.allclose(patch, whole[here], atol=1e-3)
            truth = example.truth[here]
            assert np.array_equal(batch.emphasis[0] < 0, truth == UNKNOWN)
            known = truth != UNKNOWN
            assert np.array_equal(batch.classes[0].argmax(dim=0).numpy()[known], truth[known])
            seen[here] += 1
    assert (seen > 0).all()  # one round of the grid


def places_of(row, plane):
    """(top, left) where a row of 64 samples lies in a plane."""
    begins = np.argwhere(np.abs(plane[:, :-63] - row[0]) < 1e-3)
    found = [(y, x) for y, x in begins if np.allclose(plane[y, x : x + 64], row, atol=1e-3)]
    assert len(found) == 1
    return found


@pytest.mark.parametrize("step", [1, 3])
@pytest.mark.parametrize("places", ["anywhere", "foreground", "targets"])
def test_on_the_fly_is_in_memory_to_rounding(places, step):
    view = View(size=64, places=places, balance=0.2, zoom=(0.4, 3), turn=0.7)
    target = Target("classes", 4)
    sources = [classes_example(seed=number, name=str(number)) for number in range(2)]
    kept = Sampler(sources, view, COLOUR, target=target, step=step)
    read = OnTheFly(sources, view, COLOUR, target=target, step=step)
    assert all(isinstance(planes, Kept) for planes in kept._planes)
    assert all(isinstance(planes, Streamed) for planes in read._planes)
    for number in range(8):
        one, other = kept.batch(number, 3), read.batch(number, 3)
        # a mean of px is rounded to whole grey values when it is read: 0.5 / 255 / 0.22
        assert torch.allclose(one.pixels, other.pixels, atol=0.011)
        assert torch.allclose(one.classes, other.classes, atol=1e-3)
        assert torch.allclose(one.emphasis, other.emphasis, atol=2e-3)


def test_particles_on_the_fly_are_those_in_memory():
    image = noise(3, (400, 380), 1)
    labels = np.zeros((400, 380), np.int32)
    for number in range(60):
        y, x = divmod(number, 8)
        labels[10 + y * 45 : 40 + y * 45, 10 + x * 45 : 10 + x * 45 + 12 + number % 30] = number + 1
    labels[150:370, 120:350] = 99  # reaches far beyond any patch
    view = View(size=64, zoom=(0.5, 2))
    kept, read = (
        kind([Example("p", image, labels)], view, NORMAL, target=PARTICLES)
        for kind in (Sampler, OnTheFly)
    )
    for number in range(6):
        one, other = kept.batch(number, 3), read.batch(number, 3)
        assert torch.allclose(one.distance, other.distance, atol=1e-3)
        assert torch.allclose(one.emphasis, other.emphasis, atol=2e-3)
        assert torch.allclose(one.classes, other.classes, atol=1e-3)


@pytest.mark.parametrize("kind", [Sampler, OnTheFly])
def test_the_unknown_never_becomes_a_class(kind):
    """Grey tells the truth: beyond 200 is unknown, 100 is the class, 0 is background."""
    truth = np.zeros((200, 220), np.int32)
    truth[60:140, 60:160] = 1
    truth[:, 110:] = UNKNOWN
    truth[100:, :] = np.where(np.indices((100, 220)).sum(axis=0) % 23 < 3, UNKNOWN, truth[100:])
    image = np.select([truth == UNKNOWN, truth == 1], [255, 100], 0).astype(np.uint8)
    example = Example("u", image[..., None], truth, kind="classes")
    normal = Normalisation((0.0,), (1.0,))
    sampler = kind([example], View(size=64, zoom=(0.4, 3)), normal, target=Target("classes", 2))
    unknown = 0
    for number in range(10):
        batch = sampler.batch(number, 3)
        taught = batch.emphasis >= 0
        unknown += int((~taught).sum())
        # where something is taught, what is seen is a mixture of background and class alone
        assert (batch.pixels[:, 0][taught] <= 100 / 255 + 0.01).all()
        mixed = batch.classes[:, 1][taught] * (100 / 255)
        assert torch.allclose(mixed, batch.pixels[:, 0][taught], atol=0.01)
        assert set(batch.emphasis[~taught].tolist()) <= {-1.0}
    assert unknown > 1000


def test_upright_patches_stay_upright():
    image = np.repeat(np.linspace(0, 255, 200).astype(np.uint8)[:, None], 200, axis=1)
    example = Example("a", image[..., None], np.zeros((200, 200), np.int32), kind="classes")
    view = View(size=64, upright=True, turn=1.0)
    sampler = Sampler([example], view, NORMAL, target=Target("classes", 2))
    pixels = sampler.batch(0, 32).pixels[:, 0]
    down = pixels[:, 40:].mean(dim=(1, 2)) - pixels[:, :24].mean(dim=(1, 2))
    assert (down > 0.05).all()


def test_images_smaller_than_a_patch_are_mirrored():
    example = Example("s", noise(0, (21, 33)), np.ones((21, 33), np.int32))
    for kind in (Sampler, OnTheFly):
        sampler = kind([example], View(size=64, turn=1), NORMAL, target=PARTICLES)
        batch = sampler.batch(0, 4)
        assert torch.isfinite(batch.pixels).all()
        assert (batch.classes[:, 1] > 0.999).all()
