"""Entry fields for one value each. What a person typed may be wrong; `value()` says how."""

import math
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStyleOptionComboBox,
    QStylePainter,
    QVBoxLayout,
    QWidget,
)

from graticule.geometry import known_unit, parse_number
from graticule_app.look import theme
from graticule_app.look.translation import tr, tr_engine

LABELS = 96  # px of `theme.px`: the column of labels, the same in all groups
UNITS = ("px", "nm", "µm", "mm")
_NARROW = 8  # letters: how much of a choice must be readable


class Field(QWidget):
    """One value of a protocol. Only a person's changes are told with `edited`."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(theme.TIGHT)

    def add(self, widget: QWidget, stretch: int = 1) -> None:
        """Put a widget into the field; the first one takes the keyboard."""
        self.row.addWidget(widget, stretch)
        if self.focusProxy() is None:
            self.setFocusProxy(widget)

    def name(self, text: str, tip: str) -> None:
        """What a screen reader says, and the tool tip."""
        self.setAccessibleName(text)
        for child in self.findChildren(QWidget):
            if not child.accessibleName():
                child.setAccessibleName(text)
            child.setToolTip(tip)
            child.setAccessibleDescription(tip)

    def value(self) -> Any:
        """The value as the protocol wants it; `ValueError` tells the user what is wrong."""
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        """Show a value; `edited` is not sent."""
        raise NotImplementedError


class _NoWheel(QObject):
    """The wheel scrolls the form instead of changing a value that is only passed by."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QWheelEvent) and isinstance(watched, QWidget):
            event.ignore()
            return True
        return False


def calm(widget: QWidget) -> None:
    """Leave the wheel to the form around a widget."""
    widget.installEventFilter(_NoWheel(widget))
    widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)


class ChoiceBox(QComboBox):
    """A combo box that ends a text it has no room for with an ellipsis."""

    def __init__(self, letters: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumContentsLength(letters)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        calm(self)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """As Qt asks for it."""
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        box = QStyle.ComplexControl.CC_ComboBox
        room = self.style().subControlRect(box, option, part, self).width() - theme.TIGHT
        text: str = option.currentText  # type: ignore[attr-defined] - PySide's stub lacks it
        if self.currentIndex() < 0:
            text = self.placeholderText()
        shown = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
        option.currentText = shown  # type: ignore[attr-defined]
        painter.drawComplexControl(box, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)


class Choice(Field):
    """One of several values, each with its words."""

    def __init__(self, options: Sequence[tuple[Any, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = ChoiceBox(_NARROW)
        self.add(self.box)
        self.set_options(options)
        self.box.activated.connect(lambda _index: self.edited.emit())

    def set_options(self, options: Sequence[tuple[Any, str]]) -> None:
        """Offer other values; the one that is shown stays if it is among them."""
        shown = self.box.currentData()
        self.box.clear()
        for value, text in options:
            words = tr_engine(tr(text))  # the window's own, or a title that the engine gives
            self.box.addItem(words, value)
            self.box.setItemData(self.box.count() - 1, words, Qt.ItemDataRole.ToolTipRole)
        self.box.setCurrentIndex(max(0, self.box.findData(shown)))

    def value(self) -> Any:
        """The value that is chosen."""
        return self.box.currentData()

    def set_value(self, value: Any) -> None:
        """Show a value; `edited` is not sent."""
        index = self.box.findData(value)
        if index < 0:  # a channel or pack that is not here: shown as it is, not replaced
            self.box.addItem(tr("{value} (not here)", value=value), value)
            index = self.box.count() - 1
        self.box.setCurrentIndex(index)


def wrapping(form: QFormLayout) -> QFormLayout:
    """A form whose fields go below their labels where both have no room beside each other."""
    form.setContentsMargins(0, 0, 0, 0)
    form.setHorizontalSpacing(theme.GAP)
    form.setVerticalSpacing(theme.TIGHT)
    form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
    return form


class CheckBox(QCheckBox):
    """A check box whose words go on in the next line where one has no room for them."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def minimumSizeHint(self) -> QSize:
        """As Qt asks for it."""
        words = self.text().split() or [""]
        longest = max(self.fontMetrics().horizontalAdvance(word) for word in words)
        return QSize(self._indent() + longest + theme.TIGHT, super().minimumSizeHint().height())

    def hasHeightForWidth(self) -> bool:
        """As Qt asks for it."""
        return True

    def heightForWidth(self, width: int) -> int:
        """As Qt asks for it."""
        room = QRect(0, 0, max(1, width - self._indent()), 1 << 14)
        text = self.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, self.text())
        return max(super().minimumSizeHint().height(), text.height() + theme.TIGHT)

    def hitButton(self, place: QPoint) -> bool:
        """As Qt asks for it."""
        return self.rect().contains(place)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """As Qt asks for it."""
        painter = QStylePainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        place = self.style().subElementRect(
            QStyle.SubElement.SE_CheckBoxIndicator, option, self
        )  # fmt: skip
        line = self.fontMetrics().height()
        place.moveTop(max(0, (line + theme.TIGHT - place.height()) // 2))
        option.rect = place  # type: ignore[attr-defined] - PySide's stub lacks it
        painter.drawPrimitive(QStyle.PrimitiveElement.PE_IndicatorCheckBox, option)
        name = "text" if self.isEnabled() else "faint"
        painter.setPen(theme.color("link" if self.hasFocus() else name))
        room = self.rect().adjusted(self._indent(), theme.TIGHT // 2, 0, 0)
        painter.drawText(room, Qt.TextFlag.TextWordWrap, self.text())

    def _indent(self) -> int:
        style = self.style()
        width = style.pixelMetric(QStyle.PixelMetric.PM_IndicatorWidth, None, self)
        return width + style.pixelMetric(QStyle.PixelMetric.PM_CheckBoxLabelSpacing, None, self)


class Switch(Field):
    """Yes or no."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = CheckBox(words)
        self.add(self.box)
        self.box.clicked.connect(lambda _on: self.edited.emit())

    def value(self) -> bool:
        """Whether it is on."""
        return self.box.isChecked()

    def set_value(self, value: Any) -> None:
        """Show a value; `edited` is not sent."""
        self.box.setChecked(bool(value))


class Number(Field):
    """A number within bounds; `empty`, if given, is what an empty field stands for."""

    def __init__(
        self,
        low: float,
        high: float,
        *,
        whole: bool = False,
        empty: float | None = None,
        hint: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._low, self._high, self._whole, self._empty = low, high, whole, empty
        self.edit = QLineEdit()
        self.edit.setPlaceholderText(hint)
        self.add(self.edit)
        self.edit.textEdited.connect(lambda _text: self.edited.emit())

    def value(self) -> float | int:
        """The number; `ValueError` where it is none, or out of bounds."""
        text = self.edit.text().strip()
        if not text and self._empty is not None:
            return int(self._empty) if self._whole else self._empty
        if not text:
            raise ValueError(tr("Type a whole number") if self._whole else tr("Type a number"))
        number = parse_number(text)
        if not math.isfinite(number) or (self._whole and number != int(number)):
            raise ValueError(
                tr("“{text}” is not a whole number", text=text)
                if self._whole
                else tr("“{text}” is not a number", text=text)
            )
        if not self._low <= number <= self._high:
            raise ValueError(tr("From {low:g} to {high:g}", low=self._low, high=self._high))
        return int(number) if self._whole else number

    def set_value(self, value: Any) -> None:
        """Show a value; `edited` is not sent."""
        self.edit.setText("" if value is None or value == self._empty else f"{value:g}")


class Measure(Field):
    """A length or, with `area`, an area, such as "6 px"; empty means `hint`."""

    def __init__(self, hint: str, *, area: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._area = area
        self.edit = QLineEdit()
        self.edit.setPlaceholderText(hint)
        self.unit = QComboBox()
        for unit in UNITS:
            self.unit.addItem(unit if unit == "px" or not area else f"{unit}²", unit)
        calm(self.unit)
        self.add(self.edit, 1)
        self.add(self.unit, 0)
        self.edit.textEdited.connect(self._typed)
        self.unit.activated.connect(lambda _index: self.edited.emit())

    def _typed(self, text: str) -> None:
        """A unit that is typed after the number chooses the unit."""
        number, unit = _parted(text)
        if unit is not None:
            self.unit.setCurrentIndex(self.unit.findData(unit))
            at = self.edit.cursorPosition()
            self.edit.setText(number)
            self.edit.setCursorPosition(min(at, len(number)))
        self.edited.emit()

    def value(self) -> str:
        """A text such as "6 px", or ""; `ValueError` where it is no number."""
        text = self.edit.text().strip()
        if not text:
            return ""
        number = parse_number(text)
        if not math.isfinite(number):
            raise ValueError(tr("“{text}” is not a number", text=text))
        if number < 0:
            raise ValueError(tr("Not less than nothing"))
        return f"{number:.10g} {self.unit.currentText()}"

    def set_value(self, value: Any) -> None:
        """Show a value; `edited` is not sent."""
        number, unit = _parted(str(value or ""))
        self.edit.setText(number)
        if unit is not None:
            self.unit.setCurrentIndex(self.unit.findData(unit))


class Words(Field):
    """A line, or with `lines` a paragraph, of text."""

    def __init__(self, *, lines: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit: QLineEdit | QPlainTextEdit = QPlainTextEdit() if lines else QLineEdit()
        if isinstance(self.edit, QPlainTextEdit):
            self.setFixedHeight(6 * self.fontMetrics().lineSpacing())
            self.edit.setTabChangesFocus(True)
            self.edit.textChanged.connect(self._changed)
        else:
            self.edit.textEdited.connect(lambda _text: self.edited.emit())
        self._silent = False
        self.add(self.edit)

    def _changed(self) -> None:
        if not self._silent:
            self.edited.emit()

    def value(self) -> str:
        """The text."""
        if isinstance(self.edit, QPlainTextEdit):
            return self.edit.toPlainText()
        return self.edit.text()

    def set_value(self, value: Any) -> None:
        """Show a value; `edited` is not sent."""
        text = str(value or "")
        if text == self.value():
            return  # a text under the cursor is not put there again
        self._silent = True
        if isinstance(self.edit, QPlainTextEdit):
            self.edit.setPlainText(text)
        else:
            self.edit.setText(text)
        self._silent = False


class Column(QWidget):
    """A column of widgets without margins."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme.TIGHT)


def _parted(text: str) -> tuple[str, str | None]:
    """A number's text and its unit of ours, as far as one is written after it."""
    stripped = text.strip().rstrip("²").removesuffix("^2").removesuffix("2" if "m2" in text else "")
    for at, letter in enumerate(stripped):
        if letter.isalpha() and letter not in "eE":
            found = known_unit(stripped[at:])
            if found is None or found[1] != 1:
                return text, None
            return stripped[:at].strip(), found[0]
    return text.strip(), None
