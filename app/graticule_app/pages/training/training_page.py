"""The Training page: what to learn from, how, and how it goes."""

import time
from functools import partial
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, Qt, QTimer, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from graticule.errors import GraticuleError
from graticule.learn.events import Judged
from graticule.results import Result
from graticule_app.look import icons, theme
from graticule_app.look.drop import dropped
from graticule_app.look.translation import tr
from graticule_app.model.workspace import Workspace
from graticule_app.pages.training.desk import PackDesk
from graticule_app.pages.training.found import Found
from graticule_app.pages.training.how import HowToLearn
from graticule_app.pages.training.learn_from import LearnFrom
from graticule_app.pages.training.learning import Learning
from graticule_app.pages.training.looking import looking
from graticule_app.pages.training.noted import recalling
from graticule_app.pages.training.reviewed import exporting
from graticule_app.pages.training.runs import Run, new_record
from graticule_app.pages.training.teaching import Teaching
from graticule_app.pages.training.verdict import verdict
from graticule_app.work.ending import FOREVER
from graticule_app.work.message import Message, message_of
from graticule_app.work.tasks import Tasks

_LEFT = (400, 620)  # px of `theme.px`: least and greatest width of the first two steps
_SOON = 150  # ms after the last change of the choice until the files are looked at


class TrainingPage(QWidget):
    """Three steps on one page, from annotated scans to a pack that is used at once."""

    message = Signal(object)  # Message

    def __init__(
        self,
        workspace: Workspace,
        parent: QWidget | None = None,
        command: list[str] | None = None,
    ) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.setAccessibleName(tr("Training"))
        self.setAcceptDrops(True)
        self.source = LearnFrom()
        self.how = HowToLearn()
        self.learning = Learning()
        self.teaching = Teaching(lambda: self.workspace.settings.results, self, command)
        self._tasks = Tasks(self, self._broke)
        self.desk = PackDesk(self.learning.outcome, self)
        self._found: Found | None = None
        self._looks = 0  # as `_asked`, for unfinished trainings
        self._asked = 0  # number of the newest look: a late answer is dropped
        self._going_on = False
        self._soon = QTimer(self, singleShot=True, interval=_SOON)
        self._soon.timeout.connect(self._look)
        self._build()
        self._connect()
        self._show_state()

    # --- making

    def _build(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, theme.GAP, 0)
        column.setSpacing(12)
        column.addWidget(self.source)
        column.addWidget(self.how)
        column.addStretch(1)
        self._left = QScrollArea()
        self._left.setWidgetResizable(True)
        self._left.setFrameShape(QFrame.Shape.NoFrame)
        self._left.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._left.setWidget(left)
        right = self._right = QScrollArea()
        right.setWidgetResizable(True)
        right.setFrameShape(QFrame.Shape.NoFrame)
        right.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        right.setWidget(self.learning)
        steps = QHBoxLayout()
        steps.setSpacing(12)
        steps.addWidget(self._left)
        steps.addWidget(right, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.WIDE, theme.GAP, theme.WIDE, theme.WIDE)
        whole.setSpacing(theme.GAP)
        whole.addLayout(self._head())
        whole.addLayout(steps, 1)

    def _head(self) -> QHBoxLayout:
        back = QToolButton()
        back.setIcon(icons.icon("previous"))
        back.setToolTip(tr("Back; what is being learned goes on"))
        back.setAccessibleName(tr("Back"))
        back.clicked.connect(self._leave)
        title = QLabel(tr("Teach Graticule what to find"))
        theme.role(title, "title")
        promise = QLabel(
            tr("Show it annotated scans; it makes a pack that finds the same in others.")
        )
        promise.setWordWrap(True)
        theme.role(promise, "quiet")
        guide = QPushButton(icons.icon("help"), tr("How this works"))
        theme.role(guide, "flat")
        guide.clicked.connect(lambda: self.workspace.help_wanted.emit("training"))
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(back)
        head.addWidget(title)
        head.addWidget(promise, 1)
        head.addWidget(guide)
        return head

    def _connect(self) -> None:
        self.source.changed.connect(self._look_soon)
        self.how.target_changed.connect(self._look_soon)
        self.how.changed.connect(self._show_state)
        step, teaching = self.learning, self.teaching
        step.start_wanted.connect(self.start)
        step.stop_wanted.connect(self._stop)
        step.keep_wanted.connect(self._keep)
        step.go_on_wanted.connect(self.go_on)
        step.forget_wanted.connect(self._forget)
        self.desk.message.connect(self.message)
        self.message.connect(self.workspace.message)
        self.desk.use_protocol.connect(self._use)
        teaching.began.connect(self._began)
        teaching.told.connect(step.take)
        teaching.stopped.connect(self._stopped)
        teaching.failed.connect(self._failed)
        teaching.done.connect(self._done)
        step.progressed.connect(self.workspace.learning)
        teaching.busy_changed.connect(
            lambda busy: None if busy else self.workspace.learning.emit("")
        )

    def showEvent(self, event: QShowEvent) -> None:
        """Offer what was not finished."""
        super().showEvent(event)
        self._show_state()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A third of the width for what is chosen, as long as it is readable."""
        super().resizeEvent(event)
        least, most = (theme.px(size) for size in _LEFT)
        self._left.setFixedWidth(min(max(self.width() // 3, least), most))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """What is dropped here is to be learned from; elsewhere the window would open it."""
        if dropped(event.mimeData()):
            event.acceptProposedAction()
            self.source.drop.set_over(not self.busy)

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        """It went away again."""
        self.source.drop.set_over(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Learn from it."""
        self.source.drop.set_over(False)
        event.acceptProposedAction()
        if self.busy:
            text = tr("It is learning now: add more when it has ended, and let it learn anew.")
            self.message.emit(Message(text, "info"))
        else:
            self.source.add(dropped(event.mimeData()))

    # --- what the window asks

    # --- what the window asks of a page

    has_tools = False

    @property
    def busy(self) -> str:
        """Whether something is being learned."""
        return tr("The program is learning") if self.teaching.busy else ""

    def take_drop(self, paths: list[Path]) -> list[Path]:
        """What is to be learned from, the page takes itself, when it is dropped there."""
        return paths

    def come(self) -> None:
        """What can be learned from may be more by now."""
        results = [document.result for document in self.workspace.documents]
        self._offer_reviews([each for each in results if each is not None and each.complete])

    def leave_soon(self) -> None:
        """Nothing waits to begin."""

    def save_layout(self) -> None:
        """There is nothing to remember."""

    def _leave(self) -> None:
        """Back to the scan or, without one, to the start page."""
        there = self.workspace.current is not None
        self.workspace.page_wanted.emit("scan" if there else "start")

    def _use(self, name: str, title: str) -> None:
        """Choose a protocol for the scan that is open, and show that."""
        self._leave()
        if self.workspace.current is None:
            text = tr("The protocol “{title}” is ready. Open a scan to use it.", title=title)
            action = (tr("Open a scan…"), self.workspace.scans_wanted.emit)
            self.message.emit(Message(text, "done", action=action))
            return
        self.workspace.protocol_wanted.emit(name)
        text = tr(
            "The protocol “{title}” is chosen. Analyse finds what it has learned.", title=title
        )
        self.message.emit(Message(text, "done"))

    def _offer_reviews(self, results: list[Result]) -> None:
        """Results of open scans, which may have been reviewed: they can be learned from."""
        self.source.set_reviews(
            [(result.source.name, partial(self._take_review, result)) for result in results]
        )

    def _take_review(self, result: Result) -> None:
        self._tasks.run(
            exporting(result.folder),
            tr("Taking the review of {name}", name=result.source.name),
            done=lambda path: self.source.add([path]),
        )

    def halt(self) -> None:
        """The window closes: the processes are told so."""
        self.teaching.end()
        self.desk.test.stop()

    def end(self, deadline: QDeadlineTimer = FOREVER) -> None:
        """Nothing runs on."""
        self.halt()
        self.desk.stop(deadline)
        self._tasks.stop(deadline)

    # --- step 1

    def _look_soon(self) -> None:
        self._found = None
        self._asked += 1
        self.source.set_looking()
        self._soon.start()
        self._show_state()

    def _look(self) -> None:
        number, paths = self._asked, self.source.paths
        if not paths:
            self._show_state()
            return
        self._tasks.run(
            looking(paths, self.how.told_target, self.how.kind.classes, self.how.pixel_size),
            tr("Looking at the annotations"),
            each=lambda text: self.source.tell(text) if number == self._asked else None,
            done=lambda found: self._take_found(number, found),
        )

    def _take_found(self, number: int, found: Found) -> None:
        if number == self._asked:
            self._found = found
            self.how.suggest(found.target)
            self.source.set_found(found)
            self._show_state()

    # --- step 3

    def start(self) -> None:
        """Begin to learn with what is chosen."""
        kind = self.how.kind
        try:
            options = self.how.options(self.workspace.settings.device)
            self.teaching.begin(new_record(kind, self.source.paths, options))
        except (GraticuleError, ValueError) as error:
            self.message.emit(message_of(error, tr("Starting to learn")))

    def go_on(self, run: Run) -> None:
        """Go on with a training that was stopped."""
        record = run.record
        self.source.set_paths(tuple(Path(path) for path in record.data))
        self.how.choose(record.kind)
        self.how.set_options(record.options)
        self._lock(locked=True)
        self._looks += 1  # what was asked before is stale
        self.learning.show_running()

        def recalled(events: list) -> None:
            self.learning.recall(events)
            self._going_on = True
            self.teaching.go_on(run)

        self._tasks.run(recalling(run.folder), tr("Reading the curves"), done=recalled)

    def _began(self, _run: Run) -> None:
        if not self._going_on:
            self._lock(locked=True)
            self._looks += 1  # what was asked before is stale
            self.learning.show_running()
        self._going_on = False

    def _stop(self) -> None:
        self.learning.show_stopping(tr("Stopping after this step…"))
        self.teaching.stop()

    def _keep(self) -> None:
        self.learning.show_stopping(tr("Finishing with the best so far…"))
        self.teaching.keep()

    def _forget(self, run: Run) -> None:
        self.teaching.forget(run)
        self._show_state()

    def _stopped(self, run: Run) -> None:
        self._lock(locked=False)
        text = tr("Stopped after step {step:,}. It can go on at any time.", step=run.record.step)
        self.learning.show_stopped(run, text)

    def _failed(self, run: Run, text: str, details: str) -> None:
        self._lock(locked=False)
        self.message.emit(Message(text, "error", details))
        self.learning.show_stopped(run, text, wrong=True)

    def _done(self, run: Run, _event: object) -> None:
        self._lock(locked=False)
        judged = self.learning.judged or Judged({}, 0)
        self.learning.show_done()
        title = "" if run.record.title == self.how.kind.title else run.record.title
        self.desk.take(run)
        self.learning.outcome.show_verdict(verdict(judged.metrics, judged.images), title)
        if not self.isVisible():
            self.message.emit(
                Message(tr("The learning is done: look whether it is good enough."), "done")
            )

    def _lock(self, *, locked: bool) -> None:
        self.source.set_locked(locked)
        self.how.set_locked(locked)

    # --- helpers

    def _show_state(self) -> None:
        """What can be done now, and what is missing."""
        if self.busy:
            return
        if self.learning.outcome.isVisibleTo(self.learning) or self.learning.halted:
            self.learning.allow(self._missing())
            return
        self.learning.show_idle(self._missing())
        self._looks += 1
        done = partial(self._offer, self._looks)
        self._tasks.run(self.teaching.unfinished, tr("Looking for trainings"), done)

    def _offer(self, look: int, run: Run | None) -> None:
        """An unfinished training was found, or none; a late answer is dropped."""
        if look != self._looks or self.busy:
            return
        if not self.learning.outcome.isVisibleTo(self.learning) and not self.learning.halted:
            self.learning.offer(run, offered(run, time.time()) if run is not None else "")

    def _missing(self) -> str:
        if not self.source.paths:
            return tr("First choose what to learn from")
        if self._found is None:
            return tr("Looking at the annotations…")
        if not self._found.usable:
            return tr("Put right first what is listed at step 1")
        if self.how.wrong.isVisibleTo(self.how):
            return tr("Put right first what is listed at step 2")
        return ""

    def _broke(self, doing: str, error: Exception) -> None:
        self.message.emit(message_of(error, doing))


def offered(run: Run, now: float) -> str:
    """What can go on, and since when it waits."""
    record = run.record
    hours = (now - record.began) / 3600
    names = [Path(path).name for path in record.data]
    data = names[0]
    if len(names) > 1:
        data = tr("{names} and {count:,} more", names=names[0], count=len(names) - 1)
    begun = tr("begun today")
    if hours >= 36:
        begun = tr("begun {days:.0f} days ago", days=hours / 24)
    elif hours >= 12:
        begun = tr("begun yesterday")
    if not record.steps:
        return tr(
            "Not finished yet: “{title}” from {data}, {begun}.",
            title=record.title, data=data, begun=begun,
        )  # fmt: skip
    return tr(
        "Not finished yet: “{title}” from {data}, {begun}, step {step:,} of {steps:,}.",
        title=record.title, data=data, begun=begun, step=record.step, steps=record.steps,
    )  # fmt: skip
