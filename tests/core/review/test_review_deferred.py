"""Edits that take effect at once and are written by another thread."""

import json
import threading

import numpy as np
import pytest

from graticule.errors import ResultError
from graticule.review import Delete, Draw, Mark, Merge, Reviewed, SetClass
from graticule.review.log import EditLog
from graticule.review.reviewed import LOG

WAIT = 30
CORNER = ((2.0, 392.0), (16.0, 392.0), (16.0, 408.0), (2.0, 408.0))


@pytest.fixture
def disk(monkeypatch):
    """A disk that answers when it is let, and is full when it is told so."""

    class Disk:
        asked, on, full = threading.Event(), threading.Event(), False

    given, append = Disk(), EditLog._append

    def slow(log, data):
        given.asked.set()
        assert given.on.wait(WAIT)
        if given.full:
            raise OSError(28, "No space left on device")
        append(log, data)

    monkeypatch.setattr(EditLog, "_append", slow)
    yield given
    given.on.set()


def as_it_stands(reviewed):
    table = {key: np.array(values) for key, values in reviewed.table.columns.items()}
    facts = (reviewed.undo_text, reviewed.redo_text, reviewed.log_length, reviewed.progress)
    return table, np.array(reviewed.labels[:, :]), facts


def same(one, other):
    assert one[2] == other[2]
    np.testing.assert_array_equal(one[1], other[1])
    assert one[0].keys() == other[0].keys()
    for key, values in one[0].items():
        np.testing.assert_array_equal(values, other[0][key], key)


def saving(reviewed):
    assert reviewed.begin_saving()
    thread = threading.Thread(target=reviewed.save)
    thread.start()
    return thread


def test_edits_during_a_slow_write_are_written_in_their_order(reviewed, folder, disk):
    reviewed.defer()
    reviewed.apply(Delete((1,)))
    thread = saving(reviewed)
    assert disk.asked.wait(WAIT)
    for id_ in range(2, 12):
        reviewed.apply(Delete((id_,)))
        assert not reviewed.begin_saving()  # one writes, and never two
    reviewed.undo()
    reviewed.redo()
    assert not (folder / LOG).exists()
    disk.on.set()
    thread.join(WAIT)
    assert not reviewed.begin_saving()
    lines = [json.loads(line) for line in (folder / LOG).read_text().splitlines()[1:]]
    assert [line["n"] for line in lines] == list(range(1, 14))
    with Reviewed.open(folder) as again:
        same(as_it_stands(again), as_it_stands(reviewed))


def test_whoever_opens_the_result_waits_for_what_is_being_written(reviewed, folder, disk):
    reviewed.defer()
    reviewed.apply(Delete((1,)))
    thread = saving(reviewed)
    assert disk.asked.wait(WAIT)
    reviewed.close()  # its scan was closed, and is opened again
    opened = []

    def open_again():
        with Reviewed.open(folder) as again:
            opened.append(1 in again.table["id"])
            again.apply(Delete((2,)))  # the lock was let go

    other = threading.Thread(target=open_again)
    other.start()
    disk.on.set()
    thread.join(WAIT)
    other.join(WAIT)
    assert opened == [False]
    with Reviewed.open(folder) as again:
        assert again.log_length == 2


def test_what_cannot_be_written_is_unmade_and_the_log_goes_on(reviewed, folder, disk, particle):
    disk.on.set()
    reviewed.apply(Delete((1,)))
    reviewed.apply(Delete((2,)))
    reviewed.undo()
    reviewed.defer()
    before = as_it_stands(reviewed)
    disk.full = True
    reviewed.redo()
    reviewed.undo()
    reviewed.apply(Draw(CORNER, 1))
    reviewed.apply(Merge((3, 4)))
    reviewed.apply(SetClass((5, 6), 2))
    reviewed.apply(Mark((7,), reviewed=True, note="torn"))
    reviewed.undo()
    reviewed.undo()
    assert reviewed.begin_saving()
    with pytest.raises(ResultError, match="No space left"):
        reviewed.save()
    change = reviewed.take_back()
    assert "8 corrections were taken back" in change.text
    assert change.boxes
    same(as_it_stands(reviewed), before)
    assert reviewed.take_back() is None
    disk.full = False
    reviewed.redo()
    reviewed.apply(Draw(CORNER, 2))
    reviewed.apply(Merge((8, 9)))
    assert reviewed.begin_saving()
    reviewed.save()
    with Reviewed.open(folder) as again:
        same(as_it_stands(again), as_it_stands(reviewed))


def test_what_a_later_try_is_writing_is_not_unmade(reviewed, folder, disk):
    disk.on.set()
    disk.full = True
    reviewed.defer()
    reviewed.apply(Delete((1,)))
    assert reviewed.begin_saving()
    with pytest.raises(ResultError):
        reviewed.save()
    disk.full = False
    reviewed.apply(Delete((2,)))  # before anybody has heard of the failure
    assert reviewed.begin_saving()
    assert reviewed.take_back() is None
    reviewed.save()
    with Reviewed.open(folder) as again:
        assert not np.isin([1, 2], again.table["id"]).any()


@pytest.mark.parametrize("deferred", [False, True])
def test_lines_that_another_window_added_meanwhile_are_not_written_over(folder, deferred):
    with Reviewed.open(folder) as one, Reviewed.open(folder) as other:
        other.apply(Delete((1,)))
        other.close()
        if deferred:
            one.defer()
            one.apply(Delete((2,)))
            assert one.begin_saving()
            with pytest.raises(ResultError, match="meanwhile"):
                one.save()
            one.take_back()
        else:
            with pytest.raises(ResultError, match="meanwhile"):
                one.apply(Delete((2,)))
        assert 2 in one.table["id"]
    with Reviewed.open(folder) as again:
        assert 1 not in again.table["id"]
        assert 2 in again.table["id"]
