"""Compile the loops over pixels ahead of their first use."""

import threading
from collections.abc import Callable, Collection

import numpy as np

from graticule.compiled import is_kept, missed
from graticule.instances import SEPARATIONS, Separation
from graticule.particles import hulls, moments, rings
from graticule.particles.clean import Cleaning
from graticule.particles.label import iter_label_particles
from graticule.particles.measure import measure_particles
from graticule.particles.outlines import outline_particles


def preparations(methods: Collection[str] = tuple(SEPARATIONS)) -> dict[str, Callable[[], None]]:
    """What must be compiled before particles are found, by what it is for, in that order.

    `methods` are those by which particles are told apart. Each piece takes a few seconds of a
    processor in a new installation, later some hundredths of a second; it may run in a thread.
    """
    apart = {
        method: _Separating(method)
        for method in SEPARATIONS
        if method in methods and method != "none"
    }
    return {"label": _Separating("none"), **apart, "measure": _measure, "outline": _outline}


def prepare(methods: Collection[str] = tuple(SEPARATIONS)) -> None:
    """Compile all of it now."""
    for piece in preparations(methods).values():
        piece()


class Preparation:
    """Compiles in a thread of its own what one analysis needs."""

    def __init__(self, methods: Collection[str]) -> None:
        self._pieces = preparations(methods)
        self._count = 0
        self._missed = missed()
        self._thread: threading.Thread | None = None

    @property
    def new(self) -> bool:
        """Whether nothing is compiled yet, as in the first minutes of an installation."""
        return not all(map(is_kept, (moments.add_block, hulls.add_hulls, rings.trace)))

    @property
    def compiling(self) -> bool:
        """Whether more is done than to load what was compiled before."""
        return missed() > self._missed

    @property
    def done(self) -> tuple[int, int]:
        """How many pieces are compiled, and of how many."""
        return self._count, len(self._pieces)

    def begin(self) -> None:
        """Start; a second call does nothing."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="graticule-compile", daemon=True)
            self._thread.start()

    def under_way(self, seconds: float) -> bool:
        """Wait for at most so long; whether there is still something to wait for."""
        if self._thread is not None:
            self._thread.join(seconds)
        return self._thread is not None and self._thread.is_alive()

    def _run(self) -> None:
        for piece in self._pieces.values():
            piece()
            self._count += 1


class _Separating:
    """Labels a tiny map whose particles are told apart by one method."""

    def __init__(self, method: str) -> None:
        self._way = Separation(method=method, smallest_marker="", smallest=1)

    def __call__(self) -> None:
        _labelled(self._way)


def _classes() -> np.ndarray:
    """Two bars that cross, a block that touches one of them, and one with a hole."""
    classes = np.zeros((32, 48), np.uint8)
    classes[4:7, 2:46] = classes[2:30, 20:23] = 1
    classes[7:12, 30:36] = classes[18:27, 30:40] = 1
    classes[20:24, 33:36] = 0
    return classes


def _labelled(way: Separation) -> np.ndarray:
    classes = _classes()
    labels = np.zeros(classes.shape, np.uint32)
    for _ in iter_label_particles(
        classes,
        labels,
        class_count=1,
        cleaning=Cleaning(max_hole="2px"),
        separation=way,
        distance=classes * 200,
    ):
        pass
    return labels


def _measure() -> None:
    classes = _classes()
    scan = np.zeros((*classes.shape, 3), np.uint8)
    measure_particles(
        _labelled(Separation()),
        classes,
        uncertainty=classes,
        read_scan=lambda box: scan[box.slices],
        channel_names=("red", "green", "blue"),
    )


def _outline() -> None:
    classes = _classes()
    labels = _labelled(Separation())
    table = measure_particles(labels, classes)
    for _ in outline_particles(labels, table):
        pass
