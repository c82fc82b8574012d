"""report.html: one file with all its pictures in it, that any browser shows without a network."""

from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from graticule.evaluation import wording
from graticule.evaluation.charts import (
    bars_chart,
    class_chart,
    confusion_chart,
    curve_chart,
    modes_chart,
    reliability_chart,
    violin_chart,
)
from graticule.evaluation.drawing import VectorDrawing, embedded
from graticule.evaluation.error_maps import MODE_COLORS
from graticule.evaluation.outcome import Outcome, PackRun, curves_of, size_steps
from graticule.evaluation.tables import (
    Table,
    class_difference_table,
    curve_table,
    particle_table,
    pixel_table,
    scan_table,
    shown,
)
from graticule.files import atomic

_ROWS = 25  # scans in the table
_STYLE = """
:root{color-scheme:light}
body{margin:0;background:#f4f6f8;color:#1f2933;font:15px/1.5 Arial,Helvetica,sans-serif}
main{max-width:1040px;margin:0 auto;padding:28px 36px 60px;background:#fff}
h1{font-size:28px;margin:0 0 2px;line-height:1.2}
h2{font-size:19px;margin:38px 0 8px;padding-top:14px;border-top:1px solid #d5dae0}
h3{font-size:15px;margin:22px 0 4px}
p{margin:6px 0;max-width:76ch}
.sub,.note,figcaption{color:#6b7681;font-size:13px}
.tiles{display:flex;gap:12px;margin:18px 0 10px;flex-wrap:wrap}
.tile{background:#eef2f5;border-radius:8px;padding:10px 16px;min-width:130px}
.tile b{display:block;font-size:26px;line-height:1.2}
.tile span{color:#6b7681;font-size:13px}
.warn{background:#fff4e0;border-left:4px solid #e69f00;padding:6px 12px}
ul{margin:6px 0;padding-left:20px;max-width:76ch}
li{margin:5px 0}
figure{margin:14px 0}
figure img{max-width:100%;border:1px solid #d5dae0;display:block}
svg{max-width:100%;height:auto}
table{border-collapse:collapse;margin:8px 0;font-size:13px}
th{background:#274156;color:#fff;font-weight:600;padding:6px 9px;text-align:right}
td{padding:5px 9px;text-align:right;border-bottom:1px solid #d5dae0}
td{font-variant-numeric:tabular-nums}
th:first-child,td:first-child{text-align:left}
td:first-child{word-break:break-word}
.wide{overflow-x:auto}
.key{display:inline-block;width:12px;height:12px;margin:0 5px 0 14px;vertical-align:-1px}
.key{border:1px solid #6b7681}
.two{display:flex;gap:28px;flex-wrap:wrap}
code{font-size:12px;word-break:break-word}
@media print{body{background:#fff}main{max-width:none;padding:0}
h2,figure,tr{break-inside:avoid}h2{break-after:avoid}}
"""


def write_page(outcome: Outcome, path: Path) -> None:
    """Write the report as one HTML file."""
    run = outcome.run
    body = "".join(
        part
        for section in (
            _first_page(outcome), _curve(outcome), _worst_scans(run), _classes(run),
            _scatter(outcome), _sureness(run), _scans(run), _how(outcome),
        )
        for part in section
    )  # fmt: skip
    title = f"How good is {escape(run.shown_name)}?"
    text = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{_STYLE}</style></head><body><main>"
        f'<h1>{title}</h1><p class="sub">{escape(run.title)}</p>{body}</main></body></html>'
    )
    with atomic(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


def _first_page(outcome: Outcome) -> Iterator[str]:
    yield _tiles(outcome.run)
    (_, how_good), *others = wording.first_page(outcome)
    yield from _list(how_good)
    for title, sentences in others:
        yield f"<h3>{title}</h3>"
        yield from _list(sentences)


def _tiles(run: PackRun) -> str:
    tiles = "".join(
        f'<div class="tile"><b>{escape(value)}</b><span>{escape(name)}</span></div>'
        for value, name in wording.key_figures(run)
    )
    return f'<div class="tiles">{tiles}</div>'


def _curve(outcome: Outcome) -> Iterator[str]:
    if not outcome.curve:
        return
    yield "<h2>What more annotations bring</h2>"
    axis = f"annotated area learned from ({outcome.curve[0].unit}, doubling scale)"
    yield _figure(
        curve_chart(curves_of(outcome.curve), axis),
        "Each dot is one training, tested on the same scans. Dashed: a fitted inverse power law.",
    )
    yield from _list(wording.more_annotations(outcome))
    yield _html(curve_table(outcome.curve))


def _worst_scans(run: PackRun) -> Iterator[str]:
    yield "<h2>The worst scans, to look at</h2>"
    yield (
        '<p class="note">From the left: the scan, what people annotated, what was found, and where '
        "the two differ. Everywhere else in this report the numbers speak of all scans.</p>"
    )
    yield _key([(info.name, info.color) for info in run.classes[1:]], "Classes")
    yield _key(list(MODE_COLORS.items()), "Errors")
    for pictures in wording.worst_pictures(run):
        for caption, path in pictures:
            yield (
                f'<figure><img src="{embedded(path.read_bytes(), "jpeg")}" alt=""><figcaption>'
                f"{escape(caption)}</figcaption></figure>"
            )


def _key(entries: Sequence[tuple[str, tuple[int, int, int]]], title: str) -> str:
    keys = "".join(
        f'<span class="key" style="background:rgb{color}"></span>{escape(name)}'
        for name, color in entries
    )
    return f'<p class="note">{escape(title)}:{keys}</p>'


def _classes(run: PackRun) -> Iterator[str]:
    yield "<h2>Class by class</h2>"
    rows = [run.agreement.row(number) for number in range(1, len(run.classes))]
    yield _figure(class_chart(rows), "Pixels of all scans together.")
    yield _html(pixel_table(run))
    yield _html(particle_table(run))
    yield "<h3>How large the errors are, and of which kind</h3>"
    names = [info.name for info in run.classes[1:]]
    yield _figure(
        modes_chart(names, run.total.pixels),
        "In % of the pixels annotated as that class (dashed line: 100%). Correct, confused with "
        "another class and missed add up to 100%; what was found where nothing is comes on top.",
    )
    steps = size_steps(run.total)
    if len(steps) > 1:
        bars = [
            (wording.size_range(run, low, high), hit / asked, f"of {asked:,}")
            for low, high, asked, hit in steps
        ]
        yield "<h3>Small and large particles</h3>"
        yield _figure(
            bars_chart(bars, "found"),
            "Share of the annotated particles that were found as their class (IoU > 0.5), by the "
            "diameter of the circle of the same area.",
        )
    if len(run.classes) > 2:
        all_names = [info.name for info in run.classes]
        yield "<h3>What is taken for what</h3>"
        yield _figure(
            confusion_chart(run.total.pixels, all_names, all_names),
            "Pixels: of each annotated class (row; their number at the right), the share found as "
            "each class.",
        )
        traces = run.total.objects[1:]
        yield _figure(
            confusion_chart(traces, names, ["missed", *names]),
            "The same for particles (IoU > 0.5).",
        )


def _scatter(outcome: Outcome) -> Iterator[str]:
    run = outcome.run
    yield "<h2>How much it scatters</h2>"
    groups = [(r.shown_name, [value for _, value in r.parts]) for r in outcome.runs]
    charts = [
        _figure(
            violin_chart(groups, "mean IoU"),
            f"Mean IoU over {len(run.parts)} {run.parts_are}. Dot: median; bar: quartiles; line: "
            "least to most.",
        )
    ]
    if len(run.scans) >= 5:
        of_scans = [(r.shown_name, [s.figures.worth for s in r.scans]) for r in outcome.runs]
        charts.append(_figure(violin_chart(of_scans, "IoU of one scan"), "Each scan by itself."))
    yield f'<div class="two">{"".join(charts)}</div>'
    if outcome.rival is not None:
        yield _html(class_difference_table(run, outcome.rival))


def _sureness(run: PackRun) -> Iterator[str]:
    everywhere, marked = (run.total.reliability(name) for name in ("everywhere", "marked"))
    if not everywhere.pixels:
        return
    yield "<h2>Does it know when it is unsure?</h2>"
    yield _figure(
        reliability_chart([("where it marks something", marked), ("all pixels", everywhere)]),
        "On the dashed line an answer that is 80% sure is right eight times in ten; below it the "
        "network is too sure of itself. Larger dots hold more pixels.",
    )
    yield from (f"<p>{escape(text)}</p>" for text in wording.calibration_words(run))


def _scans(run: PackRun) -> Iterator[str]:
    yield "<h2>Scan by scan</h2>"
    limit = _ROWS if len(run.scans) > _ROWS else None
    yield _html(scan_table(run, limit), first=7)


def _how(outcome: Outcome) -> Iterator[str]:
    yield "<h2>How this was measured</h2>"
    yield from (f"<p>{escape(text)}</p>" for text in (outcome.counting, outcome.split))
    facts = [(f"{run.shown_name}: {k}", v) for run in outcome.runs for k, v in run.facts.items()]
    if outcome.command:
        facts.append(("Command", outcome.command))
    facts.append(("Written", outcome.made))
    rows = "".join(
        f"<tr><td>{escape(key)}</td><td style='text-align:left'><code>{escape(value)}</code></td>"
        "</tr>"
        for key, value in facts
    )
    yield f"<table>{rows}</table>"


def _list(sentences: Iterator[str]) -> Iterator[str]:
    items = "".join(f"<li>{escape(text)}</li>" for text in sentences)
    yield f"<ul>{items}</ul>"


def _figure(drawing: VectorDrawing, text: str) -> str:
    return f"<figure>{drawing.svg()}<figcaption>{escape(text)}</figcaption></figure>"


def _html(table: Table, first: int | None = None) -> str:
    """A table; `first`: only so many of its columns, where no more fit on the page."""
    count = first or len(table.headings)
    head = "".join(f"<th>{escape(text)}</th>" for text in table.headings[:count])
    rows = "".join(
        "<tr>"
        + "".join(
            f"<td>{escape(shown(value, form))}</td>"
            for value, form in list(zip(row, table.formats, strict=True))[:count]
        )
        + "</tr>"
        for row in table.rows
    )
    return (
        f'<h3>{escape(table.title)}</h3><p class="note">{escape(table.note)}</p>'
        f'<div class="wide"><table><tr>{head}</tr>{rows}</table></div>'
    )
