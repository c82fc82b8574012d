"""Several scans in one workbook: every value, in units that are told, in rows that Excel takes."""

import io
from dataclasses import replace

import numpy as np
import openpyxl
import pytest

from graticule.classes import BACKGROUND, ClassInfo
from graticule.errors import ResultError
from graticule.geometry import PixelSize
from graticule.particles import measure_particles, outline_particles
from graticule.reports import (
    Analysis,
    ReviewFacts,
    ReviewLine,
    class_facts,
    iter_write_combined_excel,
)
from graticule.reports.cells import distinct_fields

FIBRE, GLASS = ClassInfo("fibre", (230, 159, 0)), ClassInfo("glass", (86, 180, 233))


def _scan(analysis: Analysis, name: str, size: PixelSize, seed: int) -> Analysis:
    """Squares of random size, each a particle, on a scan of that pixel size."""
    rng = np.random.default_rng(seed)
    labels = np.zeros((120, 150), np.uint32)
    for number in range(30):
        side = int(rng.integers(2, 18))
        y, x = divmod(number, 6)
        labels[y * 22 : y * 22 + side, x * 22 : x * 22 + side] = number + 1
    classes = np.where(labels > 0, labels % 2 + 1, 0).astype(np.uint8)
    if seed % 2:
        classes = np.minimum(classes, 1)
    table = measure_particles(
        labels,
        classes,
        uncertainty=(labels * 7).astype(np.uint8),
        pixel_size=size.scaled(2.0),
        scale=2.0,
    )
    return replace(
        analysis,
        scan=replace(analysis.scan, name=name, path=f"/{seed}/{name}", pixel_size=size,
                     width=300, height=240),
        classes=(BACKGROUND, FIBRE) if seed % 2 else (BACKGROUND, FIBRE, GLASS),
        table=table,
        labels=labels,
        uncertainty=None,
        outlines=lambda: outline_particles(labels, table, scale=2.0),
    )  # fmt: skip


MICRO, NANO, NONE = PixelSize(0.5, 0.5, "µm"), PixelSize(20, 20, "nm"), PixelSize.unknown()


@pytest.fixture(scope="module")
def scans(analysis):
    given = (("a.tif", MICRO), ("b.dm3", NANO), ("a.tif", MICRO), ("c.png", NONE))
    return [_scan(analysis, name, size, seed) for seed, (name, size) in enumerate(given)]


def opened(scans, tmp_path, **more):
    path = tmp_path / "combined.xlsx"
    list(iter_write_combined_excel([lambda s=scan: s for scan in scans], path, **more))
    return openpyxl.load_workbook(io.BytesIO(path.read_bytes()))


@pytest.fixture(scope="module")
def book(scans, tmp_path_factory):
    return opened(scans, tmp_path_factory.mktemp("combined"))


def rows_of(sheet):
    head = [cell.value for cell in sheet[1]]
    return [dict(zip(head, row, strict=True)) for row in sheet.iter_rows(2, values_only=True)]


def test_every_particle_is_there_with_its_file_and_in_the_unit_of_the_heading(scans, book):
    assert book.sheetnames == [
        "Summary", "Comparison", "Particles", "Particles (px)", "Provenance",
    ]  # fmt: skip
    rows = rows_of(book["Particles"])
    names = ["0/a.tif", "b.dm3", "2/a.tif"]
    assert [row["File"] for row in rows] == [name for name in names for _ in range(30)]
    assert not any(heading.endswith(("(nm)", "(nm²)")) for heading in rows[0])
    for scan, factor, start in ((scans[0], 1, 0), (scans[1], 1e-3, 30), (scans[2], 1, 60)):
        part = rows[start : start + 30]
        for key, heading, power in (
            ("equivalent_diameter", "Equivalent diameter (µm)", 1),
            ("area", "Area (µm²)", 2),
            ("x_px", "Centroid x (px)", 0),
            ("circularity", "Circularity", 0),
        ):
            expected = scan.table[key] * factor**power
            found = [np.nan if row[heading] is None else row[heading] for row in part]
            np.testing.assert_allclose(np.array(found, float), expected, rtol=1e-12)
        classes = [scan.classes[number].name for number in scan.table["class"]]
        assert [row["Class"] for row in part] == classes


def test_scans_without_pixel_size_are_never_among_the_others(scans, book):
    rows = rows_of(book["Particles (px)"])
    assert {row["File"] for row in rows} == {"c.png"}
    assert "Equivalent diameter (px)" in rows[0]
    headings = [field.heading for field in distinct_fields(scans[3])]
    assert list(rows[0]) == ["File", *headings]


def summary_lines(book):
    lines = []
    unit = None
    for row in book["Summary"].iter_rows(values_only=True):
        for value in row:
            if isinstance(value, str) and value.startswith("Equivalent diameter ("):
                unit = value.split("(")[1].split(")")[0]
        if row[2] and row[2] != "Class":
            lines.append((unit, *row[1:15]))
    return lines


def test_the_summary_has_a_line_per_scan_and_class_that_can_be_compared(scans, book):
    lines = {(line[1], line[2]): line for line in summary_lines(book)}
    assert list(lines) == [
        ("0/a.tif", "fibre"), ("0/a.tif", "glass"), ("0/a.tif", "All"),
        ("b.dm3", "fibre"),
        ("2/a.tif", "fibre"), ("2/a.tif", "glass"), ("2/a.tif", "All"),
        ("c.png", "fibre"),
    ]  # fmt: skip
    (fact,) = class_facts(scans[1])
    unit, _, _, count, density, share, mean, _, d10, d50, d90, *_, uncertainty = lines[
        "b.dm3", "fibre"
    ]
    assert unit == "µm"
    assert count == 30
    assert share == pytest.approx(fact.share)
    assert (mean, d10) == pytest.approx((fact.size.mean / 1e3, fact.size.by_number.d10 / 1e3))
    assert (d50, d90) == pytest.approx((fact.median / 1e3, fact.size.by_number.d90 / 1e3))
    assert density == pytest.approx(30 / (300 * 240 * 0.02**2 / 1e6))
    assert uncertainty == pytest.approx(scans[1].table["uncertainty_mean"].mean())
    assert lines["c.png", "fibre"][0] == "px"
    text = " ".join(str(c.value) for row in book["Summary"] for c in row if c.value)
    assert "Converted from nm to µm: b.dm3." in text
    assert "Without pixel size" in text


def test_the_comparison_holds_what_its_charts_show(scans, book):
    sheet = book["Comparison"]
    at = next(cell.row for row in sheet for cell in row if cell.value == "Particles")
    head = [cell.value for cell in sheet[at + 1][:4]]
    assert head == ["Scan", "fibre", "glass", "All"]
    assert [cell.value for cell in sheet[at + 3][:4]] == ["b.dm3", 30, None, 30]
    titles = [c.value for row in sheet for c in row if str(c.value).startswith("Size distrib")]
    assert len(titles) == 2
    at = next(c.row for row in sheet for c in row if c.value == titles[0])
    for line in (2, 3, 4):
        cells = [cell.value for cell in sheet[at + line]]
        shares = [value for value in cells[1:] if value is not None]
        assert sum(shares) == pytest.approx(1)
    assert [sheet.cell(at + line, 1).value for line in (2, 3, 4)] == ["0/a.tif", "b.dm3", "2/a.tif"]
    assert len(sheet._charts) == 2 * 6
    assert len(book["Summary"]._charts) == 2  # one scan alone needs no comparing chart


@pytest.mark.parametrize("rows", [11, 31, 46])
def test_particles_go_on_in_further_sheets_and_none_is_lost(scans, tmp_path, rows):
    book = opened(scans[:3], tmp_path, rows_per_sheet=rows)
    names = [name for name in book.sheetnames if name.startswith("Particles")]
    assert len(names) == -(-90 // (rows - 1))
    parts = [rows_of(book[name]) for name in names]
    assert all(len(part) == rows - 1 for part in parts[:-1])
    found = [(row["File"], row["Particle"]) for part in parts for row in part]
    assert found == [
        (name, number) for name in ("0/a.tif", "b.dm3", "2/a.tif") for number in range(1, 31)
    ]


def test_a_column_that_one_scan_lacks_is_blank_there(scans, tmp_path):
    table = scans[0].table
    kept = [spec for spec in table.specs if spec.key != "circularity"]
    columns = {spec.key: table[spec.key] for spec in kept}
    poorer = replace(scans[0], table=replace(table, columns=columns, specs=tuple(kept)))
    rows = rows_of(opened([scans[2], poorer], tmp_path)["Particles"])
    assert all(row["Circularity"] is None for row in rows[30:])
    assert sum(row["Circularity"] is not None for row in rows[:30]) > 20


def test_each_scan_tells_where_it_comes_from(scans, book):
    texts = [str(c.value) for row in book["Provenance"] for c in row if c.value]
    for name in ("0/a.tif", "b.dm3", "2/a.tif", "c.png"):
        assert f"{name} · Files" in texts
    assert texts.count("Scan SHA-256") == 4
    assert sum(text.startswith("Protocol “") for text in texts) == 1


def test_corrections_by_hand_are_told(scans, tmp_path):
    lines = (
        ReviewLine(1, "2026-11-21T10:00:00+01:00", "ann", "deleted 1", (1,), ()),
        ReviewLine(2, "2026-11-21T10:01:00+01:00", "ann", "deleted 2", (2,), ()).undone(),
    )
    corrected = replace(scans[0], review=ReviewFacts(lines))
    undone = replace(scans[2], review=ReviewFacts(lines[1:]))
    texts = [c.value for row in opened([corrected, undone], tmp_path)["Summary"] for c in row]
    assert "Corrected by hand (see their own reports): 0/a.tif." in texts


def test_nothing_but_awkward_names_and_no_particles_is_a_workbook_too(analysis, empty, tmp_path):
    book = opened([analysis, empty], tmp_path)
    assert len(rows_of(book["Particles"])) == len(analysis.table)
    for sheet in book:
        for row in sheet:
            assert all(cell.data_type != "f" for cell in row)
    book = opened([empty], tmp_path)
    assert rows_of(book["Particles"]) == []


def test_one_scan_at_a_time_is_in_memory(scans, tmp_path):
    import gc
    import weakref

    alive: list[weakref.ref] = []
    most = 0

    def source():
        nonlocal most
        gc.collect()
        most = max(most, sum(ref() is not None for ref in alive))
        columns = {key: values.copy() for key, values in scans[0].table.columns.items()}
        made = replace(scans[0], table=replace(scans[0].table, columns=columns))
        alive.append(weakref.ref(made.table))
        return made

    list(iter_write_combined_excel([source] * 5, tmp_path / "c.xlsx"))
    assert len(alive) == 10
    assert most <= 1


def test_a_run_that_is_cut_short_leaves_nothing(scans, tmp_path):
    work = iter_write_combined_excel([lambda: scans[0]] * 2, tmp_path / "c.xlsx")
    for _ in range(4):
        next(work)
    work.close()
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(ResultError):
        list(iter_write_combined_excel([], tmp_path / "c.xlsx"))
