"""The bar that asks how large a pixel is."""

import math
from functools import partial

import shapely
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from graticule.geometry import AmbiguousNumberError, PixelSize, Unit, parse_number
from graticule_app.canvas.drawing_tools import LineTool
from graticule_app.look import theme
from graticule_app.look.flow import FlowLayout
from graticule_app.look.icons import pixmap
from graticule_app.look.translation import tr, tr_noop
from graticule_app.model.document import Document
from graticule_app.model.workspace import Workspace
from graticule_app.panels.protocol.scale_bar import ScaleBar, find_scale_bar
from graticule_app.work.tasks import Policy, Tasks, noted

_UNITS: tuple[Unit, ...] = ("nm", "µm", "mm")
_FIELD = 110  # px
_ICON = 18  # px
_EXAMPLE = tr_noop("such as 0.5 µm")
NAME = tr_noop("scale bar")
"""Under this name the line lies in `ScanView.set_annotations`."""


class CalibrationBar(QFrame):
    """Shown while the scan has no pixel size: type it, or draw along the burnt-in scale bar.

    A scale bar that is found in the picture is offered at once: then only its length is typed.
    """

    tool_wanted = Signal(object)  # the Tool that the view should use; None for none
    marks_changed = Signal(object)  # list of annotations (line, colour, label) for the view
    calibrated = Signal()
    dismissed = Signal()

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        theme.role(self, "notice")
        self.setAccessibleName(tr("How large is a pixel?"))
        self._line: tuple[QPointF, QPointF] | None = None
        self._dismissed: set[str] = set()  # fingerprints
        self._tool: LineTool | None = None
        self._tasks = Tasks(self, noted, Policy.LATEST)
        workspace.shown.connect(self._take_document)
        workspace.scan_changed.connect(self._look)
        self._trouble = QLabel()
        theme.role(self._trouble, "error")
        self._pages = QStackedWidget()
        self._pages.addWidget(self._typing_page())
        self._pages.addWidget(self._line_page())
        self._dismiss = QPushButton(tr("Measure in pixels"))
        self._dismiss.setToolTip(tr("Go on without: sizes are told in px"))
        theme.role(self._dismiss, "flat")
        self._dismiss.clicked.connect(self._give_up)
        picture = QLabel()
        picture.setPixmap(pixmap("ruler", _ICON, "link", self.devicePixelRatioF()))
        row = QHBoxLayout()
        row.setSpacing(theme.GAP)
        row.addWidget(picture)
        row.addWidget(self._pages, 1)
        row.addWidget(self._dismiss)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.GAP, theme.TIGHT, theme.GAP, theme.TIGHT)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self._trouble)
        self._say("")
        self.hide()

    # --- what the rest of the window asks

    @property
    def _document(self) -> Document | None:
        return self._workspace.current

    def _take_document(self, document: Document | None) -> None:
        """Ask for the pixel size of another scan, if it has none."""
        self._forget_line()
        self._size.clear()
        self._length.clear()
        self._say("")
        self._pages.setCurrentIndex(0)
        self._look()
        if document is not None:
            # What is in colour was seen with light: a guess that one click puts right.
            self._unit.setCurrentText("µm" if document.scan.channels >= 3 else "nm")
            if not self.isHidden():
                self._search_bar(document)

    def set_line(self, start: QPointF, end: QPointF) -> None:
        """A line lies along the scale bar; ends in level-0 px."""
        if self._document is None:
            return
        self._line = (start, end)
        self._say("")
        self._end_tool()
        self._show_line(tr("This line is"))
        self._length.setFocus()

    def line(self) -> tuple[QPointF, QPointF] | None:
        """The line along the scale bar, if there is one; ends in level-0 px."""
        return self._line

    def ask(self) -> None:
        """Ask again, even where the scan has a pixel size or "in pixels" was chosen."""
        if self._document is not None:
            self._dismissed.discard(self._document.scan.fingerprint)
            self._pages.setCurrentIndex(0)
            self.show()
            self._size.setFocus()
            self._search_bar(self._document)

    # --- making

    def _typing_page(self) -> QWidget:
        question = QLabel(tr("How large is a pixel?"))
        question.setToolTip(tr("The file does not say; without it sizes are told in px"))
        self._size = QLineEdit()
        self._size.setPlaceholderText(tr(_EXAMPLE))
        theme.keep(self._size, self._size.setFixedWidth, _FIELD)
        self._size.setAccessibleName(tr("Size of a pixel, such as 0.5 µm"))
        self._size.returnPressed.connect(self._take_size)
        self._size.textEdited.connect(lambda _text: self._say(""))
        self._set = QPushButton(tr("Set"))
        self._set.clicked.connect(self._take_size)
        self._draw = QPushButton(tr("Draw along the scale bar"))
        self._draw.setToolTip(tr("Press at one end of the scale bar, release at the other"))
        theme.role(self._draw, "flat")
        self._draw.clicked.connect(self._begin_drawing)
        return _page(question, self._size, self._set, QLabel("or"), self._draw)

    def _line_page(self) -> QWidget:
        self._told = QLabel()
        self._length = QLineEdit()
        self._length.setPlaceholderText(tr("such as 50"))
        theme.keep(self._length, self._length.setFixedWidth, _FIELD)
        self._length.setAccessibleName(tr("Length of the line"))
        self._length.returnPressed.connect(self._take_length)
        self._length.textEdited.connect(self._preview_length)
        self._unit = QComboBox()
        self._unit.addItems(_UNITS)
        self._unit.setAccessibleName(tr("Unit of the length"))
        self._unit.activated.connect(lambda _i: self._preview_length())
        self._set_length = QPushButton(tr("Set"))
        self._set_length.clicked.connect(self._take_length)
        self._result = QLabel()
        theme.role(self._result, "quiet")
        again = QPushButton(tr("Draw again"))
        theme.role(again, "flat")
        again.clicked.connect(self._begin_drawing)
        typed = QPushButton(tr("Type it instead"))
        theme.role(typed, "flat")
        typed.clicked.connect(self._type_instead)
        return _page(
            self._told, self._length, self._unit, self._set_length, self._result, again, typed
        )

    # --- typed

    def _take_size(self) -> None:
        text = self._size.text().strip()
        try:
            size = PixelSize.parse(text)
        except ValueError as error:
            ambiguous = isinstance(error, AmbiguousNumberError)
            self._say(str(error) if ambiguous else _hint(text.replace(",", ".")))
            self._size.setFocus()
            return
        if not size.calibrated:
            self._say(tr("Pixels are what is asked for: use nm, µm or mm"))
            return
        self._calibrate(size)

    # --- drawn

    def _begin_drawing(self) -> None:
        self._forget_line()
        self._pages.setCurrentIndex(0)
        self._draw.setText(tr("Drag from end to end of the scale bar…"))
        self._tool = LineTool()
        self._tool.drawn.connect(self.set_line)
        self.tool_wanted.emit(self._tool)

    def _end_tool(self) -> None:
        self._draw.setText(tr("Draw along the scale bar"))
        if self._tool is not None:
            self._tool = None
            self.tool_wanted.emit(None)

    def _show_line(self, words: str) -> None:
        self._told.setText(words)
        self._told.setToolTip(f"{self._pixels():.1f} px")
        self._pages.setCurrentIndex(1)
        self._preview_length()
        assert self._line is not None
        start, end = self._line
        shape = shapely.LineString([(start.x(), start.y()), (end.x(), end.y())])
        self.marks_changed.emit([(shape, theme.color("error"), f"{self._pixels():.0f} px")])

    def _pixels(self) -> float:
        if self._line is None:
            return 0.0
        away = self._line[1] - self._line[0]
        return math.hypot(away.x(), away.y())

    def _from_line(self) -> PixelSize:
        """The pixel size that follows; `ValueError` with a plain hint."""
        text = self._length.text().strip()
        try:
            length = parse_number(text)
        except AmbiguousNumberError:
            raise
        except ValueError:
            length = math.nan
        if not math.isfinite(length) or length <= 0 or not self._pixels():
            raise ValueError(tr("Type the number that stands at the scale bar, such as 50"))
        side = length / self._pixels()
        return PixelSize(side, side, _UNITS[self._unit.currentIndex()], "user")

    def _preview_length(self, _text: str = "") -> None:
        self._say("")
        try:
            self._result.setText(tr("a pixel is {size}", size=self._from_line()))
        except ValueError:
            self._result.setText(f"({self._pixels():.0f} px)")

    def _take_length(self) -> None:
        try:
            size = self._from_line()
        except ValueError as error:
            self._say(str(error))
            self._length.setFocus()
            return
        self._calibrate(size)

    def _type_instead(self) -> None:
        self._forget_line()
        self._pages.setCurrentIndex(0)
        self._size.setFocus()

    # --- found

    def _search_bar(self, document: Document) -> None:
        work = partial(find_scale_bar, document.scan, frame=document.frame)
        self._tasks.run(work, tr("The scale bar"), done=partial(self._offer, document))

    def _offer(self, document: Document, bar: ScaleBar | None) -> None:
        """A bar was found; whoever has begun to type or to draw is not disturbed."""
        busy = self._line is not None or self._tool is not None or self._size.text()
        if bar is None or document is not self._document or self.isHidden() or busy:
            return
        self._line = (QPointF(bar.left, bar.y), QPointF(bar.right, bar.y))
        self._show_line(tr("Scale bar found: its length is"))

    # --- ending

    def _calibrate(self, size: PixelSize) -> None:
        document = self._document
        if document is None:
            return
        self._forget_line()
        self.hide()
        document.set_pixel_size(size)
        self.calibrated.emit()

    def _give_up(self) -> None:
        if self._document is not None:
            self._dismissed.add(self._document.scan.fingerprint)
        self._forget_line()
        self.hide()
        self.dismissed.emit()

    def _look(self) -> None:
        document = self._document
        asked = document is not None and not document.pixel_size.calibrated
        self.setVisible(
            asked and document is not None and document.scan.fingerprint not in self._dismissed
        )

    def _forget_line(self) -> None:
        self._end_tool()
        if self._line is not None:
            self._line = None
            self.marks_changed.emit([])

    def _say(self, text: str) -> None:
        self._trouble.setText(text)
        self._trouble.setVisible(bool(text))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """As Qt asks for it."""
        if event.key() == Qt.Key.Key_Escape and (self._line or self._tool):
            self._type_instead()
        else:
            super().keyPressEvent(event)


def _hint(text: str) -> str:
    """What to type, told from what was typed."""
    if not text:
        return tr("Type a number and a unit, such as 0.5 µm")
    number = text.replace(" ", "")
    try:
        value = float(number)
    except ValueError:
        digits = any(letter.isdigit() for letter in text)
        if digits:
            return tr(
                "“{text}” is no size: type a number and nm, µm or mm, such as 0.5 µm", text=text
            )
        return tr(
            "“{text}” has no number: type a number and nm, µm or mm, such as 0.5 µm", text=text
        )
    if value <= 0:
        return tr("A pixel is larger than nothing")
    return tr("{text} of what? Add nm, µm or mm, such as {text} µm", text=text)


def _page(*widgets: QWidget) -> QWidget:
    page = QWidget()
    row = FlowLayout(page)
    for widget in widgets:
        row.addWidget(widget)
    return page
