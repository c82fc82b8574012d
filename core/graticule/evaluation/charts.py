"""The figures of a report, drawn."""

import math
from collections.abc import Mapping, Sequence

import numpy as np

from graticule.evaluation.agreement import ClassAgreement
from graticule.evaluation.drawing import GREY, INK, LINE, PALE, Color, VectorDrawing, text_width
from graticule.evaluation.error_maps import MODE_COLORS
from graticule.evaluation.reliability import Reliability
from graticule.evaluation.statistics import fitted_curve, spread_of

BLUE: Color = (39, 65, 86)
ACCENT: Color = (0, 114, 178)
_SECOND: Color = (213, 94, 0)
_SERIES = (ACCENT, _SECOND, (0, 158, 115), (204, 121, 167))


def class_chart(rows: Sequence[ClassAgreement]) -> VectorDrawing:
    """A bar of IoU for each class, with its precision and recall as marks on it."""
    left = _label_room([row.name for row in rows])
    drawing = VectorDrawing(left + 520, 46 + 34 * len(rows))
    drawing.text((left, 18), "bar: IoU", 12)
    for x, name, way in ((left + 84, "precision", -1), (left + 184, "recall", 1)):
        drawing.area([(x, 14), (x - way * 8, 8), (x - way * 8, 20)], INK)
        drawing.text((x + 14, 18), name, 12)
    top = 34
    _shares(drawing, left, 460, top, 34 * len(rows))
    for number, row in enumerate(rows):
        y = top + 34 * number + 6
        drawing.text((left - 10, y + 15), row.name, 13, anchor="end")
        if math.isnan(row.iou):
            drawing.text((left + 6, y + 15), "not annotated, not found", 12, GREY)
            continue
        drawing.box((left, y), (460 * row.iou, 20), row.color or ACCENT)
        drawing.text((left + 470, y + 15), f"{row.iou:.2f}", 13, bold=True)
        for value, way in ((row.precision, -1), (row.recall, 1)):
            if not math.isnan(value):
                x = left + 460 * value
                tip = [(x, y + 10), (x - way * 8, y + 4), (x - way * 8, y + 16)]
                drawing.area(tip, INK, (255, 255, 255))
    return drawing


def confusion_chart(
    table: np.ndarray, rows: Sequence[str], columns: Sequence[str]
) -> VectorDrawing:
    """How each annotated class (row) was found: shares of the row, the darker the more."""
    left, cell, tall = _label_room(rows), 84, 40
    drawing = VectorDrawing(left + cell * len(columns) + 90, 62 + tall * len(rows))
    drawing.text((left + cell * len(columns) / 2, 16), "found as", 12, GREY, "middle")
    for j, name in enumerate(columns):
        drawing.text((left + cell * (j + 0.5), 42), _cut(name, cell - 6, 12), 12, INK, "middle")
    sums = table.sum(axis=1)
    for i, name in enumerate(rows):
        y = 52 + tall * i
        drawing.text((left - 10, y + 25), name, 13, anchor="end")
        drawing.text((left + cell * len(columns) + 10, y + 25), _many(int(sums[i])), 12, GREY)
        for j in range(len(columns)):
            share = table[i, j] / sums[i] if sums[i] else 0.0
            right = name == columns[j]
            color = _mixed(PALE, ACCENT if right else _SECOND, share**0.6)
            drawing.box((left + cell * j + 1, y + 1), (cell - 2, tall - 2), color)
            ink = (255, 255, 255) if share > 0.45 else INK
            text = "–" if not sums[i] else _percent(share)
            drawing.text((left + cell * (j + 0.5), y + 25), text, 13, ink, "middle", bold=right)
    return drawing


def modes_chart(names: Sequence[str], table: np.ndarray) -> VectorDrawing:
    """Per class: pixels correct, missed, confused and falsely found, in % of those annotated."""
    left = _label_room(names)
    drawing = VectorDrawing(left + 560, 46 + 34 * len(names))
    labels = ("correct", "confused", "missed", "false")
    _legend(drawing, left, [(name, MODE_COLORS[name]) for name in labels])
    parts = [_mode_shares(table, number) for number in range(1, len(names) + 1)]
    most = max([1.0, *(sum(part) for part in parts if part)])
    most = min(most, 3.0)
    width = 480
    for number, (name, part) in enumerate(zip(names, parts, strict=True)):
        y = 34 + 34 * number + 6
        drawing.text((left - 10, y + 15), name, 13, anchor="end")
        if part is None:
            drawing.text((left + 6, y + 15), "not annotated", 12, GREY)
            continue
        x = float(left)
        for label, share in zip(labels, part, strict=True):
            wide = min(share / most * width, left + width - x)
            if wide > 0.2:
                drawing.box((x, y), (wide, 20), MODE_COLORS[label])
            if wide > 34:
                drawing.text((x + wide / 2, y + 15), f"{share:.0%}", 12, (255, 255, 255), "middle")
            x += wide
    line = left + width / most
    drawing.line([(line, 34), (line, 34 + 34 * len(names))], INK, 1.4, dashed=True)
    return drawing


def violin_chart(groups: Sequence[tuple[str, Sequence[float]]], axis: str) -> VectorDrawing:
    """How values scatter: density, quartiles (bar), median (dot), least to most (line)."""
    height, left, step = 260, 62, 150
    drawing = VectorDrawing(left + step * len(groups) + 30, height + 52)
    spreads = [spread_of(values) for _, values in groups]
    there = [s for s in spreads if s is not None]
    low = min((s.five[0] for s in there), default=0.0)
    high = max((s.five[4] for s in there), default=1.0)
    ticks = _ticks(max(0.0, low - 0.03), min(1.0, high + 0.03))
    low, high = ticks[0], ticks[-1]

    def at(value: float) -> float:
        return 14 + (high - value) / (high - low) * height

    for tick in ticks:
        drawing.line([(left, at(tick)), (drawing.width - 20, at(tick))], LINE)
        drawing.text((left - 8, at(tick) + 4), f"{tick:.2f}", 12, GREY, "end")
    drawing.text((16, 14 + height / 2), axis, 12, GREY, "middle", upright=True)
    for number, ((name, values), spread) in enumerate(zip(groups, spreads, strict=True)):
        x = left + step * (number + 0.5)
        drawing.text((x, height + 40), _cut(name, step - 6, 12), 12, INK, "middle")
        if spread is None:
            continue
        color = _SERIES[number % len(_SERIES)]
        sides = [
            [
                (x + way * 44 * d, at(float(p)))
                for p, d in zip(spread.places, spread.density, strict=True)
            ]
            for way in (-1, 1)
        ]
        drawing.area([*sides[0], *reversed(sides[1])], _mixed((255, 255, 255), color, 0.35), color)
        for value in values:
            if math.isfinite(value):
                drawing.dot((x + 56, at(value)), 2.4, color)
        least, first, median, third, most = spread.five
        drawing.line([(x, at(least)), (x, at(most))], INK, 1.2)
        drawing.box((x - 4, at(third)), (8, max(1.0, at(first) - at(third))), INK)
        drawing.dot((x, at(median)), 4.5, (255, 255, 255), INK)
    return drawing


def curve_chart(
    curves: Mapping[str, tuple[Sequence[float], Sequence[float]]], axis: str
) -> VectorDrawing:
    """Mean IoU against the annotated area on a doubling axis, with a fitted power law (S1, fig. 3).

    Each curve is (areas, values).
    """
    width, height, left, top = 520, 280, 62, 34
    drawing = VectorDrawing(left + width + 40, top + height + 56)
    _legend(drawing, left, [(n, _SERIES[i % len(_SERIES)]) for i, n in enumerate(curves)])
    areas = [a for xs, _ in curves.values() for a in xs]
    values = [v for _, ys in curves.values() for v in ys]
    low, high = math.log2(min(areas)) - 0.3, math.log2(max(areas)) + 1.3
    ticks = _ticks(max(0.0, min(values) - 0.05), min(1.0, max(values) + 0.05))

    def at(area: float, value: float) -> tuple[float, float]:
        x = left + (math.log2(area) - low) / (high - low) * width
        share = (value - ticks[0]) / (ticks[-1] - ticks[0])
        return x, top + (1 - min(1.0, max(0.0, share))) * height

    for tick in ticks:
        y = at(1, tick)[1]
        drawing.line([(left, y), (left + width, y)], LINE)
        drawing.text((left - 8, y + 4), f"{tick:.2f}", 12, GREY, "end")
    for area in _apart([at(a, 0)[0] for a in sorted(set(areas))], sorted(set(areas))):
        x = at(area, 0)[0]
        drawing.line([(x, top + height), (x, top + height + 5)], GREY)
        drawing.text((x, top + height + 20), f"{area:.3g}", 12, GREY, "middle")
    drawing.text((left + width / 2, top + height + 42), axis, 12, GREY, "middle")
    drawing.text((16, top + height / 2), "mean IoU", 12, GREY, "middle", upright=True)
    for number, (xs, ys) in enumerate(curves.values()):
        color = _SERIES[number % len(_SERIES)]
        if (fit := fitted_curve(xs, ys)) is not None:
            line = np.exp2(np.linspace(math.log2(min(xs)), high, 60))
            places = zip(line.tolist(), fit.at(line).tolist(), strict=True)
            drawing.line([at(a, v) for a, v in places], color, 1.6, dashed=True)
        for area, value in zip(xs, ys, strict=True):
            drawing.dot(at(area, value), 4.5, color, (255, 255, 255))
    return drawing


def _apart(places: Sequence[float], values: Sequence[float]) -> list[float]:
    """Values whose labels do not run into each other, the largest among them."""
    chosen: list[tuple[float, float]] = []
    for place, value in sorted(zip(places, values, strict=True), reverse=True):
        if not chosen or chosen[-1][0] - place > 44:
            chosen.append((place, value))
    return [value for _, value in chosen]


def reliability_chart(curves: Sequence[tuple[str, Reliability]]) -> VectorDrawing:
    """How often the answer is right (up) by how sure it is (right); on the dashed line it is so."""
    side, left, top = 280, 62, 34
    drawing = VectorDrawing(left + side + 30, top + side + 52)
    _legend(drawing, left, [(n, _SERIES[i]) for i, (n, _) in enumerate(curves)])
    for tick in (0, 0.25, 0.5, 0.75, 1):
        x, y = left + tick * side, top + (1 - tick) * side
        drawing.line([(left, y), (left + side, y)], LINE)
        drawing.text((left - 8, y + 4), f"{tick:.0%}", 12, GREY, "end")
        drawing.text((x, top + side + 18), f"{tick:.0%}", 12, GREY, "middle")
    drawing.line([(left, top + side), (left + side, top)], GREY, 1.2, dashed=True)
    drawing.text((left + side / 2, top + side + 40), "how sure it is", 12, GREY, "middle")
    drawing.text((16, top + side / 2), "how often it is right", 12, GREY, "middle", upright=True)
    for number, (_, reliability) in enumerate(curves):
        color = _SERIES[number]
        points = reliability.points
        places = [(left + s * side, top + (1 - r) * side) for s, r, _ in points.tolist()]
        if len(places) > 1:
            drawing.line(places, color, 2)
        for place, share in zip(places, points[:, 2].tolist(), strict=True):
            drawing.dot(place, 2.5 + 7 * math.sqrt(share), color, (255, 255, 255))
    return drawing


def bars_chart(bars: Sequence[tuple[str, float, str]], axis: str) -> VectorDrawing:
    """Upright bars of shares 0..1, each with a name below and a text above."""
    left, step, height = 62, 92, 200
    drawing = VectorDrawing(left + step * len(bars) + 20, height + 74)
    for tick in (0, 0.25, 0.5, 0.75, 1):
        y = 22 + (1 - tick) * height
        drawing.line([(left, y), (drawing.width - 10, y)], LINE)
        drawing.text((left - 8, y + 4), f"{tick:.0%}", 12, GREY, "end")
    for number, (name, share, text) in enumerate(bars):
        x = left + step * (number + 0.5)
        y = 22 + (1 - share) * height
        drawing.box((x - 26, y), (52, max(0.5, share * height)), ACCENT)
        drawing.text((x, y - 6), f"{share:.0%}", 12, INK, "middle", bold=True)
        drawing.text((x, height + 42), name, 12, INK, "middle")
        drawing.text((x, height + 58), text, 11, GREY, "middle")
    drawing.text((16, 22 + height / 2), axis, 12, GREY, "middle", upright=True)
    return drawing


def _mode_shares(table: np.ndarray, number: int) -> tuple[float, float, float, float] | None:
    asked = int(table[number].sum())
    if not asked:
        return None
    correct, missed = int(table[number, number]), int(table[number, 0])
    return (
        correct / asked, (asked - correct - missed) / asked, missed / asked,
        int(table[0, number]) / asked,
    )  # fmt: skip


def _shares(drawing: VectorDrawing, left: float, width: float, top: float, height: float) -> None:
    for tick in (0, 0.25, 0.5, 0.75, 1):
        x = left + tick * width
        drawing.line([(x, top), (x, top + height)], LINE)
        drawing.text((x, top + height + 12), f"{tick:g}", 11, GREY, "middle")


def _legend(drawing: VectorDrawing, left: float, entries: Sequence[tuple[str, Color]]) -> None:
    x = left
    for name, color in entries:
        drawing.box((x, 8), (12, 12), color)
        drawing.text((x + 17, 18), name, 12)
        x += 17 + text_width(name, 12) + 18


def _label_room(names: Sequence[str]) -> int:
    return round(max([60.0, *(text_width(name, 13) for name in names)]) + 20)


def _cut(text: str, room: float, size: float) -> str:
    while len(text) > 1 and text_width(text, size) > room:
        text = text[:-2] + "…"
    return text


def _percent(share: float) -> str:
    if share == 0:
        return "0"
    return f"{share:.1%}" if share < 0.0995 else f"{share:.0%}"


def _many(count: int) -> str:
    for size, unit in ((1e9, " G"), (1e6, " M"), (1e4, " k")):
        if count >= size:
            return f"{count / (size if unit != ' k' else 1e3):.3g}{unit}"
    return f"{count:,}"


def _mixed(first: Color, last: Color, share: float) -> Color:
    r, g, b = (round(a + (z - a) * min(1.0, share)) for a, z in zip(first, last, strict=True))
    return r, g, b


def _ticks(low: float, high: float) -> list[float]:
    for step in (0.01, 0.02, 0.05, 0.1, 0.2):
        first, last = math.floor(low / step), math.ceil(high / step)
        if last - first <= 7:
            break
    return [round(step * n, 4) for n in range(first, max(last, first + 1) + 1)]
