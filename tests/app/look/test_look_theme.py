"""The themes are readable, and everything in the window takes their colours."""

import re
import shutil
from dataclasses import fields
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QIcon, QImage, QPalette
from PySide6.QtWidgets import QLabel, QPushButton

from graticule_app.look import icons, theme


def luminance(name: str) -> float:
    """Relative luminance of a colour, WCAG 2.2."""
    parts = [channel / 255 for channel in QColor(name).getRgb()[:3]]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.fixture(autouse=True)
def _back_to_system(qapp):
    yield
    theme.apply(qapp, "system")


@pytest.mark.parametrize("colours", [theme.DARK, theme.LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize(
    ("front", "back"),
    [
        *((front, back) for front in ("text", "quiet", "error", "link", "warning", "good")
          for back in ("window", "panel", "field")),
        ("text", "raised"), ("text", "notice"),
        ("accent_text", "accent"), ("accent_text", "accent_hover"),
        ("selection_text", "selection"),
    ],
)  # fmt: skip
def test_text_is_readable(colours, front, back):
    wanted = 4.5 if front != "accent_text" or back != "accent_hover" else 3.9
    assert contrast(getattr(colours, front), getattr(colours, back)) >= wanted


@pytest.mark.parametrize("choice", ["dark", "light"])
def test_the_chosen_theme_is_shown(qapp, choice):
    theme.apply(qapp, choice)
    colours = {"dark": theme.DARK, "light": theme.LIGHT}[choice]
    assert theme.color("text").name() == colours.text
    assert qapp.palette().color(QPalette.ColorRole.Window).name() == colours.window
    assert theme.is_dark() == (choice == "dark")


def test_no_name_of_a_colour_is_left_in_the_style_sheet():
    for colours in (theme.DARK, theme.LIGHT):
        assert "@" not in theme.style_sheet(colours).replace("/* Only", "").split("*/", 1)[1]


def test_every_mark_of_the_style_sheet_exists():
    for colours in (theme.DARK, theme.LIGHT):
        marks = re.findall(r'url\("(.+?)"\)', theme.style_sheet(colours))
        assert marks
        assert all(Path(mark).is_file() for mark in marks)


def test_every_colour_is_one():
    for colours in (theme.DARK, theme.LIGHT):
        for field in fields(colours):
            assert QColor(getattr(colours, field.name)).isValid()


def test_the_program_may_lie_in_a_folder_with_spaces(qapp, qtbot, monkeypatch, tmp_path):
    there = tmp_path / "Lab Müller (2)" / "look"
    shutil.copytree(Path(theme.__file__).parent, there)
    monkeypatch.setattr(theme, "_HERE", there)
    theme.apply(qapp, "dark")
    button = QPushButton("Analyse")
    qtbot.addWidget(button)
    theme.role(button, "primary")
    button.resize(120, 40)
    seen = button.grab().toImage()
    assert seen.pixelColor(seen.width() // 2, seen.height() // 5) == QColor(theme.DARK.accent)


def test_listeners_hear_of_another_theme(qapp, qtbot):
    theme.apply(qapp, "dark")
    with qtbot.waitSignal(theme.changes.changed, timeout=1000):
        theme.apply(qapp, "light")


def inked(icon: QIcon, mode: QIcon.Mode = QIcon.Mode.Normal) -> tuple[int, QColor]:
    """How many pixels of a 24 px icon are drawn, and the colour of the most solid one."""
    image = icon.pixmap(24, 24, mode).toImage().convertToFormat(QImage.Format.Format_ARGB32)
    pixels = [image.pixelColor(x, y) for x in range(24) for y in range(24)]
    return sum(p.alpha() > 40 for p in pixels), max(pixels, key=lambda p: p.alpha())


def test_every_icon_draws_something(qapp):
    for name in icons.NAMES:
        assert inked(icons.icon(name))[0] > 10, name


def test_an_icon_follows_the_theme_without_being_made_again(qapp):
    shown = icons.icon("open")
    for choice, colours in (("dark", theme.DARK), ("light", theme.LIGHT)):
        theme.apply(qapp, choice)
        drawn = inked(shown)[1]
        wanted = QColor(colours.text)
        assert abs(drawn.lightness() - wanted.lightness()) < 40
    assert inked(shown, QIcon.Mode.Disabled)[1].lightness() > drawn.lightness()


def test_an_icon_is_sharp_on_a_dense_screen(qapp):
    dense = icons.pixmap("open", 16, ratio=2.0)
    assert (dense.width(), dense.devicePixelRatio()) == (32, 2)
    right_edge = [
        dense.toImage().pixelColor(x, y).alpha() for x in range(24, 32) for y in range(32)
    ]
    assert max(right_edge) > 40  # drawn over the whole of it


def test_the_programs_own_icon_is_there(qapp):
    assert not icons.app_icon().pixmap(64, 64).isNull()


def test_an_unknown_icon_is_the_programmers_mistake():
    with pytest.raises(KeyError):
        icons.icon("no such thing")


def test_a_role_is_seen_at_once(qapp, qtbot):
    theme.apply(qapp, "dark")
    button, label = QPushButton("Analyse"), QLabel("Title")
    for widget, name in ((button, "primary"), (label, "title")):
        qtbot.addWidget(widget)
        before = widget.sizeHint().height()
        theme.role(widget, name)
        assert widget.sizeHint().height() > before
