"""Which pages of a TIFF are the scan, its levels, its stack and its channels."""

import itertools
import math
import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import tifffile

from graticule.scans.copies import same_shape

# Beyond this many other pictures in a file, the rest are not offered as associated images.
_MOST_ASSOCIATED = 64
# Of the others tifffile knows by their maker's rules what is a level and what a thumbnail.
_PLAIN_KINDS = {"generic", "uniform", "shaped", "imagej", "ome", "mmstack", "fluoview"}
# Names of pictures that come with a scan, as converters of slides write them.
_NO_SCAN = re.compile(r"label|macro|thumbnail|overview|preview|barcode", re.IGNORECASE)


Series = tifffile.TiffPageSeries
IsCopy = Callable[[Series, Series], bool]


@dataclass(frozen=True)
class SeriesChoice:
    """What was found in a file: the scan's levels, and the pictures that come with it."""

    levels: list[Series]  # finest first
    index: int  # the scan's number among the images of the file
    others: dict[str, Series]
    images: tuple[int, ...] = ()  # all that are scans of their own, the largest first
    masked: bool = False  # there is a page that says what is transparent


def choose(series: list[Series], is_copy: IsCopy, part: str = "") -> SeriesChoice:
    """The largest picture is the scan, the smaller ones that show the same are its levels.

    Pages that are not marked as reduced copies count as levels only if they shrink by one and
    the same ratio from each to the next, with the aspect of the first, and `is_copy` says so.
    Other pictures are scans of their own, unless they are named as labels or thumbnails. `part`
    names one of those, by its number from 1 or its name; `LookupError` if there is none.
    """
    series = [one for merged in series for one in _apart(merged)]
    index = max(range(len(series)), key=lambda i: (_area(series[i]), -i))
    main = series[index]
    levels = _levels(main, [s for s in series if s is not main], is_copy)
    images = [index]
    if main.kind in _PLAIN_KINDS:
        images += [
            i for i, s in enumerate(series)
            if s is not main and s not in levels and _is_scan(s)
            and not (same_shape(_size(main), _size(s)) and _alike(main, s) and is_copy(main, s))
        ]  # fmt: skip
    if part:
        index = _named(part, series, images)
        if index != images[0]:
            main = series[index]
            levels = _marked_levels(main)
    others: dict[str, Series] = {}
    if index == images[0]:
        others = _others([s for s in series if s is not main and s not in levels])
    levels.sort(key=_area, reverse=True)
    masked = any(s.keyframe.is_mask for s in series if s is not main)
    return SeriesChoice(levels, index, others, tuple(images), masked)


def _levels(main: Series, rest: list[Series], is_copy: IsCopy) -> list[Series]:
    levels = _marked_levels(main)
    if main.kind in _PLAIN_KINDS:
        left = [s for s in rest if s not in levels]
        found = _page_pyramid(main, left, only_marked=len(levels) > 1)
        levels += [s for s in found if s.keyframe.is_reduced or is_copy(main, s)]
    return levels


def _marked_levels(series: Series) -> list[Series]:
    """The picture and those of its levels of which the file says that they are."""
    return [level for level in series.levels if level is series or _is_level(series, level)]


def _apart(series: Series) -> list[Series]:
    """The picture, and what tifffile took for its levels by nothing but their sizes."""
    return [series, *(level for level in series.levels[1:] if not _is_level(series, level))]


def _is_level(series: Series, level: Series) -> bool:
    page = level.keyframe
    said = series.kind not in _PLAIN_KINDS or page.is_reduced or page.is_subifd
    return said and _area(level) > 0


def _others(rest: list[Series]) -> dict[str, Series]:
    """What comes with the scan, by a name for each."""
    others: dict[str, Series] = {}
    for i, other in enumerate(rest[:_MOST_ASSOCIATED]):
        name = other.name.lower().strip() or f"image {i + 2}"
        while name in others:
            name += "'"
        others[name] = other
    return others


def _is_scan(series: Series) -> bool:
    page = series.keyframe
    return not (page.is_reduced or page.is_mask or _NO_SCAN.search(series.name))


def _named(part: str, series: list[Series], images: list[int]) -> int:
    wanted = part.strip("/ ")
    for index in images:
        if wanted in (str(index + 1), series[index].name):
            return index
    raise LookupError(", ".join(str(index + 1) for index in sorted(images)[:10]))


def downsamples(sizes: list[tuple[int, int]]) -> list[float]:
    """Level-0 px per px of each level of (width, height); whole where the sizes allow it."""
    width, height = sizes[0]
    found = []
    for w, h in sizes:
        ratio = (width / w + height / h) / 2
        whole = round(ratio)
        fits = whole > 0 and all(
            small in (full // whole, math.ceil(full / whole))
            for full, small in ((width, w), (height, h))
        )
        found.append(float(whole) if fits else ratio)
    return found


def page_table(
    series: tifffile.TiffPageSeries,
) -> tuple[np.ndarray, tuple[tuple[str, int], ...]]:
    """Number of the page of each (frame, group of channels); letter and size of the frames' axes.

    Axes of length 1 are left out.
    """
    page = series.keyframe
    axes, shape = series.get_axes(squeeze=False), series.get_shape(squeeze=False)
    count = math.prod(shape) // max(1, math.prod(page.shape))
    leading = axes[: axes.index("Y")] if "Y" in axes else ""
    sizes = list(shape[: len(leading)])
    if page.shaped[0] > 1 and sizes and sizes[-1] == page.shaped[0]:  # planar samples
        leading, sizes = leading[:-1], sizes[:-1]
    if math.prod(sizes) != count:  # nothing sensible is known of the order: a stack of pages
        leading, sizes = "I", [count]
    table = np.arange(count).reshape(sizes or [1])
    channels = [i for i, axis in enumerate(leading) if axis == "C"]
    frames = [i for i in range(len(leading)) if i not in channels]
    if leading:
        table = table.transpose(frames + channels)
    groups = math.prod(sizes[i] for i in channels)
    axes = tuple((leading[i], sizes[i]) for i in frames if sizes[i] > 1)
    return table.reshape(-1, groups), axes


def axis_name(axes: tuple[tuple[str, int], ...]) -> str:
    """What the frames go along: "z", "time", "page", or "" without a stack."""
    if not axes:
        return ""
    return {"Z": "z", "T": "time"}.get(axes[0][0], "page") if len(axes) == 1 else "page"


def _size(series: tifffile.TiffPageSeries) -> tuple[int, int]:
    return series.keyframe.imagewidth, series.keyframe.imagelength


def _area(series: tifffile.TiffPageSeries) -> int:
    width, height = _size(series)
    return width * height


def _page_pyramid(
    main: tifffile.TiffPageSeries, rest: list[tifffile.TiffPageSeries], *, only_marked: bool
) -> list[tifffile.TiffPageSeries]:
    """Those of the rest that are `main` once more, only smaller; none if in doubt."""
    alike = [s for s in rest if _alike(main, s) and same_shape(_size(main), _size(s))]
    alike.sort(key=_area, reverse=True)
    marked = [s for s in alike if s.keyframe.is_reduced]
    if marked or only_marked:
        return marked
    widths = [_size(main)[0], *(_size(s)[0] for s in alike)]
    ratios = [a / b for a, b in itertools.pairwise(widths)]
    if not ratios or min(ratios) < 1.9:
        return []
    if len(ratios) == 1:  # a thumbnail is no level, but a quarter of the size is
        return alike if abs(ratios[0] - round(ratios[0])) < 0.01 else []
    return alike if max(ratios) / min(ratios) < 1.1 else []


def _alike(main: Series, other: Series) -> bool:
    """Whether their pages are of one kind, and as many."""
    one, two = main.keyframe, other.keyframe
    return (
        one.dtype == two.dtype
        and (one.shaped[0], one.shaped[4]) == (two.shaped[0], two.shaped[4])
        and one.photometric == two.photometric
        and len(main) == len(other)
    )
