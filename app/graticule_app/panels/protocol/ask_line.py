"""A question in one line inside the panel, instead of a box that stops all work."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from graticule_app.look import theme
from graticule_app.look.translation import tr


class AskLine(QFrame):
    """Asks for a name, or whether something is meant; hidden until it is asked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.role(self, "card")
        self._question = QLabel()
        self._question.setWordWrap(True)
        self.edit = QLineEdit()
        self.edit.setMaxLength(80)
        self.edit.setAccessibleName(tr("Name"))
        self.yes = QPushButton()
        self.no = QPushButton(tr("Cancel"))
        theme.role(self.no, "flat")
        self._trouble = QLabel()
        self._trouble.setWordWrap(True)
        theme.role(self._trouble, "error")
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.GAP, theme.GAP, theme.GAP, theme.GAP)
        column.setSpacing(theme.TIGHT)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.no)
        buttons.addWidget(self.yes)
        for widget in (self._question, self.edit, self._trouble):
            column.addWidget(widget)
        column.addLayout(buttons)
        self._check: Callable[[str], tuple[str, str]] | None = None
        self._answer: Callable[[str], None] | None = None
        self.edit.textEdited.connect(lambda _text: self._look())
        self.edit.returnPressed.connect(self._accept)
        self.yes.clicked.connect(self._accept)
        self.no.clicked.connect(self.hide)
        self.hide()

    def ask_name(
        self,
        question: str,
        start: str,
        check: Callable[[str], tuple[str, str]],
        answer: Callable[[str], None],
    ) -> None:
        """Ask for a name. `check` gives what is wrong with it ("" if nothing) and the button's
        word; `answer` is called with a name that is right. The line stays, waiting, until `end`.
        """
        self._open(question, answer, check)
        self.edit.setText(start)
        self.edit.setFocus()
        self.edit.selectAll()
        self._look()

    def ask(self, question: str, word: str, answer: Callable[[str], None]) -> None:
        """Ask whether something is meant; `word` stands on the button that does it.

        After `answer` was called the line stays, waiting, until `end`.
        """
        self._open(question, answer, None)
        self.yes.setText(word)
        self.yes.setEnabled(True)
        self.yes.setFocus()

    def end(self, trouble: str = "") -> None:
        """What was answered is done; or why it cannot be, and the question stays."""
        self.yes.setEnabled(True)
        self._say(trouble)
        self.setVisible(bool(trouble))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """As Qt asks for it."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def _open(
        self,
        question: str,
        answer: Callable[[str], None],
        check: Callable[[str], tuple[str, str]] | None,
    ) -> None:
        self._question.setText(question)
        self._answer, self._check = answer, check
        self.edit.setVisible(check is not None)
        self._say("")
        self.show()

    def _look(self) -> None:
        if self._check is not None:
            trouble, word = self._check(self.edit.text())
            self._say(trouble)
            self.yes.setText(word)
            self.yes.setEnabled(not trouble)

    def _say(self, text: str) -> None:
        self._trouble.setText(text)
        self._trouble.setVisible(bool(text))

    def _accept(self) -> None:
        if self._answer is None or not self.yes.isEnabled():
            return
        self.yes.setEnabled(False)
        self._answer(self.edit.text())
