"""The panel of layers: an eye and a strength for each, their order, and an eye for each class."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QColor, QPainter, QPixmap
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from graticule_app.look import theme
from graticule_app.look.icons import icon
from graticule_app.look.translation import tr, tr_engine, tr_noop
from graticule_app.model.layers import CLASSES, SCAN, SELECTION, Layer, LayerModel
from graticule_app.model.workspace import Workspace

_WIDTH = 260
_HINTS = {
    SCAN: tr_noop("The picture itself"),
    CLASSES: tr_noop("What each place was found to be, one colour per class"),
    "uncertainty": tr_noop("How sure the analysis is: bright places deserve a second look"),
    "outlines": tr_noop("The edge of every particle; magenta where a clump was taken apart"),
    "annotations": tr_noop("Imported or drawn shapes"),
    SELECTION: tr_noop("The particles that are selected"),
}


class LayerPanel(QWidget):
    """Switches the layers, the highest at the top."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = workspace.layers
        self._rows: dict[str, _LayerRow] = {}
        self._eyes: dict[int, _Eye] = {}
        theme.keep(self, self.setMinimumWidth, 220)
        self.setAccessibleName(tr("Layers"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(theme.GAP, theme.GAP, theme.GAP, theme.GAP)
        self._column.setSpacing(theme.TIGHT)
        self._model.reordered.connect(self._build)
        self._model.changed.connect(self._show)
        self._build()

    def sizeHint(self) -> QSize:
        """As Qt asks for it."""
        return QSize(_WIDTH, super().sizeHint().height())

    def _build(self) -> None:
        focused = next((key for key, row in self._rows.items() if row.has_focus()), None)
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._rows.clear()
        self._eyes.clear()
        for layer in reversed(self._model.layers):
            row = self._rows[layer.key] = _LayerRow(self._model, layer, self)
            self._column.addWidget(row)
            if layer.key == CLASSES and len(self._model.classes) > 1:
                self._column.addWidget(self._class_rows())
        self._column.addStretch(1)
        if focused in self._rows:
            self._rows[focused].setFocus()
        self._show()

    def _class_rows(self) -> QWidget:
        box = QWidget(self)
        grid = QGridLayout(box)
        grid.setContentsMargins(theme.WIDE + theme.GAP, 0, 0, theme.TIGHT)
        grid.setHorizontalSpacing(theme.GAP)
        grid.setVerticalSpacing(0)
        for number, info in enumerate(self._model.classes):
            if number == 0:
                continue
            eye = self._eyes[number] = _Eye(tr_engine(info.name), box)
            eye.clicked.connect(lambda on, number=number: self._model.set_class_visible(number, on))
            only = QAction(tr("Show only this class"), eye)
            only.triggered.connect(lambda _=False, number=number: self._model.show_only(number))
            swatch, name = QLabel(box), QLabel(tr_engine(info.name), box)
            swatch.setPixmap(_swatch(QColor(*info.color), self.devicePixelRatioF()))
            name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            for widget in (swatch, name):
                widget.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
                widget.addAction(only)
            for column, widget in enumerate((eye, swatch, name)):
                grid.addWidget(widget, number, column)
        grid.setColumnStretch(2, 1)
        return box

    def _show(self) -> None:
        for key, row in self._rows.items():
            row.show_layer(self._model.layer(key))
        for number, eye in self._eyes.items():
            eye.set_open(self._model.class_visible(number))
            eye.setEnabled(self._model.visible(CLASSES) or self._model.visible("outlines"))


class _LayerRow(QWidget):
    """One layer: eye, name, strength; Alt+Up and Alt+Down move it."""

    def __init__(self, model: LayerModel, layer: Layer, parent: QWidget) -> None:
        super().__init__(parent)
        self._model, self._key = model, layer.key
        self._eye = _Eye(tr(layer.title), self)
        self._eye.clicked.connect(lambda on: model.set_visible(layer.key, on))
        title = QLabel(tr(layer.title), self)
        title.setToolTip(tr(_HINTS[layer.key]))
        title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._slider = QSlider(Qt.Orientation.Horizontal, self)
        self._slider.setRange(0, 100)
        theme.keep(self._slider, self._slider.setFixedWidth, 76)
        self._slider.setAccessibleName(tr("Strength of {layer}", layer=tr(layer.title)))
        self._slider.valueChanged.connect(lambda v: model.set_opacity(layer.key, v / 100))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.TIGHT)
        line.addWidget(self._eye)
        line.addWidget(title, 1)
        line.addWidget(self._slider)
        self._movers(line, layer)
        self.setFocusProxy(self._eye)

    def has_focus(self) -> bool:
        """Whether the keyboard is in this row."""
        return any(w.hasFocus() for w in (self._eye, self._slider))

    def show_layer(self, layer: Layer) -> None:
        """Show the layer as it is now."""
        self._eye.set_open(layer.visible)
        self._slider.blockSignals(True)
        self._slider.setValue(round(layer.opacity * 100))
        self._slider.blockSignals(False)
        self._slider.setEnabled(layer.visible)
        self._slider.setToolTip(tr("Strength: {percent}%", percent=round(layer.opacity * 100)))

    def _movers(self, line: QHBoxLayout, layer: Layer) -> None:
        """Up and down, or as much room where a layer stays in its place."""
        for name, step, words in (("up", 1, tr("Move up")), ("down", -1, tr("Move down"))):
            button = QToolButton(self)
            button.setIconSize(QSize(12, 12))
            theme.keep(button, button.setFixedSize, 18, 22)
            if layer.key in (SCAN, SELECTION):
                button.setEnabled(False)
            else:
                button.setIcon(icon(name, "quiet"))
                button.setToolTip(f"{words} (Alt+{name.capitalize()})")
                button.setAccessibleName(f"{words}: {tr(layer.title)}")
                button.clicked.connect(lambda _=False, step=step: self._move(step))
                key = QAction(self)
                key.setShortcut(f"Alt+{name.capitalize()}")
                key.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                key.triggered.connect(lambda _=False, step=step: self._move(step))
                self.addAction(key)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            line.addWidget(button)

    def _move(self, step: int) -> None:
        keys = [layer.key for layer in self._model.layers]
        self._model.move(self._key, keys.index(self._key) + step)


class _Eye(QToolButton):
    """Open: shown. Closed: hidden."""

    def __init__(self, what: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._what = what
        self.setCheckable(True)
        self.setIconSize(QSize(16, 16))
        theme.keep(self, self.setFixedSize, 24, 22)
        # its picture says whether it is on: no ground of another colour besides
        self.setStyleSheet("QToolButton:checked { background: transparent; }")
        self.toggled.connect(self._look)
        self._look(False)

    def set_open(self, on: bool) -> None:
        """Show a state without telling of it."""
        self.setChecked(on)
        self._look(on)

    def _look(self, on: bool) -> None:
        self.setIcon(icon("eye") if on else icon("eye-off", "faint"))
        words = f"{tr('Hide') if on else tr('Show')} {self._what}"
        self.setToolTip(words)
        self.setAccessibleName(words)


def _swatch(color: QColor, ratio: float) -> QPixmap:
    """A rounded square of a colour, 12 px."""
    picture = QPixmap(round(12 * ratio), round(12 * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    with QPainter(picture) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawRoundedRect(0, 0, 12, 12, 3, 3)
    return picture
