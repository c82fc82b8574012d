"""One button per class: it classes what is selected, and what is drawn next."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QSizePolicy, QToolButton, QWidget

from graticule.classes import ClassInfo
from graticule_app.look import theme
from graticule_app.look.dots import dot_icon
from graticule_app.look.translation import tr, tr_engine

_COLUMNS = 2
_KEYS = 9  # number keys


class ClassButtons(QWidget):
    """The classes but the background, the first nine with the number that is their key."""

    chosen = Signal(int)  # class number

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._classes: tuple[ClassInfo, ...] = ()
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._group.idClicked.connect(self.chosen)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.TIGHT)

    def show_classes(self, classes: Sequence[ClassInfo]) -> None:
        """A button for each class; nothing is made anew if they are the same."""
        if tuple(classes) == self._classes:
            return
        self._classes = tuple(classes)
        for button in self._group.buttons():
            self._group.removeButton(button)
            self._grid.removeWidget(button)
            button.deleteLater()
        for number, info in enumerate(self._classes[1:], 1):
            self._group.addButton(self._button(number, info), number)
        self._place()

    def show_chosen(self, number: int) -> None:
        """Which class is drawn next."""
        button = self._group.button(number)
        if button is not None:
            button.setChecked(True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Two columns where all names have room in them, else one."""
        super().resizeEvent(event)
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        """Larger text needs more room."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._place()

    def _place(self) -> None:
        buttons = self._group.buttons()
        widest = max((button.minimumSizeHint().width() for button in buttons), default=0)
        fits = _COLUMNS * widest + theme.TIGHT <= self.width()
        columns = _COLUMNS if fits else 1
        for column in range(_COLUMNS):
            self._grid.setColumnStretch(column, int(column < columns))
        for button in buttons:
            place = self._group.id(button) - 1
            self._grid.addWidget(button, place // columns, place % columns)

    def _button(self, number: int, info: ClassInfo) -> QToolButton:
        button = QToolButton()
        key = f"{number}  " if number <= _KEYS else ""
        name = tr_engine(info.name)
        button.setText(f"{key}{name}".replace("&", "&&"))
        button.setIcon(dot_icon(info.color))
        button.setCheckable(True)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        button.setToolTip(
            tr(
                "Selected particles, and what is drawn next, are {name} ({key})",
                name=name,
                key=number,
            )
            if number <= _KEYS
            else tr("Selected particles, and what is drawn next, are {name}", name=name)
        )
        button.setAccessibleName(tr("Class {name}", name=name))
        return button
