"""The frame of a step: its number, what it is about, and room for its parts."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from graticule_app.look import icons, theme
from graticule_app.look.translation import tr

_BADGE = 26  # px


class Badge(QWidget):
    """The step's number in a disc; a tick once the step is done."""

    def __init__(self, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number = number
        self._done = False
        self.setFixedSize(QSize(_BADGE, _BADGE))

    def set_done(self, done: bool) -> None:
        """Whether this step has what it needs."""
        if done != self._done:
            self._done = done
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A filled disc while there is something to do, a quiet one with a tick after that."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("raised" if self._done else "accent"))
        painter.drawEllipse(QRectF(self.rect()))
        if self._done:
            size = 16
            sign = icons.pixmap("check", size, "good", self.devicePixelRatioF())
            painter.drawPixmap((_BADGE - size) // 2, (_BADGE - size) // 2, sign)
            return
        font = self.font()
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(theme.color("accent_text"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, str(self._number))


class StepCard(QFrame):
    """One step of the page; put its parts into `column`, small ones beside the title into `row`."""

    def __init__(self, number: int, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.role(self, "step")
        self.setAccessibleName(tr("Step {number}: {title}", number=number, title=title))
        self.badge = Badge(number)
        heading = QLabel(title)
        theme.role(heading, "subtitle")
        self.row = QHBoxLayout()
        self.row.setSpacing(theme.GAP)
        self.row.addWidget(self.badge)
        self.row.addWidget(heading)
        self.row.addStretch(1)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(theme.WIDE, 12, theme.WIDE, theme.WIDE)
        self.column.setSpacing(theme.GAP)
        self.column.addLayout(self.row)


def quiet(text: str = "") -> QLabel:
    """A line of quiet text that wraps."""
    label = QLabel(text, wordWrap=True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    theme.role(label, "quiet")
    return label


class Remark(QWidget):
    """One thing that a person should know: a sign, what it is, and quietly what to do."""

    def __init__(self, kind: str, text: str, advice: str = "") -> None:
        super().__init__()
        signs = {"error": ("error", "error"), "warning": ("warning", "warning"),
                 "info": ("info", "link")}  # fmt: skip
        name, colour = signs[kind]
        sign = QLabel()
        sign.setPixmap(icons.pixmap(name, 16, colour, self.devicePixelRatioF()))
        said = QLabel(text, wordWrap=True)
        said.setTextFormat(Qt.TextFormat.PlainText)
        said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(said)
        if advice:
            words.addWidget(quiet(advice))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GAP)
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        self.setAccessibleName(f"{text} {advice}".strip())
