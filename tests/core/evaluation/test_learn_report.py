"""The report says what was counted, in words, tables and pictures, and carries all with it."""

import io
import re
import zipfile
from html.parser import HTMLParser

import numpy as np
import openpyxl
import pytest
from PIL import Image

from graticule.classes import BACKGROUND, PALETTE, ClassInfo
from graticule.evaluation import charts, wording
from graticule.evaluation.drawing import VectorDrawing, embedded
from graticule.evaluation.evaluating import main_figures, write_reports
from graticule.evaluation.figures import Figures, ScanFigures
from graticule.evaluation.outcome import CurvePoint, Outcome, PackRun, tenths_of, total_of
from graticule.evaluation.reliability import BINS, TEMPERATURES, Reliability
from graticule.evaluation.tables import particle_table, pixel_table, shown
from graticule.geometry import PixelSize

NAMES = ("fibre", "<b>hair", "=sand")
CLASSES = (BACKGROUND, *(ClassInfo(n, PALETTE[i]) for i, n in enumerate(NAMES)))


def figures_of(seed, scale=1):
    """Counts of a made scan; "=sand" is neither annotated nor found."""
    rng = np.random.default_rng(seed)
    tenths = rng.integers(1, 50, (10, 4, 4)) * scale
    tenths[:, range(4), range(4)] += 400 * scale
    tenths[:, 3], tenths[:, :, 3] = 0, 0
    objects = np.array([[0, 4, 2, 0], [3, 20, 1, 0], [2, 1, 8, 0], [0, 0, 0, 0]])
    sizes = np.zeros((32, 2), int)
    sizes[4:8] = [[5, 1], [10, 8], [10, 10], [10, 9]]
    sure = rng.random(500)
    table = Reliability.of(sure, rng.random(500) < sure).table
    return Figures(
        pixels=tenths.sum(axis=0), objects=objects,
        overlaps=np.array([[900, 1000], [500, 600], [300, 400], [0, 0]]),
        tenths=tenths, sizes=sizes, everywhere=table, marked=table,
        costs=(np.log(TEMPERATURES) - np.log(1.5)) ** 2,
    )  # fmt: skip


def scan_of(folder, number):
    place = folder / f"scan-{number}"
    place.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (400, 100), (number * 40, 90, 30)).save(place / "scan.jpg")
    return ScanFigures(
        name=f"scan & {number}", path="/x.tif", content=str(number), size=(900, 700),
        pixel_size=PixelSize(4, 4, "µm"), known=630_000, figures=figures_of(number),
        pictures=("scan.jpg",), folder=str(place),
    )  # fmt: skip


def outcome_of(folder, *, rival=False, curve=False, one_class=False):
    scans = tuple(scan_of(folder, number) for number in range(6))
    run = PackRun(
        name="made", title="A <made> pack", classes=CLASSES, particles=one_class, scans=scans,
        parts=tenths_of(total_of(scans)), parts_are="tenths of the test area", temperature=1.0,
        simulated=True, learned="It learned from nothing.", facts={"SHA-256": "ab"},
    )  # fmt: skip
    less = tuple((name, value - 0.01 * i) for i, (name, value) in enumerate(run.parts))
    other = PackRun(**{**run.__dict__, "name": "other", "parts": less})
    points = tuple(CurvePoint("made", area, "dm²", 1, 0.1 * area) for area in (1, 2, 4))
    return Outcome(
        runs=(run, other) if rival else (run,), split="All were taken.", counting="As answered.",
        made="2026-01-02T03:04:05+00:00", curve=points if curve else (), notes=("A remark.",),
    )  # fmt: skip


class Words(HTMLParser):
    def __init__(self):
        super().__init__()
        self.words, self.outside, self.open = [], [], []

    def handle_starttag(self, tag, attrs):
        self.outside += [v for k, v in attrs if k in ("src", "href") and not v.startswith("data:")]
        if tag not in ("meta", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)


@pytest.mark.parametrize("kind", [{}, {"rival": True, "curve": True}])
def test_the_page_is_one_whole_file(tmp_path, kind):
    reported = write_reports(outcome_of(tmp_path / "scans", **kind), tmp_path)
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    page = Words()
    page.feed(text)
    assert not page.open
    assert not page.outside  # nothing is fetched from anywhere
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")
    words = " ".join(page.words)
    assert "A <made> pack" in words
    assert "“made” (simulated)" in words
    assert words.count("<b>hair") > 3
    assert ("paired t-test" in words) == bool(kind)
    assert ("What more annotations bring" in words) == bool(kind)
    assert "nan" not in words
    assert text.count("data:image/jpeg") == 4  # the worst scans
    assert reported.figures["mean_iou"] == pytest.approx(
        total_of(outcome_of(tmp_path / "scans").run.scans).confusion.mean_iou, abs=1e-4
    )


def test_the_workbook_opens_and_holds_the_numbers(tmp_path):
    outcome = outcome_of(tmp_path / "scans", rival=True, curve=True)
    write_reports(outcome, tmp_path)
    book = openpyxl.load_workbook(tmp_path / "report.xlsx")
    assert book.sheetnames == [
        "Summary", "Worst scans", "Classes", "Confusion", "Scans", "Scatter", "Learning curve",
        "Sureness", "How it was measured",
    ]  # fmt: skip
    cells = {row[0].value: [c.value for c in row] for row in book["Classes"].iter_rows(min_row=4)}
    confusion = outcome.run.total.confusion
    assert cells["background"][1] == pytest.approx(confusion.iou[0])
    assert cells["Mean without background"][1] == pytest.approx(confusion.mean_iou)
    assert all(c.data_type != "f" for s in book for row in s.iter_rows() for c in row)
    with zipfile.ZipFile(tmp_path / "report.xlsx") as packed:
        pictures = [name for name in packed.namelist() if name.startswith("xl/media/")]
        sizes = [Image.open(io.BytesIO(packed.read(name))).size for name in pictures]
    assert (400, 100) in sizes  # a scan's error map
    first = book["Summary"]
    words = " ".join(str(c.value) for row in first.iter_rows() for c in row if c.value)
    assert "Of 100 particles that people drew, it finds 86" in words


def test_sentences_are_true(tmp_path):
    run = outcome_of(tmp_path).run
    good = list(wording.how_good(run))
    # 6 scans with 35 annotated of which 30 are found as something, and 6 false
    assert good[0].startswith("Pixel by pixel")
    assert "finds 86 (180 of 210)" in good[1]
    assert "of 100 that it reports, 83 are" in good[1]
    assert "93 of 100 are given the class" in good[2]  # 28 of 30
    assert "counts 216 where people counted 210 (2.9% too many)" in good[3]
    fails = " ".join(wording.where_it_fails(run))
    assert "8–16 px" not in fails  # the scans have a pixel size
    assert re.search(r"fewest of the particles of [\d.]+–[\d.]+ µm in diameter: 6 of 30", fails)
    assert "The weakest class is" in fails


def test_absent_classes_are_no_zeros(tmp_path):
    run = outcome_of(tmp_path).run
    rows = {row[0]: row for row in pixel_table(run).rows}
    assert shown(rows["=sand"][1], "0.000") == "–"
    figures = main_figures(run)
    assert "iou_=sand" not in figures
    assert figures["mean_iou"] == pytest.approx(
        (figures["iou_fibre"] + figures["iou_<b>hair"]) / 2, abs=1e-4
    )
    particles = {row[0]: row for row in particle_table(run).rows}
    assert particles["fibre"][1:8] == (144, 150, pytest.approx(150 / 144 - 1), 120, 6, 18, 24)


def test_numbers_are_shown_as_people_write_them():
    assert shown(0.12345, "0.000") == "0.123"
    assert shown(1234567, "#,##0") == "1,234,567"
    assert shown(-0.031, "+0.0%;-0.0%;0.0%") == "−3.1%"
    assert shown(0.0, "+0.0%;-0.0%;0.0%") == "0.0%"
    assert shown(0.05, "+0.000;-0.000;0.000") == "+0.050"


def test_a_drawing_is_the_same_in_both_forms():
    drawing = VectorDrawing(60, 40)
    drawing.box((10, 10), (20, 20), (255, 0, 0))
    drawing.line([(0, 35), (60, 35)], (0, 0, 255), 2, dashed=True)
    drawing.text((35, 20), "a < b", upright=True)
    picture = drawing.image(2)
    assert picture.size == (120, 80)
    assert picture.getpixel((40, 40)) == (255, 0, 0)
    assert (0, 0, 255) in {picture.getpixel((x, 70)) for x in range(120)}
    assert "a &lt; b" in drawing.svg()
    assert 'fill="#ff0000"' in drawing.svg()
    assert embedded(picture).startswith("data:image/png;base64,")


def test_charts_survive_strange_numbers():
    nothing = Reliability(np.zeros((BINS, 3)))
    drawings = [
        charts.violin_chart([("none", [float("nan")]), ("one", [0.5]), ("same", [0.2, 0.2])], "x"),
        charts.reliability_chart([("none", nothing)]),
        charts.curve_chart({"one": ([1.0], [0.5])}, "Mpx"),
        charts.confusion_chart(np.zeros((2, 2), int), ["a", "b"], ["a", "b"]),
        charts.modes_chart(["a"], np.zeros((2, 2), int)),
        charts.modes_chart(["a"], np.array([[0, 10**9], [1, 1]])),
    ]
    for drawing in drawings:
        assert "nan" not in drawing.svg()
        assert drawing.image(1).size == (drawing.width, drawing.height)
