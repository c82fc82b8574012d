"""The pictures with numbers: each particle has its own, none covers another."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image
from scipy import ndimage

from graticule.classes import TAKEN_APART
from graticule.particles import measure_particles
from graticule.reports import numbers
from graticule.reports.numbers import iter_prepare_numbers, iter_write_numbers


def drawn(analysis):
    work = iter_prepare_numbers(analysis, "particles.png")
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


def dots(analysis, step: int, side: int):
    """A grid of small squares, `step` px apart."""
    mask = np.zeros((420, 600), bool)
    for y in range(4, 420 - side, step):
        for x in range(4, 600 - side, step):
            mask[y : y + side, x : x + side] = True
    labels = ndimage.label(mask)[0].astype(np.uint32)
    table = measure_particles(labels, mask.astype(np.uint8))
    return replace(analysis, labels=labels, table=table)


def boxes(monkeypatch):
    """The texts and their boxes (x, y of the middle, half width and height) as they are placed."""
    placed = []
    place = numbers._place

    def noted(labels, taken, label, box, half):
        at = place(labels, taken, label, box, half)
        if at is not None:
            placed.append((label, *at, *half))
        return at

    monkeypatch.setattr(numbers, "_place", noted)
    return placed


def test_every_particle_has_its_number_on_it_or_beside_it(analysis, monkeypatch):
    placed = boxes(monkeypatch)
    found = dots(analysis, 30, 12)
    note = drawn(found).note
    assert len(placed) == len(found.table) == 14 * 20
    assert note == "The numbers are those of the table: 280 particles."
    scale = 2  # a picture of 600 px is enlarged twice
    for label, x, y, wide, high in placed:
        middle = found.table["x"][label - 1] * scale, found.table["y"][label - 1] * scale
        reach = 12 * scale / 2
        assert abs(x - middle[0]) <= reach + wide + 1
        assert abs(y - middle[1]) <= reach + high + 1


def test_no_number_covers_another_and_what_has_no_room_is_told(analysis, monkeypatch):
    monkeypatch.setattr(numbers, "_SIDES", (1600,))
    placed = boxes(monkeypatch)
    found = dots(analysis, 7, 3)
    note = drawn(found).note
    total = len(found.table)
    assert 100 < len(placed) < total
    assert note == f"{len(placed):,} numbers of {total:,}: the others have no room here."
    taken = np.zeros((1000, 1400), int)
    for _, x, y, wide, high in placed:
        taken[y - high : y + high, x - wide : x + wide] += 1
    assert taken.max() == 1


def test_what_was_taken_apart_has_another_outline(analysis):
    table = analysis.table
    separated = np.zeros(len(table), bool)
    plain = np.asarray(drawn(analysis).alone)
    separated[:3] = True
    some = replace(table, columns={**table.columns, "separated": separated})
    numbered = drawn(replace(analysis, table=some))
    magenta = (np.asarray(numbered.alone) == TAKEN_APART).all(-1)
    assert magenta.any()
    assert not (plain == TAKEN_APART).all(-1).any()
    assert numbered.note.endswith("Outlined in magenta: taken apart (3).")


@pytest.mark.parametrize("alone", [False, True])
def test_the_files_are_pictures_the_same_each_time(analysis, empty, tmp_path, alone):
    for each in (analysis, empty):
        for name in ("a.png", "b.png"):
            list(iter_write_numbers(each, tmp_path / name, alone=alone))
        assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
        with Image.open(tmp_path / "a.png") as picture:
            assert picture.width > 900


def test_a_writer_that_breaks_leaves_nothing(broken, tmp_path):
    with pytest.raises(OSError, match="space"):
        list(iter_write_numbers(broken, tmp_path / "a.png", alone=False))
    assert list(tmp_path.iterdir()) == []
