"""The start page: an inviting empty view."""

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from graticule_app.look import icons, theme
from graticule_app.look.drop import DropField
from graticule_app.look.translation import tr
from graticule_app.model.recent import (
    Look,
    Recent,
    load_recent,
    looking,
)
from graticule_app.model.samples import SAMPLES, Sample
from graticule_app.model.workspace import Workspace
from graticule_app.pages.start.start_cards import Card, Cards
from graticule_app.work.tasks import Tasks, noted

_WIDEST = 5 * 162 + 4 * theme.WIDE  # five cards


class DropPlace(DropField):
    """The large field of the start page. The whole window takes drops."""

    def __init__(self) -> None:
        super().__init__(tr("Drop a scan here"), tr("Drop a scan here, or press to choose one"))
        self.setMinimumHeight(170)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A dashed frame with a picture and two lines of text."""
        painter = QPainter(self)
        colour = self.draw_frame(painter, "panel", 10)
        middle = self.rect().center()
        sign = icons.pixmap("drop", 40, colour, self.devicePixelRatioF())
        painter.drawPixmap(middle.x() - 20, middle.y() - 58, sign)
        self._text(painter, self.text(), -8, 1.45, "text")
        self._text(painter, tr("or click to choose one · a folder works, too"), 24, 1.0, "quiet")

    def _text(self, painter: QPainter, text: str, below: int, larger: float, colour: str) -> None:
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * larger)
        painter.setFont(font)
        painter.setPen(theme.color(colour))
        middle = self.rect().center().y()
        painter.drawText(
            QRectF(0, middle + below, self.width(), 30), Qt.AlignmentFlag.AlignCenter, text
        )


class StartPage(QScrollArea):
    """Drop place, recent scans, samples."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        workspace.recent_changed.connect(self.refresh)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.drop = DropPlace()
        self.drop.clicked.connect(workspace.scans_wanted)
        self._tasks = Tasks(self, noted)
        self._looks: dict[str, Look] = {}  # what was seen last, by the scan's path
        self._looking: dict[str, bool] = {}  # folders that are looked at, and whether once more
        self._entries: list[Recent] = []
        self._recent_title = QLabel(tr("Recent scans"))
        self._recent = Cards()
        self._clear = QPushButton(tr("Clear list"))
        self._clear.clicked.connect(workspace.forget_recent)
        self._samples = Cards()
        self._samples.show_cards([self._sample_card(sample) for sample in SAMPLES])
        self._build()
        self.refresh()

    # --- what the window asks of a page

    has_tools = False
    busy = ""

    def take_drop(self, paths: list[Path]) -> list[Path]:
        """All is opened."""
        return paths

    def come(self) -> None:
        """Nothing is another than it was."""

    def leave_soon(self) -> None:
        """Nothing waits to begin."""

    def save_layout(self) -> None:
        """There is nothing to remember."""

    def halt(self) -> None:
        """Nothing runs that anybody would wait for."""

    def end(self, deadline: QDeadlineTimer) -> None:
        """Nothing runs on."""
        self._tasks.stop(deadline)

    # --- what is shown

    def refresh(self) -> None:
        """Show the recent scans as they are now."""
        gone = {path for path, look in self._looks.items() if not look.there}
        self._show_recent([entry for entry in load_recent() if entry.path not in gone])
        folders: dict[str, list[str]] = {}
        for entry in load_recent():
            folders.setdefault(str(Path(entry.path).parent), []).append(entry.path)
        for folder, paths in folders.items():
            self._look(folder, paths)

    def _show_recent(self, entries: list[Recent]) -> None:
        self._entries = entries
        self._recent.show_cards([self._recent_card(entry) for entry in entries])
        for part in (self._recent_title, self._recent, self._clear):
            part.setVisible(bool(entries))

    def _look(self, folder: str, paths: list[str]) -> None:
        """Look for scans in the background; one look at a folder at a time, which may take long."""
        if folder in self._looking:
            self._looking[folder] = True
            return
        self._looking[folder] = False
        self._tasks.run(
            looking(paths),
            tr("Looking for recent scans"),
            done=lambda _: self._looked(folder),
            each=self._take_look,
        )

    def _take_look(self, look: Look) -> None:
        self._looks[look.path] = look
        shown = [entry.path for entry in self._entries]
        if look.path not in shown:
            if look.there and look.path in {entry.path for entry in load_recent()}:
                self.refresh()  # it was away, and is back
        elif look.there:
            self._recent.cards[shown.index(look.path)].set_picture(look.picture)
        else:
            self._show_recent([entry for entry in self._entries if entry.path != look.path])

    def _looked(self, folder: str) -> None:
        if self._looking.pop(folder):  # it was asked for again meanwhile
            recent = [e.path for e in load_recent() if str(Path(e.path).parent) == folder]
            self._look(folder, recent)

    @property
    def recent_cards(self) -> list[Card]:
        """The recent scans' cards, newest first."""
        return self._recent.cards

    @property
    def sample_cards(self) -> list[Card]:
        """The samples' cards."""
        return self._samples.cards

    def _build(self) -> None:
        theme.role(self._clear, "flat")
        theme.role(self._recent_title, "heading")
        samples = QLabel(tr("Open a sample"))
        theme.role(samples, "heading")
        recent = QHBoxLayout()
        recent.addWidget(self._recent_title)
        recent.addStretch(1)
        recent.addWidget(self._clear)
        column = QWidget()
        theme.keep(column, column.setMaximumWidth, _WIDEST)
        inside = QVBoxLayout(column)
        inside.setSpacing(theme.GAP)
        inside.addLayout(self._head())
        inside.addSpacing(theme.GAP)
        inside.addWidget(self.drop, 4)
        inside.addSpacing(theme.WIDE)
        inside.addLayout(recent)
        inside.addWidget(self._recent)
        inside.addSpacing(theme.GAP)
        inside.addWidget(samples)
        inside.addWidget(self._samples)
        inside.addStretch(1)
        theme.keep(self.drop, self.drop.setMaximumHeight, 300)
        page = QWidget()
        middle = QHBoxLayout(page)
        middle.setContentsMargins(3 * theme.WIDE, theme.WIDE, 3 * theme.WIDE, theme.WIDE)
        middle.addStretch(1)
        middle.addWidget(column, 100)
        middle.addStretch(1)
        self.setWidget(page)

    def _head(self) -> QHBoxLayout:
        title = QLabel("Graticule")
        theme.role(title, "title")
        words = tr("Every trace or particle of a scan: found, classed and measured.")
        promise = QLabel(words, wordWrap=True)
        theme.role(promise, "quiet")
        guide = QPushButton(tr("First steps"))
        guide.setIcon(icons.icon("help"))
        guide.clicked.connect(lambda: self._workspace.help_wanted.emit("first"))
        train = QPushButton(tr("Teach it what to find"))
        train.setIcon(icons.icon("train"))
        train.setToolTip(
            tr("Learn from annotated scans, and make a pack that finds the same in others")
        )
        train.clicked.connect(lambda: self._workspace.page_wanted.emit("training"))
        for flat in (guide, train):
            theme.role(flat, "flat")
        head = QHBoxLayout()
        names = QVBoxLayout()
        names.setSpacing(theme.TIGHT)
        names.addWidget(title)
        names.addWidget(promise)
        head.addLayout(names, 1)
        head.addWidget(train, alignment=Qt.AlignmentFlag.AlignTop)
        head.addWidget(guide, alignment=Qt.AlignmentFlag.AlignTop)
        return head

    def _recent_card(self, entry: Recent) -> Card:
        path = Path(entry.path)
        look = self._looks.get(entry.path)
        card = Card(path.name, entry.facts, look.picture if look is not None else QImage())
        when = datetime.fromtimestamp(entry.when).strftime("%x %X")
        card.setToolTip(f"{path}\n{entry.facts}\n" + tr("Opened {when}", when=when))
        card.clicked.connect(lambda: self._workspace.open([path]))
        return card

    def _sample_card(self, sample: Sample) -> Card:
        card = Card(tr(sample.title), tr(sample.what), QImage(str(sample.picture)))
        card.clicked.connect(lambda: self._workspace.open_sample(sample))
        return card
