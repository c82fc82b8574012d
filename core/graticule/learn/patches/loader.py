"""Batches made ahead in threads, in order, so that the network does not wait for them."""

import os
import time
from abc import ABC, abstractmethod
from collections.abc import Generator
from contextlib import closing
from itertools import count
from typing import Generic, TypeVar

import numpy as np

from graticule.learn.patches.augment import Augmentation, augment
from graticule.learn.patches.sampling import Batch, Sampler
from graticule.segment.pipeline import ahead

_MOST_WORKERS = 8


MadeT = TypeVar("MadeT")


class Ahead(ABC, Generic[MadeT]):
    """Batches from any step on, the same whoever makes them and when.

    `workers` threads keep at most `ahead` batches ready or in the making: by default half of the
    machine's cores, and two batches more than that. Decoding, warping and varying let go of the
    interpreter lock, so that threads run side by side with each other and with the network.
    """

    def __init__(self, *, workers: int | None = None, ahead: int | None = None) -> None:
        self.workers = workers or min(_MOST_WORKERS, max(1, (os.cpu_count() or 2) // 2))
        self.ahead = ahead or self.workers + 2
        self.waited = 0.0
        """Seconds that whoever takes the batches has waited for them so far."""

    @abstractmethod
    def make(self, number: int) -> MadeT:
        """Batch `number`, made here and now."""

    def batches(self, start: int = 0) -> Generator[MadeT, None, None]:
        """Batch `start` and all that follow, without end; close it to end the threads."""
        made = ahead(self.make, count(start), threads=self.workers, window=self.ahead)
        with closing(made):
            while True:
                began = time.perf_counter()
                _, batch = next(made)
                self.waited += time.perf_counter() - began
                yield batch


class Loader(Ahead[Batch]):
    """Varied batches of `batch` patches, as `Ahead`."""

    def __init__(
        self,
        sampler: Sampler,
        how: Augmentation,
        batch: int,
        *,
        seed: int = 0,
        workers: int | None = None,
        ahead: int | None = None,
    ) -> None:
        super().__init__(workers=workers, ahead=ahead)
        self._sampler, self._how, self._batch, self._seed = sampler, how, batch, seed

    def make(self, number: int) -> Batch:
        """Batch `number`, made here and now."""
        batch = self._sampler.batch(number, self._batch)
        rng = np.random.default_rng([self._seed, 2, number])
        return batch._replace(
            pixels=augment(batch.pixels, self._how, rng, self._sampler.normalisation)
        )
