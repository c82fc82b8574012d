"""The view: one scan, streamed at any zoom, and what was found in it."""

import sys
from collections.abc import Callable, Generator
from contextlib import nullcontext
from dataclasses import replace

from PySide6.QtCore import QDeadlineTimer, QEvent, QPointF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QResizeEvent, QTransform
from PySide6.QtWidgets import QSizePolicy, QWidget

from graticule.geometry import Box
from graticule.scans import Scan, iter_build_overviews, needs_overviews, with_overviews
from graticule.scans.overviews import OverviewProgress
from graticule_app.canvas import hud
from graticule_app.canvas.annotations import Annotations, Shape
from graticule_app.canvas.baking import Baker
from graticule_app.canvas.board import TileBoard
from graticule_app.canvas.gestures import Gestures
from graticule_app.canvas.maps import ResultMaps
from graticule_app.canvas.marks import SelectionMarks
from graticule_app.canvas.minimap import MiniMap
from graticule_app.canvas.painting import TilePainter
from graticule_app.canvas.pointing import Pointer
from graticule_app.canvas.pyramid import Pyramid
from graticule_app.canvas.style import Style, style_of
from graticule_app.canvas.tool import Tool
from graticule_app.look import theme
from graticule_app.look.translation import tr
from graticule_app.model.camera import Camera
from graticule_app.model.document import Document
from graticule_app.model.layers import SELECTION, UNCERTAINTY
from graticule_app.model.workspace import Workspace
from graticule_app.work.ending import FOREVER
from graticule_app.work.tasks import Priority, Task, Tasks, noted

_SETTLED_MS = 120  # after the last movement, pixels are smoothed
_FRAME_MS = 12  # tiles that arrive within this time are drawn together
_MOST_OUT = 4  # how much smaller than fitted a scan can be made


class ScanView(QWidget):
    """Shows a document's scan and result. All public places are level-0 px."""

    particle_clicked = Signal(int, object)  # id (0: none), keyboard modifiers
    cursor_moved = Signal(object)  # Under, or None outside
    camera_changed = Signal()
    failed = Signal(str)  # a part of the scan cannot be read

    _gestures: Gestures | None = None  # events come while the view is being made

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Workers hand over to the window's thread at once: the longest stall is shorter so.
        sys.setswitchinterval(0.0005)
        self.layers = workspace.layers
        self.display = workspace.display
        self.camera = Camera()
        self.tile_memory = 256 << 20  # bytes of baked tiles; holds for scans opened after this
        self._document: Document | None = None
        self._scan: Scan | None = None
        self._board: TileBoard | None = None
        self._tiles: TilePainter | None = None
        self._maps: ResultMaps | None = None
        self._overviews: Task | None = None
        self._tasks = Tasks(self, noted, priority=Priority.LowPriority)
        self._tool: Tool | None = None
        self._fitted = True
        self._moving = False
        self._complete = False
        self.pointer = Pointer(self)
        self._gestures = Gestures(self)
        self._marks = SelectionMarks(self, workspace)
        self._annotations = Annotations()
        self.minimap = MiniMap(self)
        self._settle = _timer(self, _SETTLED_MS, self._settled)
        self._redraw = _timer(self, _FRAME_MS, self.update)
        self._restyle = _timer(self, 0, self._set_style)
        self.layers.changed.connect(self._restyle.start)
        self.display.changed.connect(self._restyle.start)
        theme.changes.changed.connect(self.update)
        workspace.shown.connect(self._show)
        workspace.scan_changed.connect(self._restyle.start)
        workspace.result_changed.connect(self._take_result)
        workspace.map_changed.connect(self._map_changed)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Scan"))
        self.setAccessibleDescription(tr("Plus and minus zoom, arrows move, Home shows all"))

    def minimumSizeHint(self) -> QSize:
        """As Qt asks for it."""
        return QSize(240, 180)

    def sizeHint(self) -> QSize:
        """As Qt asks for it."""
        return QSize(960, 640)

    @property
    def document(self) -> Document | None:
        """What is shown."""
        return self._document

    @property
    def maps(self) -> ResultMaps | None:
        """The maps of the result that is shown."""
        return self._maps

    @property
    def board(self) -> TileBoard | None:
        """The tiles of the scan that is shown."""
        return self._board

    @property
    def complete(self) -> bool:
        """Whether the last frame showed every tile as sharp, and as new, as it will be."""
        return self._complete

    @property
    def busy(self) -> bool:
        """Whether tiles are on their way that are not on the screen yet."""
        waiting = self._restyle.isActive() or self._redraw.isActive()
        return waiting or (self._board is not None and self._board.busy)

    @property
    def tool(self) -> Tool | None:
        """The mouse tool that is on."""
        return self._tool

    # --- what is shown

    def _show(self, document: Document | None) -> None:
        """Show another document; None shows an empty canvas."""
        self._let_go()
        self._document = document
        if document is not None:
            self._annotations.clear()
            self._open(document.shown_scan)
            self._take_result()
            if self._scan is document.scan and needs_overviews(document.scan):
                self._build_overviews(document)
        self._marks.forget()
        self.minimap.set_scan(self._scan)
        self._look_first(document)
        self.update()

    def _look_first(self, document: Document | None) -> None:
        """As the document was looked at the last time, or at the whole scan."""
        seen = document.camera if document is not None else None
        if seen is None:
            self.fit()
        else:
            now = self.camera
            self.look(replace(seen, width=now.width, height=now.height))

    def set_tool(self, tool: Tool | None) -> None:
        """Give the left mouse button to a tool, or back to moving the picture."""
        if tool is self._tool:
            return
        if self._tool is not None:
            self._tool.ended()
        self._tool = tool
        if self._gestures is not None:
            self._gestures.show_cursor()
        self.update()

    def set_annotations(self, name: str, shapes: list[Shape]) -> None:
        """Draw (polygon in level-0 px, colour, label) over the scan, instead of that name's old."""
        self._annotations.put(name, shapes)
        self._set_style()

    def clear_annotations(self, name: str) -> None:
        """Take that name's annotations away."""
        self._annotations.drop(name)
        self._set_style()

    def grab_picture(self) -> QImage:
        """What is on the screen, at the screen's own resolution."""
        return self.grab().toImage()

    # --- the camera

    def fit(self) -> None:
        """Show the whole scan."""
        if self._scan is not None:
            self._look(self.camera.fitted(self._scan.box))
            self._fitted = True

    def one_to_one(self) -> None:
        """One pixel of the scan on one pixel of the screen, about the middle."""
        self.zoom_by(self.camera.scale)

    def zoom_by(self, factor: float, about: QPointF | None = None) -> None:
        """`factor` times larger about a place on the screen (logical px), else about the middle."""
        ratio = self.devicePixelRatioF()
        at = (self.camera.width / 2, self.camera.height / 2)
        if about is not None:
            at = (about.x() * ratio, about.y() * ratio)
        self.look(self.camera.zoomed(factor, at, self._coarsest()))

    def move_by(self, dx: float, dy: float) -> None:
        """Move the picture by logical px."""
        ratio = self.devicePixelRatioF()
        self.look(self.camera.moved(dx * ratio, dy * ratio))

    def center_on(self, x: float, y: float) -> None:
        """Put a place in the middle."""
        self.look(replace(self.camera, x=float(x), y=float(y)))

    def fly_to(self, box: Box) -> None:
        """Show a box with its surroundings in the scan; no closer than is needed to see it well."""
        around = box.grown(max(8, max(box.shape)))
        if self._scan is not None and around.overlaps(self._scan.box):
            around = around.clipped(self._scan.box)
        near = self.camera.fitted(around)
        closest = 0.5 if self.devicePixelRatioF() < 1.5 else 0.25
        self.look(replace(near, scale=max(near.scale, closest)))

    def rotate(self, quarter_turns: int) -> None:
        """Turn the picture clockwise by 90° steps."""
        self.look(replace(self.camera, turns=(self.camera.turns + quarter_turns) % 4))

    def look(self, camera: Camera) -> None:
        """Show what a camera sees, as long as its middle lies over the scan."""
        self._fitted = False
        self._look(camera)

    def visible_box(self) -> Box:
        """The level-0 px of the scan that are on the screen."""
        box = self.camera.box()
        return box.clipped(self._scan.box) if self._scan is not None else Box(0, 0, 0, 0)

    def to_screen(self) -> QTransform:
        """From level-0 px to logical px of this widget."""
        ratio = self.devicePixelRatioF()
        return self.camera.to_screen() * QTransform.fromScale(1 / ratio, 1 / ratio)

    def place_at(self, point: QPointF) -> QPointF:
        """The level-0 place under a logical px of this widget."""
        ratio = self.devicePixelRatioF()
        return self.camera.at(point.x() * ratio, point.y() * ratio)

    def _look(self, camera: Camera) -> None:
        if self._scan is not None:
            camera = camera.kept(self._scan.box)
        if self._document is not None:
            self._document.camera = camera
        if camera != self.camera:
            self.camera = camera
            self._moving = True
            self._settle.start()
            self.update()
            self.camera_changed.emit()

    def _coarsest(self) -> float:
        if self._scan is None:
            return 1.0
        return max(1.0, self.camera.fitted(self._scan.box).scale * _MOST_OUT)

    def _settled(self) -> None:
        self._moving = False
        self.update()

    # --- following the document

    def _open(self, scan: Scan) -> None:
        """Stream a scan, which may be the same one with coarse levels added."""
        if self._board is not None:
            self._board.close()
        self._scan = scan
        baker = Baker(scan, Pyramid(scan), self._maps, self._annotations.draw)
        self._board = TileBoard(baker, self._style(), limit=self.tile_memory)
        self._board.arrived.connect(self._collect)
        self._board.failed.connect(self.failed)
        self._tiles = TilePainter(self._board)
        self.update()

    def _let_go(self) -> None:
        if self._overviews is not None:
            self._overviews.cancel()
            self._overviews = None
        if self._board is not None:
            self._board.close()
        self._scan = self._board = self._tiles = self._maps = None

    def _build_overviews(self, document: Document) -> None:
        def work() -> Generator[OverviewProgress, None, Scan]:
            yield from iter_build_overviews(document.scan)
            return with_overviews(document.scan)

        self._overviews = self._tasks.run(
            work(),
            tr("Making coarse levels"),
            lambda scan: self._show_overviews(document, scan),
        )

    def stop(self, deadline: QDeadlineTimer = FOREVER) -> None:
        """Let go of the document and wait for what is at work: the window closes."""
        self._show(None)
        self._marks.stop(deadline)
        self._tasks.stop(deadline)

    def _show_overviews(self, document: Document, scan: Scan) -> None:
        document.shown_scan = scan
        self._overviews = None
        if document is self._document:
            self._open(scan)
            self.minimap.set_scan(self._scan)

    def _style(self) -> Style:
        frame = self._document.frame if self._document is not None else 0
        line = 2 if self.devicePixelRatioF() >= 1.5 else 1
        return style_of(self.layers, self.display.tone, frame=frame, line=line)

    def _set_style(self) -> None:
        if self._board is not None:
            self._board.set_style(self._style())
        self.update()

    def _take_result(self) -> None:
        result = self._document.result if self._document is not None else None
        self._maps = ResultMaps(result) if result is not None else None
        if self._board is not None:
            self._board.baker.maps = self._maps
        self.layers.set_classes(result.classes if result is not None else ())
        self._set_style()

    def _map_changed(self, boxes: list[Box]) -> None:
        if self._maps is None or self._board is None or self._scan is None:
            return
        labelled = self._maps.labels is not None
        self._maps.changed(boxes)
        if labelled != (self._maps.labels is not None):
            boxes = [self._scan.box]
        self._board.touch([(b.left, b.top, b.right, b.bottom) for b in boxes])
        self.update()

    def _collect(self) -> None:
        if self._board is not None and self._board.collect() and not self._redraw.isActive():
            self._redraw.start()

    # --- drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        """As Qt asks for it."""
        quiet = self._board.painting if self._board is not None else nullcontext()
        with quiet, QPainter(self) as painter:
            painter.fillRect(self.rect(), theme.color("canvas"))
            if self._tiles is not None and self._board is not None:
                self._paint_tiles(painter, self._tiles, self._board)
                self._paint_above(painter)
            if self._tool is not None:
                painter.save()
                self._tool.paint(painter, self.to_screen())
                painter.restore()

    def _paint_tiles(self, painter: QPainter, tiles: TilePainter, board: TileBoard) -> None:
        ratio = self.devicePixelRatioF()
        painter.setTransform(self.camera.turned() * QTransform.fromScale(1 / ratio, 1 / ratio))
        missing = tiles.paint(painter, self.camera, smooth=not self._moving)
        painter.resetTransform()
        board.want(missing.wanted, missing.shown, (self.camera.x, self.camera.y))
        self._complete = missing.complete
        self.minimap.refresh(tiles)

    def _paint_above(self, painter: QPainter) -> None:
        assert self._document is not None
        to_screen = self.to_screen()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.layers.visible("annotations"):
            self._annotations.draw_labels(painter, to_screen, self.visible_box())
        if self.layers.visible(SELECTION):
            self._marks.paint(painter, to_screen, self.layers.layer(SELECTION).opacity)
        scale = self.camera.scale * self.devicePixelRatioF()
        bar = hud.scale_bar(self._document.pixel_size, scale)
        low = self.height() - theme.GAP
        hud.draw_bar(painter, bar, theme.GAP, low)
        if self.layers.visible(UNCERTAINTY) and self._maps is not None:
            hud.draw_legend(painter, self.minimap.left_edge() - theme.GAP, low)

    def event(self, event: QEvent) -> bool:
        """Gestures first; the rest as in any widget."""
        gestures = self._gestures
        return (gestures is not None and gestures.handle(event)) or super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As Qt asks for it."""
        super().resizeEvent(event)
        self._measure()

    def _measure(self) -> None:
        """The camera's screen is this widget, in device px."""
        ratio = self.devicePixelRatioF()
        size = (max(1, round(self.width() * ratio)), max(1, round(self.height() * ratio)))
        self.camera = replace(self.camera, width=size[0], height=size[1])
        self.minimap.place()
        if self._fitted:
            self.fit()
        self.camera_changed.emit()


def _timer(view: QWidget, milliseconds: int, slot: Callable[[], object]) -> QTimer:
    timer = QTimer(view)
    timer.setSingleShot(True)
    timer.setInterval(milliseconds)
    timer.timeout.connect(slot)
    return timer
