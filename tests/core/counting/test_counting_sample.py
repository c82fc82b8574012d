"""What is typed of a sample: read as people write it, kept beside the result."""

import math

import pytest

from graticule.counting import (
    SAMPLE,
    Blank,
    SampleChange,
    SampleFacts,
    parse_amount,
    parse_area,
    read_sample,
    write_sample,
)
from graticule.errors import ResultError


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("1200 mm2", 1200), ("12 cm²", 1200), ("12,5 cm^2", 1250), ("2e6 um2", 2),
        ("40 mm", math.pi * 400), ("Ø 4 cm", math.pi * 400), ("diameter 47mm", math.pi * 47**2 / 4),
    ],
)  # fmt: skip
def test_areas_are_read_as_people_write_them(text, area):
    assert parse_area(text) == pytest.approx(area)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("2 L", (2, "L")), ("500 ml", (0.5, "L")), ("1,5 m3", (1.5, "m³")), ("250mg", (0.25, "g")),
        ("3 individuals", (3, "individual")), ("0.4 kg", (0.4, "kg")),
    ],
)  # fmt: skip
def test_amounts_are_read_as_people_write_them(text, amount):
    number, unit = parse_amount(text)
    assert (number, unit) == (pytest.approx(amount[0]), amount[1])


@pytest.mark.parametrize(
    "text", ["", "2", "L", "-2 L", "0 mm2", "two litres", "5 parsec", "1e999 L"]
)
def test_what_is_neither_is_refused(text):
    for parse in (parse_area, parse_amount):
        with pytest.raises(ValueError, match="write"):
            parse(text)


def test_a_sample_is_kept_and_changed_field_by_field(tmp_path):
    assert read_sample(tmp_path) == SampleFacts()
    write_sample(tmp_path, SampleChange(amount="2 L", blanks=(Blank(4),)).on(SampleFacts()))
    write_sample(tmp_path, SampleChange(filter_area="40 mm").on(read_sample(tmp_path)))
    assert read_sample(tmp_path) == SampleFacts("40 mm", "", "2 L", (Blank(4),))
    assert not SampleChange()
    assert SampleChange(blanks=()).on(read_sample(tmp_path)).blanks == ()


@pytest.mark.parametrize(("parse", "text"), [(parse_area, "1,200 mm2"), (parse_amount, "12,500 L")])
def test_a_comma_that_may_be_either_is_asked_about(parse, text):
    with pytest.raises(ValueError, match=r"two ways; write (1200 or 1\.200|12500 or 12\.500)"):
        parse(text)
    assert parse(text.replace(",", "")) != parse(text.replace(",", "."))
    assert parse_area("0,125 mm2") == 0.125


@pytest.mark.parametrize("data", [b"{", b'{"amount": "many"}', b'{"blanks": [{"count": -1}]}'])
def test_a_damaged_file_is_told_in_one_line(tmp_path, data):
    (tmp_path / SAMPLE).write_bytes(data)
    with pytest.raises(ResultError, match=SAMPLE):
        read_sample(tmp_path)
