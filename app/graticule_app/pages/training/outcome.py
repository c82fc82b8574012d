"""Good enough? The figures of a finished pack, its name, and the way into an analysis."""

from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from graticule_app.look import icons, theme
from graticule_app.look.translation import tr
from graticule_app.pages.training import finishing
from graticule_app.pages.training.training_cards import quiet
from graticule_app.pages.training.verdict import Verdict, percent

_COLOURS = {"good": "good", "fair": "warning", "poor": "error"}
_MOST = 8  # figures that are shown


class _Bar(QWidget):
    """A share as a bar with its number."""

    def __init__(self, share: float, colour: str) -> None:
        super().__init__()
        self._share = min(max(share, 0.0), 1.0)
        self._colour = colour
        self.setAccessibleName(percent(share))
        self.setMinimumWidth(120)

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(200, self.fontMetrics().height() + 4)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The bar, and the number at its right."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        text = percent(self._share)
        room = self.fontMetrics().horizontalAdvance("100 %") + theme.GAP
        bar = QRectF(0, self.height() / 2 - 3, self.width() - room, 6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("line"))
        painter.drawRoundedRect(bar, 3, 3)
        painter.setBrush(theme.color(self._colour))
        painter.drawRoundedRect(QRectF(bar.left(), bar.top(), bar.width() * self._share, 6), 3, 3)
        painter.setPen(theme.color("text"))
        painter.drawText(
            self.rect(), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, text
        )


class OutcomeCard(QFrame):
    """What came out, asked as a question: good enough?"""

    save_wanted = Signal(str)  # title
    use_wanted = Signal()
    test_wanted = Signal()
    report_wanted = Signal(object)  # Path

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.role(self, "outcome")
        self.setAccessibleName(tr("What came out"))
        self._report: Path | None = None
        self._word = QLabel()
        theme.role(self._word, "subtitle")
        self._sentence = QLabel(wordWrap=True)
        self._advice = quiet()
        self._figures = QGridLayout()
        self._figures.setHorizontalSpacing(theme.WIDE)
        self._figures.setVerticalSpacing(0)
        self.name = QLineEdit()
        self.name.setPlaceholderText(tr("Name of the pack, such as Fibres on tape"))
        self.name.setAccessibleName(tr("Name of the pack"))
        theme.keep(self.name, self.name.setMinimumWidth, 160)
        self.save = QPushButton(tr("Save the pack"))
        self.save.setToolTip(tr("Keep it under this name; any analysis can use it then"))
        self.use = QPushButton(icons.icon("analyse", "accent_text"), tr("Use it now"))
        # the bold letters of a primary button are wider than its hint, which is made before
        wide = self.use.fontMetrics().horizontalAdvance(self.use.text())
        self.use.setMinimumWidth(wide + 2 * theme.WIDE + 48)
        self.use.setToolTip(tr("Make a protocol with this pack, and go to the scan that is open"))
        self.test = QPushButton(tr("Test on other scans…"))
        self.test.setToolTip(tr("Compare it with annotated scans that it has not seen"))
        self.report = QPushButton(icons.icon("external"), tr("Open the test report"))
        self.report.hide()
        self._wrong = QLabel(wordWrap=True)
        theme.role(self._wrong, "error")
        self._busy = quiet()
        self._build()
        self.name.textEdited.connect(self._check)
        self.name.returnPressed.connect(self._save)
        self.save.clicked.connect(self._save)
        self.use.clicked.connect(self.use_wanted)
        self.test.clicked.connect(self.test_wanted)
        self.report.clicked.connect(lambda: self.report_wanted.emit(self._report))

    def _build(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(theme.TIGHT)
        for part in (self._word, self._sentence, self._advice):
            words.addWidget(part)
        words.addStretch(1)
        top = QHBoxLayout()
        top.setSpacing(theme.WIDE)
        top.addLayout(words, 3)
        top.addLayout(self._figures, 2)
        foot = QHBoxLayout()
        foot.setSpacing(theme.GAP)
        foot.addWidget(self.name, 1)
        for button in (self.save, self.use, self.test, self.report):
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.WIDE, 12, theme.WIDE, 12)
        column.setSpacing(theme.GAP)
        column.addLayout(top)
        column.addLayout(foot)
        column.addWidget(self._wrong)
        column.addWidget(self._busy)

    # --- what it shows

    def show_verdict(self, verdict: Verdict, title: str) -> None:
        """A pack is written and waits for its name."""
        self._word.setText(tr("{grade}. Good enough?", grade=verdict.word))
        self._sentence.setText(verdict.sentence)
        self._advice.setText(verdict.advice)
        self._advice.setVisible(bool(verdict.advice))
        while (item := self._figures.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for row, (name, share) in enumerate(verdict.figures[:_MOST]):
            label = QLabel(name)
            label.setTextFormat(Qt.TextFormat.PlainText)
            self._figures.addWidget(label, row, 0)
            self._figures.addWidget(_Bar(share, _COLOURS[verdict.grade]), row, 1)
        self._figures.setColumnStretch(1, 1)
        self._report = None
        self.report.hide()
        self.name.setText(title)
        self.set_saved(saved=False)
        self.tell("")
        self._check()

    def set_saved(self, *, saved: bool) -> None:
        """Saved, the next thing to do is to use it."""
        self.use.setVisible(saved)
        self.save.setVisible(not saved)
        self.name.setReadOnly(saved)
        theme.role(self.save, "" if saved else "primary")
        theme.role(self.use, "primary" if saved else "")
        if saved:
            self._word.setText(tr("Saved. It can be used now."))
            self._wrong.hide()
            self.use.setFocus()

    def set_report(self, path: Path) -> None:
        """A test has been written."""
        self._report = path
        self.report.show()
        self.tell("")

    def tell(self, text: str, *, wrong: bool = False) -> None:
        """What is going on, or what went wrong; "" for nothing."""
        self._wrong.setText(text if wrong else "")
        self._wrong.setVisible(wrong and bool(text))
        self._busy.setText("" if wrong else text)
        self._busy.setVisible(not wrong and bool(text))

    def set_testing(self, testing: bool) -> None:
        """While a test runs there is no other."""
        self.test.setEnabled(not testing)

    # --- the name

    def _check(self) -> None:
        title = self.name.text()
        trouble = finishing.trouble(title)
        replaces = not trouble and finishing.taken(title)
        self.save.setEnabled(not trouble)
        self.save.setText(tr("Replace the pack") if replaces else tr("Save the pack"))
        typed = bool(title.strip())
        self.tell(trouble if typed else "", wrong=True)

    def _save(self) -> None:
        if self.save.isEnabled() and self.save.isVisibleTo(self):
            self.save_wanted.emit(self.name.text().strip())
