"""How far the analysis of the open scan is."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton, QWidget

from graticule_app.look import icons, theme
from graticule_app.look.line import Line
from graticule_app.look.translation import tr
from graticule_app.model.analysis_progress import told_time
from graticule_app.model.entry import Entry, State
from graticule_app.model.workspace import Workspace

_STEPS = 1000  # of the bar


class RunBar(QFrame):
    """Stage, progress, time left, Stop and Continue for the scan that is open.

    It hides itself where there is nothing to tell: no analysis, or one that is done.
    """

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        queue = self._queue = workspace.queue
        self.setAccessibleName(tr("Analysis of this scan"))
        theme.role(self, "bar")
        self._text = Line(tr("Separating particles that touch"))
        self._rest = Line(tr("100% · 1,000 Mpx/min · about 59 min left"))
        self._bar = QProgressBar()
        self._bar.setRange(0, _STEPS)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(tr("Progress of the analysis"))
        self._stop = QPushButton(icons.icon("stop"), tr("Stop"))
        self._stop.setToolTip(tr("Stop the analysis; what is done is kept"))
        self._continue = QPushButton(icons.icon("run"), tr("Continue"))
        self._continue.setToolTip(tr("Go on where the analysis was stopped"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.GAP, theme.TIGHT, theme.GAP, theme.TIGHT)
        layout.setSpacing(theme.WIDE)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._bar, 2)
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
        if running:
            self._text.set_text(tr("Stopping") if entry.stopping else told.text)
            # Nothing is known before the first stage: the bar then moves by itself.
            self._bar.setRange(0, _STEPS if told.share else 0)
            self._bar.setValue(round(told.share * _STEPS))
            parts = (f"{told.share:.0%}" if told.share else "", told.rate)
            parts = (*parts, told_time(told.seconds_left))
            self._rest.set_text(" · ".join(part for part in parts if part), "quiet")
        else:
            failed = entry.state is State.failed
            self._text.set_text(entry.status, "error" if failed else "text")
        self.show()

    def _cancel(self) -> None:
        if self.entry is not None:
            self._queue.cancel(self.entry)

    def _resume(self) -> None:
        if self.entry is not None:
            self._queue.resume(self.entry)
