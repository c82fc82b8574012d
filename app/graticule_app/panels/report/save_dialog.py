"""The dialog that asks what to save, and where."""

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from graticule.reports import Analysis
from graticule_app.look import icons, theme
from graticule_app.look.fitting import Fitted
from graticule_app.look.translation import tr, trn
from graticule_app.model.report_choice import PARTS, ReportChoice, has_chosen, remember, remembered
from graticule_app.model.report_saver import ReportSaver
from graticule_app.model.report_writing import in_the_way
from graticule_app.work.tasks import Policy, Tasks, as_bug

_PAUSE = 200  # ms of no typing before the folder is looked at


class SaveReportDialog(QDialog):
    """One folder, a check box per kind of file, one button; the saver does the rest.

    What was chosen last is chosen again. Show it with `open()`: it blocks its own window only
    while something is chosen, and nothing while files are written.
    """

    def __init__(
        self,
        saver: ReportSaver,
        analysis: Callable[[], Analysis],
        name: str,
        picture: QImage | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(tr("Save report"))
        self._saver, self._analysis, self._name, self._picture = saver, analysis, name, picture
        last = remembered()
        self._boxes = {part.key: QCheckBox(tr(part.title)) for part in PARTS}
        self._folder = QLineEdit(str(last.folder))
        self._replace = QRadioButton(tr("Replace them"))
        self._number = QRadioButton(tr("Keep both: the new files get a number"))
        self._number.setChecked(True)
        self._wrong = QLabel(wordWrap=True)
        self._save = QPushButton(tr("Save report"), default=True)
        self._tasks = Tasks(self, as_bug, Policy.LATEST)
        self._accepting = False
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE)
        self._timer.timeout.connect(self._look)
        self._build(last)
        self._look()
        self._save.setFocus()

    def choice(self) -> ReportChoice:
        """What is chosen now."""
        parts = frozenset(key for key, box in self._boxes.items() if box.isChecked())
        clash = self._clash.isVisibleTo(self)
        replace = "replace" if clash and self._replace.isChecked() else "number"
        return ReportChoice(Path(self._folder.text().strip()).expanduser(), parts, replace)

    def accept(self) -> None:
        """Look at the folder once more; then begin to save, remember the choice and close."""
        self._accepting = True
        self._look()

    def _begin(self) -> None:
        choice = self.choice()
        remember(choice)
        picture = self._picture if "view" in choice.parts else None
        self._saver.save(self._analysis, self._name, choice, picture)
        super().accept()

    def _build(self, last: ReportChoice) -> None:
        title = QLabel(tr("Save report of {name}", name=self._name), wordWrap=True)
        title.setTextFormat(Qt.TextFormat.PlainText)
        theme.role(title, "title")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.WIDE, theme.WIDE, theme.WIDE, theme.WIDE)
        layout.setSpacing(theme.WIDE)
        layout.addWidget(title)
        layout.addLayout(self._parts(last))
        layout.addLayout(self._place())
        self._clash = self._question()
        layout.addWidget(self._clash)
        theme.role(self._wrong, "error")
        layout.addWidget(self._wrong)
        layout.addStretch(1)
        cancel = QPushButton(tr("Cancel"), autoDefault=False)
        cancel.clicked.connect(self.reject)
        theme.role(self._save, "primary")
        self._save.setIcon(icons.icon("save-report", "accent_text"))
        self._save.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self._save)
        layout.addLayout(buttons)
        theme.keep(self, self.setMinimumWidth, 560)
        Fitted(self)

    def _parts(self, last: ReportChoice) -> QGridLayout:
        """A check box per kind of file, what it is for beside it."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.WIDE)
        grid.setVerticalSpacing(theme.GAP)
        grid.setColumnStretch(1, 1)
        for row, part in enumerate(PARTS):
            box = self._boxes[part.key]
            usable = part.key != "view" or self._picture is not None
            box.setEnabled(usable)
            box.setChecked(usable and part.key in last.parts)
            box.setToolTip(", ".join(part.files))
            box.setAccessibleDescription(tr(part.hint))
            box.toggled.connect(self._look)
            hint = QLabel(tr(part.hint), wordWrap=True)
            theme.role(hint, "quiet")
            grid.addWidget(box, row, 0)
            grid.addWidget(hint, row, 1)
        return grid

    def _place(self) -> QHBoxLayout:
        label = QLabel(tr("&Folder"))
        label.setBuddy(self._folder)
        self._folder.setAccessibleName(tr("Folder"))
        self._folder.textChanged.connect(self._timer.start)
        choose = QPushButton(tr("Choose…"), autoDefault=False)
        choose.setIcon(icons.icon("folder"))
        choose.clicked.connect(self._choose)
        row = QHBoxLayout()
        row.setSpacing(theme.GAP)
        row.addWidget(label)
        row.addWidget(self._folder, 1)
        row.addWidget(choose)
        return row

    def _question(self) -> QFrame:
        """What becomes of files that are there already; shown only if there are some."""
        frame = QFrame()
        theme.role(frame, "card")
        self._told = QLabel(wordWrap=True)
        self._told.setTextFormat(Qt.TextFormat.PlainText)
        column = QVBoxLayout(frame)
        column.setSpacing(theme.TIGHT)
        for part in (self._told, self._number, self._replace):
            column.addWidget(part)
        frame.hide()
        return frame

    def _choose(self) -> None:
        dialog = QFileDialog(self, tr("Folder for the report"), self._folder.text())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._folder.setText)
        dialog.open()

    def _look(self) -> None:
        """Tell what stands in the way of saving, or which files are there already."""
        text, picture = self._folder.text().strip(), self._picture is not None
        work = partial(_looking, text, self.choice(), self._name, picture=picture)
        self._tasks.run(work, tr("The folder"), self._show_look)

    def _show_look(self, found: tuple[str, list[Path]]) -> None:
        wrong, there = found
        accepting, self._accepting = self._accepting, False
        self._clash.setVisible(bool(there))
        if there:
            self._told.setText(
                trn(
                    "{name} is in this folder already.",
                    "{n} files of this report are in this folder already.",
                    len(there),
                    name=there[0].name,
                )
            )
            self._told.setToolTip("\n".join(path.name for path in there))
        self._wrong.setText(wrong)
        self._wrong.setVisible(bool(wrong) and any(b.isChecked() for b in self._boxes.values()))
        self._save.setEnabled(not wrong)
        if accepting and not wrong:
            self._begin()


class OneClick(QObject):
    """Saves a report as the last time, or opens the dialog where something has to be asked.

    That is the first time ever, and when files of this report are in the folder already.
    """

    asked = Signal(object)  # the dialog that was opened

    def __init__(self, saver: ReportSaver, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._saver, self._window = saver, parent
        self._tasks = Tasks(self, as_bug)

    def save(
        self, analysis: Callable[[], Analysis], name: str, picture: QImage | None = None
    ) -> None:
        """Look at the folder, then save or ask."""
        last = remembered()

        def take(found: tuple[str, list[Path]]) -> None:
            if not has_chosen() or found != ("", []):
                dialog = SaveReportDialog(self._saver, analysis, name, picture, self._window)
                dialog.open()
                self.asked.emit(dialog)
                return
            self._saver.save(analysis, name, last, picture if "view" in last.parts else None)

        work = partial(_looking, str(last.folder), last, name, picture=picture is not None)
        self._tasks.run(work, tr("The folder"), done=take)


def _looking(
    text: str, choice: ReportChoice, name: str, *, picture: bool
) -> tuple[str, list[Path]]:
    """Why this cannot be saved, or "", and which of its files are there; asks the disk."""
    wrong = _wrong_with(text, choice)
    return wrong, [] if wrong else in_the_way(choice, name, picture=picture)


def _wrong_with(text: str, choice: ReportChoice) -> str:
    """Why this cannot be saved; "" if it can."""
    if not choice.parts:
        return tr("Choose what to save.")
    if not text:
        return tr("Choose a folder.")
    if not choice.folder.is_absolute():
        return tr("Write the whole path of the folder, or choose it.")
    if choice.folder.exists() and not choice.folder.is_dir():
        return tr("{name} is a file, not a folder.", name=choice.folder.name)
    nearest = next(path for path in (choice.folder, *choice.folder.parents) if path.exists())
    if not os.access(nearest, os.W_OK):
        return tr("You may not write to {nearest}: choose another folder.", nearest=nearest)
    return ""
