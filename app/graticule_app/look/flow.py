"""A line of widgets that breaks where there is no room, as words do."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from graticule_app.look import theme


class FlowLayout(QLayout):
    """Widgets side by side at their own width, each line as high as its highest."""

    def __init__(self, parent: QWidget | None = None, gap: int = theme.GAP) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """As Qt asks for it."""
        self._items.append(item)

    def count(self) -> int:
        """As Qt asks for it."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """As Qt asks for it."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """As Qt asks for it."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def hasHeightForWidth(self) -> bool:
        """As Qt asks for it."""
        return True

    def heightForWidth(self, width: int) -> int:
        """As Qt asks for it."""
        return self._place(QRect(0, 0, width, 0), move=False)

    def sizeHint(self) -> QSize:
        """As Qt asks for it."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """As wide as the widest widget must be."""
        size = QSize(0, 0)
        for item in self._items:
            if not item.isEmpty():
                size = size.expandedTo(item.minimumSize())
        return size

    def setGeometry(self, rect: QRect) -> None:
        """As Qt asks for it."""
        super().setGeometry(rect)
        self._place(rect, move=True)

    def _place(self, rect: QRect, *, move: bool) -> int:
        """Lay out in a rectangle; gives the height that is needed."""
        x, y, line = rect.x(), rect.y(), 0
        row: list[tuple[QLayoutItem, QRect]] = []
        for item in self._items:
            if item.isEmpty():  # a hidden widget takes no room
                continue
            size = item.sizeHint().boundedTo(QSize(rect.width(), 1 << 16))
            if item.hasHeightForWidth():
                size.setHeight(item.heightForWidth(size.width()))
            if x > rect.x() and x + size.width() > rect.right() + 1:
                self._align(row, line, move=move)
                x, y, line, row = rect.x(), y + line + self._gap // 2, 0, []
            row.append((item, QRect(QPoint(x, y), size)))
            x += size.width() + self._gap
            line = max(line, size.height())
        self._align(row, line, move=move)
        return y + line - rect.y()

    def _align(self, row: list[tuple[QLayoutItem, QRect]], height: int, *, move: bool) -> None:
        """Widgets of a line stand on its middle."""
        for item, rect in row:
            if move:
                item.setGeometry(rect.translated(0, (height - rect.height()) // 2))

    def expandingDirections(self) -> Qt.Orientation:
        """As Qt asks for it."""
        return Qt.Orientation(0)
