"""The filter's controls in a line that breaks where the panel is narrow."""

import math
from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from graticule.geometry import parse_number
from graticule_app.look import theme
from graticule_app.look.dots import dot_icon
from graticule_app.look.flow import FlowLayout
from graticule_app.look.icons import icon
from graticule_app.look.menus import StayOpenMenu
from graticule_app.look.translation import grouped, tr, tr_noop, trn
from graticule_app.model.filters import ALL, Filter, Range
from graticule_app.model.listing import UNCERTAINTY, Listing
from graticule_app.model.shown import ShownParticles

_WAIT = 200  # ms after the last key
_EXAMPLES = tr_noop(
    "Words are looked for in classes and colours, a number is a particle's own.\n"
    "red fibre\n1204\narea > 50\n5 µm < diameter < 20 µm\nuncertainty > 30% and not glass\n"
    "touches border"
)


class FilterRow(QWidget):
    """Class, size, uncertainty and text; every change goes to the shared filter."""

    def __init__(self, shown: ShownParticles, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = shown
        self._listing: Listing | None = None
        self._classes = ClassButton()
        self._size = RangeField(tr("Size"))
        self._uncertainty = RangeField(tr("Uncertainty"))
        self._text = self._make_text()
        self._reset = QToolButton()
        self._reset.setIcon(icon("clear"))
        self._reset.setToolTip(tr("Show all particles again"))
        self._reset.setAccessibleName(tr("Reset the filter"))
        self._problem = QLabel()
        self._problem.setWordWrap(True)
        theme.role(self._problem, "error")
        layout = FlowLayout(self)
        for widget in (
            self._text, self._classes, self._size, self._uncertainty, self._reset, self._problem,
        ):  # fmt: skip
            layout.addWidget(widget)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT)
        self._timer.timeout.connect(self._send)
        self._classes.chosen.connect(self._send)
        for field in (self._size, self._uncertainty):
            field.edited.connect(self._timer.start)
        self._text.textEdited.connect(lambda _text: self._timer.start())
        self._text.returnPressed.connect(self._send)
        self._reset.clicked.connect(self.reset)
        shown.asked.connect(self._show_filter)
        shown.changed.connect(self._show_state)
        self._show_filter()
        self._show_state()

    def _make_text(self) -> QLineEdit:
        text = _Search()
        text.setClearButtonEnabled(True)
        text.setPlaceholderText(tr("Find: red, 1204, area > 50"))
        text.setToolTip(tr(_EXAMPLES))
        text.setAccessibleName(tr("Find particles"))
        text.addAction(icon("search", "quiet"), QLineEdit.ActionPosition.LeadingPosition)
        text.textChanged.connect(lambda now: self._timer.start() if not now else None)
        return text

    def reset(self) -> None:
        """Let every particle pass."""
        self._shown.set_filter(Filter())

    def focus_text(self) -> None:
        """Put the cursor where one types what to find."""
        self._text.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._text.selectAll()

    def _send(self) -> None:
        self._timer.stop()
        self._shown.set_filter(
            Filter(
                classes=self._classes.classes,
                size=self._size.range,
                uncertainty=self._uncertainty.range,
                text=self._text.text().strip(),
            )
        )

    def _show_filter(self) -> None:
        """Somebody else may have set the filter; what is being typed is left alone."""
        wanted = self._shown.filter
        self._classes.set_classes(wanted.classes)
        self._size.set_range(wanted.size)
        self._uncertainty.set_range(wanted.uncertainty)
        if wanted.text != self._text.text().strip():
            self._text.setText(wanted.text)
            self._timer.stop()
        self._reset.setEnabled(not wanted.lets_all_pass)

    def _show_state(self) -> None:
        self._problem.setText(self._shown.problem)
        self._problem.setVisible(bool(self._shown.problem))
        listing = self._shown.listing
        if listing is self._listing:
            return
        self._listing = listing
        self._classes.set_listing(listing)
        for field, key in ((self._size, listing.size_key), (self._uncertainty, UNCERTAINTY)):
            found = listing.field(key) if len(listing) else None
            field.setVisible(found is not None)
            if found is not None:
                field.describe(found.spec.unit, *listing.extent(key), found.decimals)


class _Search(QLineEdit):
    """As wide as its example."""

    def sizeHint(self) -> QSize:
        """Room for the example and the two icons."""
        width = self.fontMetrics().horizontalAdvance(self.placeholderText()) + 56
        return QSize(width, super().sizeHint().height())


class ClassButton(QToolButton):
    """Which classes are shown, as a button with a menu of ticks."""

    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.classes: frozenset[int] | None = None
        self._menu = StayOpenMenu(self)
        self._everything = self._menu.addAction(tr("All classes"))
        self._actions: dict[int, QAction] = {}
        self.setMenu(self._menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setIcon(icon("classes"))
        self.setStyleSheet("QToolButton::menu-indicator { image: none; }")  # the text has one
        self.setToolTip(tr("Show only particles of these classes"))
        self.setAccessibleName(tr("Classes shown"))
        self._name()

    def set_listing(self, listing: Listing) -> None:
        """Offer the classes of another table, each with its number of particles."""
        self._menu.clear()
        self._actions = {}
        self._everything = self._menu.addAction(tr("All classes"))
        self._everything.setCheckable(True)
        self._everything.triggered.connect(lambda: self._choose(None))
        self._menu.addSeparator()
        for index, info in enumerate(listing.classes[1:], 1):
            text = f"{info.name}\t{grouped(listing.counts[index])}".replace("&", "&&")
            action = self._menu.addAction(dot_icon(info.color), text)
            action.setCheckable(True)
            action.setData(info.name)
            action.triggered.connect(self._ticked)
            self._actions[index] = action
        self.setVisible(len(self._actions) > 1)
        self.set_classes(self.classes)

    def set_classes(self, classes: frozenset[int] | None) -> None:
        """Tick these; None is all."""
        self.classes = classes
        for index, action in self._actions.items():
            action.setChecked(classes is not None and index in classes)
        self._everything.setChecked(classes is None)
        self._name()

    def _ticked(self) -> None:
        ticked = frozenset(i for i, action in self._actions.items() if action.isChecked())
        self._choose(ticked if 0 < len(ticked) < len(self._actions) else None)

    def _choose(self, classes: frozenset[int] | None) -> None:
        self.set_classes(classes)
        self.chosen.emit()

    def _name(self) -> None:
        if self.classes is None:
            text = tr("All classes")
        elif len(self.classes) == 1:
            action = self._actions.get(next(iter(self.classes)))
            text = str(action.data()) if action else trn("{n} class", "{n} classes", 1)
        else:
            text = tr(
                "{count} of {total} classes", count=len(self.classes), total=len(self._actions)
            )
        self.setText(f"{text}  ▾".replace("&", "&&"))
        self.updateGeometry()


class RangeField(QWidget):
    """From – to; the empty fields show the smallest and largest value there is."""

    edited = Signal()

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self._label = QLabel(title)
        self._low, self._high = QLineEdit(), QLineEdit()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.TIGHT)
        layout.addWidget(self._label)
        for field, end in ((self._low, "smallest"), (self._high, "largest")):
            field.setFixedWidth(field.fontMetrics().horizontalAdvance("00000.0") + theme.WIDE)
            field.setAlignment(Qt.AlignmentFlag.AlignRight)
            field.setAccessibleName(f"{title}, {end}")
            field.textEdited.connect(self._typed)
        layout.addWidget(self._low)
        layout.addWidget(QLabel("–"))
        layout.addWidget(self._high)

    @property
    def range(self) -> Range:
        """What was typed; an empty or unreadable field is no limit."""
        low, high = _number(self._low.text()), _number(self._high.text())
        return (ALL[0] if low is None else low, ALL[1] if high is None else high)

    def set_range(self, wanted: Range) -> None:
        """Show limits that somebody else set; what is being typed is left alone."""
        if wanted == self.range:
            return
        for field, value in zip((self._low, self._high), wanted, strict=True):
            field.setText(f"{value:g}" if math.isfinite(value) else "")
            self._mark(field)

    def describe(self, unit: str, low: float, high: float, decimals: int) -> None:
        """Say what values there are."""
        self._label.setText(f"{self._title} ({unit})" if unit else self._title)
        show: Callable[[float], str] = lambda v: f"{v:.{decimals}f}" if math.isfinite(v) else ""  # noqa: E731
        self._low.setPlaceholderText(show(low))
        self._high.setPlaceholderText(show(high))
        tip = tr(
            "{title} from {low} to {high} {unit}",
            title=self._title, low=show(low), high=show(high), unit=unit,
        ).rstrip()  # fmt: skip
        self.setToolTip(tip)

    def _typed(self) -> None:
        for field in (self._low, self._high):
            self._mark(field)
        self.edited.emit()

    def _mark(self, field: QLineEdit) -> None:
        wrong = bool(field.text().strip()) and _number(field.text()) is None
        field.setStyleSheet(f"color: {theme.color('error').name()}" if wrong else "")
        field.setToolTip(tr("Type a number, such as 12.5") if wrong else "")


def _number(text: str) -> float | None:
    try:
        value = parse_number(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
