"""Patches are taken where they are asked for: foreground, grid, targets, classes."""

from collections import Counter

import numpy as np
import pytest

from graticule.annotations import UNKNOWN, Example, Target
from graticule.errors import TrainingError
from graticule.geometry import Box
from graticule.learn.patches import Sampler, View
from graticule.learn.patches import survey as survey_module
from graticule.learn.patches.places import (
    Asked,
    Balanced,
    EvenGrid,
    Footprint,
    Foreground,
    Rounds,
)
from graticule.learn.patches.survey import Windows, cell_size, survey
from graticule.models import Normalisation

PLAIN = {"zoom": (1, 1), "stretch": 1, "turn": 0, "upright": True, "mirror": False}
CLASSES = Target("classes", 4)
NORMAL = Normalisation((0.5,), (0.5,))


class OnTheFly(Sampler):
    kept_bytes = 0


BOTH = pytest.mark.parametrize("kind", [Sampler, OnTheFly])


def noise(seed, shape, channels=1):
    return np.random.default_rng(seed).integers(0, 256, (*shape, channels)).astype(np.uint8)


def tape(seed=0, shape=(600, 700), known=None):
    """A bright tape with dark traces on 1.5% of it; classes 1 to 3, of unlike frequency."""
    rng = np.random.default_rng(seed)
    labels = np.zeros(shape, np.int32)
    for number, (side, count) in enumerate(((40, 3), (20, 2), (8, 2)), start=1):
        for _ in range(count):
            y, x = rng.integers(0, shape[0] - side), rng.integers(0, shape[1] - side)
            labels[y : y + side, x : x + side] = number
    image = rng.normal(230, 3, (*shape, 3)) - 90 * (labels > 0)[..., None]
    if known is not None:
        labels[~known] = UNKNOWN
    return Example(f"tape {seed}", image.astype(np.uint8), labels, kind="classes")


def asked(number=0, size=64, seed=0, matrix=None):
    lying = Footprint(np.eye(2) if matrix is None else matrix, size)
    return Asked(number, lying, np.random.default_rng([seed, number]))


def test_each_thing_comes_once_per_round():
    rounds = Rounds(7, 3)
    first, second = ([rounds[7 * turn + i] for i in range(7)] for turn in (0, 1))
    assert sorted(first) == sorted(second) == list(range(7))
    assert first != second
    assert rounds[3] == first[3]  # an order that was forgotten is made again
    assert [rounds[70 * 7 + 3], rounds[3]][1] == first[3]


def test_foreground_places_lie_in_the_foreground():
    sources = [tape(0), tape(1)]
    surveys = [survey(source, CLASSES) for source in sources]
    places = Foreground(sources, surveys)
    counts, inside = Counter(), 0
    for number in range(400):
        spot = places.draw(asked(number, size=1))
        x, y = (int(at) for at in spot.centre)
        near = Box(x - 2, y - 2, x + 3, y + 3).clipped(sources[spot.source].box)
        inside += (sources[spot.source].truth[near.slices] > 0).any()
        counts[spot.source] += 1
    assert inside / 400 > 0.97  # the threshold takes some noise for foreground
    areas = [(source.truth > 0).sum() for source in sources]
    assert counts[0] / 400 == pytest.approx(areas[0] / sum(areas), abs=0.08)


def test_a_patch_slides_inwards_and_still_shows_what_it_was_taken_for():
    rng = np.random.default_rng(0)
    for _ in range(200):
        angle, zoom = rng.uniform(0, 7), rng.uniform(0.5, 2)
        cos, sin = np.cos(angle), np.sin(angle)
        lying = Footprint(np.array([[cos, -sin], [sin, cos]]) * zoom, 64)
        at = tuple(rng.uniform(0, 1, 2) * (700, 600))
        centre = np.array(lying.slid(at, at, (700, 600)))
        shown = np.linalg.solve(lying.matrix, np.array(at) - centre)
        assert np.abs(shown).max() < 32
        before, after = (outside(lying, np.array(middle), (700, 600)) for middle in (at, centre))
        assert after <= before + 1e-9


def outside(footprint, centre, size):
    """How far a patch's bounding box sticks out of an image, in px, all sides together."""
    half = np.abs(footprint.matrix).sum(axis=1) * footprint.size / 2
    return np.maximum(half - centre, 0).sum() + np.maximum(centre + half - size, 0).sum()


def test_foreground_is_drawn_evenly_from_its_pixels():
    source = tape(3)
    places = Foreground([source], [survey(source, CLASSES)])
    found = Counter()
    for number in range(3000):
        x, y = places.draw(asked(number, size=1)).centre
        found[int(source.truth[int(y), int(x)])] += 1
    pixels = np.bincount(source.truth.ravel())
    for number in (1, 2):
        assert found[number] / 3000 == pytest.approx(pixels[number] / pixels[1:].sum(), abs=0.05)


@pytest.mark.parametrize("places", ["anywhere", "foreground", "grid"])
def test_patches_are_taken_where_somebody_has_looked(places):
    known = np.zeros((600, 700), bool)
    known[100:300, 200:420] = True
    view = View(size=32, places=places, **PLAIN)
    sampler = Sampler([tape(0, known=known), tape(1)], view, NORMAL, target=CLASSES)
    for number in range(30):
        assert (sampler.batch(number, 2).emphasis >= 0).any()


def test_a_grid_covers_everything_once_per_round():
    sources = [tape(0), tape(1, (130, 200))]
    places = EvenGrid(sources, [survey(source, CLASSES) for source in sources], 64, 0)
    seen = [np.zeros(source.truth.shape, int) for source in sources]
    total = 10 * 11 + 3 * 4
    for number in range(total):
        spot = places.draw(asked(number))
        x, y = (int(at) - 32 for at in spot.centre)
        seen[spot.source][y : y + 64, x : x + 64] += 1
    assert all((counted > 0).all() for counted in seen)
    assert sum(int(counted.sum()) for counted in seen) == total * 64 * 64


def test_windows_count_what_they_hold():
    source = tape(5, (333, 290))
    windows = Windows.over(source.size, 64, 30)
    survey(source, CLASSES, windows)
    assert windows.xs[-1] + 64 == 290
    assert windows.ys[-1] + 64 == 333
    for row, top in enumerate(windows.ys):
        for column, left in enumerate(windows.xs):
            held = source.truth[top : top + 64, left : left + 64]
            assert windows.found[row, column] == (held > 0).sum()


@BOTH
@pytest.mark.parametrize("geometry", [PLAIN, {"zoom": (0.5, 2.5), "turn": 0.8}])
def test_targets_hold_a_target_but_the_empty_share(kind, geometry):
    view = View(size=64, places="targets", step=30, empty=0.25, **geometry)
    source = tape(2)
    sampler = kind([source], view, NORMAL, target=CLASSES)
    windows = Windows.over(source.size, 64, 30)
    survey(source, CLASSES, windows)
    full = int((windows.found > 0).sum())
    total = full + round(0.25 * full)
    holds = 0
    for number in range(total):
        batch = sampler.batch(number, 1)
        holds += bool((batch.classes[:, 1:] > 0.01).any())
    assert holds == full


def test_windows_of_particles_on_a_coarser_grid():
    labels = np.zeros((500, 500), np.int32)
    labels[200:204, 300:304] = 7
    source = Example("p", noise(0, (500, 500)), labels)
    view = View(size=32, places="targets", step=10, empty=0, **PLAIN)
    sampler = OnTheFly([source], view, NORMAL, target=Target("particles", 2), step=4)
    for number in range(12):
        assert (sampler.batch(number, 3).classes[:, 1].amax(dim=(1, 2)) > 0.5).all()


@BOTH
def test_balance_gives_each_class_its_share(kind):
    nothing = np.zeros((90, 90), np.int32)
    bare = Example("bare", noise(0, (90, 90), 3), nothing, kind="classes")
    sources = [tape(0), tape(1), bare]
    view = View(size=32, balance=1, zoom=(0.7, 1.5))
    sampler = kind(sources, view, NORMAL, target=CLASSES)
    held = np.zeros(4)
    for number in range(60):
        held += (sampler.batch(number, 4).classes.amax(dim=(2, 3)) > 0.3).sum(dim=0).numpy()
    assert (held[1:] / 240 > 0.27).all()
    balanced = Balanced(sources, [survey(source, CLASSES) for source in sources])
    drawn = Counter()
    for number in range(900):
        spot = balanced.draw(asked(number, size=1))
        x, y = spot.centre
        drawn[int(sources[spot.source].truth[int(y), int(x)])] += 1
    for number in (1, 2, 3):
        assert drawn[number] / 900 == pytest.approx(1 / 3, abs=0.05)


def test_nothing_to_take_is_said_in_one_line():
    bare = Example("bare", np.full((90, 90, 1), 200, np.uint8), np.zeros((90, 90), np.int32))
    unknown = Example("u", noise(0, (90, 90)), np.full((90, 90), UNKNOWN, np.int32), kind="classes")
    for source, places, target in (
        (bare, "foreground", Target("particles", 2)),
        (bare, "targets", Target("particles", 2)),
        (unknown, "anywhere", CLASSES),
        (unknown, "grid", CLASSES),
        (unknown, "foreground", CLASSES),
    ):
        with pytest.raises(TrainingError) as caught:
            Sampler([source], View(size=32, places=places), NORMAL, target=target)
        assert "\n" not in str(caught.value)


def test_of_large_labels_a_sample_is_looked_at(monkeypatch):
    """The same shares and places, with less reading; cells are as coarse as there is room for."""
    labels = np.zeros((3000, 3100), np.int32)
    for number in range(1, 4):
        labels[number * 9 :: 97, :: 50 - 10 * number] = number
    image = np.zeros((3000, 3100, 1), np.uint8)
    source = Example("large", image, labels, kind="classes")
    whole = survey(source, CLASSES)
    assert whole.looked == 1
    assert cell_size(source) == 2
    monkeypatch.setattr(survey_module, "_LOOKED", 4 << 20)
    monkeypatch.setattr(survey_module, "_CELLS", 1 << 16)
    part = survey(source, CLASSES)
    assert 0.3 < part.looked < 0.5
    assert part.cell == 16
    assert part.known.all()
    shares = [found.counts / found.counts.sum() for found in (part, whole)]
    assert shares[0] == pytest.approx(shares[1], rel=0.1)
