"""The message bar: one at a time, errors stay, and what to do is one click away."""

import pytest

from graticule.errors import ScanError
from graticule_app.shell.message_bar import DetailsPane, MessageBar
from graticule_app.work.message import Message, message_of


@pytest.fixture
def bar(qtbot):
    made = MessageBar()
    qtbot.addWidget(made)
    return made


def test_a_message_is_shown_and_dismissed(bar):
    assert bar.isHidden()
    bar.tell(Message("Saved.", "done"))
    assert not bar.isHidden()
    assert bar.shown.text == "Saved."
    bar.dismiss()
    assert bar.isHidden()


def test_an_error_stays_until_it_is_read_and_the_next_waits(bar):
    bar.tell(Message("First.", "error"))
    bar.tell(Message("Second.", "error"))
    bar.tell(Message("Second.", "error"))
    assert bar.shown.text == "First."
    assert bar._more.text() == "1 more"
    bar.dismiss()
    assert bar.shown.text == "Second."
    bar.dismiss()
    assert bar.isHidden()


def test_a_notice_makes_way_and_goes_by_itself(bar, qtbot, monkeypatch):
    monkeypatch.setattr("graticule_app.shell.message_bar._STAYS", {"info": 30, "done": 30})
    bar.tell(Message("Notice."))
    bar.tell(Message("Trouble.", "error"))
    assert bar.shown.text == "Trouble."
    bar.dismiss()
    bar.tell(Message("Notice."))
    qtbot.waitUntil(bar.isHidden, timeout=2000)


def test_details_open_beside_the_work(bar, qtbot):
    bar.tell(Message("Trouble.", "error", "line 1\nline 2"))
    bar._details.click()
    pane = bar._pane
    assert isinstance(pane, DetailsPane)
    assert not pane.isModal()
    pane.close()


def test_an_action_is_done_and_the_message_goes(bar):
    done = []
    bar.tell(Message("Ended unexpectedly.", "warning", action=("Reopen", lambda: done.append(1))))
    assert not bar._action.isHidden()
    bar._action.click()
    assert done == [1]
    assert bar.isHidden()


def test_our_errors_speak_for_themselves_and_others_are_the_programs_mistake():
    ours = message_of(ScanError("a.tif: is damaged"), "Opening a.tif")
    assert ours.text == "a.tif: is damaged"
    other = message_of(KeyError("x"), "Opening a.tif")
    assert "mistake in the program" in other.text
    assert "KeyError" in other.details
    assert "memory" in message_of(MemoryError(), "Opening a.tif").text
