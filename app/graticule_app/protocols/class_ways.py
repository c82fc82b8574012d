"""How particles that touch are cut apart, class by class."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from graticule_app.look import theme
from graticule_app.protocols.fields import ChoiceBox, Field

AS_ALL = ""
_LETTERS = 8


class ClassWays(Field):
    """One line per class: its name, and how it is cut if not as all others are."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._body = QWidget()
        self._grid = QGridLayout(self._body)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.GAP)
        self._grid.setVerticalSpacing(theme.TIGHT)
        self._grid.setColumnStretch(1, 1)
        self.add(self._body)
        self._names: tuple[str, ...] = ()
        self._ways: tuple[tuple[str, str], ...] = ()
        self._entries: dict[str, dict[str, Any]] = {}
        self.boxes: dict[str, ChoiceBox] = {}

    def offer(self, names: Sequence[str], ways: Sequence[tuple[str, str]]) -> None:
        """Offer these ways (value, words) for the classes of these names."""
        wanted = tuple(names), ((AS_ALL, "as the others"), *ways)
        if wanted != (self._names, self._ways):
            self._names, self._ways = wanted
            self._build()

    def value(self) -> dict[str, dict[str, Any]]:
        """What differs, by class; what a file says besides the way stays."""
        out = {}
        for name in self._names:
            entry = {k: v for k, v in self._entries.get(name, {}).items() if k != "method"}
            way = self.boxes[name].currentData()
            if way:
                entry["method"] = way
            if entry:
                out[name] = entry
        return out

    def set_value(self, value: Any) -> None:
        """Show what differs; `edited` is not sent."""
        self._entries = {name: dict(entry) for name, entry in (value or {}).items()}
        for name, box in self.boxes.items():
            way = self._entries.get(name, {}).get("method", AS_ALL)
            box.setCurrentIndex(max(0, box.findData(way)))

    def _build(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        self.boxes = {}
        for row, name in enumerate(self._names):
            box = ChoiceBox(_LETTERS)
            for way, words in self._ways:
                box.addItem(words, way)
            box.setAccessibleName(f"How touching {name} is cut")
            box.activated.connect(lambda _index: self.edited.emit())
            label = QLabel(name)
            label.setBuddy(box)
            self._grid.addWidget(label, row, 0)
            self._grid.addWidget(box, row, 1)
            self.boxes[name] = box
        self.set_value(self._entries)
