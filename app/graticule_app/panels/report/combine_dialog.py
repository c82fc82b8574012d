"""The dialog that puts the results of several scans into one table."""

from collections.abc import Callable, Generator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from graticule.errors import ResultError
from graticule.reports import Analysis, iter_write_combined_csv, iter_write_combined_excel
from graticule.result_folder import result_folders
from graticule.results import Result
from graticule_app.look import icons, theme
from graticule_app.look.translation import tr, trn
from graticule_app.model.report_choice import remembered
from graticule_app.model.report_saver import ReportSaver
from graticule_app.model.report_writing import Step, free_path
from graticule_app.work.tasks import Tasks

_FOLDER = "combine/folder"


class CombineDialog(QDialog):
    """Results to tick, one file to write; show it with `open()`."""

    def __init__(
        self, saver: ReportSaver, folders: Sequence[Path] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(tr("All in one table"))
        self._saver = saver
        self._tasks = Tasks(self, self._tell_failure)
        self._trouble = ""  # why nothing was added, until something else is
        self._looked: tuple[list[Path], bool] | None = None  # files, whether one is there
        self._list = QListWidget()
        self._list.setAccessibleName(tr("Results"))
        self._list.itemChanged.connect(self._state)
        self._file = QLineEdit(str(remembered().folder / "combined.xlsx"))
        self._file.setAccessibleName(tr("File"))
        self._file.textChanged.connect(self._renamed)
        self._csv = QCheckBox(tr("Also as a table for other programs (CSV)"))
        self._csv.setChecked(True)
        self._csv.toggled.connect(self._state)
        self._told = QLabel(wordWrap=True)
        theme.role(self._told, "quiet")
        self._save = QPushButton(tr("Save table"))
        self._save.setDefault(True)
        self._build()
        for folder in folders:
            self._add(folder)
        self._state()
        self._look(partial(free_path, self._path()), partial(self._take_name, self._file.text()))

    def folders(self) -> list[Path]:
        """The results that are ticked, in the order of the list."""
        items = [self._list.item(row) for row in range(self._list.count())]
        return [
            item.data(Qt.ItemDataRole.UserRole)
            for item in items
            if item.checkState() == Qt.CheckState.Checked
        ]

    def add_folder(self, text: str) -> None:
        """Add a result, or all results in a folder."""
        QSettings().setValue(_FOLDER, text)
        self._trouble = ""
        self._look(partial(result_folders, Path(text)), self._take_folders)

    def accept(self) -> None:
        """Begin to write, and close."""
        if self._save.isEnabled():
            paths = self._paths()
            written: list[Path] = []
            self._saver.run(paths[0].name, combining(self.folders(), paths, written), written)
            super().accept()

    def _build(self) -> None:
        title = QLabel(tr("Several scans in one table"))
        theme.role(title, "title")
        add, choose = QPushButton(tr("Add results…")), QPushButton(tr("Choose…"))
        add.setIcon(icons.icon("add"))
        add.setToolTip(tr("A result's folder, or a folder with many of them"))
        add.clicked.connect(self._ask_folder)
        choose.setIcon(icons.icon("folder"))
        choose.clicked.connect(self._ask_file)
        cancel = QPushButton(tr("Cancel"))
        cancel.clicked.connect(self.reject)
        for button in (add, choose, cancel):
            button.setAutoDefault(False)
        theme.role(self._save, "primary")
        self._save.setIcon(icons.icon("combine", "accent_text"))
        self._save.clicked.connect(self.accept)
        label = QLabel(tr("&File"))
        label.setBuddy(self._file)
        place, buttons = QHBoxLayout(), QHBoxLayout()
        place.addWidget(label)
        place.addWidget(self._file, 1)
        place.addWidget(choose)
        buttons.addWidget(add)
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self._save)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.WIDE, theme.WIDE, theme.WIDE, theme.WIDE)
        layout.setSpacing(theme.WIDE)
        layout.addWidget(title)
        layout.addWidget(self._list, 1)
        layout.addLayout(place)
        layout.addWidget(self._csv)
        layout.addWidget(self._told)
        layout.addLayout(buttons)
        self.resize(600, 440)

    def _add(self, folder: Path) -> None:
        rows = range(self._list.count())
        if any(self._list.item(row).data(Qt.ItemDataRole.UserRole) == folder for row in rows):
            return
        item = QListWidgetItem(folder.name)
        item.setData(Qt.ItemDataRole.UserRole, folder)
        item.setToolTip(str(folder))
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Checked)
        self._list.addItem(item)

    def _path(self) -> Path:
        path = Path(self._file.text().strip()).expanduser()
        return path if path.suffix.lower() == ".xlsx" else path.with_name(f"{path.name}.xlsx")

    def _paths(self) -> list[Path]:
        """The workbook and, if it is wanted, the CSV file beside it."""
        path = self._path()
        return [path, path.with_suffix(".csv")] if self._csv.isChecked() else [path]

    def _look(self, ask: Callable[[], Any], take: Callable[[Any], object]) -> None:
        """Ask a disk, which may be a share that is away; the answer is taken when it comes."""
        self._tasks.run(ask, tr("Looking"), take)

    def _renamed(self) -> None:
        self._looked = None
        self._state()

    def _tell_failure(self, _doing: str, error: Exception) -> None:
        self._trouble = str(error)
        self._state()

    def _take_name(self, first: str, free: Path) -> None:
        if self._file.text() == first:
            self._file.setText(str(free))

    def _take_folders(self, found: Sequence[Path]) -> None:
        for folder in found:
            self._add(folder)
        self._state()

    def _take_look(self, looked: tuple[list[Path], bool]) -> None:
        if not self._file.text().strip() or looked[0] != self._paths():
            return  # others are wanted by now
        self._looked = looked
        self._state()

    def _state(self) -> None:
        count, named = len(self.folders()), bool(self._file.text().strip())
        paths = self._paths() if named else []
        known = self._looked is not None and self._looked[0] == paths
        if named and not known:
            self._look(lambda: (paths, any(path.exists() for path in paths)), self._take_look)
        there = known and self._looked is not None and self._looked[1]
        told = (
            trn("{n} result.", "{n} results.", count)
            if count != 1
            else tr("1 result: tick more to compare them.")
        )
        told = self._trouble or told
        self._told.setText(tr("Choose another name: this file exists already.") if there else told)
        absolute = named and self._path().is_absolute()
        self._save.setEnabled(count > 0 and absolute and known and not there)

    def _ask_folder(self) -> None:
        start = str(QSettings().value(_FOLDER, "", str))
        dialog = QFileDialog(self, tr("Results to combine"), start)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.add_folder)
        dialog.open()

    def _ask_file(self) -> None:
        dialog = QFileDialog(self, tr("Combined workbook"), self._file.text())
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
        dialog.setNameFilter(tr("Excel workbook (*.xlsx)"))
        dialog.setDefaultSuffix("xlsx")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._file.setText)
        dialog.open()


def combining(
    folders: Sequence[Path], paths: Sequence[Path], written: list[Path]
) -> Generator[Step, None, list[Path]]:
    """Write the tables of these results, a workbook or CSV by its name.

    Each is added to `written` when it is complete. Raises `ResultError` where a file is in the way.
    """
    sources = [partial(_analysis, folder) for folder in folders]
    for number, path in enumerate(paths, 1):
        if path.exists():
            raise ResultError(tr("{path}: is there already; choose another name", path=path))
        write = (
            iter_write_combined_csv if path.suffix.lower() == ".csv" else iter_write_combined_excel
        )
        for step in write(sources, path):
            yield Step(path.name, number, len(paths), step.done, step.total)
        written.append(path)
    return written


def _analysis(folder: Path) -> Analysis:
    return Result.open(folder).analysis()
