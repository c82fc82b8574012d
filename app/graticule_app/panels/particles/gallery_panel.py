"""The gallery: every particle that is shown as a picture, the least certain first."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QSettings, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSlider,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from graticule_app.look import theme
from graticule_app.look.icons import icon
from graticule_app.look.translation import in_sentence, tr
from graticule_app.model.document import Document
from graticule_app.model.listing import UNCERTAINTY, Listing
from graticule_app.model.ordered import OrderedParticles
from graticule_app.model.workspace import Workspace
from graticule_app.panels.particles.gallery_view import GalleryView
from graticule_app.panels.particles.portrait import Painter
from graticule_app.panels.particles.thumbnails import Thumbnails

_SMALLEST, _LARGEST, _USUAL = 64, 256, 112  # logical px of a picture
_SIDE = "particles/picture side"


@dataclass(frozen=True, slots=True)
class _Source:
    """What pictures are made of; another one makes them anew."""

    document: Document
    frame: int
    labels: object


class GalleryPanel(QWidget):
    """Thumbnails of the particles that pass the filter, sorted by any column."""

    go_to = Signal(object)  # Box in level-0 px

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.shown = workspace.particles
        self.ordered = OrderedParticles(workspace, self)
        self.thumbnails = Thumbnails(self)
        self.view = GalleryView(self.ordered, self.thumbnails)
        self._source: _Source | None = None
        self._listing: Listing | None = None
        self._sort = QComboBox()
        self._turn = QToolButton()
        self._size = QSlider(Qt.Orientation.Horizontal)
        self._lay_out()
        self._connect()
        self.ordered.sort_by(UNCERTAINTY, descending=True)
        self._renew()
        self._follow(True)

    def _lay_out(self) -> None:
        self._sort.setAccessibleName(tr("Sort the pictures by"))
        self._sort.setToolTip(tr("Sort the pictures by this column"))
        self._sort.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._sort.setMinimumContentsLength(10)
        self._turn.setAccessibleName(tr("Turn the order round"))
        self._turn.setToolTip(tr("Largest or smallest first"))
        self._size.setRange(_SMALLEST, _LARGEST)
        theme.keep(self._size, self._size.setMaximumWidth, 110)
        self._size.setAccessibleName(tr("Size of the pictures"))
        self._size.setToolTip(tr("Size of the pictures"))
        kept = str(QSettings().value(_SIDE, _USUAL))
        self._size.setValue(int(kept) if kept.isdecimal() else _USUAL)
        self.view.set_side(self._size.value())
        line = QHBoxLayout()
        line.setSpacing(theme.TIGHT)
        line.addWidget(self._sort, 1)
        line.addWidget(self._turn)
        line.addStretch(1)
        line.addWidget(self._size)
        self._empty = QLabel()
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        theme.role(self._empty, "quiet")
        self._stack = QStackedLayout()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self._empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GAP, theme.GAP, theme.GAP, 0)
        layout.setSpacing(theme.GAP)
        layout.addLayout(line)
        layout.addLayout(self._stack, 1)

    def _connect(self) -> None:
        self.ordered.changed.connect(self._follow)
        self.ordered.sorted_by.connect(self._show_order)
        self.ordered.selection_changed.connect(self._selection_changed)
        for signal in (
            self._workspace.shown, self._workspace.map_changed, self._workspace.scan_changed
        ):  # fmt: skip
            signal.connect(self._renew)
        self._sort.activated.connect(lambda _index: self._sort_chosen())
        self._turn.clicked.connect(
            lambda: self.ordered.sort_by(
                self.ordered.sort_key, descending=not self.ordered.descending
            )
        )
        self._size.valueChanged.connect(self._resize)
        self.view.picked.connect(
            lambda first, last, how: self.shown.select(
                self.ordered.rows[first : last + 1], self, how=how
            )
        )
        self.view.cleared.connect(lambda: self.shown.select(np.zeros(0, np.intp), self))
        self.view.opened.connect(self._open)

    def _renew(self, _: object = None) -> None:
        """Scan, frame or labels changed: pictures are made anew as they are seen."""
        document = self.shown.document
        result = document.result if document is not None else None
        if document is None or result is None:
            self._source = None
            self.thumbnails.set_painter(None, forget=True)
        else:
            source = _Source(document, document.frame, result.labels)
            old, self._source = self._source, source
            same = old is not None and (old.document, old.frame) == (document, document.frame)
            painter = Painter(
                document.scan, document.frame, result.labels, result.scale, result.origin
            )
            self.thumbnails.set_painter(painter, forget=not same)
        self.view.viewport().update()

    def _follow(self, _reset: bool) -> None:
        listing = self.ordered.listing
        if listing is not self._listing:
            self._listing = listing
            self._offer(listing)
            self._renew()
        self.view.refresh()
        first = self.ordered.first_selected()
        self.view.reveal(first) if first >= 0 else self.view.verticalScrollBar().setValue(0)
        empty = not len(self.ordered.rows)
        self._stack.setCurrentIndex(1 if empty else 0)
        self._empty.setText(
            tr("No particle passes the filter.")
            if len(listing)
            else tr("Pictures of the particles appear here when the scan has been analysed.")
        )

    def _offer(self, listing: Listing) -> None:
        """The columns to sort by: uncertainty first, then the class and every measure."""
        with QSignalBlocker(self._sort):
            self._sort.clear()
            keys = [UNCERTAINTY, "class", *(field.key for field in listing.numbers)]
            for key in dict.fromkeys(keys):
                if field := listing.field(key):
                    self._sort.addItem(tr("By {column}", column=in_sentence(field.heading)), key)
        self._show_order(self.ordered.sort_key, self.ordered.descending)
        for widget in (self._sort, self._turn, self._size):
            widget.setEnabled(len(listing) > 0)

    def _show_order(self, key: str, descending: bool) -> None:
        with QSignalBlocker(self._sort):
            self._sort.setCurrentIndex(self._sort.findData(key))
        self._turn.setIcon(icon("sort-down" if descending else "sort-up"))

    def _sort_chosen(self) -> None:
        key = self._sort.currentData()
        self.ordered.sort_by(key, descending=key != "class")

    def _resize(self, side: int) -> None:
        QSettings().setValue(_SIDE, side)
        self.view.set_side(side)

    def _open(self, place: int) -> None:
        self.go_to.emit(self.ordered.listing.surroundings(int(self.ordered.rows[place])))

    def _selection_changed(self, source: object) -> None:
        if source is not self and (first := self.ordered.first_selected()) >= 0:
            self.view.reveal(first)
        self.view.viewport().update()
