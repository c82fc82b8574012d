"""Which tool the left mouse button has."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from graticule.geometry import Box
from graticule_app.canvas.drawing_tools import RegionTool
from graticule_app.canvas.measuring import Kind, MeasureTool
from graticule_app.canvas.scan_view import ScanView
from graticule_app.canvas.tool import Tool

_MEASURES = {"measure-line": Kind.LINE, "measure-path": Kind.POLYLINE, "measure-area": Kind.AREA}
_CORRECTIONS = {"BrushTool": "tool-brush", "CutTool": "tool-cut", "PolygonTool": "tool-outline"}


class Tools(QObject):
    """One tool is on, or none: then the mouse moves the picture and selects.

    `corrections` are the tools of the review by their command's name, which it gives itself.
    """

    changed = Signal()

    def __init__(self, view: ScanView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._chosen = "tool-none"
        self._measure = MeasureTool()
        self._once: Tool | None = None
        self._lent: Tool | None = None
        self.corrections: dict[str, Callable[[], None]] = {}
        self.put_down: Callable[[], None] = lambda: None

    @property
    def chosen(self) -> str:
        """The command's name of the tool that is on."""
        return self._chosen

    @property
    def measuring(self) -> bool:
        """Whether a measuring tool is on."""
        return self._chosen in _MEASURES

    def choose(self, name: str) -> None:
        """Take a tool by its command's name; the one that is on already is put down."""
        if name == self._chosen:
            name = "tool-none"
        if name in self.corrections:
            self.corrections[name]()
            return
        self.put_down()  # the review's tool, if one is on
        document = self._view.document
        if name in _MEASURES and document is not None:
            self._measure.set_pixel_size(document.pixel_size)
            self._measure.set_kind(_MEASURES[name])
            self._take(self._measure, name)
        else:
            self._take(None, "tool-none")

    def lend(self, tool: Tool | None, name: str) -> None:
        """A part of the bench takes a tool of its own, or puts it down with None."""
        if tool is not None:
            self._lent = tool
            self._take(tool, name)
        elif self._lent is not None and self._view.tool is self._lent:
            self._lent = None
            self._take(None, "tool-none")

    @staticmethod
    def correction_of(tool: Tool | None) -> str:
        """The command's name of a tool of the review."""
        return _CORRECTIONS.get(type(tool).__name__, "tool-none")

    def draw_region(self, then: Callable[[Box], object]) -> None:
        """Let a rectangle be drawn, once."""
        document = self._view.document
        tool = RegionTool(document.scan.box if document is not None else None)
        tool.drawn.connect(lambda box: self._after(then, box))
        self.put_down()
        self._once = tool
        self._take(tool, "region")

    def forget(self) -> None:
        """Another scan is shown: measurements are gone, and no tool is on."""
        self._measure.clear()
        self._take(None, "tool-none")

    def _after(self, then: Callable, *what: object) -> None:
        self._take(None, "tool-none")
        then(*what)

    def _take(self, tool: Tool | None, name: str) -> None:
        self._chosen = name
        self._view.set_tool(tool)
        self.changed.emit()
