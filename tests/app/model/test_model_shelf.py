"""Protocols are saved, renamed and deleted without losing one."""

import msgspec
import pytest

from graticule.errors import ProtocolError
from graticule.protocol import load_protocol, user_folder
from graticule_app.model import shelf
from graticule_app.model.draft import Draft, same, with_text


@pytest.mark.parametrize("name", ["generic", "mp-vat", "mp-vat-2", "particles"])
def test_the_text_that_is_written_says_the_same(name, tmp_path):
    shipped = load_protocol(name)
    written = Draft(shipped).protocol()
    assert same(written, shipped)
    path = tmp_path / "again.toml"
    path.write_text(written.text, encoding="utf-8")
    again = load_protocol(str(path))
    assert again == written
    assert again.sha256 == written.sha256


def test_saved_under_a_name_and_read_again():
    changed = Draft(shelf.load("generic"))
    changed.set("cleaning.min_diameter", "9 px")
    saved = shelf.save(changed.protocol(), "Tape, fine")
    assert (saved.name, saved.title) == ("tape-fine", "Tape, fine")
    assert load_protocol("tape-fine") == saved
    entry = shelf.find("tape-fine")
    assert entry is not None
    assert entry.own
    assert shelf.load("tape-fine").cleaning.min_diameter == "9 px"


def test_a_shipped_one_is_never_overwritten():
    assert "comes with Graticule" in shelf.trouble("Generic")
    with pytest.raises(ProtocolError, match="comes with Graticule"):
        shelf.save(shelf.load("mp-vat"), "generic", replace=True)
    assert not user_folder().exists()


def test_an_own_one_is_only_replaced_when_asked():
    first = shelf.save(shelf.load("generic"), "mine")
    with pytest.raises(ProtocolError, match="already"):
        shelf.save(shelf.load("mp-vat"), "Mine")
    assert shelf.load("mine") == first
    shelf.save(shelf.load("mp-vat"), "Mine", replace=True)
    assert shelf.load("mine").method == shelf.load("mp-vat").method


def test_rename_and_delete():
    shelf.save(shelf.load("generic"), "one")
    shelf.save(shelf.load("mp-vat"), "two")
    with pytest.raises(ProtocolError, match="already"):
        shelf.rename("one", "Two")
    assert shelf.rename("one", "Three").name == "three"
    assert {p.stem for p in user_folder().iterdir()} == {"two", "three"}
    assert shelf.rename("three", "THREE").title == "THREE"
    shelf.delete("three")
    assert {p.stem for p in user_folder().iterdir()} == {"two"}
    with pytest.raises(ProtocolError, match="cannot be deleted"):
        shelf.delete("three")


@pytest.mark.parametrize("title", ["", "  ", "///", "…", "-."])
def test_a_name_needs_letters(title):
    assert shelf.trouble(title)
    with pytest.raises(ProtocolError):
        shelf.save(shelf.load("generic"), title)


def test_names_stay_in_the_folder():
    saved = shelf.save(shelf.load("generic"), "../../etc/pass wd")
    assert (user_folder() / f"{saved.name}.toml").is_file()
    assert [p.name for p in user_folder().iterdir()] == [f"{saved.name}.toml"]


def test_a_broken_file_is_shown_and_hides_no_other():
    user_folder().mkdir(parents=True)
    (user_folder() / "broken.toml").write_text("name = 3")
    found = {entry.name: entry for entry in shelf.entries()}
    assert found["broken"].wrong
    assert not found["generic"].wrong


def test_the_method_can_be_changed_and_back_without_loss():
    draft = Draft(load_protocol("particles"))
    before = draft.protocol()
    draft.choose_way("fixed", level=99.0)
    fixed = draft.protocol()
    assert fixed.method.level == 99
    assert fixed.separation.method == "watershed"  # a threshold knows no distance
    assert len(fixed.classes) == 1
    draft.choose_way("multi-otsu")
    assert (draft.protocol().method.classes, len(draft.protocol().classes)) == (2, 2)
    draft.choose_way("threshold")
    assert draft.protocol().method.level is None
    draft.choose_way("network")
    assert draft.protocol().method == before.method


def test_what_is_wrong_is_said():
    draft = Draft(load_protocol("generic"))
    draft.set("cleaning.min_diameter", "nine")
    with pytest.raises(ProtocolError, match="nine"):
        draft.protocol()


def test_changes_show_in_text_and_hash():
    shipped = load_protocol("generic")
    other = with_text(shipped, connectivity=4)
    assert not same(shipped, other)
    assert "connectivity = 4" in other.text
    assert other.sha256 != shipped.sha256
    assert msgspec.structs.replace(other, text="").connectivity == 4
