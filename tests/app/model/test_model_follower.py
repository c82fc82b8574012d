"""The follower goes on whatever reading a result raises, and shows nothing where nobody waits."""

from pathlib import Path

import pytest

from graticule.errors import ResultError
from graticule_app.model import follower
from graticule_app.model.entry import State
from graticule_app.model.follower import Follower

WAIT = 60_000  # ms; far longer than any of this takes


class Growing:
    """A result that is read; each reading may raise."""

    complete = False
    table = None

    def __init__(self, folder: Path, errors: list[Exception]) -> None:
        self.folder, self.errors, self.looks, self.closed = folder, errors, 0, False

    def refresh(self):
        self.looks += 1
        if self.errors:
            raise self.errors.pop(0)
        return []

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def entry(queue, document, generic, tmp_path, qtbot):
    added = queue.add(document.scan.path, generic, tmp_path / "out")
    qtbot.waitUntil(lambda: added.state is State.done, timeout=WAIT)
    return added


@pytest.mark.parametrize("error", [RuntimeError("a chunk is half written"), ResultError("torn")])
def test_a_result_that_cannot_be_read_once_is_read_again(
    workspace, queue, entry, document, qtbot, monkeypatch, error
):
    result = Growing(entry.folder, [error])
    monkeypatch.setattr(follower, "open_result", lambda folder: result)
    made, told = Follower(workspace), []
    made.failed.connect(told.append)
    workspace.show(document)
    qtbot.waitUntil(lambda: document.result is result, timeout=WAIT)
    made._on_tiles(entry)
    qtbot.waitUntil(lambda: len(told) == 1, timeout=WAIT)
    made._on_tiles(entry)
    qtbot.waitUntil(lambda: result.looks == 2 and not made._looking, timeout=WAIT)
    document.set_result(None)
    made.close()


def test_a_result_that_cannot_be_opened_is_told_whatever_the_error(
    workspace, queue, entry, document, qtbot, monkeypatch
):
    def broken(folder):
        raise RuntimeError("a bug")

    monkeypatch.setattr(follower, "open_result", broken)
    made, told = Follower(workspace), []
    made.failed.connect(told.append)
    workspace.show(document)
    qtbot.waitUntil(lambda: bool(told), timeout=WAIT)
    assert "cannot be read" in told[0]
    made.close()
