"""The quiet line that tells how the saving goes."""

from pathlib import Path

from PySide6.QtCore import Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from graticule_app.look import icons, theme
from graticule_app.model.report_writing import Step
from graticule_app.model.workspace import Workspace

_STAYS = 60_000  # ms after the end


class SaveLine(QFrame):
    """Progress with Cancel while a report is written, then where it is with "Open folder".

    It shows and hides itself. Failures are the saver's `failed` signal, for the message bar.
    """

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        saver = workspace.reports
        theme.role(self, "bar")
        self.setAccessibleName("Saving")
        self._name = ""
        self._folder: Path | None = None
        self._sign = QLabel()
        self._text = QLabel()
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._bar = QProgressBar(textVisible=False)
        self._bar.setRange(0, 1000)
        theme.keep(self._bar, self._bar.setFixedWidth, 240)
        self._bar.setAccessibleName("Progress of saving")
        self._cancel = QPushButton("Cancel")
        self._cancel.setToolTip("Stop saving; files that are complete stay")
        self._cancel.clicked.connect(saver.cancel)
        self._open = QPushButton("Open folder")
        self._open.setToolTip("Show the saved files")
        self._open.clicked.connect(self._open_folder)
        self._close = QToolButton()
        self._close.setIcon(icons.icon("close"))
        self._close.setToolTip("Close this line")
        self._close.setAccessibleName("Close this line")
        self._close.clicked.connect(self.hide)
        for button in (self._cancel, self._open):
            theme.role(button, "flat")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.WIDE, theme.TIGHT, theme.GAP, theme.TIGHT)
        row.setSpacing(theme.GAP)
        for part in (self._sign, self._text, self._bar, self._cancel, self._open, self._close):
            row.addWidget(part)
        row.setStretch(1, 1)
        self._timer = QTimer(self, singleShot=True, interval=_STAYS)
        self._timer.timeout.connect(self.hide)
        saver.started.connect(self._started)
        saver.progressed.connect(self._progressed)
        saver.saved.connect(self._saved)
        saver.cancelled.connect(self._cancelled)
        saver.failed.connect(self.hide)
        self.hide()

    def _started(self, name: str) -> None:
        self._name = name
        self._timer.stop()
        self._bar.setValue(0)
        self._tell("save", "text", f"Saving {name}", running=True)

    def _progressed(self, step: Step) -> None:
        share = step.done / step.total if step.total else 1.0
        # The picture that some files share is drawn before the first of them.
        done = (max(step.number - 1, 0) + share * (step.number > 0)) / max(step.files, 1)
        self._bar.setValue(round(1000 * done))
        self._text.setText(f"Saving {self._name}: {step.name}")

    def _saved(self, files: list[Path]) -> None:
        self._folder = files[0].parent if files else None
        what = files[0].name if len(files) == 1 else f"{len(files)} files of {self._name}"
        self._tell("done", "good", f"Saved {what} in {self._folder}")

    def _cancelled(self, files: list[Path]) -> None:
        self._folder = files[0].parent if files else None
        kept = f"; {len(files)} complete files stay" if files else ""
        self._tell("cancelled", "quiet", f"Stopped saving {self._name}{kept}")

    def _tell(self, sign: str, colour: str, text: str, *, running: bool = False) -> None:
        self._sign.setPixmap(icons.pixmap(sign, 16, colour, self.devicePixelRatioF()))
        self._text.setText(text)
        self._text.setToolTip(text)
        self._bar.setVisible(running)
        self._cancel.setVisible(running)
        self._open.setVisible(not running and self._folder is not None)
        self._close.setVisible(not running)
        if not running:
            self._timer.start()
        self.show()

    def _open_folder(self) -> None:
        if self._folder is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))
