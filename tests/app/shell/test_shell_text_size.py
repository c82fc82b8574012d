"""Text of any size the user may choose is readable in all pages, panels and dialogs."""

import pytest
from clipping import clipped
from discs import LONG, open_one, shown_window, write_discs
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton, QVBoxLayout, QWidget
from walking import pages

from graticule_app.look import theme
from graticule_app.model.settings import Settings
from graticule_app.panels.protocol.fields import CheckBox, Switch
from graticule_app.shell.settings_dialog import SettingsDialog


@pytest.fixture(autouse=True)
def _usual_text(qapp):
    """The text is as it was for the tests after this one."""
    yield
    theme.apply(qapp, "dark", 100)


@pytest.fixture
def window(qtbot, tmp_path):
    return shown_window(qtbot, tmp_path / "results", size=(1600, 1000))


@pytest.mark.parametrize(
    ("size", "look", "wider"),
    [(100, "dark", 100), (100, "light", 130), (150, "light", 100), (175, "dark", 130),
     (200, "light", 100)],
)  # fmt: skip
def test_no_text_is_cut_off(qapp, qtbot, monkeypatch, tmp_path, size, look, wider):
    """`wider`: letters in percent of their width, as words of another language are longer."""
    theme.apply(qapp, "dark", 100)
    font = QFont(theme._Shown.desktop)
    font.setStretch(wider)
    monkeypatch.setattr(theme._Shown, "desktop", font)
    theme.apply(qapp, look, size)
    assert trouble_in(qtbot, tmp_path) == {}


@pytest.mark.parametrize("size", [100, 150])
def test_no_german_text_is_cut_off(qapp, qtbot, german, tmp_path, size):
    theme.apply(qapp, "dark", size)
    assert trouble_in(qtbot, tmp_path) == {}


def trouble_in(qtbot, tmp_path) -> dict[str, str]:
    """Each text of the program that cannot be read, and where it stands."""
    window = shown_window(qtbot, tmp_path / "results", size=(1600, 1000))
    trouble: dict[str, str] = {}
    for name, shown in pages(window, qtbot, tmp_path):
        for _ in range(40):  # layouts settle within some rounds of events
            qtbot.wait(10)
            found = clipped(shown)
            if not found:
                break
        trouble.update(dict.fromkeys(found, name))
    return trouble


def test_the_search_finds_what_is_cut_off(qtbot):
    """The test above would see it."""
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    label, button, box = QLabel("A long label"), QPushButton("A long button"), CheckBox("A box")
    outside = QPushButton("Outside", window)
    for widget in (label, button, box):
        column.addWidget(widget)
    window.show()
    outside.move(4000, 0)
    label.setFixedWidth(20)
    button.setFixedWidth(20)
    box.setFixedSize(8, 8)
    qtbot.waitUntil(lambda: label.width() == 20)
    assert {text.split("'")[1] for text in clipped(window)} == {
        "A long label", "A long button", "A box", "Outside",
    }  # fmt: skip


def test_another_size_is_seen_at_once_and_kept(qapp, qtbot, window, tmp_path):
    theme.apply(qapp, "dark", 100)
    open_one(window, qtbot, write_discs(tmp_path / "discs.tif"))
    side = window.bench.docks._docks["protocol"]
    qtbot.waitUntil(lambda: side.width() > 300, timeout=LONG)
    line, wide = window.bench.protocols.fontMetrics().height(), side.width()
    dialog = SettingsDialog(window.workspace.settings, window)
    qtbot.addWidget(dialog)
    dialog.changed.connect(window._use)
    dialog.show()
    dialog._text.setCurrentIndex(dialog._text.findData(150))
    qtbot.waitUntil(lambda: side.width() > 1.3 * wide, timeout=LONG)
    assert window.bench.protocols.fontMetrics().height() == pytest.approx(1.5 * line, abs=2)
    dialog.reject()
    assert theme.text_size() == 100
    dialog = SettingsDialog(window.workspace.settings, window)
    qtbot.addWidget(dialog)
    dialog._text.setCurrentIndex(dialog._text.findData(200))
    dialog.accept()
    assert Settings.load().text == 200


@pytest.mark.parametrize(("kept", "loaded"), [("160", 150), ("9", 100), ("900", 200), ("x", 100)])
def test_a_size_that_nobody_offers_is_the_nearest(kept, loaded):
    from PySide6.QtCore import QSettings

    QSettings().setValue("look/text", kept)
    assert Settings.load().text == loaded


def test_words_of_a_switch_go_on_in_the_next_line(qapp, qtbot):
    theme.apply(qapp, "dark", 100)
    field = Switch("Leave out what touches the edge of the scan")
    qtbot.addWidget(field)
    field.resize(400, field.heightForWidth(400))
    field.show()
    one = field.box.heightForWidth(400)
    assert field.box.heightForWidth(120) >= 2 * field.fontMetrics().height() > one
    field.resize(120, field.box.heightForWidth(120))
    qtbot.waitUntil(lambda: field.box.width() == 120)
    edits = []
    field.edited.connect(lambda: edits.append(field.value()))
    last_line = field.box.rect().bottomLeft()
    last_line += type(last_line)(30, -4)
    qtbot.mouseClick(field.box, Qt.MouseButton.LeftButton, pos=last_line)
    assert edits == [True]
    assert isinstance(field.box, QCheckBox)
    assert field.box.text() == "Leave out what touches the edge of the scan"
