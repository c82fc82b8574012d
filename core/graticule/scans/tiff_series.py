"""Which pages of a TIFF are the scan, its levels, its stack and its channels."""

import itertools
import math
from dataclasses import dataclass

import numpy as np
import tifffile

# Beyond this many other pictures in a file, the rest are not offered as associated images.
_MOST_ASSOCIATED = 64
# Of the others tifffile knows by their maker's rules what is a level and what a thumbnail.
_PLAIN_KINDS = {"generic", "uniform", "shaped", "imagej", "ome"}


@dataclass(frozen=True)
class Choice:
    """What was found in a file: the scan's levels, and the pictures that come with it."""

    levels: list[tifffile.TiffPageSeries]  # finest first
    index: int  # the scan's number among the images of the file
    others: dict[str, tifffile.TiffPageSeries]


def choose(series: list[tifffile.TiffPageSeries]) -> Choice:
    """The largest picture is the scan, the smaller ones of its shape are its levels.

    Pages that are not marked as reduced copies count as levels only if they shrink by one and
    the same ratio from each to the next, with the aspect of the first.
    """
    index = max(range(len(series)), key=lambda i: (_area(series[i]), -i))
    main = series[index]
    levels = [level for level in main.levels if _area(level) > 0]
    rest = [s for s in series if s is not main]
    if main.kind in _PLAIN_KINDS:
        left = [s for s in rest if s not in levels]
        levels += _page_pyramid(main, left, only_marked=len(levels) > 1)
    others: dict[str, tifffile.TiffPageSeries] = {}
    for i, other in enumerate(rest):
        if other in levels or len(others) >= _MOST_ASSOCIATED:
            continue
        name = other.name.lower().strip() or f"image {i + 1}"
        while name in others:
            name += "'"
        others[name] = other
    levels.sort(key=_area, reverse=True)
    return Choice(levels, index, others)


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
    first = main.keyframe
    alike = [
        s
        for s in rest
        if s.keyframe.dtype == first.dtype
        and (s.keyframe.shaped[0], s.keyframe.shaped[4]) == (first.shaped[0], first.shaped[4])
        and s.keyframe.photometric == first.photometric
        and len(s) == len(main)
        and _same_aspect(_size(main), _size(s))
    ]
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


def _same_aspect(full: tuple[int, int], small: tuple[int, int]) -> bool:
    """Whether `small` is `full` divided by one number, up to a pixel of rounding."""
    if min(small) < 1 or small[0] >= full[0] or small[1] >= full[1]:
        return False
    ratio = full[0] / small[0]
    return abs(full[1] / ratio - small[1]) <= 1.5 + small[1] * 0.01
