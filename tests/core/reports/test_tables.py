import csv
import io

import numpy as np
import pytest

from graticule.reports import iter_write_csv
from graticule.reports.cells import clean_text, defused, fields


def rows_of(path):
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def test_every_value_of_the_table_is_in_the_csv(analysis, tmp_path, finish):
    path = tmp_path / "particles.csv"
    finish(iter_write_csv(analysis, path))
    heading, *rows = rows_of(path)
    assert len(rows) == len(analysis.table) > 20
    for column, field in enumerate(fields(analysis)):
        assert heading[column].partition(" (")[0] == field.key
        for row, value in zip(rows, field.values, strict=True):
            cell = row[column]
            if field.kind == "text":
                assert cell == defused(clean_text(value))
            elif field.kind == "truth":
                assert cell == str(value).upper()
            else:
                assert (cell == "" and np.isnan(value)) or float(cell) == value


def test_headings_tell_the_unit(analysis, uncalibrated, tmp_path, finish):
    finish(iter_write_csv(analysis, tmp_path / "um.csv"))
    finish(iter_write_csv(uncalibrated, tmp_path / "px.csv"))
    assert "area (µm²)" in rows_of(tmp_path / "um.csv")[0]
    heading = rows_of(tmp_path / "px.csv")[0]
    assert "area (px²)" in heading
    assert "equivalent_diameter (px)" in heading
    assert not any("µm" in text for text in heading)


def test_no_cell_begins_a_formula(analysis, tmp_path, finish):
    finish(iter_write_csv(analysis, tmp_path / "particles.csv"))
    text = (tmp_path / "particles.csv").read_text(encoding="utf-8-sig")
    assert "'=cmd|' /C calc'!A0" in text
    for row in csv.reader(io.StringIO(text)):
        for cell in row:
            assert not cell.startswith(("=", "+", "@"))
            assert not cell.startswith("-") or float(cell) < 0


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1"])
def test_formulas_are_defused(text):
    assert defused(text) == f"'{text}"


def test_text_is_one_line_without_control_characters():
    assert clean_text("a\r\n\tb\x00c\x85d\ud800e") == "a b c d e"
    assert len(clean_text("x" * 50_000)) == 32_767


def test_an_empty_table_has_its_headings(empty, tmp_path, finish):
    finish(iter_write_csv(empty, tmp_path / "particles.csv"))
    heading, *rows = rows_of(tmp_path / "particles.csv")
    assert heading[0] == "id"
    assert rows == []


def test_excel_is_told_that_it_is_utf8(analysis, tmp_path, finish):
    finish(iter_write_csv(analysis, tmp_path / "particles.csv"))
    assert (tmp_path / "particles.csv").read_bytes().startswith(b"\xef\xbb\xbfid,")
