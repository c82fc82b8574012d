"""Icons by what they mean, all from one set: Phosphor (MIT), which QtAwesome carries as a font.

The font is read directly: importing QtAwesome loads eight other sets first, which takes longer
than the window. An icon is drawn in the theme's colours whenever it is painted, so nothing has to
be made again when the theme changes.
"""

import json
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontDatabase, QIcon, QIconEngine, QPainter, QPixmap

from graticule_app.look import theme

# Our name for a meaning: Phosphor's name for a picture.
NAMES: dict[str, str] = {
    # files
    "home": "house", "outline": "polygon",
    "open": "folder-open", "file": "file", "folder": "folder", "recent": "clock-counter-clockwise",
    "drop": "download-simple", "project": "briefcase", "save": "floppy-disk",
    "save-report": "file-arrow-down", "export": "export", "import": "file-arrow-up",
    "combine": "stack", "excel": "table", "picture": "image", "paste": "clipboard-text",
    "copy": "copy", "sample": "flask", "scan": "image-square", "close": "x",
    # analysis
    "analyse": "play", "run": "play", "cancel": "stop", "stop": "stop", "pause": "pause",
    "continue": "skip-forward", "queue": "queue", "device": "cpu", "protocol": "clipboard-text",
    "preview": "magic-wand", "pack": "brain", "train": "graduation-cap",
    "settings": "gear", "options": "sliders-horizontal",
    # view
    "zoom-in": "magnifying-glass-plus", "zoom-out": "magnifying-glass-minus", "fit": "corners-out",
    "one-to-one": "frame-corners", "rotate-left": "arrow-counter-clockwise",
    "rotate-right": "arrow-clockwise", "go-to": "crosshair", "pan": "hand", "map": "map-trifold",
    "layers": "stack", "display": "sliders", "contrast": "circle-half", "eye": "eye",
    "eye-off": "eye-closed", "uncertainty": "thermometer", "outlines": "bounding-box",
    "classes": "palette", "theme": "moon",
    # tools
    "pointer": "cursor", "region": "selection", "line": "line-segment", "polyline": "line-segments",
    "area": "polygon", "measure": "ruler", "ruler": "ruler", "scale-bar": "ruler",
    "brush": "paint-brush", "eraser": "eraser", "cut": "scissors", "split": "scissors",
    "merge": "git-merge", "class": "tag", "delete": "trash", "reviewed": "check-circle",
    "undo": "arrow-u-up-left", "redo": "arrow-u-up-right", "edit": "pencil-simple",
    # panels
    "table": "table", "gallery": "squares-four", "charts": "chart-bar", "chart": "chart-bar",
    "review": "checks", "compare": "intersect", "filter": "funnel", "search": "magnifying-glass",
    "sort-up": "sort-ascending", "sort-down": "sort-descending", "columns": "columns",
    "layout": "layout", "more": "dots-three", "menu": "list", "commands": "command",
    "keyboard": "keyboard", "link": "link",
    # signs
    "help": "question", "info": "info", "warning": "warning", "error": "warning-circle",
    "done": "check-circle", "check": "check", "failed": "x-circle", "waiting": "clock",
    "running": "spinner", "cancelled": "prohibit", "locked": "lock", "user": "user",
    "add": "plus", "remove": "minus", "clear": "x-circle", "refresh": "arrows-clockwise",
    "up": "caret-up", "down": "caret-down", "left": "caret-left", "right": "caret-right",
    "previous": "arrow-left", "next": "arrow-right", "pin": "push-pin", "star": "star",
    "bug": "bug", "note": "note", "external": "arrow-square-out", "grip": "dots-six-vertical",
}  # fmt: skip


def icon(name: str, colour: str = "text") -> QIcon:
    """The picture for a meaning of `NAMES`, in a colour of the theme; `KeyError` for others."""
    return QIcon(_Glyph(NAMES[name], colour))


def pixmap(name: str, size: int, colour: str = "text", ratio: float = 1.0) -> QPixmap:
    """The picture `size` logical px wide, for a screen of that pixel ratio."""
    return icon(name, colour).pixmap(QSize(size, size), ratio)


def app_icon() -> QIcon:
    """The program's own icon."""
    return QIcon(str(resources_folder() / "icons" / "graticule.svg"))


@lru_cache(maxsize=1)
def resources_folder() -> Path:
    """Where the program's own pictures, samples and texts lie."""
    spec = find_spec("graticule_resources")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("graticule_resources is not installed")
    return Path(spec.submodule_search_locations[0])


@lru_cache(maxsize=1)
def _fonts() -> Path:
    spec = find_spec("qtawesome")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("the icons' package qtawesome is not installed")
    return Path(spec.submodule_search_locations[0]) / "fonts"


@lru_cache(maxsize=1)
def _family() -> str:
    loaded = QFontDatabase.addApplicationFont(str(next(_fonts().glob("phosphor-*.ttf"))))
    return QFontDatabase.applicationFontFamilies(loaded)[0]


@lru_cache(maxsize=1)
def _characters() -> dict[str, str]:
    """Phosphor's name: the character that draws it."""
    text = next(_fonts().glob("phosphor-charmap-*.json")).read_text(encoding="utf-8")
    return {name: chr(int(code, 16)) for name, code in json.loads(text).items()}


class _Glyph(QIconEngine):
    """Draws one character of the icon font in the theme's colour of this moment."""

    def __init__(self, glyph: str, colour: str) -> None:
        super().__init__()
        self._glyph = glyph
        self._colour = colour

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        colour = self._colour
        if mode == QIcon.Mode.Disabled:
            colour = "faint"
        elif mode == QIcon.Mode.Selected or (state == QIcon.State.On and colour == "text"):
            colour = "selection_text"
        font = QFont(_family())
        font.setPixelSize(max(1, round(min(rect.width(), rect.height()) * 0.94)))
        painter.save()
        painter.setFont(font)
        painter.setPen(theme.color(colour))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, _characters()[self._glyph])
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        made = QPixmap(size)
        if made.isNull():
            return made  # a place that has no room for it yet
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return made

    def scaledPixmap(
        self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float
    ) -> QPixmap:
        """`size` is in logical px; `scale` is the screen's pixel ratio."""
        made = self.pixmap(size * scale, mode, state)
        made.setDevicePixelRatio(scale)
        return made

    def clone(self) -> "_Glyph":
        return _Glyph(self._glyph, self._colour)

    def key(self) -> str:
        return f"graticule-{self._glyph}"
