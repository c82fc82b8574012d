"""An analysis that is begun at once is done by the protocol that is proposed a moment later."""

import sys
import threading
from pathlib import Path

import pytest

from graticule.errors import ScanError
from graticule.scans import open_scan
from graticule.suggest import suggest_protocol
from graticule_app.model.document import Document
from graticule_app.model.queue import Queue
from graticule_app.pages.scan.analysing import Analysing
from graticule_app.panels.protocol.protocol_panel import ProtocolPanel
from graticule_app.work import tasks
from graticule_app.work.engine_link import EngineLink

WAIT = 60_000  # ms; far longer than any of this takes
SAMPLES = Path(__file__).parents[4] / "resources" / "graticule_resources" / "samples"


@pytest.fixture
def gate(monkeypatch):
    """Until this is set, no protocol is proposed."""
    gate = threading.Event()

    def slowly(scan):
        gate.wait(10)
        return suggest_protocol(scan)

    monkeypatch.setattr("graticule_app.panels.protocol.protocol_panel.suggest_protocol", slowly)
    yield gate
    gate.set()
    tasks.stop_all()


@pytest.fixture
def queue(workspace, tmp_path):
    idle = [sys.executable, "-c", "import time; time.sleep(60)"]
    made = workspace.queue = Queue(tmp_path / "data", link=EngineLink(command=idle))
    yield made
    made.stop_all()


@pytest.fixture
def panel(workspace, qtbot):
    made = ProtocolPanel(workspace)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def analysing(workspace, qtbot, queue, panel, gate):
    made = Analysing(workspace)
    made.set_protocols(panel)
    with open_scan(SAMPLES / "particles-sample.tif") as scan:
        document = Document(scan)
        workspace.show(document)
        yield made
        gate.set()
        tasks.stop_all()


def names(queue) -> list[str]:
    return [entry.request.protocol_name for entry in queue.entries]


def test_it_waits_for_the_proposal(analysing, panel, queue, gate, qtbot):
    analysing.start()
    assert analysing.running
    assert names(queue) == []
    gate.set()
    qtbot.waitUntil(lambda: bool(queue.entries), timeout=20_000)
    assert names(queue) == ["particles"]
    assert analysing.running
    assert panel.protocol().name == "particles"


def test_it_does_not_wait_for_ever(analysing, queue, qtbot):
    analysing.start()
    qtbot.waitUntil(lambda: bool(queue.entries), timeout=3000)
    assert names(queue) == ["generic"]


def test_what_a_person_chose_is_not_waited_for(analysing, panel, queue):
    panel.choose("coatings")
    analysing.start()
    assert names(queue) == ["coatings"]


def test_it_can_be_stopped_while_it_waits(analysing, queue, gate, panel, qtbot):
    analysing.start()
    analysing.cancel()
    assert not analysing.running
    with qtbot.waitSignal(panel.proposed, timeout=20_000):
        gate.set()
    assert names(queue) == []


def test_a_change_of_scan_begins_it(workspace, analysing, queue):
    analysing.start()
    workspace.show(None)
    assert names(queue) == ["generic"]
    assert not analysing.running


@pytest.mark.parametrize("error", [ScanError("tile 3 is torn"), RuntimeError("a bug")])
def test_a_proposal_that_fails_blocks_nothing(workspace, queue, qtbot, monkeypatch, error):
    """Whoever waits for it hears that it will not come; the protocol in the form is used."""

    def fails(_scan):
        raise error

    monkeypatch.setattr("graticule_app.panels.protocol.protocol_panel.suggest_protocol", fails)
    panel = ProtocolPanel(workspace)
    qtbot.addWidget(panel)
    made = Analysing(workspace)
    made.set_protocols(panel)
    with open_scan(SAMPLES / "particles-sample.tif") as scan:
        document = Document(scan)
        with qtbot.waitSignal(panel.proposed, timeout=WAIT) as told:
            workspace.show(document)
            assert panel.proposing
        assert told.args == [None]
        assert not panel.proposing
        assert "No protocol can be proposed" in panel._note.text()
        made.start()
        assert names(queue) == ["generic"]  # at once
        tasks.stop_all()


def test_a_mistake_at_the_start_leaves_the_button_as_it_was(workspace, queue, qtbot, monkeypatch):
    panel = ProtocolPanel(workspace)
    qtbot.addWidget(panel)
    made = Analysing(workspace)
    made.set_protocols(panel)
    with open_scan(SAMPLES / "particles-sample.tif") as scan:
        workspace.show(Document(scan))
        qtbot.waitUntil(lambda: not panel.proposing)
        monkeypatch.setattr(panel, "protocol", lambda: 1 / 0)
        running = []
        made.changed.connect(lambda: running.append(made.running))
        with pytest.raises(ZeroDivisionError):
            made.start()
        assert running == [False]
