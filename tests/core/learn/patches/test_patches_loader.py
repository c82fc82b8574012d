"""Batches come in order and in time, whoever makes them."""

import threading
import time

import numpy as np
import pytest
import torch

from graticule.annotations import Example, Target
from graticule.learn.patches import Augmentation, Loader, Sampler, View
from graticule.models import Normalisation

COLOUR = Normalisation((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))


def classes_example():
    rng = np.random.default_rng(0)
    labels = np.repeat(np.repeat(rng.integers(0, 4, (10, 12)), 12, axis=0), 11, axis=1)
    image = (labels[..., None] * 60 + rng.integers(0, 30, (*labels.shape, 3))).astype(np.uint8)
    return Example("c", image, labels.astype(np.int32), kind="classes")


def made_sampler():
    return Sampler(
        [classes_example()], View(size=32, balance=0.5), COLOUR, target=Target("classes", 4)
    )


def taken(loader, count, start=0):
    batches = loader.batches(start)
    found = [next(batches) for _ in range(count)]
    batches.close()
    return found


@pytest.mark.parametrize(("workers", "ahead"), [(1, 1), (3, 5)])
def test_batches_are_the_same_from_any_step_and_any_number_of_workers(workers, ahead):
    sampler = made_sampler()
    loader = Loader(sampler, Augmentation(), 2, seed=3, workers=workers, ahead=ahead)
    plain = Loader(sampler, Augmentation(), 2, seed=3, workers=1)
    expected = [plain.make(number) for number in range(7)]
    for one, other in zip(taken(loader, 7), expected, strict=True):
        assert torch.equal(one.pixels, other.pixels)
        assert torch.equal(one.classes, other.classes)
    (later,) = taken(loader, 1, start=5)
    assert torch.equal(later.pixels, expected[5].pixels)
    other = Loader(sampler, Augmentation(), 2, seed=4)
    assert not torch.equal(other.make(0).pixels, expected[0].pixels)


class Slow(Sampler):
    begun: int = 0
    pause: float = 0.0

    def batch(self, number, size):
        self.begun += 1
        time.sleep(self.pause)
        return super().batch(number, size)


def slow(pause):
    sampler = Slow([classes_example()], View(size=32), COLOUR, target=Target("classes", 4))
    sampler.batch(0, 1)  # compiled
    sampler.begun, sampler.pause = 0, pause
    return sampler


def test_no_more_is_made_ahead_than_allowed_and_closing_ends_the_threads():
    before = threading.active_count()
    sampler = slow(0.0)
    batches = Loader(sampler, Augmentation(), 1, workers=2, ahead=4).batches()
    next(batches)
    time.sleep(0.3)
    assert sampler.begun <= 4
    batches.close()
    assert threading.active_count() == before


def test_waiting_is_told():
    loader = Loader(slow(0.1), Augmentation(), 1, workers=1, ahead=2)
    taken(loader, 3)
    assert loader.waited > 0.2
    sampler = slow(0.0)
    quick = Loader(sampler, Augmentation(), 1, workers=1, ahead=3)
    batches = quick.batches()
    next(batches)
    first = quick.waited
    while sampler.begun < 3:  # the second batch is ready when the third is begun
        time.sleep(0.01)
    next(batches)
    batches.close()
    assert quick.waited - first < 0.1


def test_what_goes_wrong_in_a_thread_is_raised_where_batches_are_taken():
    class Broken(Slow):
        def batch(self, number, size):
            raise OSError("the disk is gone")

    sampler = Broken([classes_example()], View(size=32), COLOUR, target=Target("classes", 4))
    with pytest.raises(OSError, match="disk is gone"):
        taken(Loader(sampler, Augmentation(), 1), 1)
