"""Which layers are shown, how strongly and in which order."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from graticule.classes import ClassInfo
from graticule_app.look.translation import tr_noop

SCAN, CLASSES, UNCERTAINTY = "scan", "classes", "uncertainty"
OUTLINES, ANNOTATIONS, SELECTION = "outlines", "annotations", "selection"


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer; `opacity` is 0 to 1."""

    key: str
    title: str
    visible: bool
    opacity: float


_START = (
    Layer(SCAN, tr_noop("Scan"), True, 1.0),
    Layer(CLASSES, tr_noop("Classes"), True, 0.45),
    Layer(UNCERTAINTY, tr_noop("Uncertainty"), False, 0.7),
    Layer(OUTLINES, tr_noop("Outlines"), True, 1.0),
    Layer(ANNOTATIONS, tr_noop("Annotations"), True, 1.0),
    Layer(SELECTION, tr_noop("Selection"), True, 1.0),
)


class LayerModel(QObject):
    """The layers from the bottom, which is always the scan, to the top, always the selection."""

    changed = Signal()  # something is shown otherwise
    reordered = Signal()  # the list itself is another one: order or classes

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._layers = list(_START)
        self._classes: tuple[ClassInfo, ...] = ()
        self._hidden: frozenset[int] = frozenset()

    @property
    def layers(self) -> tuple[Layer, ...]:
        """All layers, the lowest first."""
        return tuple(self._layers)

    @property
    def classes(self) -> tuple[ClassInfo, ...]:
        """The classes of the result that is shown, the background first; empty without one."""
        return self._classes

    def layer(self, key: str) -> Layer:
        """The layer of that key; `KeyError` if there is none."""
        return self._layers[self._place(key)]

    def visible(self, key: str) -> bool:
        """Whether a layer is shown."""
        return self.layer(key).visible

    def set_visible(self, key: str, visible: bool) -> None:
        """Show or hide a layer."""
        self._put(key, visible=visible)

    def toggle(self, key: str) -> None:
        """Show a hidden layer, hide a shown one."""
        self.set_visible(key, not self.visible(key))

    def set_opacity(self, key: str, opacity: float) -> None:
        """How strongly a layer is drawn, 0 to 1."""
        self._put(key, opacity=min(max(float(opacity), 0.0), 1.0))

    def restore(self, key: str, *, visible: bool, opacity: float) -> None:
        """Show a layer as a project had it; one that is unknown here is left out."""
        if key in {layer.key for layer in self._layers}:
            self._put(key, visible=visible, opacity=min(max(float(opacity), 0.0), 1.0))

    def move(self, key: str, place: int) -> None:
        """Put a layer at a place in the order, 1 being just above the scan.

        The scan and the selection stay where they are.
        """
        if key in (SCAN, SELECTION):
            return
        place = min(max(place, 1), len(self._layers) - 2)
        layer = self._layers.pop(self._place(key))
        before = list(self._layers)
        self._layers.insert(place, layer)
        if before != self._layers:
            self.reordered.emit()
            self.changed.emit()

    def set_classes(self, classes: tuple[ClassInfo, ...]) -> None:
        """The classes of another result; all of them are shown."""
        if classes != self._classes:
            self._classes, self._hidden = tuple(classes), frozenset()
            self.reordered.emit()
            self.changed.emit()

    def class_visible(self, number: int) -> bool:
        """Whether a class's eye is open."""
        return number not in self._hidden

    def set_class_visible(self, number: int, visible: bool) -> None:
        """Open or close a class's eye."""
        hidden = self._hidden - {number} if visible else self._hidden | {number}
        if hidden != self._hidden:
            self._hidden = hidden
            self.changed.emit()

    def show_only(self, number: int) -> None:
        """Close every class's eye but one; if they are closed already, open all."""
        others = frozenset(range(1, len(self._classes))) - {number}
        self._hidden = frozenset() if self._hidden == others else others
        self.changed.emit()

    def _place(self, key: str) -> int:
        for place, layer in enumerate(self._layers):
            if layer.key == key:
                return place
        raise KeyError(key)

    def _put(self, key: str, **values: bool | float) -> None:
        place = self._place(key)
        changed = replace(self._layers[place], **values)  # type: ignore[arg-type]
        if changed != self._layers[place]:
            self._layers[place] = changed
            self.changed.emit()
