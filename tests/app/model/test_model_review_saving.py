"""Corrections are written in a job: a slow disk stops nobody, and none is lost or reordered."""

import json
import threading

import pytest
from disk import listened

from graticule.review import Delete, Reviewed
from graticule.review.log import EditLog
from graticule.review.reviewed import LOG

WAIT = 30


@pytest.fixture
def slow(monkeypatch):
    """A share that answers when `on` is set; `on.full` makes it refuse."""
    on, append = threading.Event(), EditLog._append
    on.full = False

    def wait(log, data):
        assert on.wait(WAIT)
        if on.full:
            raise OSError(28, "No space left on device")
        append(log, data)

    monkeypatch.setattr(EditLog, "_append", wait)
    yield on
    on.set()


def test_edits_ask_no_disk_and_undo_does_not_wait(controller, folder, slow, monkeypatch, qtbot):
    with listened({}, monkeypatch) as asked:
        asked.action = "edit"
        controller.apply(Delete((1,)))
        controller.apply(Delete((2,)))
        controller.undo()
        controller.apply(Delete((3,)))
        asked.action = ""
    assert asked.lines == {}
    assert not (folder / LOG).exists()
    assert len(controller.document.table) == 22
    slow.set()
    controller.stop()
    lines = [json.loads(line) for line in (folder / LOG).read_text().splitlines()[1:]]
    assert [line["n"] for line in lines] == [1, 2, 3, 4]
    assert [line.get("undo", 0) for line in lines] == [0, 0, 2, 0]


def test_edits_that_cannot_be_written_are_taken_back_and_told(controller, slow, qtbot):
    controller.apply(Delete((1,)))
    controller.apply(Delete((2,)))
    slow.full = True
    with qtbot.waitSignal(controller.failed, timeout=WAIT * 1000) as failed:
        slow.set()
    assert "No space left" in failed.args[0]
    assert "taken back" in failed.args[0]
    assert len(controller.document.table) == 24
    assert not controller.can_undo
    slow.full = False
    assert controller.apply(Delete((1,)))
    controller.stop()
    assert len(controller.document.table) == 23


def test_what_a_closed_result_waits_to_write_is_written(controller, folder, slow, qtbot):
    document = controller.document
    controller.apply(Delete((1,)))
    document.result.close()
    document.set_result(None)
    controller.apply(Delete((2,)))  # nothing to correct
    slow.set()
    controller.stop()
    with Reviewed.open(folder) as again:
        assert len(again.table) == 23
