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
from graticule_app.look.translation import tr, trn
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
        self.setAccessibleName(tr("Saving"))
        self._name = ""
        self._folder: Path | None = None
        self._sign = QLabel()
        self._text = QLabel()
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._bar = QProgressBar(textVisible=False)
        self._bar.setRange(0, 1000)
        theme.keep(self._bar, self._bar.setFixedWidth, 240)
        self._bar.setAccessibleName(tr("Progress of saving"))
        self._cancel = QPushButton(tr("Cancel"))
        self._cancel.setToolTip(tr("Stop saving; files that are complete stay"))
        self._cancel.clicked.connect(saver.cancel)
        self._open = QPushButton(tr("Open folder"))
        self._open.setToolTip(tr("Show the saved files"))
        self._open.clicked.connect(self._open_folder)
        self._close = QToolButton()
        self._close.setIcon(icons.icon("close"))
        self._close.setToolTip(tr("Close this line"))
        self._close.setAccessibleName(tr("Close this line"))
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
        self._tell("save", "text", tr("Saving {name}", name=name), running=True)

    def _progressed(self, step: Step) -> None:
        share = step.done / step.total if step.total else 1.0
        # The picture that some files share is drawn before the first of them.
        done = (max(step.number - 1, 0) + share * (step.number > 0)) / max(step.files, 1)
        self._bar.setValue(round(1000 * done))
        self._text.setText(tr("Saving {name}: {step}", name=self._name, step=step.name))

    def _saved(self, files: list[Path]) -> None:
        self._folder = files[0].parent if files else None
        text = trn(
            "Saved {file} in {folder}", "Saved {n} files of {name} in {folder}", len(files),
            file=files[0].name if files else "", name=self._name, folder=self._folder,
        )  # fmt: skip
        self._tell("done", "good", text)

    def _cancelled(self, files: list[Path]) -> None:
        self._folder = files[0].parent if files else None
        text = tr("Stopped saving {name}", name=self._name)
        if files:
            text = trn(
                "Stopped saving {name}; {n} complete file stays",
                "Stopped saving {name}; {n} complete files stay", len(files), name=self._name,
            )  # fmt: skip
        self._tell("cancelled", "quiet", text)

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
