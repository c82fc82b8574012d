"""The dark and the light theme, the size of the text, and the spacing grid.

Widgets ask for colours by name with `color()` when they paint, and listen to `changes.changed`
only where they keep something made of colours. The style sheet knows these properties, set with
`role(widget, name)`: buttons "primary" and "flat"; labels "title", "subtitle", "heading", "quiet",
"error"; frames "card", "step", "outcome", "bar" and "notice".

Whatever holds text is as large as its text asks for. What must be given in px is given as it is
at a text of 12 px, and with `px()` follows the text that the desktop or the user has larger.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontInfo, QPalette
from PySide6.QtWidgets import QApplication, QWidget

Choice = Literal["dark", "light", "system"]

# The grid, in px at 100%: between parts of one thing, between things, around a group.
TIGHT, GAP, WIDE = 4, 8, 16

TEXT_SIZES = (100, 125, 150, 175, 200)
"""Percent of the desktop's text that the user may choose."""
_TEXT_PX = 12  # of the text for which sizes are given in px
_SCALED = re.compile(r"\b((?:min-|max-)?(?:width|height)|font-size|icon-size): (\d+)px")


@dataclass(frozen=True, slots=True)
class Colours:
    """One theme, as #rrggbb; `quiet` text is for what may be overlooked, `faint` for disabled."""

    canvas: str  # behind the scan
    window: str
    panel: str
    raised: str  # buttons, cards under the mouse
    field: str  # where something is typed, tables
    stripe: str  # every other row of a table
    line: str
    text: str
    quiet: str
    faint: str
    accent: str  # the one big button, progress; white text is readable on it
    accent_hover: str
    accent_text: str
    link: str  # accent as text, focus frames
    selection: str
    selection_text: str
    good: str
    warning: str
    error: str
    notice: str  # background of a message


DARK = Colours(
    canvas="#161719", window="#1d1e21", panel="#232427", raised="#303237", field="#191a1c",
    stripe="#1f2023", line="#35373c", text="#dadbde", quiet="#a0a3aa", faint="#6c6f76",
    accent="#2f6fca", accent_hover="#3a7bd8", accent_text="#ffffff", link="#7db1f5",
    selection="#2b4b74", selection_text="#ffffff", good="#6cbf8a", warning="#e0b050",
    error="#ee8575", notice="#2a2d35",
)  # fmt: skip
LIGHT = Colours(
    canvas="#e4e5e7", window="#f2f2f4", panel="#fafafb", raised="#e6e7ea", field="#ffffff",
    stripe="#f6f6f8", line="#d3d5da", text="#1f2125", quiet="#5d6068", faint="#a3a6ad",
    accent="#2266c4", accent_hover="#2d73d2", accent_text="#ffffff", link="#1b5cb5",
    selection="#cbdff8", selection_text="#12243c", good="#1f7a45", warning="#8a5a00",
    error="#b3261e", notice="#e6edf7",
)  # fmt: skip


class _Changes(QObject):
    """Says when another theme is shown."""

    changed = Signal()


class _Shown:
    """What is shown now, and what the user asked for."""

    choice: Choice = "system"
    colours: Colours = DARK
    listening = False
    text = 100  # percent
    desktop: QFont | None = None  # the desktop's own font
    scale = 1.0


changes = _Changes()
_HERE = Path(__file__).parent


def apply(app: QApplication, choice: Choice = "system", text: int = 100) -> None:
    """Show the whole program in a theme; "system" follows the desktop's, also when it changes.

    `text` is the size of the text in percent of the desktop's.
    """
    _Shown.choice, _Shown.text = choice, text
    hints = app.styleHints()
    if not _Shown.listening:
        _Shown.listening = True
        app.setStyle("fusion")
        hints.colorSchemeChanged.connect(lambda _scheme: _follow(app))
    schemes = {"dark": Qt.ColorScheme.Dark, "light": Qt.ColorScheme.Light}
    hints.setColorScheme(schemes.get(choice, Qt.ColorScheme.Unknown))  # title bars follow, too
    _show(app)


def color(name: str, alpha: int = 255) -> QColor:
    """A colour of the theme that is shown, by its name in `Colours`; `alpha` 0-255."""
    found = QColor(getattr(_Shown.colours, name))
    found.setAlpha(alpha)
    return found


def is_dark() -> bool:
    """Whether the dark theme is shown."""
    return _Shown.colours is DARK


def text_size() -> int:
    """The size of the text in percent of the desktop's."""
    return _Shown.text


def px(size: float) -> int:
    """So many px at a text of 12 px, in px of the text as it is shown."""
    return round(size * _Shown.scale)


def keep(widget: QWidget, setter: Callable[..., object], *sizes: float) -> None:
    """Set a size of a widget, as in `px`, now and whenever the text gets another size."""
    _Kept(widget, setter, sizes)


class _Kept(QObject):
    """A size that follows the text; it goes with its widget."""

    def __init__(
        self, widget: QWidget, setter: Callable[..., object], sizes: tuple[float, ...]
    ) -> None:
        super().__init__(widget)
        self._setter, self._sizes = setter, sizes
        changes.changed.connect(self.put)
        self.put()

    @Slot()
    def put(self) -> None:
        self._setter(*(px(size) for size in self._sizes))


def choice() -> Choice:
    """What the user asked for."""
    return _Shown.choice


def role(widget: QWidget, name: str) -> None:
    """Give a widget a look of the style sheet; see the module's text."""
    widget.setProperty("role", name)
    if widget.style() is not None:
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def palette(colours: Colours) -> QPalette:
    """Qt's palette for a theme."""
    made = QPalette()
    part, group = QPalette.ColorRole, QPalette.ColorGroup
    for key, name in (
        (part.Window, "window"), (part.WindowText, "text"), (part.Base, "field"),
        (part.AlternateBase, "stripe"), (part.Text, "text"), (part.Button, "raised"),
        (part.ButtonText, "text"), (part.BrightText, "accent_text"), (part.Highlight, "selection"),
        (part.HighlightedText, "selection_text"), (part.ToolTipBase, "raised"),
        (part.ToolTipText, "text"), (part.PlaceholderText, "quiet"), (part.Link, "link"),
        (part.LinkVisited, "link"), (part.Light, "raised"), (part.Midlight, "raised"),
        (part.Mid, "line"), (part.Dark, "line"), (part.Shadow, "canvas"), (part.Accent, "accent"),
    ):  # fmt: skip
        made.setColor(key, QColor(getattr(colours, name)))
    for key in (part.WindowText, part.Text, part.ButtonText, part.HighlightedText):
        made.setColor(group.Disabled, key, QColor(colours.faint))
    made.setColor(group.Disabled, part.Highlight, QColor(colours.line))
    made.setColor(group.Disabled, part.Base, QColor(colours.window))
    return made


def style_sheet(colours: Colours) -> str:
    """The style sheet with `@name` replaced by the theme's colours."""
    text = (_HERE / "theme.qss").read_text(encoding="utf-8")
    text = text.replace("@marks", (_HERE / "marks").as_posix())
    text = text.replace("@shade", "dark" if colours is DARK else "light")
    # The longest name first: @accent_hover begins with @accent.
    for name in sorted((field.name for field in fields(colours)), key=len, reverse=True):
        text = text.replace(f"@{name}", getattr(colours, name))
    return _SCALED.sub(lambda found: f"{found[1]}: {px(int(found[2]))}px", text)


def _follow(app: QApplication) -> None:
    if _Shown.choice == "system":
        _show(app)


def _show(app: QApplication) -> None:
    dark = _Shown.choice == "dark"
    if _Shown.choice == "system":
        scheme = app.styleHints().colorScheme()
        # Where the desktop says nothing: dark, because scans are looked at for hours.
        dark = scheme != Qt.ColorScheme.Light
    _Shown.colours = DARK if dark else LIGHT
    _set_text(app)
    app.setPalette(palette(_Shown.colours))
    app.setStyleSheet(style_sheet(_Shown.colours))
    changes.changed.emit()


def _set_text(app: QApplication) -> None:
    if _Shown.desktop is None:
        _Shown.desktop = QFont(app.font())
    font = QFont(_Shown.desktop)
    if font.pointSizeF() > 0:
        font.setPointSizeF(font.pointSizeF() * _Shown.text / 100)
    else:
        font.setPixelSize(round(font.pixelSize() * _Shown.text / 100))
    _Shown.scale = max(1.0, QFontInfo(font).pixelSize() / _TEXT_PX)
    if font != app.font():
        app.setFont(font)
