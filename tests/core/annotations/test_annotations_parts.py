"""Parts for training and testing never share a picture."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graticule.annotations import Example, folds, refuse_leak, same_views, split
from graticule.errors import TrainingError

SHAPE = (40, 50)


def noise(seed):
    return np.random.default_rng(seed).integers(0, 256, (*SHAPE, 1)).astype(np.uint8)


def example(name, image, **options):
    return Example(name, image, np.zeros(SHAPE, np.int32), **options)


def views(kinds):
    """Pictures of which those of one number show the same place, as it is or brighter."""
    return [
        example(f"{i}", noise(kind) if i % 2 else (noise(kind) * 0.6 + 50).astype(np.uint8))
        for i, kind in enumerate(kinds)
    ]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 7), min_size=3, max_size=14), st.integers(2, 4), st.data())
def test_folds_keep_same_views_together_and_hold_everything_once(kinds, k, data):
    sources = views(kinds)
    weights = data.draw(st.lists(st.floats(0, 9), min_size=len(kinds), max_size=len(kinds)))
    if len(set(kinds)) < k:
        with pytest.raises(TrainingError, match="too few"):
            folds(sources, k, weights=weights)
        return
    parts = folds(sources, k, weights=weights)
    assert sorted(s.name for part in parts for s in part) == sorted(s.name for s in sources)
    held = [{kinds[int(source.name)] for source in part} for part in parts]
    assert all(held)
    assert sum(len(group) for group in held) == len(set(kinds))
    for number, part in enumerate(parts):
        others = [s for i, other in enumerate(parts) if i != number for s in other]
        refuse_leak(others, part)


def test_folds_have_about_the_same_weight():
    sources = views(range(20))
    weights = [float(number % 10) ** 2 for number in range(20)]
    parts = folds(sources, 5, weights=weights)
    sums = [sum(weights[int(source.name)] for source in part) for part in parts]
    assert max(sums) - min(sums) < 0.2 * np.mean(sums)
    again = folds(sources[::-1], 5, weights=weights[::-1])
    assert [[s.name for s in part] for part in again] == [[s.name for s in p] for p in parts]


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
    # not the same content, but the same view
    brighter = [example(f"c{i}", (noise(i) * 0.7 + 40).astype(np.uint8)) for i in range(25)]
    everything = originals + copies + brighter
    assert len(same_views(everything)) == 25
    training, validation = split(everything, 0.4)
    assert {e.name[1:] for e in training}.isdisjoint(e.name[1:] for e in validation)
    refuse_leak(training, validation)
    with pytest.raises(TrainingError, match="b3 is the same image as a3"):
        refuse_leak(originals, [copies[3]])


def test_what_its_maker_set_apart_is_the_validation_with_all_that_shows_the_same():
    apart = example("apart", noise(1), validation=True)
    twin = example("twin", (noise(1) * 0.5).astype(np.uint8))
    training, validation = split([apart, twin, *views(range(5, 9))], 0.5)
    assert {source.name for source in validation} == {"apart", "twin"}
    assert len(training) == 4


@pytest.mark.parametrize("share", [0.001, 0.18, 0.999])
def test_of_a_few_images_one_is_tested_on_and_one_learned_from(share):
    for count in (2, 3, 6):
        training, validation = split(views(range(count)), share)
        assert training
        assert validation
