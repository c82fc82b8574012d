"""Fields with one line per class: in what one is treated otherwise than the others."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QFormLayout, QLabel, QWidget

from graticule_app.look.translation import tr, tr_engine
from graticule_app.panels.protocol.fields import ChoiceBox, Field, Measure, wrapping

AS_ALL = ""
_LETTERS = 8


class ByClass(Field):
    """One line per class: its name, and one entry (`key`) if it is not as all others have it."""

    key = ""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._body = QWidget()
        self._form = wrapping(QFormLayout(self._body))
        self.add(self._body)
        self._names: tuple[str, ...] = ()
        self._entries: dict[str, dict[str, Any]] = {}

    @abstractmethod
    def _made(self, name: str) -> QWidget:
        """What stands beside the name of a class."""

    @abstractmethod
    def _told(self, name: str) -> Any:
        """What is entered for a class; nothing: as the others. `ValueError` where it is wrong."""

    @abstractmethod
    def _shown(self, name: str, entry: Any) -> None:
        """Show an entry, None for none."""

    def value(self) -> dict[str, dict[str, Any]]:
        """What differs, by class; what a file says besides stays."""
        out = {}
        for name in self._names:
            entry = {k: v for k, v in self._entries.get(name, {}).items() if k != self.key}
            if told := self._told(name):
                entry[self.key] = told
            if entry:
                out[name] = entry
        return out

    def set_value(self, value: Any) -> None:
        """Show what differs; `edited` is not sent."""
        self._entries = {name: dict(entry) for name, entry in (value or {}).items()}
        for name in self._names:
            self._shown(name, self._entries.get(name, {}).get(self.key))

    def _build(self, names: Sequence[str]) -> None:
        """Lines for the classes of these names, in place of those that there are."""
        while self._form.rowCount():
            self._form.removeRow(0)  # and deletes its widgets
        self._names = tuple(names)
        for name in self._names:
            made = self._made(name)
            label = QLabel(tr_engine(name))
            label.setBuddy(made)
            self._form.addRow(label, made)
        self.set_value(self._entries)


class ClassWays(ByClass):
    """How particles that touch are cut apart, class by class."""

    key = "method"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ways: tuple[tuple[str, str], ...] = ()
        self.boxes: dict[str, ChoiceBox] = {}

    def offer(self, names: Sequence[str], ways: Sequence[tuple[str, str]]) -> None:
        """Offer these ways (value, words) for the classes of these names."""
        offered = ((AS_ALL, tr("as the others")), *ways)
        if (tuple(names), offered) != (self._names, self._ways):
            self._ways, self.boxes = offered, {}
            self._build(names)

    def _made(self, name: str) -> QWidget:
        box = self.boxes[name] = ChoiceBox(_LETTERS)
        for way, words in self._ways:
            box.addItem(tr_engine(words), way)
        box.setAccessibleName(tr("How touching {class_name} is cut", class_name=tr_engine(name)))
        box.activated.connect(lambda _index: self.edited.emit())
        return box

    def _told(self, name: str) -> Any:
        return self.boxes[name].currentData()

    def _shown(self, name: str, entry: Any) -> None:
        box = self.boxes[name]
        box.setCurrentIndex(max(0, box.findData(entry or AS_ALL)))


class ClassSizes(ByClass):
    """The smallest particle that stays, class by class."""

    key = "min_diameter"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.measures: dict[str, Measure] = {}

    def offer(self, names: Sequence[str]) -> None:
        """A line for each class."""
        if tuple(names) != self._names:
            self.measures = {}
            self._build(names)

    def _made(self, name: str) -> QWidget:
        measure = self.measures[name] = Measure(tr("as the others"))
        measure.name(
            tr("Smallest {class_name}", class_name=tr_engine(name)),
            tr("Smaller ones of this class are left out."),
        )
        measure.edited.connect(self.edited)
        return measure

    def _told(self, name: str) -> Any:
        try:
            return self.measures[name].value()
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from error

    def _shown(self, name: str, entry: Any) -> None:
        self.measures[name].set_value(entry)
