"""The particle table: sums in one pass over the blocks, shapes in each particle's own box.

No number depends on the block size: sums are whole numbers (or twice as precise as the
result), and a shape is taken from the whole particle.
"""

import math
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass

import numpy as np

from graticule.compiled import plain
from graticule.completion import completing
from graticule.geometry import Box, PixelSize
from graticule.particles import hulls, moments
from graticule.particles.colour import CELL, Light, is_colour, name_colours
from graticule.particles.columns import COLUMNS, channel_columns
from graticule.particles.intensity import LevelSums
from graticule.particles.overlaps import LabelLayer, layers, round_of
from graticule.particles.progress import StageProgress
from graticule.particles.seams import ArrayLike, grid
from graticule.particles.skeleton import LENGTH, TOTAL, add_skeletons
from graticule.particles.table import ParticleTable
from graticule.particles.windows import BLOCK, ParticleWindow, windows
from graticule.scans import GreyRange

_CONVEX = 0.95  # of Gumbiowski et al. 2023
_ELONGATED = 1 / 3  # roundness 4A/(πF²) of ISO 9276-6; an ellipse three times as long as wide

ReadScan = Callable[[Box], np.ndarray]


@dataclass(frozen=True)
class Measured(StageProgress):
    """The last event of a measurement: the table, and the light against which colours were named.

    `light` is red, green and blue in the scan's grey levels, None where it was not looked for or
    particles leave no background.
    """

    table: ParticleTable
    light: tuple[float, ...] | None = None


def iter_measure_particles(  # noqa: PLR0913 - every one is a layer or a fact of the scan
    labels: ArrayLike,
    classes: ArrayLike,
    *,
    uncertainty: ArrayLike | None = None,
    read_scan: ReadScan | None = None,
    channel_names: Sequence[str] = (),
    pixel_size: PixelSize | None = None,
    scale: float = 1.0,
    separated: np.ndarray | None = None,
    within: Box | None = None,
    light: Sequence[float] | None = None,
    grey_range: GreyRange | None = None,
    block: int = BLOCK,
) -> Generator[StageProgress, None, ParticleTable]:
    """One row per label 1..n with all columns of `COLUMNS` and two per channel.

    Arrays are (rows, columns) on the work grid; of `Overlapping` labels each particle is measured
    in its whole shape. `pixel_size` is that grid's and `scale` its level-0 pixels per pixel.
    `read_scan(box)` gives (rows, columns, channels) of the scan on that grid, and `grey_range` is
    its (that of its type by default). Without uncertainty or scan their columns are left out. Of
    the steps the last is `Measured`. Raises `ValueError` where a label in between has no pixel.

    Where all labels lie in the box `within` of the grid, only that is looked at; `light` is that
    of an earlier measurement of the whole: the numbers are then those of the whole.
    """
    names = tuple(channel_names) if read_scan else ()
    layers = _Layers(labels, classes, uncertainty, read_scan, names)
    layers.grey_range = grey_range
    layers.known_light = None if light is None else np.asarray(light, float)
    boxes = list((within or grid(labels)).blocks(-(-block // CELL) * CELL))
    for i, box in enumerate(boxes):
        layers.add(box)
        yield StageProgress("measure", i + 1, len(boxes))
    sums = layers.sums
    if (sums[:, moments.AREA] == 0).any():
        raise ValueError("the labels are not 1..n: some number in between has no pixel")
    size = pixel_size or PixelSize.unknown()
    shapes = _Shapes(labels, sums, size)
    done = 0
    for window in windows(shapes.boxes, block=block):
        shapes.add(window)
        done += len(window.rows)
        yield StageProgress("shapes", done, len(sums))
    cut = np.zeros(len(sums), bool) if separated is None else np.asarray(separated, bool)
    columns = _places(sums, size, scale, grid(labels)) | _sizes(sums, shapes, size)
    columns |= layers.columns() | {"separated": cut}
    columns["nonconvex"] = columns["convexity"] < _CONVEX  # a blank one is no sign of a clump
    table = _table(columns, layers.names, size)
    yield Measured("measured", 1, 1, table, layers.field)
    return table


measure_particles = completing(iter_measure_particles)


class _Layers:
    """The sums of one measurement, filled block by block."""

    def __init__(
        self,
        labels: ArrayLike,
        classes: ArrayLike,
        uncertainty: ArrayLike | None,
        read_scan: ReadScan | None,
        names: tuple[str, ...],
    ) -> None:
        self._labels = labels
        self._classes = classes
        self._uncertainty = uncertainty
        self._read = read_scan
        self.names = names
        self.sums = moments.no_sums(0)
        self.unsure = LevelSums(1) if uncertainty is not None else None
        self.levels: LevelSums | None = None
        self.light: Light | None = None
        self.grey_range: GreyRange | None = None
        self.known_light: np.ndarray | None = None

    @property
    def field(self) -> tuple[float, ...] | None:
        """Red, green and blue of the light around the particles; None where there is none."""
        if self.known_light is not None:
            return tuple(self.known_light.tolist())
        found = self.light.colour() if self.light is not None else None
        return None if found is None else tuple(found.tolist())

    def add(self, box: Box) -> None:
        """Take in a block; nothing but the labels is read where there is no particle."""
        halo = moments.HALO
        read = box.grown(halo).clipped(grid(self._labels))
        framed = np.zeros((box.height + 2 * halo, box.width + 2 * halo), np.uint32)
        y, x = read.top - box.top + halo, read.left - box.left + halo
        scan: np.ndarray | None = None
        covered = np.zeros(box.shape, np.uint32)
        for _, labels in layers(self._labels, read):
            framed[y : y + read.height, x : x + read.width] = labels
            if not framed[halo:-halo, halo:-halo].any():
                continue
            if scan is None and self._read is not None:
                scan = plain(self._read(box))
            np.maximum(covered, self._add_layer(framed, box, scan), out=covered)
        if scan is not None:
            self._add_light(covered, scan)

    def _add_layer(self, framed: np.ndarray, box: Box, scan: np.ndarray | None) -> np.ndarray:
        """Take in a block's labels with their halo, of which no two overlap; without it, they."""
        halo = moments.HALO
        labels = plain(framed[halo:-halo, halo:-halo])
        more = int(labels.max()) - len(self.sums)
        if more > 0:
            self.sums = np.concatenate([self.sums, moments.no_sums(more)])
        classes = plain(self._classes[box.slices])
        width = self._labels.shape[1]
        moments.add_block(framed, classes, box.left, box.top, width, self.sums)
        if self.unsure is not None and self._uncertainty is not None:
            self.unsure.grow(len(self.sums))
            self.unsure.add(labels, np.asarray(self._uncertainty[box.slices])[..., None])
        if scan is not None:
            self._add_levels(labels, scan)
        return labels

    def columns(self) -> dict[str, np.ndarray]:
        """Uncertainty, grey levels and colour."""
        area = self.sums[:, moments.AREA]
        out: dict[str, np.ndarray] = {}
        if self.unsure is not None:
            self.unsure.grow(len(self.sums))
            out["uncertainty_mean"] = self.unsure.mean_sd(area)[0][:, 0] / 255
            out["uncertainty_max"] = self.unsure.largest()[:, 0] / 255
        if self._read is None:
            return out
        levels = self.levels or LevelSums(len(self.names))
        means, spreads = levels.mean_sd(area)
        for c, name in enumerate(self.names):
            out[f"mean_{name}"], out[f"sd_{name}"] = means[:, c], spreads[:, c]
        out["colour"] = np.full(len(area), "", "U6")
        if self.light is not None:
            light = None if self.field is None else np.array(self.field)
            out["colour"] = name_colours(means[:, :3], light, self.light.grey_range)
        return out

    def _add_levels(self, labels: np.ndarray, values: np.ndarray) -> None:
        if self.levels is None:
            self.names = self.names or tuple(f"channel {c + 1}" for c in range(values.shape[2]))
            if len(self.names) != values.shape[2]:
                raise ValueError(f"{len(self.names)} names for {values.shape[2]} channels")
            self.levels = LevelSums(values.shape[2])
        self.levels.grow(len(self.sums))
        self.levels.add(labels, values)

    def _add_light(self, labels: np.ndarray, values: np.ndarray) -> None:
        if self.light is None and is_colour(self.names):
            known = self.grey_range or GreyRange.of_type(values.dtype)
            self.light = Light(values.dtype, known)
        if self.light is not None:
            self.light.add(labels, values)


class _Shapes:
    """What is measured on whole particles: hulls, and skeletons of elongated ones."""

    def __init__(self, labels: ArrayLike, sums: np.ndarray, size: PixelSize) -> None:
        self._labels = labels
        self._area = sums[:, moments.AREA] * size.x * size.y
        self._pixel = (float(size.x), float(size.y))  # kernels know no other type
        self.boxes = plain(sums[:, moments.LEFT : moments.BOTTOM + 1])
        self.hulls = np.zeros((len(sums), hulls.SHAPES))
        self.lengths = np.full((len(sums), 2), np.nan)

    def add(self, window: ParticleWindow) -> None:
        """Measure the particles of a window."""
        box, rows = window.box, window.rows
        if not window.whole:
            self._add_giant(box, int(rows[0]))
            return
        rounds = round_of(self._labels, rows + 1)
        for number, labels in layers(self._labels, box):
            self._add_layer(plain(labels, np.uint32), box, plain(rows[rounds == number]))

    def _add_layer(self, view: np.ndarray, box: Box, rows: np.ndarray) -> None:
        where = (box.left, box.top)
        hulls.add_hulls(view, where, self.boxes, rows, self._pixel, self.hulls)
        longest = self.hulls[rows, hulls.FERET_MAX]
        slender = rows[4 * self._area[rows] <= _ELONGATED * math.pi * longest**2]
        if len(slender):
            add_skeletons(view, where, self.boxes, slender, self._pixel, self.lengths)

    def _add_giant(self, box: Box, row: int) -> None:
        """The hull of a particle whose box is too large to be held, read in pieces."""
        ends = np.empty((box.height, 2), np.int64)
        hulls.clear_ends(ends)
        labels = LabelLayer(self._labels, int(round_of(self._labels, np.array([row + 1]))[0]))
        for part in box.blocks(BLOCK):
            view = plain(labels[part.slices], np.uint32)
            hulls.add_ends(view, row + 1, part.left - box.left, part.top - box.top, ends)
        hulls.add_hull(ends, self._pixel, self.hulls[row])


def _places(sums: np.ndarray, size: PixelSize, scale: float, whole: Box) -> dict[str, np.ndarray]:
    """Where each particle lies."""
    middle = moments.central_moments(sums)[:, :2] + 0.5  # pixel (0, 0) covers [0, 1)
    left, top, right, bottom = sums[:, moments.LEFT : moments.BOTTOM + 1].T
    border = (left == 0) | (top == 0) | (right == whole.right) | (bottom == whole.bottom)
    return {
        "id": np.arange(1, len(sums) + 1),
        "class": sums[:, moments.CLASS].astype(np.uint8),
        "x_px": middle[:, 0] * scale,
        "y_px": middle[:, 1] * scale,
        "x": middle[:, 0] * size.x,
        "y": middle[:, 1] * size.y,
        "left": left * scale,
        "top": top * scale,
        "right": right * scale,
        "bottom": bottom * scale,
        "touches_border": border,
    }


def _sizes(sums: np.ndarray, found: _Shapes, size: PixelSize) -> dict[str, np.ndarray]:
    """How large each particle is, and of what shape."""
    shapes, lengths = found.hulls, found.lengths
    pixel = size.x * size.y
    pixels = sums[:, moments.AREA]
    area = pixels * pixel
    perimeter = moments.perimeters(sums, size.x, size.y)
    hull = moments.perimeters(shapes, size.x, size.y)
    convex = shapes[:, hulls.CONVEX_PX]
    middles = moments.central_moments(sums)
    major, minor = _axes(middles, size)
    with np.errstate(divide="ignore", invalid="ignore"):
        return {
            "area_px": pixels,
            "area": area,
            "equivalent_diameter": np.sqrt(4 * area / math.pi),
            "feret_max": shapes[:, hulls.FERET_MAX],
            "feret_max_angle": shapes[:, hulls.FERET_MAX_ANGLE],
            "feret_min": shapes[:, hulls.FERET_MIN],
            "feret_min_angle": shapes[:, hulls.FERET_MIN_ANGLE],
            "perimeter": perimeter,
            "circularity": _blank(4 * math.pi * area / perimeter**2, perimeter),
            "convexity": _blank(hull / perimeter, perimeter),
            "convex_area": convex * pixel,
            "solidity": pixels / convex,
            "major_axis": major,
            "minor_axis": minor,
            "eccentricity": np.where(major > 0, np.sqrt(1 - (minor / major) ** 2), 0.0),
            "aspect_ratio": _blank(major / minor, minor),
            "roundness": _roundness(middles, size),
            "skeleton_length": lengths[:, LENGTH],
            "mean_width": area / lengths[:, TOTAL],
        }


def _blank(values: np.ndarray, divisor: np.ndarray) -> np.ndarray:
    return np.where(divisor > 0, values, np.nan)


def _axes(middles: np.ndarray, size: PixelSize) -> tuple[np.ndarray, np.ndarray]:
    """Axes of the ellipse with the same second moments."""
    xx, yy = middles[:, 2] * size.x**2, middles[:, 4] * size.y**2
    xy = middles[:, 3] * size.x * size.y
    middle, spread = (xx + yy) / 2, np.hypot((xx - yy) / 2, xy)
    # The smaller eigenvalue by way of the product: the difference would leave rounding.
    larger = middle + spread
    product = np.maximum(xx * yy - xy * xy, 0)
    smaller = np.divide(product, larger, out=np.zeros_like(larger), where=larger > 0)
    smaller[product <= 1e-12 * larger**2] = 0  # a row of pixels
    return 4 * np.sqrt(larger), 4 * np.sqrt(np.minimum(smaller, larger))


def _roundness(middles: np.ndarray, size: PixelSize) -> np.ndarray:
    """Minor over major axis, as ImageJ and MATLAB do: each pixel a square and not a point.

    A square of side 1 has a variance of 1/12 about its middle.
    """
    squares = middles + np.array([0, 0, 1, 0, 1]) / 12
    major, minor = _axes(squares, size)
    return minor / major


def _table(
    columns: dict[str, np.ndarray], channels: Sequence[str], size: PixelSize
) -> ParticleTable:
    known = (*COLUMNS, *channel_columns(channels))
    specs = tuple(spec.told_in(size.unit) for spec in known if spec.key in columns)
    return ParticleTable({spec.key: columns[spec.key] for spec in specs}, specs)
