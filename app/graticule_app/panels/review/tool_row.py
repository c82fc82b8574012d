"""The tools with which one draws corrections, and the size of the brush."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from graticule_app.canvas.tool import Tool
from graticule_app.look import theme
from graticule_app.look.icons import icon
from graticule_app.look.translation import tr, tr_noop
from graticule_app.model.review import ReviewController
from graticule_app.panels.review.brush import LARGEST, SMALLEST, BrushTool
from graticule_app.panels.review.cut import CutTool
from graticule_app.panels.review.polygon import PolygonTool

_BUTTONS = (
    ("brush", "brush", tr_noop("Brush"),
     tr_noop("Paint: begin on a particle to enlarge it, beside them to make a new one. "
             "Alt erases, Ctrl paints over others, comma and period change the size")),
    ("eraser", "eraser", tr_noop("Eraser"),
     tr_noop("Take pixels away; what falls apart becomes several particles")),
    ("cut", "cut", tr_noop("Cut"), tr_noop("Draw across a particle to take it apart")),
    ("outline", "area", tr_noop("Outline"),
     tr_noop("Draw around a new particle, or click its corners")),
)  # fmt: skip


class ToolRow(QWidget):
    """One of the tools is on, or none; a second click puts it down."""

    tool_wanted = Signal(object)  # Tool, or None

    def __init__(self, controller: ReviewController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._controller = controller
        self.brush, self.knife, self.pen = BrushTool(self), CutTool(self), PolygonTool(self)
        self._on = ""
        self._buttons: dict[str, QToolButton] = {}
        self._lay_out()
        self.brush.painted.connect(controller.paint)
        self.brush.erased.connect(controller.erase)
        self.knife.cut.connect(controller.cut)
        self.pen.drawn.connect(controller.draw)
        for tool in (self.brush, self.knife, self.pen):
            tool.left.connect(self._left)
        self.brush.size_changed.connect(self._show_size)
        controller.changed.connect(self._show_class)
        controller.class_changed.connect(self._show_class)
        self._show_size(self.brush.size)

    @property
    def chosen(self) -> str:
        """The name of the tool that is on; empty for none."""
        return self._on

    def take(self, name: str) -> None:
        """Take a tool: "brush", "eraser", "cut", "outline", or none with an empty name."""
        if name == self._on:
            return
        self._on = ""  # the tool before is told that it is left: that is no news
        tool: Tool | None = {
            "brush": self.brush, "eraser": self.brush, "cut": self.knife, "outline": self.pen,
        }.get(name)  # fmt: skip
        self.brush.erasing = name == "eraser"
        self.tool_wanted.emit(tool)
        self._on = name
        self._show_buttons()

    def _left(self) -> None:
        """The view took another tool."""
        if self._on:
            self._on = ""
            self._show_buttons()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.TIGHT)
        line = QHBoxLayout()
        line.setSpacing(theme.TIGHT)
        for name, picture, text, tip in _BUTTONS:
            button = self._buttons[name] = _button(picture, tr(text), tr(tip))
            button.clicked.connect(self._clicked(name))
            line.addWidget(button, 1)
        layout.addLayout(line)
        self._size = QSlider(Qt.Orientation.Horizontal)
        self._size.setRange(SMALLEST, LARGEST)
        self._size.setPageStep(10)
        self._size.setAccessibleName(tr("Size of the brush"))
        self._size.setToolTip(
            tr("Size of the brush on the screen; zoom in for finer work (, and .)")
        )
        self._size.valueChanged.connect(self.brush.set_size)
        self._told = QLabel()
        self._told.setMinimumWidth(self._told.fontMetrics().horizontalAdvance("200 px"))
        self._told.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        theme.role(self._told, "quiet")
        caption = QLabel(tr("Brush size"))
        theme.role(caption, "quiet")
        size = QHBoxLayout()
        size.setSpacing(theme.GAP)
        size.addWidget(caption)
        size.addWidget(self._size, 1)
        size.addWidget(self._told)
        layout.addLayout(size)

    def _clicked(self, name: str) -> Callable[[], None]:
        return lambda: self.take("" if self._on == name else name)

    def _show_buttons(self) -> None:
        for name, button in self._buttons.items():
            button.setChecked(name == self._on)

    def _show_size(self, size: int) -> None:
        self._size.setValue(size)
        self._told.setText(f"{size} px")

    def _show_class(self) -> None:
        """The tools draw in the colour of the class."""
        reviewed = self._controller.reviewed
        number = self._controller.class_number
        if reviewed is not None and number < len(reviewed.classes):
            colour = QColor(*reviewed.classes[number].color)
            self.brush.colour = self.pen.colour = colour


def _button(picture: str, text: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setIcon(icon(picture))
    button.setText(text)
    button.setCheckable(True)
    button.setToolTip(tip)
    button.setAccessibleName(text)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
    button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return button
