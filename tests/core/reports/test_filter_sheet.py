"""The Filter sheet: its numbers are those of the table, and of the formulas beside them."""

import math
from dataclasses import replace

import numpy as np
import openpyxl
import pytest

from graticule.counting import Blank, SampleFacts
from graticule.particles import Groups
from graticule.reports import iter_write_excel
from graticule.reports.filter import filter_counts, quantities, remarks

SETTINGS = {
    "sizes": {"measure": "equivalent_diameter", "limits": [2, 5, 10, 20], "unit": "um"},
    "shapes": {"rest": "fragment", "rules": [{"class": "fibre", "when": "aspect_ratio > 3"}]},
    "sample": {},
}
NOTHING = SampleFacts()
LEAVES = ("fibre", "fragment")


@pytest.fixture
def counted(analysis):
    """The analysis sorted into classes, as a run does it; `sample` says what is known of it."""

    def made(facts=NOTHING, **settings):
        told = {**SETTINGS, **settings}
        size = analysis.scan.pixel_size.scaled(analysis.scale)
        table = Groups.of(told).apply(analysis.table, size, 255.0)
        ran = replace(analysis.provenance, settings=told)
        return replace(analysis, table=table, provenance=ran, sample=facts)

    return made


def of(counts, title):
    return next(q for q in quantities(counts) if q.title.startswith(title))


def test_every_particle_is_in_one_class(counted):
    made = counted()
    counts = filter_counts(made)
    assert counts.sums().sum() == len(made.table) == counts.total.number.value
    sizes = np.asarray(made.table["equivalent_diameter"])
    by_size = np.histogram(sizes, [0, 2, 5, 10, 20, np.inf])[0]
    assert counts.sums().sum(1).tolist() == by_size.tolist()
    assert sum(line.share for line in counts.lines) == pytest.approx(counts.total.share)


def test_numbers_follow_from_area_filter_amount_and_blanks(counted):
    area = 1200 * 840 * 0.25e-6  # px of (0.5 µm)², in mm²
    sample = SampleFacts(
        filter_area="2.52 mm2", amount="500 mL", blanks=(Blank(3), Blank(5), Blank(4))
    )
    counts = filter_counts(counted(sample))
    number = counts.total.number.value
    assert counts.region.area == pytest.approx(area)
    assert of(counts, "Particles on the whole").value == pytest.approx(10 * number)
    assert of(counts, "Mean of 3 blanks").value == pytest.approx(4)
    assert of(counts, "Blank-corrected").value == pytest.approx(10 * number - 4)
    assert of(counts, "Limit of detection").value == pytest.approx(4 + 3 * 1)
    assert of(counts, "Limit of quantification").value == pytest.approx(4 + 10 * 1)
    assert of(counts, "Particles per L").value == pytest.approx((10 * number - 4) / 0.5)
    assert of(counts, "Detected from").value == pytest.approx(3 / 0.5)
    assert "one number for all" in " ".join(remarks(counts))


def test_what_is_not_known_is_said_and_not_made_up(counted, uncalibrated):
    counts = filter_counts(counted())
    titles = {q.title for q in quantities(counts)}
    assert not any("blank" in title or "per L" in title for title in titles)
    assert "No blank is known" in remarks(counts)[0]
    ran = replace(uncalibrated.provenance, settings=SETTINGS)
    counts = filter_counts(replace(uncalibrated, provenance=ran))
    assert counts.region.unit == "Mpx"
    assert "no pixel size" in " ".join(remarks(counts))
    assert filter_counts(uncalibrated) is None  # its protocol asks for no counts


def test_the_sheet_says_what_was_counted(counted, tmp_path, finish):
    blank = Blank(1, "b.tif", "/blanks/b", 0.252, "mm²", {"5–10 µm|fragment|grey": 1})
    made = counted(SampleFacts(filter_area="2.52 mm2", amount="2 g", blanks=(blank,)))
    counts = filter_counts(made)
    finish(iter_write_excel(made, tmp_path / "report.xlsx"))
    book = openpyxl.load_workbook(tmp_path / "report.xlsx")
    assert book.sheetnames[:2] == ["Summary", "Filter"]
    rows = [list(row) for row in book["Filter"].iter_rows(values_only=True)]
    told = {row[0]: row for row in rows if row[0]}
    for quantity in quantities(counts):
        assert told[quantity.title][1] == pytest.approx(quantity.value)
        assert told[quantity.title][5] == quantity.formula
    lines = {(r[0], r[1]): r for r in rows if r[1] in LEAVES}
    for line in counts.lines:
        if line.number.value or line.blank.value:
            row = lines[line.group.size, line.group.shape]
            assert row[2] == line.number.value
            assert row[10] == pytest.approx(line.blank.value)
            assert row[11] == pytest.approx(line.net.value)
            assert row[14] == pytest.approx(line.content.value)
        else:
            assert (line.group.size, line.group.shape) not in lines
    hit = next(n for n in counts.lines if n.group.key == "5–10 µm|fragment|")
    assert hit.blank.value == pytest.approx(10)  # a tenth of the blank's filter was counted
    assert math.isclose(sum(n.blank.value for n in counts.lines), counts.total.blank.value)


def test_each_colour_counts_for_itself_if_asked(counted):
    counts = filter_counts(counted(sample={"by_colour": True}))
    assert {line.group.colour for line in counts.lines} == set(
        np.unique(counted().table["colour"]).tolist()
    )
    assert sum(line.number.value for line in counts.lines) == counts.total.number.value
