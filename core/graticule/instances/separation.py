"""Touching particles taken apart, by methods that a protocol names."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

import msgspec
import numpy as np
from msgspec import Meta
from scipy import ndimage

from graticule.classes import own_settings
from graticule.errors import ProtocolError
from graticule.geometry import Length, PixelSize
from graticule.instances.basins import separate_basins
from graticule.instances.strands import Strands, in_raster_order, trace_strands
from graticule.instances.uecs import take_apart

_PER_PIXEL = 16  # steps into which one px of a mask's distance transform is divided
# Chosen on the validation images of the pack "particles"; AJI+ and F1 change by less than 0.01
# from 0.5 to 0.65.
_NECK_OF_DISTANCE = 0.55
_NECK_OF_MASK = 0.8
_LOWEST_PEAK = 128  # of 255: what the network finds less of an inside in is no particle of its own

_GAP = "120 px"  # nearly half a millimetre at 4 µm per px: what lies on a strand is rarely wider

# Gumbiowski et al. 2023 take 0.95, by which two discs of one size stay whole once they overlap by
# a fifth of their diameter: the convexity of such a pair is then
# (2π + 4(1 - o)) / (4(π - arccos(1 - o))) = 0.949, and 0.960 at a quarter, 0.980 at two fifths.
# On the validation images of the pack "nanoparticles" F1 changes by 0.005 from 0.95 to 0.98.
_CONVEX = 0.975
_MARKER = "6.18 px"  # 30 px, as there

_Neck = Annotated[float, Meta(ge=0, le=1)]
_Smallest = Annotated[int, Meta(ge=1)]
_Convexity = Annotated[float, Meta(ge=0.5, lt=1)]


class Separation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How particles of one class are told apart.

    method: "none" (a connected component is a particle), "watershed" (by the shape of the mask),
    "distance" (by the distance that a network gives), "strands" (fibres and hairs, by where
    they go straight on) or "uecs" (convex parts, which may overlap). `neck`, of watershed and
    distance: two stay apart where the distance in the neck between them is below this share of
    the lower peak; 0 = the method's own (0.8 and 0.55). `smallest`: area in px below which
    nothing is taken off a particle. `gap`, of strands: so far they go on under something else;
    "" = they do not. Of uecs: `convexity` that a part must have, and `smallest_marker`, the
    equivalent diameter that is left of it once it is convex; `smallest` counts, too.
    """

    method: str = "none"
    neck: _Neck = 0.0
    smallest: _Smallest = 10
    gap: str = _GAP
    convexity: _Convexity = _CONVEX
    smallest_marker: str = _MARKER

    def __post_init__(self) -> None:
        if self.method not in SEPARATIONS:
            raise ProtocolError(
                f"no separation {self.method!r}; there are {', '.join(SEPARATIONS)}"
            )
        for text in (self.gap, self.smallest_marker):
            if text:
                Length.parse(text)

    @property
    def uses(self) -> frozenset[str]:
        """Which settings mean something to the method."""
        return SEPARATIONS[self.method].uses

    def reach(self, pixel_size: PixelSize) -> float:
        """`gap` in px of that size; `ProtocolError` if it is a real length and the size unknown."""
        if not self.gap or "gap" not in self.uses:
            return 0.0
        return _pixels(self.gap, "gap", pixel_size)

    def marker(self, pixel_size: PixelSize) -> int:
        """Least area of a marker in px of that size; raises as `reach` does."""
        if not self.smallest_marker or "smallest_marker" not in self.uses:
            return self.smallest
        diameter = _pixels(self.smallest_marker, "smallest marker", pixel_size)
        return max(self.smallest, round(math.pi / 4 * diameter**2))

    def with_marker(self, pixel_size: PixelSize) -> "Separation":
        """The same with `smallest` as large as the smallest marker; raises as `reach` does."""
        smallest = self.marker(pixel_size)
        return msgspec.structs.replace(self, smallest=smallest, smallest_marker="")


class ClassSeparation(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """In what one class is separated otherwise than the others."""

    method: str | msgspec.UnsetType = msgspec.UNSET
    neck: _Neck | msgspec.UnsetType = msgspec.UNSET
    smallest: _Smallest | msgspec.UnsetType = msgspec.UNSET
    gap: str | msgspec.UnsetType = msgspec.UNSET
    convexity: _Convexity | msgspec.UnsetType = msgspec.UNSET
    smallest_marker: str | msgspec.UnsetType = msgspec.UNSET

    def __post_init__(self) -> None:
        own_settings(Separation, Separation(), self)  # what is wrong with a length is said at once


class SeparationSettings(Separation, frozen=True, forbid_unknown_fields=True):
    """How particles that touch are told apart; `classes` says by name what differs in which."""

    classes: dict[str, ClassSeparation] = {}

    def of(self, name: str) -> Separation:
        """What counts for the class of that name."""
        return own_settings(Separation, self, self.classes.get(name))


def separate(mask: np.ndarray, distance: np.ndarray | None, settings: Separation) -> np.ndarray:
    """Labels (h, w) int32 of the pixels of `mask` (bool), 1..n in raster order of first pixels.

    `distance` (h, w) uint8: 255 = the innermost pixel of its particle; only the method "distance"
    wants it. Every pixel of the mask has a label, but those that "uecs" gives to no part, and no
    other one; each component is judged by itself, so that a crop or a frame around it changes
    nothing.
    """
    if mask.ndim != 2 or mask.dtype != bool:
        raise ValueError("a mask is a boolean array (h, w)")
    return SEPARATIONS[settings.method].label(mask, distance, settings)


def _none(mask: np.ndarray, _distance: np.ndarray | None, _settings: Separation) -> np.ndarray:
    flat = np.zeros(mask.shape, np.uint16)
    return separate_basins(flat, mask, pass_ratio=0.0, lowest_peak=0, smallest=1)


def _watershed(mask: np.ndarray, _distance: np.ndarray | None, settings: Separation) -> np.ndarray:
    """Watershed of the Euclidean distance transform (Beucher & Lantuéjoul 1979).

    Pixels outside the array are background, as in ImageJ's Watershed.
    """
    inside = np.asarray(ndimage.distance_transform_edt(np.pad(mask, 1)))[1:-1, 1:-1]
    height = np.minimum(inside * _PER_PIXEL, 65535).astype(np.uint16)
    return separate_basins(
        height,
        mask,
        pass_ratio=settings.neck or _NECK_OF_MASK,
        lowest_peak=0,
        smallest=settings.smallest,
    )


def _by_distance(mask: np.ndarray, distance: np.ndarray | None, settings: Separation) -> np.ndarray:
    """Watershed of the network's distance: near 255 at a particle's peak, near 0 between two."""
    if distance is None or distance.shape != mask.shape or distance.dtype != np.uint8:
        raise ValueError('"distance" needs the network\'s distance (h, w) uint8')
    return separate_basins(
        distance.astype(np.uint16),
        mask,
        pass_ratio=settings.neck or _NECK_OF_DISTANCE,
        lowest_peak=_LOWEST_PEAK,
        smallest=settings.smallest,
    )


def _strands(mask: np.ndarray, _distance: np.ndarray | None, settings: Separation) -> np.ndarray:
    """Strands of each component, told apart where they cross and touch."""
    labels = np.zeros(mask.shape, np.int32)
    count = 0
    if not mask.any():
        return labels
    parts = _none(mask, None, settings)
    for i, box in enumerate(ndimage.find_objects(parts)):
        own = parts[box] == i + 1
        traced = trace_strands(own, settings.smallest)
        labels[box][own] = traced.labels[own] + count
        count += traced.count
    return in_raster_order(labels, count)


def _uecs(mask: np.ndarray, _distance: np.ndarray | None, settings: Separation) -> np.ndarray:
    """Convex parts of each component; where they overlap, their labels are those of the owners."""
    smallest = settings.marker(PixelSize.unknown())
    labels = np.zeros(mask.shape, np.int32)
    if not mask.any():
        return labels
    count = 0
    parts = _none(mask, None, settings)
    for i, box in enumerate(ndimage.find_objects(parts)):
        found = take_apart(parts[box] == i + 1, settings.convexity, smallest).labels
        labels[box][found > 0] = found[found > 0] + count
        count += int(found.max())
    return in_raster_order(labels, count)


def _pixels(text: str, what: str, pixel_size: PixelSize) -> float:
    length = Length.parse(text)
    if length.unit != "px" and not pixel_size.calibrated:
        raise ProtocolError(
            f"the separation's {what} {text!r} needs a pixel size, and the scan has none:"
            f" give the pixel size, or write the {what} in px"
        )
    return length.pixels(pixel_size)


@dataclass(frozen=True, slots=True)
class Taken:
    """One component taken apart: `labels` (h, w) int32 1..n.

    `strands` tell what the pieces are where they are strands; `shared` (k, 5) int64 are runs of px
    that belong to a second piece (see `uecs.Parted`), None where none may.
    """

    labels: np.ndarray
    strands: Strands | None = None
    shared: np.ndarray | None = None


def _strands_of(mask: np.ndarray, way: Separation) -> Taken:
    strands = trace_strands(mask, way.smallest)
    return Taken(strands.labels, strands=strands)


def _parts_of(mask: np.ndarray, way: Separation) -> Taken:
    parted = take_apart(mask, way.convexity, way.smallest)
    return Taken(parted.labels, shared=parted.shared)


@dataclass(frozen=True)
class SeparationMethod:
    """A way of telling touching particles apart, and what is to be known of it.

    `label` gives what `separate` does. `component`, of a mask that is one component, may tell more
    of the pieces; without it they are those of `label`. A component of less than `fewest` pieces of
    the smallest area is not looked at. `uses` are the settings that mean something to it.
    """

    title: str  # where people choose it: what touches …
    told: str  # in a report
    label: Callable[[np.ndarray, np.ndarray | None, Separation], np.ndarray]
    component: Callable[[np.ndarray, Separation], Taken] | None = None
    fewest: float = 2
    uses: frozenset[str] = frozenset(("smallest",))
    needs_distance: bool = False

    def take(self, mask: np.ndarray, distance: np.ndarray | None, way: Separation) -> Taken:
        """The pieces of a mask (h, w) bool that is one component."""
        if self.component is not None:
            return self.component(mask, way)
        return Taken(separate(mask, distance, way))


_CUT = frozenset(("smallest", "neck"))
SEPARATIONS: dict[str, SeparationMethod] = {
    "none": SeparationMethod(
        "stay together", "what hangs together in one class is one particle", _none,
        fewest=math.inf, uses=frozenset(),
    ),
    "watershed": SeparationMethod(
        "cut by their shape", "touching particles are taken apart by their shape", _watershed,
        uses=_CUT,
    ),
    "strands": SeparationMethod(
        "fibres: followed across each other", "each strand is followed through crossings",
        _strands, component=_strands_of, fewest=1, uses=frozenset(("smallest", "gap")),
    ),
    "distance": SeparationMethod(
        "cut by the network",
        "touching particles are taken apart by the distance that the network tells", _by_distance,
        uses=_CUT, needs_distance=True,
    ),
    "uecs": SeparationMethod(
        "convex parts that may overlap", "clumps are taken apart into convex parts", _uecs,
        component=_parts_of, uses=frozenset(("smallest", "convexity", "smallest_marker")),
    ),
}  # fmt: skip
"""By the name that a protocol gives as `method`."""
