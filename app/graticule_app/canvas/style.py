"""How tiles look, as one immutable value that a worker can hold while the user changes his mind."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import pyqtgraph

from graticule.classes import TAKEN_APART
from graticule.scans import Tone
from graticule_app.model.layers import (
    ANNOTATIONS,
    CLASSES,
    OUTLINES,
    SCAN,
    UNCERTAINTY,
    LayerModel,
)

# Dark to bright in even steps of lightness for every kind of colour vision (Nuñez, Anderton &
# Renslow 2018, doi:10.1371/journal.pone.0199239), as pyqtgraph ships it from matplotlib.
HEAT_MAP = "cividis"
APART = 128
"""An outline's class is so much more where the particle was cut from a neighbour."""
_UNKNOWN = (255, 255, 255)  # an outline whose class nobody knows


@dataclass(frozen=True, slots=True)
class Overlay:
    """One layer above the scan and its colour table, uint8 (256, 4): red, green, blue, opacity."""

    key: str
    table: np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class Style:
    """What a tile is baked with; `overlays` from the bottom to the top, `scan` 0 to 256."""

    scan: int
    tone: Tone
    frame: int
    overlays: tuple[Overlay, ...]
    line: int = 1  # px of an outline

    def shows(self, key: str) -> bool:
        """Whether an overlay is drawn at all."""
        return any(overlay.key == key for overlay in self.overlays)


@cache
def heat_colors() -> np.ndarray:
    """The uncertainty's colours, uint8 (256, 3), certain first."""
    table = pyqtgraph.colormap.get(HEAT_MAP).getLookupTable(nPts=256, mode="byte")  # type: ignore[union-attr]
    return np.asarray(table)[:, :3]


def heat_opacity() -> np.ndarray:
    """How much of each uncertainty shows, 0 to 1: what is certain lets the scan through."""
    return np.clip(np.arange(256) / 64, 0, 1)


def style_of(layers: LayerModel, tone: Tone, *, frame: int = 0, line: int = 1) -> Style:
    """The look that the layers ask for now."""
    scan = layers.layer(SCAN)
    overlays = []
    for layer in layers.layers:
        if not layer.visible or layer.opacity == 0:
            continue
        if layer.key in (CLASSES, OUTLINES):
            overlays.append(Overlay(layer.key, _class_table(layers, layer.opacity, layer.key)))
        elif layer.key == UNCERTAINTY:
            overlays.append(Overlay(layer.key, _heat_table(layer.opacity)))
        elif layer.key == ANNOTATIONS:
            overlays.append(
                Overlay(layer.key, np.full((256, 4), round(layer.opacity * 255), np.uint8))
            )
    opacity = round(scan.opacity * 256) if scan.visible else 0
    return Style(opacity, tone, frame, tuple(overlays), line)


def _class_table(layers: LayerModel, opacity: float, key: str) -> np.ndarray:
    table = np.zeros((256, 4), np.uint8)
    for number, info in enumerate(layers.classes):
        color = np.array(info.color, float)
        if key == OUTLINES:  # a little lighter than the area that it goes round
            color += (255 - color) * 0.25
        table[number, :3] = color
        table[number, 3] = round(opacity * 255) if number and layers.class_visible(number) else 0
    if key == OUTLINES:
        table[APART:255, :3] = TAKEN_APART
        table[APART:255, 3] = table[: 255 - APART, 3]
        table[255] = (*_UNKNOWN, round(opacity * 255))
    return table


def _heat_table(opacity: float) -> np.ndarray:
    table = np.empty((256, 4), np.uint8)
    table[:, :3] = heat_colors()
    table[:, 3] = np.rint(heat_opacity() * opacity * 255)
    return table
