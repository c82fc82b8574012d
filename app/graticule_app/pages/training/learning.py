"""Step 3: learning, and what comes of it."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from graticule.learn.events import (
    Event,
    Judged,
    Remark,
    Sample,
    Started,
    StepDone,
    Validated,
)
from graticule_app.look import icons, theme
from graticule_app.look.translation import tr, tr_noop
from graticule_app.pages.training.curves import Curves
from graticule_app.pages.training.outcome import OutcomeCard
from graticule_app.pages.training.runs import Run
from graticule_app.pages.training.training_cards import Remark as RemarkLine
from graticule_app.pages.training.training_cards import StepCard, quiet
from graticule_app.pages.training.training_progress import Progress
from graticule_app.pages.training.training_samples import SampleStrip, Shown
from graticule_app.pages.training.verdict import percent

_TIP = tr_noop("Learn in the background; you can work on meanwhile")
_STEPS = 1000  # of the bar
_EVERY = 400  # ms between two drawings
_MOST = 3  # remarks; later ones push the first out


class Learning(StepCard):
    """Start, stop, curves, sample answers, and the outcome."""

    start_wanted = Signal()
    stop_wanted = Signal()  # go on later
    keep_wanted = Signal()  # make the pack of the best so far
    go_on_wanted = Signal(object)  # Run
    forget_wanted = Signal(object)  # Run
    progressed = Signal(str)  # how far it is, in a few words

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(3, tr("Learning"), parent)
        self.progress = Progress()
        self.judged: Judged | None = None
        self.halted = False  # a training was stopped, and its curves are still shown
        self._unfinished: Run | None = None
        self.start = QPushButton(icons.icon("run", "accent_text"), tr("Start learning"))
        theme.role(self.start, "primary")
        self.stop = QPushButton(icons.icon("pause"), tr("Stop, go on later"))
        self.stop.setToolTip(tr("Nothing is lost: it goes on where it was, also tomorrow"))
        self.keep = QPushButton(icons.icon("done"), tr("Good enough: finish now"))
        self.keep.setToolTip(tr("Learn no more, and make the pack of the best so far"))
        self.go_on = QPushButton(icons.icon("continue"), "Go on")
        self.forget = QPushButton(tr("Forget it"))
        self.forget.setToolTip(tr("Do not offer this training again; its folder stays"))
        theme.role(self.forget, "flat")
        self.state = QLabel()
        self.state.setAccessibleName(tr("What is going on"))
        self.state.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.rest = QLabel()
        theme.role(self.rest, "quiet")
        self.bar = QProgressBar(textVisible=False)
        self.bar.setAccessibleName(tr("Progress of the learning"))
        self.curves = Curves()
        self.samples = SampleStrip()
        self.outcome = OutcomeCard()
        self._remarks = QVBoxLayout()
        self._empty = _Empty()
        self._build()
        self._timer = QTimer(self, interval=_EVERY)
        self._timer.timeout.connect(self._draw)
        for button, signal in (
            (self.start, self.start_wanted), (self.stop, self.stop_wanted),
            (self.keep, self.keep_wanted),
        ):  # fmt: skip
            button.clicked.connect(signal)
        self.go_on.clicked.connect(lambda: self.go_on_wanted.emit(self._unfinished))
        self.forget.clicked.connect(lambda: self.forget_wanted.emit(self._unfinished))
        self.show_idle("")

    def _build(self) -> None:
        for button in (self.forget, self.go_on, self.keep, self.stop, self.start):
            self.row.addWidget(button)
        told = QHBoxLayout()
        told.addWidget(self.state, 1)
        told.addWidget(self.rest)
        work = QWidget()
        column = QVBoxLayout(work)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP)
        column.addWidget(self.outcome)
        column.addWidget(self.curves, 2)
        column.addWidget(self.samples, 3)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._empty)
        self._pages.addWidget(work)
        self.column.addLayout(told)
        self.column.addWidget(self.bar)
        self.column.addLayout(self._remarks)
        self.column.addWidget(self._pages, 1)
        self.outcome.hide()

    # --- states

    def show_idle(self, missing: str) -> None:
        """Nothing is learned; `missing` says what a start still needs, "" for nothing."""
        self._show_buttons(self.start)
        self.allow(missing)
        self._empty.tell(missing)
        self._pages.setCurrentIndex(0)
        self.state.setText("")
        self.rest.setText("")
        self.bar.hide()

    def allow(self, missing: str) -> None:
        """Beside an outcome: whether it can learn anew; `missing` as in `show_idle`."""
        self.start.setEnabled(not missing)
        self.start.setToolTip(missing or tr(_TIP))

    def offer(self, run: Run | None, words: str) -> None:
        """A training that was not finished can go on; None takes the offer back."""
        self._unfinished = run
        self._empty.offer(words)
        for part in (self.go_on, self.forget):
            part.setVisible(run is not None)

    def show_running(self) -> None:
        """A training begins, or goes on."""
        self.progress = Progress()
        self.judged = None
        self.halted = False
        self._clear_remarks()
        self.curves.clear()
        self.samples.clear()
        self.outcome.hide()
        self._show_buttons(self.stop, self.keep)
        self.keep.setEnabled(False)
        self.stop.setEnabled(True)
        self._pages.setCurrentIndex(1)
        self.bar.setRange(0, 0)
        self.bar.show()
        self.badge.set_done(False)
        self._timer.start()
        self._draw()

    def recall(self, events: list[Event]) -> None:
        """Show what earlier parts of this training have noted."""
        for event in events:
            self.take(event)
        self.progress = Progress()

    def show_stopping(self, text: str) -> None:
        """Somebody wants it to stop; a step takes a while."""
        self.stop.setEnabled(False)
        self.keep.setEnabled(False)
        self.state.setText(text)

    def show_stopped(self, run: Run, text: str, *, wrong: bool = False) -> None:
        """It can go on from here; `wrong` where it was not stopped by a person."""
        self._end()
        self.halted = True
        self._unfinished = run
        self._show_buttons(self.start, self.go_on)
        self._show_start(tr("Start anew"), primary=False)
        theme.role(self.go_on, "primary")
        self.go_on.setIcon(icons.icon("continue", "accent_text"))
        self.start.setEnabled(True)
        self.state.setText(text)
        theme.role(self.state, "error" if wrong else "")
        self.rest.setText("")

    def show_done(self) -> None:
        """The pack is written; its verdict is shown by whoever knows the figures."""
        self._end()
        self._show_buttons(self.start)
        self._show_start(tr("Learn anew"), primary=False)
        self.start.setEnabled(True)
        self.state.setText(tr("Done"))
        self.rest.setText("")
        self.bar.hide()
        self.outcome.show()
        self.badge.set_done(True)

    def take(self, event: object) -> None:
        """Show an event of the training; many come a second, so drawing waits for the timer."""
        self.progress.feed(event)
        if isinstance(event, StepDone):
            self.curves.add_loss(event.step, event.steps, event.loss)
        elif isinstance(event, Validated):
            self.keep.setEnabled(self.stop.isEnabled())
            if event.metric in event.metrics:
                self.curves.add_agreement(event.step, event.metric, event.metrics[event.metric])
        elif isinstance(event, Sample):
            pictures = (event.image, event.truth, event.prediction)
            self.samples.add(event.number, Shown(event.step, event.name, pictures))
        elif isinstance(event, Started):
            said = tr(
                "Learning from {training}, testing on {validation}; on {device}",
                training=event.training, validation=event.validation, device=event.device,
            )  # fmt: skip
            self.bar.setToolTip(said)
        elif isinstance(event, Remark):
            self._add_remark(event.text)
        elif isinstance(event, Judged):
            self.judged = event

    # --- helpers

    def _end(self) -> None:
        self._timer.stop()
        self._draw()
        self.bar.setRange(0, _STEPS)

    def _draw(self) -> None:
        told = self.progress
        if self.stop.isEnabled() or not self._timer.isActive():
            self.state.setText(told.text)
        theme.role(self.state, "")
        self.rest.setText(told.rest)
        self.bar.setRange(0, _STEPS if told.share else 0)
        self.bar.setValue(round(told.share * _STEPS))
        self.curves.refresh()
        if self._timer.isActive():
            share = f" {percent(told.share)}" if told.share else ""
            left = f", {told.left}" if told.left else ""
            self.progressed.emit(f"Learning{share}{left}")

    def _show_buttons(self, *shown: QPushButton) -> None:
        for button in (self.start, self.stop, self.keep, self.go_on, self.forget):
            button.setVisible(button in shown)
        if self.start in shown:
            self._show_start(tr("Start learning"), primary=True)
        theme.role(self.go_on, "")
        self.go_on.setIcon(icons.icon("continue"))

    def _show_start(self, text: str, *, primary: bool) -> None:
        self.start.setText(text)
        self.start.setIcon(icons.icon("run", "accent_text" if primary else "text"))
        theme.role(self.start, "primary" if primary else "")

    def _add_remark(self, text: str) -> None:
        while self._remarks.count() >= _MOST:
            self._drop_remark()
        self._remarks.addWidget(RemarkLine("info", text))

    def _clear_remarks(self) -> None:
        while self._remarks.count():
            self._drop_remark()

    def _drop_remark(self) -> None:
        item = self._remarks.takeAt(0)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()


class _Empty(QWidget):
    """What will be here, before anything is learned."""

    def __init__(self) -> None:
        super().__init__()
        self._sign = QLabel()
        self._missing = QLabel(wordWrap=True)
        theme.role(self._missing, "subtitle")
        self._words = quiet(
            tr(
                "Here you will see the curves, and what the network finds on test images, "
                "while it learns. It runs in the background: you can go on working, stop it at "
                "any time, and go on later, also after a restart."
            )
        )
        self._offer = QLabel(wordWrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * theme.WIDE, theme.WIDE, 3 * theme.WIDE, theme.WIDE)
        column.setSpacing(theme.GAP)
        column.addStretch(2)
        for part in (self._offer, self._missing, self._words):
            column.addWidget(part)
        column.addStretch(3)

    def tell(self, missing: str) -> None:
        """What a start still needs."""
        self._missing.setText(missing or tr("Ready to learn"))

    def offer(self, words: str) -> None:
        """What can go on."""
        self._offer.setText(words)
        self._offer.setVisible(bool(words))
