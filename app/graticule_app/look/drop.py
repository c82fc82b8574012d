"""Where files may be dropped: the dashed field that shows it, and what was dropped."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QAbstractButton

from graticule_app.look import theme


def dropped(data: QMimeData | None) -> list[Path]:
    """The files and folders of a drop or of the clipboard; an empty clipboard has no data."""
    urls = [] if data is None else data.urls()
    return [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]


class DropField(QAbstractButton):
    """A dashed field to press. What it lies on takes the drops; this shows that it does.

    `name` says to a screen reader that it can be pressed, too.
    """

    def __init__(self, text: str, name: str) -> None:
        super().__init__()
        self._over = False
        self.setText(text)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_over(self, over: bool) -> None:
        """Whether files are held over what takes them."""
        if over != self._over:
            self._over = over
            self.update()

    def draw_frame(self, painter: QPainter, ground: str, radius: int) -> str:
        """The dashed frame on a `ground`; gives the colour of a sign in it."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lit = self._over or self.underMouse() or self.hasFocus()
        pen = QPen(theme.color("link" if lit else "faint"), 2 if self._over else 1.4)
        pen.setDashPattern([5, 4])
        painter.setPen(pen)
        painter.setBrush(theme.color("raised" if self._over else ground))
        place = QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5)
        painter.drawRoundedRect(place, radius, radius)
        return "link" if lit else "quiet" if self.isEnabled() else "faint"
