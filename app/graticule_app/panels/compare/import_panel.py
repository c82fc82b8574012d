"""The panel of outlines from other programs: shown over the scan, compared with the result."""

import traceback
import weakref
from collections.abc import Callable, Generator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QDeadlineTimer, QSettings, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from graticule.endings import OUTLINES, is_outlines
from graticule.errors import GraticuleError
from graticule.evaluation.comparison import (
    Comparison,
    iter_compare_annotations,
    iter_write_comparison,
)
from graticule.reports import Analysis
from graticule_app.look import icons, theme
from graticule_app.look.drop import dropped
from graticule_app.look.translation import tr, tr_noop
from graticule_app.model.document import Document
from graticule_app.model.workspace import Workspace
from graticule_app.panels.compare.comparison_view import ComparisonView
from graticule_app.panels.compare.imported import Imported, load
from graticule_app.panels.compare.layer_row import LayerRow
from graticule_app.work.ending import FOREVER
from graticule_app.work.tasks import Policy, Tasks

_FOLDER = "import/folder"
_NOTHING = tr_noop("Drop outlines here: GeoJSON, as QuPath exports it.")


@dataclass(slots=True)
class _Layer:
    """An imported file in the list."""

    name: str
    imported: Imported
    visible: bool = True


class ImportPanel(QWidget):
    """Imports GeoJSON, lists it with an eye and a bin, compares it with the result."""

    show_annotations = Signal(str, object)  # name, list[(polygon in level-0 px, QColor, label)]
    hide_annotations = Signal(str)
    failed = Signal(str, str)  # in plain words, details
    compared = Signal(object)  # `graticule.evaluation.comparison.Comparison`

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document: Document | None = None  # whose outlines are listed
        workspace.shown.connect(self._take_document)
        workspace.table_changed.connect(self._result_changed)
        workspace.scan_changed.connect(self._frame_changed)
        self.setAcceptDrops(True)
        self._analysis: Callable[[], Analysis] | None = None
        self._layers: weakref.WeakKeyDictionary[Document, list[_Layer]] = (
            weakref.WeakKeyDictionary()
        )
        self._comparison: Comparison | None = None
        self._tasks = Tasks(self, self._broke, Policy.IN_TURN)
        self._shows = 0  # the image of a stack whose outlines are shown
        self._build()
        self._refresh()

    # --- what others call

    def _take_document(self, document: Document | None) -> None:
        """Another scan is shown: its outlines are listed and shown; those of the others stay."""
        for layer in self._shown():
            self.hide_annotations.emit(layer.name)
        self._tasks.cancel()
        self._document = document
        self._view.hide()
        if document is not None:
            self._layers.setdefault(document, [])
        self._show_layers()

    def set_analysis(self, analysis: Callable[[], Analysis] | None) -> None:
        """What "Compare with result" compares with; without it, the document's own result."""
        self._analysis = analysis
        self._refresh()

    def ask(self) -> None:
        """Ask which files to import."""
        dialog = QFileDialog(self, tr("Import outlines"), str(QSettings().value(_FOLDER, "", str)))
        kinds = " ".join(f"*{ending}" for ending in OUTLINES)
        dialog.setNameFilter(tr("Outlines ({kinds});;All files (*)", kinds=kinds))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(lambda files: self.import_files([Path(f) for f in files]))
        dialog.open()

    def import_files(self, paths: list[Path]) -> None:
        """Import files, one after the other, without making the window wait."""
        if self._document is None or not paths:
            return
        QSettings().setValue(_FOLDER, str(paths[0].parent))
        for path in paths:
            work = load(path, self._document.scan.stack)
            self._run(work, tr("Reading {name}", name=path.name), self._add)

    def layer_names(self) -> list[str]:
        """Names of the layers of this scan, the latest last."""
        return [layer.name for layer in self._mine()]

    def remove(self, name: str) -> None:
        """Take a layer away; the file is left as it is."""
        if self._document is not None:
            self._layers[self._document] = [each for each in self._mine() if each.name != name]
            self.hide_annotations.emit(name)
            self._refresh()

    def set_visible(self, name: str, visible: bool) -> None:
        """Show or hide a layer."""
        for layer in self._mine():
            if layer.name == name and layer.visible != visible:
                layer.visible = visible
                if visible:
                    self.show_annotations.emit(name, layer.imported.shapes(self._frame))
                else:
                    self.hide_annotations.emit(name)

    def compare(self) -> None:
        """Compare the chosen layer with the result."""
        layer = self._chosen()
        source = self._source()
        if layer is None or source is None or self._tasks.busy:
            return
        annotations = layer.imported.annotations

        def work() -> Generator[Any, None, Comparison]:
            return (yield from iter_compare_annotations(source(), annotations))

        self._run(work(), tr("Comparing {name}", name=layer.name), self._show_comparison)

    def stop(self, deadline: QDeadlineTimer = FOREVER) -> None:
        """Stop what runs, and wait for it: before the program ends."""
        self._tasks.stop(deadline)

    # --- its parts

    def _build(self) -> None:
        self._import = QPushButton(tr("Import outlines…"))
        self._import.setIcon(icons.icon("import"))
        self._import.setToolTip(tr("Show outlines from QuPath or another program over the scan"))
        self._import.clicked.connect(self.ask)
        self._empty = QLabel(tr(_NOTHING), wordWrap=True)
        theme.role(self._empty, "quiet")
        self._list = QListWidget()
        self._list.setAccessibleName(tr("Imported outlines"))
        self._list.currentRowChanged.connect(self._state)
        self._compare = QPushButton(tr("Compare with result"))
        self._compare.setIcon(icons.icon("compare"))
        self._compare.clicked.connect(self.compare)
        self._doing = QLabel()
        theme.role(self._doing, "quiet")
        self._bar = QProgressBar(textVisible=False)
        self._stop = QPushButton(tr("Cancel"))
        self._stop.clicked.connect(self._tasks.cancel)
        self._stale = QLabel(tr("The result has changed since: compare again."), wordWrap=True)
        theme.role(self._stale, "quiet")
        self._view = ComparisonView()
        self._view.export_asked.connect(self._ask_export)
        running = QHBoxLayout()
        running.addWidget(self._doing)
        running.addWidget(self._bar, 1)
        running.addWidget(self._stop)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(theme.GAP, theme.GAP, theme.GAP, theme.GAP)
        column.setSpacing(theme.GAP)
        for part in (self._import, self._empty, self._list, self._compare):
            column.addWidget(part)
        column.addLayout(running)
        column.addWidget(self._stale)
        column.addWidget(self._view)
        column.addStretch(1)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidget(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)
        self._view.hide()
        self._stale.hide()

    def _refresh(self) -> None:
        """The list as the layers are."""
        row = max(self._list.currentRow(), 0)
        self._list.clear()
        for layer in self._mine():
            line = LayerRow(layer.name, layer.imported.summary(self._frame), layer.visible)
            line.eye_toggled.connect(self.set_visible)
            line.removed.connect(self.remove, Qt.ConnectionType.QueuedConnection)
            item = QListWidgetItem()
            item.setSizeHint(line.sizeHint())
            self._list.addItem(item)
            self._list.setItemWidget(item, line)
        count = self._list.count()
        self._list.setCurrentRow(min(row, count - 1))
        height = sum(self._list.sizeHintForRow(number) for number in range(min(count, 5)))
        self._list.setFixedHeight(height + 4)
        self._state()

    def _state(self) -> None:
        """What can be done now."""
        count, running = self._list.count(), self._tasks.busy
        self._import.setEnabled(self._document is not None)
        self._empty.setVisible(not count and not running)
        self._list.setVisible(count > 0)
        self._compare.setVisible(count > 0)
        ready = self._source() is not None
        self._compare.setEnabled(ready and not running)
        self._compare.setToolTip(
            tr("How far do outlines and result agree?") if ready else tr("Analyse the scan first")
        )
        for part in (self._doing, self._bar, self._stop):
            part.setVisible(running)

    # --- work

    def _run(
        self, work: Generator[Any, None, Any], doing: str, done: Callable[[Any], None]
    ) -> None:
        """Run work for this document; what arrives when another is shown is dropped."""
        if not self._tasks.busy:
            self._show_doing(doing)
        told = partial(self._progress, doing)
        self._tasks.run(work, doing, done, each=told, ended=self._state)
        self._state()

    def _show_doing(self, doing: str) -> None:
        self._doing.setText(doing)
        self._bar.setRange(0, 0)

    def _progress(self, doing: str, step: Any) -> None:
        self._doing.setText(doing)
        self._bar.setRange(0, step.total)
        self._bar.setValue(step.done)

    def _broke(self, doing: str, error: Exception) -> None:
        details = "".join(traceback.format_exception(error))
        known = isinstance(error, GraticuleError)
        text = (
            str(error)
            if known
            else tr("{doing} did not work: a mistake in the program.", doing=doing)
        )
        self.failed.emit(text, details)

    def _add(self, imported: Imported) -> None:
        taken = {layer.name for layers in self._layers.values() for layer in layers}
        name, number = imported.path.name, 1
        while name in taken:
            number += 1
            name = f"{imported.path.name} ({number})"
        self._mine().append(_Layer(name, imported))
        self.show_annotations.emit(name, imported.shapes(self._frame))
        self._refresh()
        self._list.setCurrentRow(self._list.count() - 1)

    def _show_comparison(self, comparison: Comparison) -> None:
        self._comparison = comparison
        self._stale.hide()
        self._view.show_comparison(comparison)
        self._view.show()
        self.compared.emit(comparison)

    def _result_changed(self) -> None:
        self._stale.setVisible(self._view.isVisibleTo(self))
        self._state()

    def _frame_changed(self) -> None:
        """Another image of the stack is shown: its own outlines lie over it."""
        if self._shows != self._frame:
            self._show_layers()

    def _show_layers(self) -> None:
        self._shows = self._frame
        for layer in self._shown():
            self.hide_annotations.emit(layer.name)
            self.show_annotations.emit(layer.name, layer.imported.shapes(self._frame))
        self._refresh()

    def _ask_export(self) -> None:
        dialog = QFileDialog(
            self, tr("Save the comparison"), str(QSettings().value(_FOLDER, "", str))
        )
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(tr("Table (*.csv)"))
        dialog.setDefaultSuffix("csv")
        dialog.selectFile("comparison.csv")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda file: self.export(Path(file)))
        dialog.open()

    def export(self, path: Path) -> None:
        """Write the comparison that is shown as CSV; a few hundred bytes, so at once."""
        if self._comparison is not None:
            try:
                list(iter_write_comparison(self._comparison, path))
            except GraticuleError as error:
                self._broke(tr("Saving the comparison"), error)

    # --- drop

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Outlines may be dropped here; scans go to the window."""
        if self._document is not None and _outlines(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Import what was dropped."""
        self.import_files(_outlines(event))
        event.acceptProposedAction()

    # --- helpers

    @property
    def _frame(self) -> int:
        """Which image of a stack is shown."""
        return self._document.frame if self._document is not None else 0

    def _mine(self) -> list[_Layer]:
        return self._layers.get(self._document, []) if self._document is not None else []

    def _shown(self) -> list[_Layer]:
        return [layer for layer in self._mine() if layer.visible]

    def _chosen(self) -> _Layer | None:
        row = self._list.currentRow()
        return self._mine()[row] if 0 <= row < len(self._mine()) else None

    def _source(self) -> Callable[[], Analysis] | None:
        document = self._document
        if document is None or document.result is None or document.table is None:
            return None
        return self._analysis or document.result.analysis


def _outlines(event: QDropEvent) -> list[Path]:
    return [path for path in dropped(event.mimeData()) if is_outlines(path)]
