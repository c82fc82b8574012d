import sys

from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QDialogButtonBox, QPushButton, QWidget

from graticule import __version__
from graticule_app.shell.about import AboutDialog, licences_file


def pressed(dialog, text):
    buttons = dialog.findChild(QDialogButtonBox).findChildren(QPushButton)
    next(button for button in buttons if button.text().replace("&", "") == text).click()


def test_versions_can_be_copied(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    pressed(AboutDialog(parent), "Copy versions")
    told = QGuiApplication.clipboard().text()
    assert told.startswith(f"Graticule {__version__}\nPython ")
    assert "numpy" in told


def test_a_packaged_program_shows_its_licences(qtbot, tmp_path, monkeypatch):
    assert licences_file() is None
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "graticule-app"))
    assert licences_file() is None
    (tmp_path / "THIRD-PARTY-LICENCES.txt").write_text("all of them")
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    parent = QWidget()
    qtbot.addWidget(parent)
    pressed(AboutDialog(parent), "Licences")
    assert [url.toLocalFile() for url in opened] == [str(tmp_path / "THIRD-PARTY-LICENCES.txt")]
