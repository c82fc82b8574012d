"""Errors and notices: a quiet bar above the scan, never a box that must be clicked away."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from graticule_app.look import icons, theme
from graticule_app.look.translation import tr
from graticule_app.work.message import Message

_STAYS = {"info": 8000, "done": 8000}  # ms; warnings and errors stay until they are read
_COLOURS = {"info": "link", "done": "good", "warning": "warning", "error": "error"}


class MessageBar(QFrame):
    """Shows one message at a time; later ones wait behind it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.role(self, "notice")
        self.setAccessibleName(tr("Messages"))
        self._waiting: list[Message] = []
        self._shown: Message | None = None
        self._pane: DetailsPane | None = None
        self._sign = QLabel()
        self._text = QLabel(wordWrap=True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._more = QLabel()
        theme.role(self._more, "quiet")
        self._details = QPushButton(tr("Details"))
        theme.role(self._details, "flat")
        self._details.clicked.connect(self._open_details)
        self._close = QToolButton()
        self._close.setIcon(icons.icon("close"))
        self._close.setToolTip(tr("Close this message"))
        self._close.setAccessibleName(tr("Close this message"))
        self._close.clicked.connect(self.dismiss)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.WIDE, theme.TIGHT, theme.GAP, theme.TIGHT)
        row.setSpacing(theme.GAP)
        self._action = QPushButton()
        self._action.clicked.connect(self._act)
        for part in (
            self._sign, self._text, self._more, self._action, self._details, self._close
        ):  # fmt: skip
            row.addWidget(part)
        row.setStretch(1, 1)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.dismiss)
        self.hide()

    @property
    def shown(self) -> Message | None:
        """The message that is on screen."""
        return self._shown

    def tell(self, message: Message) -> None:
        """Show a message; the same one twice in a row is shown once.

        An error comes at once, before notices.
        """
        if message == self._shown or message in self._waiting:
            return
        if self._shown is None:
            self._show(message)
        elif self._shown.kind in _STAYS:
            self._show(message)  # a notice that is read by now makes way
        else:
            self._waiting.append(message)
            self._count()

    def dismiss(self) -> None:
        """Take the message away; the next one, if any, comes."""
        self._timer.stop()
        self._shown = None
        if self._waiting:
            self._show(self._waiting.pop(0))
        else:
            self.hide()

    def _show(self, message: Message) -> None:
        self._shown = message
        sign = {"info": "info", "done": "done", "warning": "warning", "error": "error"}
        self._sign.setPixmap(
            icons.pixmap(sign[message.kind], 18, _COLOURS[message.kind], self.devicePixelRatioF())
        )
        self._text.setText(message.text)
        self._text.setAccessibleName(message.text)
        self._details.setVisible(bool(message.details))
        self._action.setVisible(message.action is not None)
        self._action.setText(message.action[0] if message.action else "")
        self._count()
        self.show()
        if message.kind not in _STAYS or (message.kind == "info" and message.action):
            self._timer.stop()  # it stays until it is read
        else:
            self._timer.start(_STAYS[message.kind] * (3 if message.action else 1))

    def _count(self) -> None:
        self._more.setText(tr("{count} more", count=len(self._waiting)) if self._waiting else "")
        self._more.setVisible(bool(self._waiting))

    def _act(self) -> None:
        message = self._shown
        self.dismiss()
        if message is not None and message.action is not None:
            message.action[1]()

    def _open_details(self) -> None:
        if self._shown is not None:
            self._pane = DetailsPane(self._shown, self.window())
            self._pane.show()


class DetailsPane(QDialog):
    """What lies behind a message, to be read or copied; work goes on beside it."""

    def __init__(self, message: Message, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(False)
        self.setWindowTitle(tr("Details"))
        said = QLabel(message.text, wordWrap=True)
        said.setTextFormat(Qt.TextFormat.PlainText)
        text = QPlainTextEdit(message.details, readOnly=True)
        text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        text.setAccessibleName(tr("Details"))
        copy, close = QPushButton(tr("Copy")), QPushButton(tr("Close"))
        copy.setIcon(icons.icon("copy"))
        copy.clicked.connect(
            lambda: QGuiApplication.clipboard().setText(f"{message.text}\n\n{message.details}")
        )
        close.clicked.connect(self.close)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(copy)
        buttons.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.WIDE, theme.WIDE, theme.WIDE, theme.WIDE)
        layout.addWidget(said)
        layout.addWidget(text)
        layout.addLayout(buttons)
        self.resize(680, 360)
