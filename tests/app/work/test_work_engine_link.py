"""Whatever becomes of the engine's process, a run ends once, soon, and with plain words."""

import pytest
from PySide6.QtCore import QDeadlineTimer

from graticule.analysis_worker import Analyse, Cancelled, Failed
from graticule.events import Finished, Opened, Stage
from graticule_app.work import processes
from graticule_app.work.engine_link import EngineLink, engine_command


def order(name: str, tmp_path, run: str = "1") -> Analyse:
    return Analyse(id=run, scan=str(tmp_path / name), protocol="generic", out=str(tmp_path))


@pytest.fixture
def heard(link):
    """Every event that the link has told."""
    events: list[tuple[str, object]] = []
    link.answered.connect(lambda run, event: events.append((run, event)))
    return events


def ended(heard) -> list[object]:
    return [event for _, event in heard if isinstance(event, Finished | Cancelled | Failed)]


def test_a_run_from_start_to_end(link, heard, qtbot, tmp_path):
    link.analyse(order("good", tmp_path))
    assert link.busy
    qtbot.waitUntil(lambda: not link.busy, timeout=5000)
    assert isinstance(heard[0][1], Opened)
    assert any(isinstance(event, Stage) for _, event in heard)
    assert [type(event) for event in ended(heard)] == [Finished]


def test_a_run_that_listens_is_cancelled_and_the_process_stays(link, heard, qtbot, tmp_path):
    link.analyse(order("slow", tmp_path))
    qtbot.waitUntil(lambda: len(heard) == 2, timeout=5000)
    process = link._process
    link.cancel()
    qtbot.waitUntil(lambda: not link.busy, timeout=1000)
    assert ended(heard) == [Cancelled()]
    assert link._process is process
    link.analyse(order("good", tmp_path, "2"))
    qtbot.waitUntil(lambda: not link.busy, timeout=5000)
    assert heard[-1][0] == "2"


def test_a_run_that_does_not_listen_is_cancelled_all_the_same(link, heard, qtbot, tmp_path):
    link.analyse(order("deaf", tmp_path))
    qtbot.waitUntil(lambda: len(heard) == 2, timeout=5000)
    link.cancel()
    qtbot.waitUntil(lambda: not link.busy)  # it sleeps for a minute, and listens to nobody
    assert ended(heard) == [Cancelled()]
    with qtbot.waitSignal(link.ready, timeout=5000):
        pass  # warm again


@pytest.mark.parametrize(
    ("name", "words", "details"),
    [
        ("fails", "the scan is torn", "Traceback of it"),
        ("crash", "stopped by itself", "the library's last words"),
        ("killed", "memory ran out", "signal 9"),
    ],
)
def test_what_went_wrong_is_told_in_plain_words(link, heard, qtbot, tmp_path, name, words, details):
    link.analyse(order(name, tmp_path))
    qtbot.waitUntil(lambda: not link.busy, timeout=5000)
    (end,) = ended(heard)
    assert isinstance(end, Failed)
    assert words in end.text
    assert details in end.details
    link.analyse(order("good", tmp_path, "2"))
    qtbot.waitUntil(lambda: not link.busy, timeout=5000)
    assert isinstance(heard[-1][1], Finished)


def test_an_engine_that_cannot_be_started_is_told(qapp, qtbot, tmp_path):
    link = EngineLink(command=[str(tmp_path / "nowhere")])
    with qtbot.waitSignal(link.answered, timeout=5000) as told:
        link.analyse(order("good", tmp_path))
    assert "could not be started" in told.args[1].text
    assert not link.busy


def test_two_runs_at_once_are_a_mistake(link, tmp_path):
    link.analyse(order("slow", tmp_path))
    with pytest.raises(ValueError, match="one run"):
        link.analyse(order("good", tmp_path, "2"))


def test_stopping_leaves_no_process(link, qtbot, tmp_path):
    link.analyse(order("deaf", tmp_path))
    qtbot.waitUntil(lambda: link._process.processId() > 0, timeout=5000)
    process = link._process
    link.stop()
    assert processes.wait(QDeadlineTimer(60_000))
    assert process.state() == process.ProcessState.NotRunning
    assert not link.busy
    assert link._process is None  # and none is started again


def test_the_frozen_program_is_its_own_engine(monkeypatch):
    monkeypatch.setattr("sys.frozen", True, raising=False)
    monkeypatch.setattr("sys.executable", "/opt/graticule/graticule")
    assert engine_command() == ["/opt/graticule/graticule", "--engine"]
