"""Panels around the view: they dock, fold, come as tabs, and are where they were left."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QByteArray, QEvent, QObject, QSettings, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QDockWidget,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QTabBar,
    QTabWidget,
    QToolButton,
    QWidget,
)

from graticule_app.look import icons, theme
from graticule_app.look.translation import in_sentence, tr

Area = Qt.DockWidgetArea
_LAYOUT = 1  # changes when panels come or go in a way that an old layout cannot serve
_ICON = (14, 14)  # in px of `theme.px`
_SIZES = {  # in px of `theme.px`
    Area.LeftDockWidgetArea: 320, Area.RightDockWidgetArea: 280, Area.BottomDockWidgetArea: 260,
}  # fmt: skip

_SHARE = {  # of the window: as much a side takes at most by itself
    Area.LeftDockWidgetArea: 0.3, Area.RightDockWidgetArea: 0.3, Area.BottomDockWidgetArea: 0.45,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel: `key` for settings and commands, `page` its page of the help."""

    key: str
    title: str
    widget: QWidget
    area: Area
    page: str = ""
    icon: str = ""
    at_first: bool = True  # shown until somebody folds it away


class Docks(QObject):
    """The panels of a main window."""

    help_wanted = Signal(str)  # page
    changed = Signal()  # a panel was shown or folded

    def __init__(self, window: QMainWindow, panels: Iterable[Panel]) -> None:
        super().__init__(window)
        self._window = window
        self._panels = {panel.key: panel for panel in panels}
        self._docks = {key: self._dock(panel) for key, panel in self._panels.items()}
        self._corners: dict[QTabBar, _Corner] = {}
        window.setDockNestingEnabled(True)
        window.setDocumentMode(True)
        for area in (Area.LeftDockWidgetArea, Area.RightDockWidgetArea, Area.BottomDockWidgetArea):
            window.setTabPosition(area, QTabWidget.TabPosition.North)
        for corner, area in (
            (Qt.Corner.BottomLeftCorner, Area.LeftDockWidgetArea),
            (Qt.Corner.BottomRightCorner, Area.RightDockWidgetArea),
        ):
            window.setCorner(corner, area)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._settle)
        self._text = theme.px(100)
        theme.changes.changed.connect(self._follow_text)
        self.reset()

    def __iter__(self) -> Iterator[Panel]:
        return iter(self._panels.values())

    def action(self, key: str) -> QAction:
        """The switch of a panel."""
        return self._docks[key].toggleViewAction()

    def is_shown(self, key: str) -> bool:
        """Whether a panel is there, be it behind another tab."""
        return not self._docks[key].isHidden()

    def toggle(self, key: str) -> None:
        """Fold a panel away, or show it."""
        if self.is_shown(key):
            self.hide(key)
        else:
            self.show(key)

    def show(self, key: str) -> None:
        """Show a panel, in front of its tabs."""
        self._docks[key].show()
        self._docks[key].raise_()
        self._soon()

    def hide(self, key: str) -> None:
        """Fold a panel away."""
        self._docks[key].hide()
        self._soon()

    def side_shown(self, area: Area) -> bool:
        """Whether any panel of a side is there."""
        return any(self.is_shown(key) for key in self._on(area))

    def toggle_side(self, area: Area) -> None:
        """Fold all panels of a side away, or bring them back."""
        show = not self.side_shown(area)
        front = [key for key in self._on(area) if not self._behind(key)]
        for key in self._on(area):
            self._docks[key].setVisible(show)
        if show and front:
            self._docks[front[0]].raise_()
        self._soon()

    def reset(self) -> None:
        """All as it was at first."""
        window = self._window
        for key, dock in self._docks.items():
            window.removeDockWidget(dock)
            dock.setFloating(False)
            window.addDockWidget(self._panels[key].area, dock)
        first: dict[Area, QDockWidget] = {}
        for key, dock in self._docks.items():
            area = self._panels[key].area
            if area in first:
                window.tabifyDockWidget(first[area], dock)
            first.setdefault(area, dock)
            dock.setVisible(self._panels[key].at_first)
        for dock in first.values():
            dock.raise_()
        self.size_sides()
        self._soon()

    def size_sides(self) -> None:
        """Each side as wide or high as it is at first; Qt listens only once they are on screen.

        Larger text makes them wider, as long as the middle keeps the larger part.
        """
        for area, at_first in _SIZES.items():
            room = self._window.size()
            most = room.height() if area == Area.BottomDockWidgetArea else room.width()
            size = max(at_first, min(theme.px(at_first), round(most * _SHARE[area])))
            shown = [self._docks[key] for key in self._on(area) if self.is_shown(key)]
            upright = area != Area.BottomDockWidgetArea
            way = Qt.Orientation.Horizontal if upright else Qt.Orientation.Vertical
            if shown:
                self._window.resizeDocks(shown[:1], [size], way)

    def _follow_text(self) -> None:
        if self._text != theme.px(100):
            self._text = theme.px(100)
            self.size_sides()

    def save(self) -> None:
        """Remember where everything is."""
        QSettings().setValue("layout/docks", self._window.saveState(_LAYOUT))

    def restore(self) -> bool:
        """Put everything where it was; False if nothing fitting was remembered."""
        state = QSettings().value("layout/docks")
        done = isinstance(state, QByteArray) and self._window.restoreState(state, _LAYOUT)
        self._soon()
        return done

    def _on(self, area: Area) -> list[str]:
        return [
            key
            for key, dock in self._docks.items()
            if self._window.dockWidgetArea(dock) == area and not dock.isFloating()
        ]

    def _behind(self, key: str) -> bool:
        dock = self._docks[key]
        return dock.isHidden() or dock.visibleRegion().isEmpty()

    def _dock(self, panel: Panel) -> QDockWidget:
        dock = QDockWidget(panel.title, self._window)
        dock.setObjectName(f"panel-{panel.key}")
        dock.setWidget(panel.widget)
        dock.setTitleBarWidget(_TitleBar(dock, self._buttons(panel, dock)))
        dock.visibilityChanged.connect(self._soon)
        dock.topLevelChanged.connect(self._soon)
        dock.dockLocationChanged.connect(self._soon)
        panel.widget.setAccessibleName(panel.widget.accessibleName() or panel.title)
        return dock

    def _buttons(self, panel: Panel, parent: QWidget) -> QWidget:
        buttons = QWidget(parent)
        row = QHBoxLayout(buttons)
        row.setContentsMargins(0, 0, theme.TIGHT, 0)
        row.setSpacing(0)
        if panel.page:
            ask = _small(
                "help",
                tr("What is this? Help about {panel}", panel=in_sentence(panel.title)),
                buttons,
            )
            ask.clicked.connect(lambda: self.help_wanted.emit(panel.page))
            row.addWidget(ask)
        fold = _small("close", tr("Fold {panel} away", panel=in_sentence(panel.title)), buttons)
        fold.clicked.connect(lambda: self.hide(panel.key))
        row.addWidget(fold)
        return buttons

    def _soon(self) -> None:
        self._later.start(0)

    def _settle(self) -> None:
        """A title bar where a panel is alone; among tabs its buttons are beside the tabs."""
        for dock in self._docks.values():
            others = [d for d in self._window.tabifiedDockWidgets(dock) if not d.isHidden()]
            bar = dock.titleBarWidget()
            if isinstance(bar, _TitleBar):
                bar.set_thin(bool(others) and not dock.isFloating())
        by_title = {panel.title: panel for panel in self._panels.values()}
        direct = Qt.FindChildOption.FindDirectChildrenOnly
        for bar in self._window.findChildren(QTabBar, options=direct):
            if bar not in self._corners:
                bar.setDrawBase(False)
                self._corners[bar] = _Corner(bar, by_title, self)
            self._corners[bar].place()
        self.changed.emit()


class _TitleBar(QWidget):
    """A panel's name and buttons; thin, it is nothing, for the tabs tell the name."""

    def __init__(self, dock: QDockWidget, buttons: QWidget) -> None:
        super().__init__(dock)
        self._thin = False
        self._parts = QWidget(self)
        name = QLabel(dock.windowTitle())
        theme.role(name, "heading")
        row = QHBoxLayout(self._parts)
        row.setContentsMargins(theme.GAP, theme.TIGHT, 0, theme.TIGHT)
        row.addWidget(name, 1)
        row.addWidget(buttons)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._parts)

    def set_thin(self, thin: bool) -> None:
        """Show nothing at all, or the name and the buttons."""
        if thin != self._thin:
            self._thin = thin
            self._parts.setVisible(not thin)
            self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        """As low as it can be where it is thin."""
        return QSize(0, 0) if self._thin else super().minimumSizeHint()


class _Corner(QWidget):
    """Help and fold for the panel whose tab is in front, at the right end of its tabs."""

    def __init__(self, bar: QTabBar, panels: dict[str, Panel], docks: Docks) -> None:
        super().__init__(bar)
        self._bar = bar
        self._panels = panels
        ask = _small("help", tr("What is this? Help about this panel"), self)
        fold = _small("close", tr("Fold this panel away"), self)
        ask.clicked.connect(lambda: docks.help_wanted.emit(self._front().page))
        fold.clicked.connect(lambda: docks.hide(self._front().key))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, theme.TIGHT, 0)
        row.setSpacing(0)
        row.addWidget(ask)
        row.addWidget(fold)
        bar.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the right end."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self.place()
        return super().eventFilter(watched, event)

    def place(self) -> None:
        """Go to the right end, unless the tabs need the room."""
        size = self.sizeHint()
        used = self._bar.tabRect(self._bar.count() - 1).right() if self._bar.count() else 0
        self.setVisible(self._bar.width() - used > size.width() and bool(self._bar.count()))
        self.setGeometry(
            self._bar.width() - size.width(),
            (self._bar.height() - size.height()) // 2,
            size.width(),
            size.height(),
        )

    def _front(self) -> Panel:
        return self._panels[self._bar.tabText(self._bar.currentIndex()).replace("&", "")]


def _small(icon: str, text: str, parent: QWidget) -> QToolButton:
    button = QToolButton(parent)
    button.setIcon(icons.icon(icon, "quiet"))
    theme.keep(button, lambda *size: button.setIconSize(QSize(*size)), *_ICON)
    button.setToolTip(text)
    button.setAccessibleName(text)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
