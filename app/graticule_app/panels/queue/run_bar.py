"""How far the analysis of the open scan is."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from graticule_app.look import icons, theme
from graticule_app.model.analysis_progress import told_time
from graticule_app.model.entry import Entry, State
from graticule_app.model.workspace import Workspace

_STEPS = 1000  # of the bar


class _Line(QLabel):
    """One line of plain text that gives way: what does not fit is elided, the tool tip has it."""

    colour = "text"

    def setText(self, text: str) -> None:  # noqa: N802 - Qt's name
        super().setText(text)
        self.setToolTip(text)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(self.fontMetrics().horizontalAdvance("Finding…"), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        painter = QPainter(self)
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.setPen(theme.color(self.colour))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, text)


class RunBar(QFrame):
    """Stage, progress, time left, Stop and Continue for the scan that is open.

    It hides itself where there is nothing to tell: no analysis, or one that is done.
    """

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        queue = self._queue = workspace.queue
        self.setAccessibleName("Analysis of this scan")
        theme.role(self, "bar")
        self._text = _Line()
        self._rest = QLabel()
        theme.role(self._rest, "quiet")
        self._bar = QProgressBar()
        self._bar.setRange(0, _STEPS)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Progress of the analysis")
        self._stop = QPushButton(icons.icon("stop"), "Stop")
        self._stop.setToolTip("Stop the analysis; what is done is kept")
        self._continue = QPushButton(icons.icon("run"), "Continue")
        self._continue.setToolTip("Go on where the analysis was stopped")
        layout = self._row = QHBoxLayout(self)
        layout.setContentsMargins(theme.GAP, theme.TIGHT, theme.GAP, theme.TIGHT)
        layout.setSpacing(theme.WIDE)
        layout.addWidget(self._text)
        layout.addWidget(self._bar, 1)
        layout.addWidget(self._rest)
        layout.addWidget(self._stop)
        layout.addWidget(self._continue)
        self._stop.clicked.connect(self._cancel)
        self._continue.clicked.connect(self._resume)
        for signal in (queue.rowsInserted, queue.rowsRemoved, queue.dataChanged):
            signal.connect(self._refresh)
        workspace.shown.connect(self._refresh)
        self.hide()

    @property
    def entry(self) -> Entry | None:
        """The entry that is told of."""
        document = self._workspace.current
        if document is None:
            return None
        return self._queue.entry_for(document.scan.path, document.frame)

    def _refresh(self) -> None:
        entry = self.entry
        if entry is None or entry.state is State.done:
            self.hide()
            return
        running = entry.state is State.running
        told = entry.outlook
        self._bar.setVisible(running)
        self._rest.setVisible(running)
        self._stop.setVisible(running or entry.state is State.waiting)
        self._stop.setEnabled(not entry.stopping)
        self._continue.setVisible(entry.can_continue)
        self._text.colour = "error" if entry.state is State.failed else "text"
        if running:
            self._text.setText("Stopping" if entry.stopping else told.text)
            # Nothing is known before the first stage: the bar then moves by itself.
            self._bar.setRange(0, _STEPS if told.share else 0)
            self._bar.setValue(round(told.share * _STEPS))
            parts = (f"{told.share:.0%}" if told.share else "", told.rate)
            parts = (*parts, told_time(told.seconds_left))
            self._rest.setText(" · ".join(part for part in parts if part))
        else:
            self._text.setText(entry.status)
        self._row.setStretchFactor(self._text, 0 if running else 1)
        self.show()

    def _cancel(self) -> None:
        if self.entry is not None:
            self._queue.cancel(self.entry)

    def _resume(self) -> None:
        if self.entry is not None:
            self._queue.resume(self.entry)
