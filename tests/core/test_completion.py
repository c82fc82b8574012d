import inspect
from collections.abc import Generator, Iterator

import numpy as np
import pytest

from graticule.completion import complete, completing
from graticule.geometry import PixelSize
from graticule.particles import ParticleTable, iter_measure_particles, measure_particles
from graticule.reports import iter_write_csv, write_csv


def iter_count(to: int, *, start: int = 0) -> Generator[int, None, str]:
    """Count."""
    yield from range(start, to)
    return f"up to {to}"


def iter_nothing(to: int) -> Iterator[int]:
    """Give nothing back."""
    yield from range(to)


def test_the_plain_function_does_all_and_returns_what_the_generator_returns():
    count = completing(iter_count)
    assert count(3, start=1) == "up to 3"
    assert completing(iter_nothing)(3) is None


def test_its_name_signature_and_docstring_are_those_of_the_generator_function():
    count = completing(iter_count)
    assert count.__name__ == "count"
    assert str(inspect.signature(count)) == "(to: int, *, start: int = 0) -> str"
    assert inspect.signature(completing(iter_nothing)).return_annotation is None
    assert count.__doc__ == "Count."


def test_what_gives_no_steps_is_refused():
    def iter_plain(to: int) -> int:
        return to

    def steps() -> Iterator[int]:
        yield 1

    with pytest.raises(ValueError, match="gives no steps"):
        completing(iter_plain)  # pyright: ignore
    with pytest.raises(ValueError, match="is not called iter_"):
        completing(steps)


def test_progress_hears_every_step_and_may_end_the_work():
    heard, ended = [], []

    def steps() -> Generator[int, None, str]:
        try:
            yield 1
            yield 2
        finally:
            ended.append(True)
        return "done"

    assert complete(steps(), heard.append) == "done"
    assert heard == [1, 2]

    def stop(_: int) -> None:
        raise KeyboardInterrupt

    ended.clear()
    with pytest.raises(KeyboardInterrupt):
        complete(steps(), stop)
    assert ended == [True]


def test_measuring_and_writing_have_true_signatures():
    plain, steps = inspect.signature(measure_particles), inspect.signature(iter_measure_particles)
    assert plain.parameters == steps.parameters
    assert plain.parameters["pixel_size"].annotation == PixelSize | None
    assert plain.return_annotation is ParticleTable
    assert list(inspect.signature(write_csv).parameters) == ["analysis", "path"]
    assert inspect.isgeneratorfunction(iter_write_csv)
    labels = np.array([[1, 1, 0]], np.uint32)
    assert measure_particles(labels, (labels > 0).astype(np.uint8))["area_px"].tolist() == [2]
