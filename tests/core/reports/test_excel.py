import io
import shutil
import subprocess
import zipfile
from dataclasses import replace

import numpy as np
import openpyxl
import pytest
from scipy import stats

from graticule.precision import MEANINGS
from graticule.reports import class_facts, iter_write_excel
from graticule.reports.cells import clean_text, fields
from graticule.reports.excel.uncertain import most_uncertain

SHEETS = ["Summary", "Particles", "Distributions", "Uncertain", "Provenance"]


@pytest.fixture(scope="module")
def report(analysis, tmp_path_factory):
    path = tmp_path_factory.mktemp("excel") / "report.xlsx"
    list(iter_write_excel(analysis, path))
    return path


def opened(path):
    return openpyxl.load_workbook(io.BytesIO(path.read_bytes()))


def cells_of(sheet):
    return [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]


def texts_of(sheet):
    return [str(cell.value) for cell in cells_of(sheet)]


def check_rows(sheet, columns, start, count):
    """Every cell of a Particles sheet against the table's rows from `start`."""
    rows = list(sheet.iter_rows(min_row=2))
    assert len(rows) == count
    for column, field in enumerate(columns):
        for row, value in zip(rows, field.values[start : start + count], strict=True):
            cell = row[column].value
            if field.kind == "text":
                assert cell == (clean_text(value) or None)
            elif field.kind == "truth":
                assert cell is bool(value)
            elif np.isfinite(value):
                assert cell == value
            else:
                assert cell is None


def test_every_value_of_the_table_is_in_the_workbook(analysis, report):
    book = opened(report)
    assert book.sheetnames == SHEETS
    columns = fields(analysis)
    sheet = book["Particles"]
    assert [cell.value for cell in sheet[1]] == [field.heading for field in columns]
    check_rows(sheet, columns, 0, len(analysis.table))
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref.startswith("A1:")
    assert sheet.print_title_rows == "$1:$1"


def test_the_rest_goes_on_in_further_sheets(analysis, tmp_path, finish):
    path = tmp_path / "report.xlsx"
    finish(iter_write_excel(analysis, path, rows_per_sheet=11))
    book = opened(path)
    count = len(analysis.table)
    names = [name for name in book.sheetnames if name.startswith("Particles")]
    assert names == ["Particles", *(f"Particles {n}" for n in range(2, -(-count // 10) + 1))]
    for number, name in enumerate(names):
        start = 10 * number
        check_rows(book[name], fields(analysis), start, min(10, count - start))


def test_text_stays_text_and_nothing_is_a_formula_or_a_link(report):
    book = opened(report)
    for sheet in book:
        assert all(cell.data_type != "f" for cell in cells_of(sheet))
        assert not sheet._hyperlinks
    assert "=cmd|' /C calc'!A0" in texts_of(book["Particles"])
    assert "=1+1" in texts_of(book["Provenance"])  # a line of the protocol
    with zipfile.ZipFile(report) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/sheet"):
                assert b"<f>" not in archive.read(name)


def test_summary_says_how_many_how_large_and_where(analysis, report):
    sheet = opened(report)["Summary"]
    values = [cell.value for cell in cells_of(sheet)]
    facts = class_facts(analysis)
    assert facts[-1].name == "All"
    assert facts[-1].count == len(analysis.table)
    sizes = analysis.table["equivalent_diameter"]
    assert facts[-1].size.mean == pytest.approx(sizes.mean())
    rows = [r for r in sheet.iter_rows(values_only=True) if isinstance(r[2], int)]
    for fact, row in zip(facts, rows, strict=True):
        assert row[2] == fact.count
        size, area = fact.size, fact.size.by_area
        told = fact.density, fact.share, size.mean, size.sd
        assert row[3:7] == pytest.approx(told, rel=1e-14)
        assert row[8] == pytest.approx(fact.median, rel=1e-14)
        assert row[10:13] == pytest.approx((area.d10, area.d50, area.d90), rel=1e-14)
    area_mm2 = 1200 * 840 * 0.25e-6
    assert facts[-1].density == pytest.approx(len(analysis.table) / area_mm2)
    assert facts[-1].share == pytest.approx((analysis.labels > 0).mean())
    assert "Number per mm²" in values
    assert "Equivalent diameter (µm), by number" in values
    assert len(sheet._charts) == 2
    assert len(sheet._images) == 1


def test_a_pack_trained_on_simulated_scans_is_always_marked(analysis, report):
    book = opened(report)
    for sheet in book:
        for text in texts_of(sheet):
            assert "traces-s" not in text or "traces-s (simulated)" in text
    for name in ("Summary", "Provenance"):
        assert "traces-s (simulated)" in texts_of(book[name])


def test_histograms_count_every_particle(analysis, report):
    sheet = opened(report)["Distributions"]
    assert len(sheet._charts) == 6
    rows = list(sheet.iter_rows(values_only=True))
    head = next(i for i, row in enumerate(rows) if row[0] == "From (µm)")
    end = next(i for i in range(head + 1, len(rows)) if rows[i][0] is None)
    table = np.array([row[:6] for row in rows[head + 1 : end]], float)
    assert table[:, 2:].sum() == len(analysis.table)
    assert (table[1:, 0] == table[:-1, 1]).all()
    sizes = analysis.table["equivalent_diameter"]
    assert table[0, 0] <= sizes.min() < table[0, 1]
    assert table[-1, 0] < sizes.max() <= table[-1, 1]


def test_sizes_have_their_statistics_and_a_fitted_distribution(analysis, report):
    sheet = opened(report)["Distributions"]
    rows = list(sheet.iter_rows(values_only=True))
    line = next(row for row in rows if row[0] == "Equivalent diameter (µm)")
    sizes = analysis.table["equivalent_diameter"]
    logs = np.log(sizes)
    expected = [
        len(sizes), sizes.mean(), sizes.std(ddof=1), *np.quantile(sizes, (0.1, 0.5, 0.9)),
        np.exp(logs.mean()), np.exp(logs.std()),
    ]  # fmt: skip
    assert line[2:10] == pytest.approx(expected)
    head = next(i for i, row in enumerate(rows) if row[0] == "From (µm)")
    end = next(i for i in range(head + 1, len(rows)) if rows[i][0] is None)
    column = rows[head].index("Log-normal")
    table = [(row[0], row[1], row[column]) for row in rows[head + 1 : end]]
    scipy = stats.lognorm(s=logs.std(), scale=np.exp(logs.mean()))
    for low, high, fitted in table:
        assert fitted == pytest.approx(len(sizes) * (scipy.cdf(high) - scipy.cdf(low)), rel=1e-6)
    chart = next(c for c in sheet._charts if c.anchor._from.row == head)
    assert [type(part).__name__ for part in chart._charts] == ["BarChart", "LineChart"]


def test_uncertain_lists_the_least_sure_first_with_pictures(analysis, report):
    sheet = opened(report)["Uncertain"]
    heading = [cell.value for cell in sheet[4]]
    place = heading.index("Mean uncertainty")
    rows = list(sheet.iter_rows(min_row=5, values_only=True))
    values = [row[place] for row in rows]
    assert values == sorted(values, reverse=True)
    assert [row[2] - 1 for row in rows] == most_uncertain(analysis).tolist()
    assert len(rows) == min(200, len(analysis.table))
    assert len(sheet._images) == min(30, len(rows))


def test_provenance_has_what_is_needed_to_repeat_it(analysis, report):
    texts = texts_of(opened(report)["Provenance"])
    wanted = [
        analysis.scan.sha256, analysis.scan.fingerprint, analysis.method.pack_sha256,
        analysis.scan.path, "cpu", "openvino", analysis.provenance.started, "83.2 s",
        MEANINGS["exact"], "[method]", "pack = 'traces'", '{"smallest":"2 µm"}',
    ]  # fmt: skip
    assert not set(wanted) - set(texts)
    assert MEANINGS["exact"] in texts_of(opened(report)["Summary"])
    assert all(spec.doc in texts for spec in analysis.table.specs)


def test_nothing_found(empty, tmp_path, finish):
    path = tmp_path / "report.xlsx"
    finish(iter_write_excel(empty, path))
    book = opened(path)
    assert book.sheetnames == SHEETS
    assert book["Particles"].max_row == 1
    assert 0 in [cell.value for cell in cells_of(book["Summary"])]


def test_without_calibration_everything_is_told_in_px(uncalibrated, tmp_path, finish):
    path = tmp_path / "report.xlsx"
    finish(iter_write_excel(uncalibrated, path))
    book = opened(path)
    summary = texts_of(book["Summary"])
    assert "Number per Mpx" in summary
    assert "Equivalent diameter (px), by number" in summary
    for name in SHEETS[:4]:
        for text in texts_of(book[name]):
            assert "(µm" not in text
            assert "mm²" not in text
    headings = [cell.value for cell in book["Particles"][1]]
    assert len(headings) == len(set(headings))


def test_without_uncertainty_or_pictures(analysis, tmp_path, finish):
    table = analysis.table
    keys = [key for key in table.columns if not key.startswith("uncertainty")]
    bare = type(table)({k: table[k] for k in keys}, tuple(table.spec(k) for k in keys))
    path = tmp_path / "report.xlsx"
    finish(iter_write_excel(replace(analysis, table=bare, uncertainty=None, crop=None), path))
    assert opened(path).sheetnames == SHEETS


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_opens_it(report, tmp_path):
    home = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    second_sheet = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,2"
    command = ["soffice", home, "--headless", "--convert-to", second_sheet]
    command += ["--outdir", str(tmp_path), str(report)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    (table,) = tmp_path.glob("*.csv")
    text = table.read_text(encoding="utf-8")
    assert text.startswith("Particle,Class,")
    assert "=cmd|' /C calc'!A0" in text
    assert "###" not in text


def test_what_is_doubtful_stands_above_the_numbers(analysis, tmp_path, finish):
    notices = ("the pixel size is a printing resolution", *(f"doubt {i}" for i in range(5)))
    finish(iter_write_excel(replace(analysis, notices=notices), tmp_path / "report.xlsx"))
    book = opened(tmp_path / "report.xlsx")
    told = texts_of(book["Summary"])
    places = [
        told.index(text) for text in (notices[0], "3 more notices are on the sheet Provenance")
    ]
    assert places[0] < places[1] < told.index("Class")
    assert [text for text in texts_of(book["Provenance"]) if text in notices] == list(notices)
