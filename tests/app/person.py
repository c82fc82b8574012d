"""A person at the real window: drops, clicks and keys, nothing that a hand could not do."""

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from dropping import drop
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget
from scipy.ndimage import distance_transform_edt

from graticule_app.model.document import Document
from graticule_app.pages.scan.scan_page import ScanPage
from graticule_app.panels.report.save_dialog import SaveReportDialog
from graticule_app.shell.window import MainWindow

_LEFT, _NO_KEYS = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


class Person:
    """Sits at a window and waits for what is seen, as `wait(what, seconds)` does."""

    def __init__(self, window: MainWindow, wait: Callable[[Callable[[], bool], float], None]):
        self.window = window
        self._wait = wait

    @property
    def bench(self) -> ScanPage:
        """The view and its panels, there once a scan was opened."""
        assert self.window.bench is not None
        return self.window.bench

    @property
    def document(self) -> Document:
        """The scan that is shown."""
        current = self.window.workspace.current
        assert current is not None
        return current

    def drop(self, *paths: Path) -> None:
        """Let files fall on the middle of the window."""
        assert drop(self.window, *paths)

    def open(self, path: Path) -> None:
        """Drop one scan and wait until it is shown sharp."""
        self.drop(path)
        shown = self.window.workspace
        self._wait(lambda: shown.current is not None and shown.current.path == path, 30)
        self.see_all()

    def see_all(self, seconds: float = 60) -> None:
        """Wait until the view has nothing more to fetch."""
        self._wait(lambda: self.bench.view.complete, seconds)

    def until(self, what: Callable[[], bool], seconds: float) -> None:
        """Wait until something is seen."""
        self._wait(what, seconds)

    def wait_a_little(self, seconds: float = 1.5) -> None:
        """Long enough for a panel to be filled."""
        end = time.monotonic() + seconds
        self._wait(lambda: time.monotonic() > end, seconds + 5)

    def analyse(self, seconds: float) -> int:
        """Press the one big button, wait for the particles; how often the overlay grew."""
        grown = []
        self.document.map_changed.connect(grown.append)
        self.click(self.bench.analyse.button)
        self._wait(lambda: self.bench.analysing.entry is not None, 10)
        self._wait(lambda: self.bench.analysing.entry is None, seconds)
        self._wait(lambda: self.bench.review.reviewed is not None, 30)
        self.document.map_changed.disconnect(grown.append)
        return len(grown)

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """The left button on a widget."""
        QTest.mouseClick(widget, _LEFT, _NO_KEYS, at if at is not None else widget.rect().center())

    def click_row(self, row: int) -> int:
        """A row of the table; the particle that is selected then."""
        table = self.bench.table.view
        index = table.model().index(row, 1)
        table.scrollTo(index)
        self.click(table.viewport(), table.visualRect(index).center())
        self._wait(lambda: self.document.selection.only is not None, 5)
        return self.document.selection.only or 0

    def open_row(self, row: int) -> int:
        """A double click on a row: the view flies there."""
        number = self.click_row(row)
        table = self.bench.table.view
        at = table.visualRect(table.model().index(row, 1)).center()
        QTest.mouseDClick(table.viewport(), _LEFT, _NO_KEYS, at)
        self.see_all()
        return number

    def click_particle(self, number: int) -> None:
        """A particle in the view, at one of its pixels."""
        x, y = inside(self.document, number)
        view = self.bench.view
        at = view.to_screen().map(QPointF(x, y)).toPoint()
        assert view.rect().contains(at)
        self.click(view, at)
        self._wait(lambda: self.document.selection.only is not None, 5)

    def do(self, command: str) -> None:
        """A command of the menus; it must be possible now."""
        action = self.window.commands.action(command)
        self.window.commands.refresh()
        self._wait(action.isEnabled, 5)
        action.trigger()

    def save(self, folder: Path, seconds: float = 120) -> list[Path]:
        """Save the report into a folder by the dialog; the files that were written."""
        self.do("save-report-as")
        dialog = next(d for d in self.bench.findChildren(SaveReportDialog) if d.isVisible())
        place = next(e for e in dialog.findChildren(QLineEdit) if e.accessibleName() == "Folder")
        place.selectAll()
        QTest.keyClicks(place, str(folder))
        button = next(b for b in dialog.findChildren(QPushButton) if b.isDefault())
        self._wait(button.isEnabled, 5)
        written: list[Path] = []
        self.bench.saver.saved.connect(written.extend)
        self.click(button)
        self._wait(lambda: bool(written), seconds)
        self.bench.saver.saved.disconnect(written.extend)
        return written


def inside(document: Document, number: int) -> tuple[float, float]:
    """(x, y) in level-0 px of a pixel deep in a particle."""
    result, table = document.result, document.table
    assert result is not None
    assert table is not None
    row = int(np.flatnonzero(table["id"] == number)[0])
    sides = [float(table[key][row]) for key in ("left", "top", "right", "bottom")]
    (ox, oy), scale = result.origin, result.scale
    left, top = int((sides[0] - ox) / scale), int((sides[1] - oy) / scale)
    right, bottom = -int(-(sides[2] - ox) / scale // 1), -int(-(sides[3] - oy) / scale // 1)
    own = np.asarray(result.labels[top:bottom, left:right]) == number
    depth = np.asarray(distance_transform_edt(np.pad(own, 1)))
    y, x = np.unravel_index(np.argmax(depth), depth.shape)
    return (left + x - 0.5) * scale + ox, (top + y - 0.5) * scale + oy
