"""What a shortcut may be: the rules that each passes before it is given out."""

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

_Mod, _Key = Qt.KeyboardModifier, Qt.Key
_FIELDS = (QLineEdit, QAbstractSpinBox, QComboBox, QPlainTextEdit, QTextEdit)
_SIGNS = "+-=,."  # signs that keyboards of all countries have without AltGr


def objection(sequence: QKeySequence) -> str:
    """Why nobody could press this on every keyboard; empty if everybody can."""
    if sequence.isEmpty():
        return "is no key"
    for combination in _combinations(sequence):
        held = combination.keyboardModifiers()
        if held & _Mod.ControlModifier and held & _Mod.AltModifier:
            return "holds Ctrl and Alt: as AltGr they type characters"
        key = combination.key()
        sign = chr(key) if key < _Key.Key_Escape else ""
        if sign and not (sign.isascii() and sign.isalnum()) and sign not in f"{_SIGNS} ":
            return f"needs {sign}, which many keyboards have with AltGr only"
    return ""


def is_bare(sequence: QKeySequence) -> bool:
    """Whether a field could mean something else by it: no Ctrl or Alt, and no function key."""
    first = _combinations(sequence)[0]
    strong = _Mod.ControlModifier | _Mod.AltModifier | _Mod.MetaModifier
    function = _Key.Key_F1 <= first.key() <= _Key.Key_F35
    return not first.keyboardModifiers() & strong and not function


def fields_in(widget: QWidget) -> list[QWidget]:
    """The fields of a part in which a person types or chooses, itself included."""
    return [each for each in (widget, *widget.findChildren(QWidget)) if isinstance(each, _FIELDS)]


def _combinations(sequence: QKeySequence) -> list[QKeyCombination]:
    places = range(sequence.count())
    return [sequence[place] for place in places]  # type: ignore[index] - PySide's stub lacks it
