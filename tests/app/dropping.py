"""Files that fall on a widget, as a hand lets them."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

_HOW = (Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)


def drop(widget: QWidget, *paths: Path) -> bool:
    """Let files fall on the middle of a widget, if it takes them; whether it does."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    middle, copy = widget.rect().center(), Qt.DropAction.CopyAction
    enter = QDragEnterEvent(middle, copy, data, *_HOW)
    enter.ignore()
    QApplication.sendEvent(widget, enter)
    if enter.isAccepted():
        QApplication.sendEvent(widget, QDropEvent(QPointF(middle), copy, data, *_HOW))
    return enter.isAccepted()
