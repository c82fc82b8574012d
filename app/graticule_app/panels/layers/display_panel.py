"""The panel for light and dark, for channels, and for leafing through a stack."""

import math
from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from graticule_app.look import theme
from graticule_app.look.translation import tr, tr_engine
from graticule_app.model.display import DisplaySettings
from graticule_app.model.document import Document
from graticule_app.model.workspace import Workspace

_WIDTH = 260
_REACH = 100  # of a slider, to both sides of the middle
_OCTAVES = 2.0  # contrast and gamma go from a quarter to four times


class DisplayPanel(QWidget):
    """How light and dark scans are shown, and which image of a stack."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace, self._settings = workspace, workspace.display
        theme.keep(self, self.setMinimumWidth, 220)
        self.setAccessibleName(tr("Display"))
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.GAP,) * 4)
        column.setSpacing(theme.GAP)
        settings = self._settings
        self._brightness = _Row(
            tr("Brightness"), settings.set_brightness, _linear, _from_linear, self
        )
        self._contrast = _Row(tr("Contrast"), settings.set_contrast, _octaves, _from_octaves, self)
        self._gamma = _Row(tr("Gamma"), settings.set_gamma, _octaves, _from_octaves, self)
        for row in (self._brightness, self._contrast, self._gamma):
            column.addWidget(row)
        self._channels = QVBoxLayout()
        self._channels.setSpacing(theme.TIGHT)
        column.addLayout(self._channels)
        self._stack = _Stack(workspace, self)
        column.addWidget(self._stack)
        self._reset = QPushButton(tr("As in the file"), self)
        self._reset.setToolTip(tr("Show the scan as it is"))
        theme.role(self._reset, "flat")
        self._reset.clicked.connect(settings.reset)
        column.addWidget(self._reset, alignment=Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        settings.changed.connect(self._show)
        workspace.shown.connect(self._take_document)
        self._take_document()

    def sizeHint(self) -> QSize:
        """As Qt asks for it."""
        return QSize(_WIDTH, super().sizeHint().height())

    @property
    def _document(self) -> Document | None:
        return self._workspace.current

    def _take_document(self) -> None:
        while (item := self._channels.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        scan = self._document.scan if self._document is not None else None
        self._boxes: list[QCheckBox] = []
        if scan is not None and scan.channels > 1:
            for name in scan.channel_names[: 3 if _is_colour(scan.channel_names) else None]:
                words = tr_engine(name)
                box = QCheckBox(words[:1].upper() + words[1:], self)  # a stain keeps its own
                box.setToolTip(tr("Show this channel; one alone is shown in grey"))
                box.clicked.connect(lambda _=False: self._choose(self._settings))
                self._boxes.append(box)
                self._channels.addWidget(box)
        self._settings.set_channels(None)
        self.setEnabled(scan is not None)
        self._show()

    def _choose(self, settings: DisplaySettings) -> None:
        chosen = tuple(i for i, box in enumerate(self._boxes) if box.isChecked())
        if not chosen:  # nothing at all is no picture: the last one stays
            self._show()
        else:
            settings.set_channels(None if len(chosen) == len(self._boxes) else chosen)

    def _show(self) -> None:
        tone = self._settings.tone
        self._brightness.show_value(tone.brightness, f"{tone.brightness:+.2f}")
        self._contrast.show_value(tone.contrast, f"{tone.contrast:.2f}×")
        self._gamma.show_value(tone.gamma, f"{tone.gamma:.2f}")
        for number, box in enumerate(self._boxes):
            box.setChecked(tone.channels is None or number in tone.channels)
        self._reset.setEnabled(not tone.plain or tone.channels is not None)


class _Row(QWidget):
    """A name, a value and a slider; a double click on the slider puts it back."""

    def __init__(
        self,
        name: str,
        changed: Callable[[float], None],
        value: Callable[[int], float],
        place: Callable[[float], int],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._place = place
        self._slider = _Slider(self)
        self._slider.setRange(-_REACH, _REACH)
        self._slider.setAccessibleName(name)
        self._slider.setToolTip(tr("{name}; double click: as in the file", name=name))
        self._slider.valueChanged.connect(lambda v: changed(value(v)))
        self._text = QLabel(self)
        theme.role(self._text, "quiet")
        _lay_out(self, name, self._text, self._slider)

    def show_value(self, value: float, text: str) -> None:
        """Show a value without telling of it."""
        self._slider.blockSignals(True)
        self._slider.setValue(self._place(value))
        self._slider.blockSignals(False)
        self._text.setText(text)


class _Stack(QWidget):
    """Leafs through a stack; hidden where there is one picture."""

    def __init__(self, workspace: Workspace, parent: QWidget) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._slider = QSlider(Qt.Orientation.Horizontal, self)
        self._slider.setAccessibleName(tr("Picture of the stack"))
        self._slider.setPageStep(1)
        self._slider.valueChanged.connect(self._choose)
        self._name, self._text = QLabel(self), QLabel(self)
        theme.role(self._text, "quiet")
        _lay_out(self, self._name, self._text, self._slider)
        workspace.shown.connect(self._take_document)
        workspace.scan_changed.connect(self._show)
        self._take_document()

    def _take_document(self) -> None:
        document = self._workspace.current
        self.setVisible(document is not None and document.scan.frames > 1)
        if document is not None:
            self._slider.blockSignals(True)
            self._slider.setRange(0, document.scan.frames - 1)
            self._slider.blockSignals(False)
            axis = document.scan.frame_axis
            self._name.setText({"z": tr("Depth"), "time": tr("Time")}.get(axis, axis.capitalize()))
            self._show()

    def _choose(self, frame: int) -> None:
        if self._workspace.current is not None:
            self._workspace.current.set_frame(frame)

    def _show(self) -> None:
        document = self._workspace.current
        if document is not None:
            self._slider.setValue(document.frame)
            self._text.setText(
                tr("{frame} of {frames}", frame=document.frame + 1, frames=document.scan.frames)
            )


class _Slider(QSlider):
    """A slider whose middle is the usual value."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setPageStep(10)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.setValue(0)
        event.accept()


def _lay_out(row: QWidget, name: str | QLabel, text: QLabel, slider: QSlider) -> None:
    head = QHBoxLayout()
    head.addWidget(QLabel(name, row) if isinstance(name, str) else name, 1)
    head.addWidget(text)
    column = QVBoxLayout(row)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.TIGHT)
    column.addLayout(head)
    column.addWidget(slider)


def _is_colour(names: tuple[str, ...]) -> bool:
    return tuple(name.lower() for name in names[:3]) == ("red", "green", "blue")


def _linear(place: int) -> float:
    return place / _REACH


def _from_linear(value: float) -> int:
    return round(value * _REACH)


def _octaves(place: int) -> float:
    return 2 ** (place / _REACH * _OCTAVES)


def _from_octaves(value: float) -> int:
    return round(math.log2(max(value, 1e-6)) / _OCTAVES * _REACH)
