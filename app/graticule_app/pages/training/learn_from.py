"""Step 1: what to learn from."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from graticule_app.look import icons, theme
from graticule_app.look.drop import DropField
from graticule_app.look.translation import tr, trn
from graticule_app.pages.training.class_list import ClassList
from graticule_app.pages.training.found import Found
from graticule_app.pages.training.training_cards import Remark, StepCard, quiet
from graticule_app.work.tasks import Tasks, noted

_SHOWN = 4  # problems; more are behind a button
_ROWS = 5  # chosen paths; more are told in one line

Reviewed = tuple[str, Callable[[], object]]  # a reviewed result's name, and what takes it


class _Drop(DropField):
    """The field of this step. The whole page takes drops."""

    def __init__(self) -> None:
        super().__init__(
            tr("Drop annotated scans or a folder here"),
            tr("Drop annotated scans or a folder here, or press to choose files"),
        )
        self.setToolTip(
            tr("Scans with outlines beside them (GeoJSON), or pictures with label images")
        )
        self.set_small(small=False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_small(self, *, small: bool) -> None:
        """Lower, once something is chosen."""
        theme.keep(self, self.setMinimumHeight, 40 if small else 72)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A dashed frame, a sign and one line."""
        painter = QPainter(self)
        colour = self.draw_frame(painter, "field", 8)
        wide = self.fontMetrics().horizontalAdvance(self.text())
        left = max(theme.GAP, (self.width() - wide - 32) // 2)
        sign = icons.pixmap("drop", 24, colour, self.devicePixelRatioF())
        painter.drawPixmap(left, (self.height() - 24) // 2, sign)
        painter.setPen(theme.color("text" if self.isEnabled() else "faint"))
        room = self.rect().adjusted(left + 32, 0, -theme.GAP, 0)
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)


class _PathRow(QWidget):
    """One chosen file or folder: its name, what is in it, and a button to take it out."""

    def __init__(self, path: Path, take_out: Callable[[Path], object]) -> None:
        super().__init__()
        sign = self._sign = QLabel()
        self._show_sign(folder=False)
        self._tasks = Tasks(self, noted)  # the path may be on a share that is away
        self._tasks.run(path.is_dir, path.name, lambda it: self._show_sign(folder=it))
        title = QLabel(path.name)
        self._what = QLabel()
        theme.role(self._what, "quiet")
        for label in (title, self._what):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setToolTip(str(path))
        title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        remove = QToolButton()
        remove.setIcon(icons.icon("close", "quiet"))
        remove.setToolTip(tr("Do not learn from this; the file stays"))
        remove.setAccessibleName(tr("Do not learn from {name}", name=path.name))
        remove.clicked.connect(lambda: take_out(path))
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.TIGHT, 0, 0, 0)
        row.setSpacing(theme.GAP)
        row.addWidget(sign)
        row.addWidget(title, 1)
        row.addWidget(self._what)
        row.addWidget(remove)

    def _show_sign(self, *, folder: bool) -> None:
        name = "folder" if folder else "scan"
        self._sign.setPixmap(icons.pixmap(name, 16, "quiet", self.devicePixelRatioF()))

    def tell(self, text: str) -> None:
        """What was found in it."""
        self._what.setText(text)


class LearnFrom(StepCard):
    """Files and folders with annotations, what is in them, and what is wrong with them."""

    changed = Signal()  # `paths` are others

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(1, tr("What to learn from"), parent)
        self.paths: tuple[Path, ...] = ()
        self._rows: dict[Path, _PathRow] = {}
        self._all_problems = False
        self._found: Found | None = None
        self.drop = _Drop()
        self.drop.clicked.connect(self.ask_files)
        self._why = quiet(
            tr(
                "Scans or pictures in which somebody has outlined or painted what is to be found. "
                "The more they differ, the better it learns."
            )
        )
        self.folder = QPushButton(icons.icon("folder"), tr("Add a folder…"))
        self.folder.setToolTip(tr("A folder with scans and their outlines, or images and labels"))
        self.folder.clicked.connect(self.ask_folder)
        self.reviews = QPushButton(icons.icon("review"), tr("From my reviews"))
        self.reviews.setToolTip(tr("Results of this program that you have corrected"))
        self._menu = QMenu(self.reviews)
        self.reviews.setMenu(self._menu)
        self.clear = QPushButton(tr("Clear"))
        self.clear.setToolTip(tr("Choose anew; no file is touched"))
        theme.role(self.clear, "flat")
        self.clear.clicked.connect(lambda: self.set_paths(()))
        self.row.addWidget(self.clear)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self._sum = QLabel(wordWrap=True)
        self._sum.setAccessibleName(tr("What was found"))
        self._classes = ClassList()
        self._problems = QVBoxLayout()
        self._problems.setSpacing(theme.TIGHT)
        self._more = QPushButton(tr("Show more"))
        theme.role(self._more, "flat")
        self._more.clicked.connect(self._show_all)
        buttons = QHBoxLayout()
        buttons.addWidget(self.folder)
        buttons.addWidget(self.reviews)
        buttons.addStretch(1)
        for part in (self._why, self.drop, buttons, self._list, self._sum, self._classes,
                     self._problems, self._more):  # fmt: skip
            if isinstance(part, QWidget):
                self.column.addWidget(part)
            else:
                self.column.addLayout(part)
        self.set_reviews([])
        self._show()

    # --- what is chosen

    def set_paths(self, paths: tuple[Path, ...]) -> None:
        """Learn from these and no others."""
        self.paths = tuple(dict.fromkeys(path.absolute() for path in paths))
        self._found = None
        self._show()
        self.changed.emit()

    def add(self, paths: list[Path]) -> None:
        """Learn from these, too."""
        if paths:
            QSettings().setValue("training/folder", str(paths[0].parent))
            self.set_paths((*self.paths, *paths))

    def set_reviews(self, reviews: list[Reviewed]) -> None:
        """What the button "From my reviews" offers."""
        self._menu.clear()
        for name, take in reviews:
            self._menu.addAction(icons.icon("reviewed"), name, take)
        self.reviews.setVisible(bool(reviews))

    def ask_files(self) -> None:
        """A dialog for scans and outlines."""
        chosen, _ = QFileDialog.getOpenFileNames(self, tr("Annotated scans"), _last_folder())
        self.add([Path(path) for path in chosen])

    def ask_folder(self) -> None:
        """A dialog for a folder."""
        chosen = QFileDialog.getExistingDirectory(self, tr("Annotated scans"), _last_folder())
        self.add([Path(chosen)] if chosen else [])

    # --- what was found

    def set_looking(self) -> None:
        """The files are being looked at."""
        self._found = None
        self._show()
        self.tell(tr("Looking at the annotations…"))

    def tell(self, text: str) -> None:
        """How far the looking is."""
        self._sum.setText(text)
        self._sum.setVisible(bool(self.paths))

    def set_found(self, found: Found) -> None:
        """Show what is in the files."""
        self._found = found
        self._all_problems = False
        self._show()

    def set_locked(self, locked: bool) -> None:
        """While it learns, nothing is chosen."""
        for part in (self.drop, self.folder, self.reviews, self.clear, *self._rows.values()):
            part.setEnabled(not locked)

    def _take_out(self, path: Path) -> None:
        self.set_paths(tuple(one for one in self.paths if one != path))

    def _show_all(self) -> None:
        self._all_problems = True
        self._show()

    def _show(self) -> None:
        found = self._found
        self._why.setVisible(not self.paths)
        self.clear.setVisible(len(self.paths) > 1)
        self.drop.set_small(small=bool(self.paths))
        self._show_paths(found)
        self.badge.set_done(found is not None and found.usable)
        self._sum.setVisible(found is not None and found.images > 0)
        self._classes.setVisible(found is not None and bool(found.classes))
        _empty(self._problems)
        self._more.hide()
        if found is None:
            return
        self._sum.setText(summary(found))
        self._classes.set_classes(found.classes)
        problems = sorted(found.problems, key=lambda p: ("error", "warning", "info").index(p.kind))
        shown = problems if self._all_problems else problems[:_SHOWN]
        for problem in shown:
            self._problems.addWidget(Remark(problem.kind, problem.text, problem.advice))
        if len(problems) > len(shown):
            self._more.setText(tr("Show {count} more", count=len(problems) - len(shown)))
            self._more.show()

    def _show_paths(self, found: Found | None) -> None:
        told = dict(found.of_path) if found is not None else {}
        if tuple(self._rows) != self.paths[:_ROWS]:
            _empty(self._list)
            self._rows = {path: _PathRow(path, self._take_out) for path in self.paths[:_ROWS]}
            for row in self._rows.values():
                self._list.addWidget(row)
        if (rest := len(self.paths) - _ROWS) > 0 and self._list.count() == len(self._rows):
            self._list.addWidget(quiet(tr("and {rest} more", rest=rest)))
        for path, row in self._rows.items():
            row.tell(told.get(path, ""))


def summary(found: Found) -> str:
    """What was found, in one sentence."""
    parts = [trn("{n:,} annotated picture", "{n:,} annotated pictures", found.images)]
    if found.tested:
        parts = [
            trn(
                "{n:,} annotated picture, {tested:,} of them set apart for the test",
                "{n:,} annotated pictures, {tested:,} of them set apart for the test",
                found.images, tested=found.tested,
            )
        ]  # fmt: skip
    if found.area:
        parts.append(tr("{area} looked at", area=found.area))
    return " · ".join(parts)


def _empty(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()


def _last_folder() -> str:
    return str(QSettings().value("training/folder", str(Path.home())))
