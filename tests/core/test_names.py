"""Names of files in any encoding, of any length, and with what other systems do not allow."""

import json
import os
import sys

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graticule.files import atomic
from graticule.names import path_text, portable, shown, text_path, to_json

bytes_names = pytest.mark.skipif(sys.platform != "linux", reason="names are bytes on Linux alone")


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("plain ü 漢 😀.tif", "plain ü 漢 😀.tif"),
        ("Faser_gr\udcfcn.tif", "Faser_gr�n.tif"),  # Latin-1
        ("\udc8e\udce6.tif", "��.tif"),  # Shift JIS
        ("two\nlines\r.tif", "two lines .tif"),
        ("\x1b[31mred.tif", " [31mred.tif"),
        ("half \ud83d.tif", "half �.tif"),  # Windows allows half a pair
    ],
)
def test_a_name_is_shown_on_one_line_that_any_encoding_of_unicode_takes(name, line):
    assert shown(name) == line
    assert json.loads(to_json({"name": name, "more": [name]}))["more"][0].encode()


@bytes_names
@pytest.mark.parametrize(
    "name", [b"Faser_gr\xfcn.tif", b"100%\xe9.tif", b"\x8e\xe6 #1?.tif", "漢 ü%41.tif".encode()]
)
def test_a_path_of_any_bytes_comes_back_from_json(tmp_path, name):
    path = tmp_path / os.fsdecode(name)
    path.write_bytes(b"here")
    text = msgspec.json.decode(msgspec.json.encode(path_text(path)), type=str)
    assert text_path(text) == path
    assert text_path(text).read_bytes() == b"here"


def test_a_path_that_is_text_stays_as_it_is(tmp_path):
    for path in (tmp_path / "a b%20#.tif", tmp_path / "file:", tmp_path / "ü.tif"):
        assert path_text(path) == str(path)
        assert text_path(str(path)) == path


@pytest.mark.parametrize(
    ("stem", "name"),
    [
        ("tape 12", "tape 12"),
        ("12:30 a<b>", "12_30 a_b_"),
        ("gr\udcfcn", "gr_n"),
        ("CON", "_CON"),
        ("aux.1", "_aux.1"),
        ("com1", "_com1"),
        ("COM¹", "_COM¹"),
        ("console", "console"),
        ("ends in dots. .", "ends in dots"),
        (".hidden", "_.hidden"),
        ("..", "_"),
        ("two\nlines", "two_lines"),
        ("[red]", "[red]"),
    ],
)
def test_a_folder_has_a_name_that_windows_takes_too(stem, name):
    assert portable(stem) == name


@given(st.text(), st.sampled_from(["", "-frame-12", "-frame-3-region-0-0-100-200-17"]))
def test_every_folder_s_name_is_short_and_can_be_made(stem, ending):
    name = portable(stem, ending)
    assert name.endswith(ending)
    assert 0 < len(name.encode()) <= 101  # one for what is put before a reserved name
    assert name[-1] not in ". "
    assert not set(name) & set('<>:"/\\|?*\0\n')


def test_a_name_as_long_as_can_be_is_written_whole_or_not_at_all(tmp_path):
    path = tmp_path / ("é" * 125 + ".xlsx")
    assert len(path.name.encode()) == 255
    with atomic(path) as temporary:
        assert temporary.suffix == ".xlsx"
        temporary.write_bytes(b"whole")
    assert [each.read_bytes() for each in tmp_path.iterdir()] == [b"whole"]


def test_a_library_that_looks_at_the_ending_sees_it(tmp_path):
    with atomic(tmp_path / "classes.ome.tif") as temporary:
        assert temporary.name.endswith(".ome.tif")
        temporary.write_bytes(b"")
