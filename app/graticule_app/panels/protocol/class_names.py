"""The names and colours of the classes that a threshold finds."""

from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QColorDialog, QHBoxLayout, QLineEdit, QToolButton, QWidget

from graticule.classes import PALETTE, default_color
from graticule_app.look import theme
from graticule_app.look.translation import tr
from graticule_app.panels.protocol.fields import Column, Field

_SWATCH = QSize(16, 16)


class ClassNames(Field):
    """One line per class: its colour, which a click changes, and its name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = Column()
        self.add(self._lines)
        self._entries: list[dict[str, Any]] = []
        self._edits: list[QLineEdit] = []
        self._buttons: list[QToolButton] = []

    def value(self) -> list[dict[str, Any]]:
        """Names and colours; `ValueError` for a class without a name."""
        for entry, edit in zip(self._entries, self._edits, strict=True):
            entry["name"] = edit.text().strip()
            if not entry["name"]:
                raise ValueError(tr("Every class needs a name"))
        if len({entry["name"] for entry in self._entries}) < len(self._entries):
            raise ValueError(tr("Two classes have the same name"))
        return [dict(entry) for entry in self._entries]

    def set_value(self, value: Any) -> None:
        """Show these entries, or one class named "particle"."""
        entries: list[dict[str, Any]] = [
            {**entry, "color": list(entry.get("color") or default_color(i))}
            for i, entry in enumerate(value or [{"name": "particle"}])
        ]
        if len(entries) != len(self._edits):
            self._build(len(entries))
        self._entries = entries
        for i, (edit, entry) in enumerate(zip(self._edits, entries, strict=True)):
            if edit.text() != entry["name"]:
                edit.setText(entry["name"])
            self._paint(i)

    def _build(self, count: int) -> None:
        while (item := self._lines.column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        self._edits, self._buttons = [], []
        for i in range(count):
            line = QWidget()
            row = QHBoxLayout(line)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(theme.TIGHT)
            button, edit = QToolButton(), QLineEdit()
            button.setIconSize(_SWATCH)
            button.setAccessibleName(tr("Colour of class {number}", number=i + 1))
            button.setToolTip(tr("The colour in which the class is drawn"))
            edit.setAccessibleName(tr("Name of class {number}", number=i + 1))
            edit.setMaxLength(80)
            button.clicked.connect(lambda _on, i=i: self._choose(i))
            edit.textEdited.connect(lambda _text: self.edited.emit())
            row.addWidget(button)
            row.addWidget(edit, 1)
            self._lines.column.addWidget(line)
            self._edits.append(edit)
            self._buttons.append(button)

    def _paint(self, i: int) -> None:
        picture = QPixmap(_SWATCH)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor(*self._entries[i]["color"]))
        painter.setPen(theme.color("line"))
        painter.drawRoundedRect(picture.rect().adjusted(1, 1, -2, -2), 3, 3)
        painter.end()
        self._buttons[i].setIcon(QIcon(picture))

    def _choose(self, i: int) -> None:
        dialog = QColorDialog(QColor(*self._entries[i]["color"]), self)
        for at, color in enumerate(PALETTE):  # told apart by colour-blind people
            QColorDialog.setCustomColor(at, QColor(*color))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.colorSelected.connect(lambda color: self._take(i, color))
        dialog.open()

    def _take(self, i: int, color: QColor) -> None:
        if i < len(self._entries):
            self._entries[i]["color"] = [color.red(), color.green(), color.blue()]
            self._paint(i)
            self.edited.emit()
