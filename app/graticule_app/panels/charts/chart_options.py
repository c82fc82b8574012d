"""What the charts show: which columns, on which scale, with which lines."""

from PySide6.QtCore import QSettings, QSignalBlocker, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QToolButton, QWidget

from graticule_app.look import theme
from graticule_app.look.icons import icon
from graticule_app.look.menus import StayOpenMenu
from graticule_app.look.translation import tr, tr_noop
from graticule_app.model.listing import Listing
from graticule_app.panels.charts.chart_data import PairOptions, SizeOptions
from graticule_app.panels.charts.chart_view import Extras

_KEY = "particles/chart "
# Name of the setting, what is read in the menu, whether it is on at first, on which page,
# and whether other numbers are needed for it.
_TICKS = (
    ("log", tr_noop("Logarithmic sizes"), True, "sizes", True),
    ("by area", tr_noop("Weighted by area"), False, "sizes", True),
    ("cumulative", tr_noop("Cumulative line"), True, "sizes", False),
    ("marks", tr_noop("D10, D50 and D90"), True, "sizes", False),
    ("by class", tr_noop("Classes in colour"), True, "sizes", False),
    ("fit", tr_noop("Log-normal fit"), False, "sizes", False),
    ("classes by area", tr_noop("Share of the area"), False, "classes", True),
    ("pair log", tr_noop("Logarithmic axes"), False, "pair", True),
    ("lasso", tr_noop("Select with a lasso"), False, "pair", False),
)


class ChartOptions(QWidget):
    """A line of choices above the chart; they are remembered."""

    changed = Signal()  # other numbers are needed
    looks_changed = Signal()  # the same numbers are drawn otherwise

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._page = "sizes"
        self._first, self._second = QComboBox(), QComboBox()
        self._against = QLabel(tr("against", "one column against another"))
        theme.role(self._against, "quiet")
        self._keys = {
            "sizes": _kept("column", "equivalent_diameter"),
            "x": _kept("x", "equivalent_diameter"),
            "y": _kept("y", "circularity"),
        }
        self._ticks: dict[str, QAction] = {}
        self._more = QToolButton()
        self._set_up_more()
        for box, name in ((self._first, tr("Column")), (self._second, tr("Column across"))):
            box.setAccessibleName(name)
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            box.setMinimumContentsLength(3)
            box.activated.connect(self._chosen)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.TIGHT)
        layout.addWidget(self._first, 1)
        layout.addWidget(self._against)
        layout.addWidget(self._second, 1)
        layout.addStretch(0)
        layout.addWidget(self._more)
        self.show_page("sizes")

    def _set_up_more(self) -> None:
        self._menu = StayOpenMenu(self)
        for name, text, usual, _page, numbers in _TICKS:
            action = self._menu.addAction(tr(text))
            action.setCheckable(True)
            action.setChecked(_kept(name, str(usual)) == "True")
            action.toggled.connect(self._remember)
            action.toggled.connect(self.changed if numbers else self.looks_changed)
            self._ticks[name] = action
        self._more.setIcon(icon("options"))
        self._more.setMenu(self._menu)
        self._more.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._more.setToolTip(tr("What the chart shows"))
        self._more.setAccessibleName(tr("What the chart shows"))

    @property
    def sizes(self) -> SizeOptions:
        """Of the size distribution."""
        return SizeOptions(
            key=self._keys["sizes"], log=self.is_on("log"), by_area=self.is_on("by area")
        )

    @property
    def pair(self) -> PairOptions:
        """Of the two columns."""
        return PairOptions(x=self._keys["x"], y=self._keys["y"], log=self.is_on("pair log"))

    @property
    def classes_by_area(self) -> bool:
        """Whether the classes are told by their area."""
        return self.is_on("classes by area")

    @property
    def lasso(self) -> bool:
        """Whether points are selected with a lasso, else with a rectangle."""
        return self.is_on("lasso")

    @property
    def extras(self) -> Extras:
        """Lines and marks of the size distribution."""
        return Extras(
            cumulative=self.is_on("cumulative"), marks=self.is_on("marks"),
            by_class=self.is_on("by class"), fit=self.is_on("fit"),
        )  # fmt: skip

    def is_on(self, name: str) -> bool:
        """Whether an option is ticked."""
        return self._ticks[name].isChecked()

    def set_on(self, name: str, on: bool) -> None:
        """Tick an option, or not."""
        self._ticks[name].setChecked(on)

    def set_columns(self, **keys: str) -> None:
        """Choose columns: `sizes`, `x` or `y`."""
        for name, key in keys.items():
            self._keys[name] = key
            QSettings().setValue(_KEY + {"sizes": "column"}.get(name, name), key)
        self.show_page(self._page)
        self.changed.emit()

    def set_listing(self, listing: Listing) -> None:
        """Offer the columns of a table; one that is not there gives way to the size."""
        known = [field.key for field in listing.numbers]
        for box in (self._first, self._second):
            with QSignalBlocker(box):
                box.clear()
                for field in listing.numbers:
                    box.addItem(field.heading, field.key)
        if known:
            for name, key in self._keys.items():
                if key not in known:
                    self._keys[name] = listing.size_key or known[0]

    def show_page(self, page: str) -> None:
        """Show what belongs to a chart."""
        self._page = page
        pair = page == "pair"
        self._first.setVisible(page != "classes")
        self._second.setVisible(pair)
        self._against.setVisible(pair)
        for name, _text, _usual, where, _numbers in _TICKS:
            self._ticks[name].setVisible(where == page)
        shown = ("y", "x") if pair else ("sizes", "x")
        for box, name in zip((self._first, self._second), shown, strict=True):
            with QSignalBlocker(box):
                box.setCurrentIndex(box.findData(self._keys[name]))

    def _chosen(self) -> None:
        first, second = self._first.currentData(), self._second.currentData()
        if self._page == "pair":
            self.set_columns(y=first, x=second)
        else:
            self.set_columns(sizes=first)

    def _remember(self) -> None:
        for name, action in self._ticks.items():
            QSettings().setValue(_KEY + name, str(action.isChecked()))


def _kept(name: str, usual: str) -> str:
    return str(QSettings().value(_KEY + name, usual))
