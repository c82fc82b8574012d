"""The window's language: texts, plurals, numbers, and which language is taken."""

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QDialogButtonBox

from graticule_app.look import translation
from graticule_app.look.translation import grouped, tr, tr_noop, trn
from graticule_app.model.settings import Settings
from graticule_app.pages.start.start_page import StartPage


def test_english_needs_no_translation(qapp):
    assert translation.apply("en") == "en"
    assert tr("Open a sample") == "Open a sample"
    assert tr("{count:,} of {total:,}", count=1234, total=56789) == "1,234 of 56,789"
    assert [trn("{n} scan", "{n} scans", n) for n in (0, 1, 2)] == ["0 scans", "1 scan", "2 scans"]


def test_german(qapp, german):
    assert tr("Open a sample") == "Beispiel öffnen"
    assert tr(tr_noop("Filter")) == "Filter"
    assert tr("no such text {a}", a="{b}") == "no such text {b}"
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    assert box.buttons()[0].text().replace("&", "") == "Abbrechen"


def test_thousands_are_no_decimals_in_german(qapp, german):
    assert grouped(1234567) == "1\u202f234\u202f567"
    text = tr("{count:,} of {total:,.1f}", count=1234, total=5678.25)
    assert text == "1\u202f234 of 5\u202f678.2"


@pytest.mark.parametrize(
    ("variable", "chosen", "desktop", "taken"),
    [
        ("", "auto", ["de-AT", "en"], "de"),
        ("", "auto", ["fr-FR", "de"], "de"),
        ("", "auto", ["fr-FR"], "en"),
        ("", "en", ["de"], "en"),
        ("", "de", ["en-GB"], "de"),
        ("de", "en", ["en"], "de"),
        ("xx", "auto", ["de_DE"], "de"),
    ],
)
def test_which_language_is_taken(monkeypatch, variable, chosen, desktop, taken):
    monkeypatch.setenv(translation.VARIABLE, variable)
    monkeypatch.setattr(QLocale, "uiLanguages", lambda _: desktop)
    assert translation.language_of(chosen) == taken


def test_the_choice_is_kept(qapp):
    from dataclasses import replace

    assert Settings.load().language == "auto"
    replace(Settings.load(), language="de").save()
    assert Settings.load().language == "de"


def test_the_start_page_is_german(workspace, qtbot, german):
    page = StartPage(workspace)
    qtbot.addWidget(page)
    assert page.sample_cards[0].text() == "Klebebandabzug"
    assert page.drop.text() == "Scan hier ablegen"
