"""The window's thread asks no disk and parses no file, whatever a person does."""

from dataclasses import replace

import pytest
from discs import LONG, analyse, open_one, stop, write_discs
from disk import listened

from graticule.geometry import Box
from graticule.protocol import load_protocol, parse_protocol
from graticule_app.model import recent
from graticule_app.model.project import ProjectError, load_project
from graticule_app.model.report_choice import ReportChoice, remember
from graticule_app.model.settings import Settings
from graticule_app.shell.window import MainWindow

ALLOWED = {
    "model/queue.py:_load": "once, when the bench is made, from the user's own folder",
}


@pytest.fixture
def started(qtbot, tmp_path, monkeypatch):
    """The window as it comes up, and what its thread asked the disk; both go on."""
    old = write_discs(tmp_path / "old.tif")
    recent.remember(old, "facts")
    recent.remember(tmp_path / "gone.tif", "facts")
    remember(ReportChoice(tmp_path / "reports", frozenset({"excel", "geojson"})))
    settings = replace(Settings.load(), results=tmp_path / "results", theme="dark")
    with listened(ALLOWED, monkeypatch) as asked:
        asked.action = "start"
        window = MainWindow(settings)
        qtbot.addWidget(window, before_close_func=stop)
        window.resize(1366, 768)
        window.show()
        loaded: list[object] = []
        monkeypatch.setattr(window, "_offer_training", loaded.append)
        window.begin([])
        qtbot.waitUntil(lambda: bool(loaded), timeout=LONG)
        asked.action = ""
        yield window, asked


def test_nothing_that_a_person_does_asks_a_disk(started, qtbot, tmp_path):
    window, asked = started
    path = write_discs(tmp_path / "discs.tif")

    asked.action = "drop"
    open_one(window, qtbot, path)
    bench = window.bench
    qtbot.waitUntil(lambda: not bench.protocols.proposing, timeout=LONG)
    qtbot.waitUntil(lambda: "discs.tif" in recents(window), timeout=LONG)
    asked.action = "protocol"
    bench.protocols.choose("particles")
    bench.protocols.choose("generic")
    with qtbot.waitSignal(bench.protocols.preview.ready, timeout=LONG):
        bench.protocols.switch.setChecked(True)
    asked.action = "analyse"
    analyse(window, qtbot)
    document = bench.view.document
    qtbot.waitUntil(lambda: document.table is not None and len(document.table) > 5, timeout=LONG)
    asked.action = "click row"
    document.selection.set(document.table["id"][:1])
    bench.table.go_to.emit(Box(100, 100, 200, 200))
    bench.docks.show("gallery")
    qtbot.waitUntil(lambda: bench.view.complete, timeout=LONG)
    asked.action = "edit"
    bench.review.delete()
    bench.review.undo()
    _save_and_close(window, asked, qtbot, tmp_path)
    assert asked.lines == {}


def _save_and_close(window, asked, qtbot, tmp_path):
    bench = window.bench
    asked.action = "save report"
    window.commands._refresh()
    with qtbot.waitSignal(bench.saver.saved, timeout=LONG):
        window.commands.run("save-report")
    asked.action = "save project"
    window.workspace.save_project(tmp_path / "p.graticule")
    window.workspace.keep()
    qtbot.waitUntil((tmp_path / "p.graticule").is_file, timeout=LONG)
    asked.action = "another scan"
    open_one(window, qtbot, tmp_path / "old.tif")
    bench.tabs.setCurrentIndex(0)
    asked.action = "paste"
    window.files.paste()
    asked.action = "close scan"
    window.close_current()
    window.close_current()
    qtbot.waitUntil(lambda: window.on_page("start"), timeout=LONG)
    asked.action = "end"
    stop(window)
    assert window.close()
    asked.action = ""


def test_the_watch_hears_what_it_should(tmp_path, monkeypatch):
    """A file that is opened, looked for or parsed in the window's thread by code of ours."""
    with listened({}, monkeypatch) as asked:
        asked.action = "all"
        with pytest.raises(ProjectError):
            load_project(tmp_path / "none.graticule")
        recent._is_file(str(tmp_path / "a.tif"))
        parse_protocol(load_protocol("generic").text)
        kinds = {line.split()[0] for line in asked.lines["all"]}
    assert {"open", "os.stat", "parse"} <= kinds


def recents(window) -> list[str]:
    return [card.text() for card in window.need("start").recent_cards]
