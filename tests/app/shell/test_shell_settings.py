"""Settings are remembered, and what is written in them by hand does no harm."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings

from graticule_app.look import theme
from graticule_app.model.settings import Settings, default_results, keep_damaged
from graticule_app.shell.settings_dialog import SettingsDialog


def test_what_is_saved_is_loaded(tmp_path):
    wanted = Settings("light", "Jo", tmp_path / "r", 1024, "cpu")
    wanted.save()
    assert Settings.load() == wanted


def test_nonsense_is_as_at_first():
    store = QSettings()
    for key, value in (
        ("look/theme", "pink"),
        ("view/memory", "much"),
        ("engine/device", "abacus"),
    ):
        store.setValue(key, value)
    loaded = Settings.load()
    assert (loaded.theme, loaded.tile_memory, loaded.device) == ("system", 256, "auto")
    assert loaded.user
    assert loaded.results == default_results()


def test_memory_is_kept_within_what_works():
    for given, kept in (("3", 128), ("999999", 4096)):
        QSettings().setValue("view/memory", given)
        assert Settings.load().tile_memory == kept


def written(data: bytes) -> Path:
    """The settings file, as a crash or another program has left it."""
    path = Path(QSettings().fileName())
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    "data", [b"\0" * 500, b"[look\ntheme=dark\n", b"\x89PNG\r\n\x1a\n garbage\n", b'{"theme": 1}\n']
)
def test_a_settings_file_that_cannot_be_parsed_is_kept_beside(data):
    path = written(data)
    Settings.load()  # Qt remembers a file that it has read
    told = keep_damaged()
    aside = path.with_name(f"{path.stem}-unreadable-1{path.suffix}")
    assert str(aside) in told
    assert aside.read_bytes() == data
    replace(Settings.load(), user="Jo").save()
    QSettings().sync()
    assert Settings.load().user == "Jo"
    assert aside.read_bytes() == data
    assert keep_damaged() == ""


@pytest.mark.parametrize("data", [b"", b"[look]\ntheme=dark\n", b"[look]\ntheme=pink\n"])
def test_a_settings_file_that_can_be_parsed_stays_where_it_is(data):
    path = written(data)
    assert keep_damaged() == ""
    assert path.read_bytes() == data


@pytest.fixture
def dialog(qtbot):
    made = SettingsDialog(replace(Settings.load(), theme="dark", user="Jo"))
    qtbot.addWidget(made)
    return made


def test_the_theme_is_tried_at_once_and_taken_back_on_cancel(dialog, qtbot):
    told = []
    dialog.changed.connect(lambda settings: told.append(settings.theme))
    dialog._theme.setCurrentIndex(dialog._theme.findData("light"))
    dialog.reject()
    assert told == ["light", "dark"]
    assert Settings.load().theme == "system"


def test_accepting_saves(dialog):
    dialog._user.setText("  Kim ")
    dialog._results.setText("~/out")
    dialog.accept()
    assert Settings.load().user == "Kim"
    assert Settings.load().results == Path.home() / "out"


def test_an_emptied_field_is_as_at_first(dialog):
    dialog._user.setText("")
    dialog._results.setText(" ")
    assert dialog.settings.user
    assert dialog.settings.results == default_results()


def test_every_field_has_a_name(dialog):
    for field in (dialog._theme, dialog._user, dialog._results, dialog._memory, dialog._device):
        assert field.accessibleName()


def test_the_choices_are_those_of_the_theme(dialog):
    offered = {dialog._theme.itemData(i) for i in range(dialog._theme.count())}
    assert offered == set(theme.Choice.__args__)
