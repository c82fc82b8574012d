"""The window's language. Texts are written in English where they are shown, and looked up there.

`tr("Open a sample")`, `tr("{count:,} of {total:,} shown", count=…, total=…)`: whole sentences with
named places, so that another language may order them otherwise. `trn("{n:,} particle",
"{n:,} particles", n)` where the number decides. `tr_noop("Fibre")` marks a text that is made before
the language is known, at the top of a module or class; whoever shows it says `tr(text)`.
`tr_engine(text)` is for what the engine words: names of fields, columns, protocols, classes.

`installer/translations.py` collects what is marked in this way, with Qt's own lupdate; how to add
or change a text is told in `graticule_resources/translations/README.md`.
"""

import os
import string
from importlib import resources
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

LANGUAGES = {"en": "English", "de": "Deutsch"}
"""Which there are, each by its own name."""
VARIABLE = "GRATICULE_LANGUAGE"
"""Environment variable with one of `LANGUAGES`, before what the user chose."""
ENGINE = "Engine"
"""Context of the texts that come from the engine."""


class _Shown:
    language = "en"
    texts: QTranslator | None = None  # ours; None in English, which needs none
    qt: QTranslator | None = None  # Qt's own: buttons of dialogs, menus of text fields


def apply(chosen: str) -> str:
    """Show all that is made from now on in a language; `chosen` is one, or "auto" the desktop's.

    What is shown already stays as it is, so this comes before the first window.
    """
    _Shown.language = wanted = language_of(chosen)
    app = QCoreApplication.instance()
    if _Shown.qt is not None and app is not None:
        app.removeTranslator(_Shown.qt)
    _Shown.texts = _Shown.qt = None
    if wanted == "en":
        return wanted
    _Shown.texts = QTranslator()
    if not _Shown.texts.load(str(folder() / f"graticule_{wanted}.qm")):
        raise RuntimeError(f"graticule_resources has no translation to {wanted}")
    qt = QTranslator()
    place = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if app is not None and qt.load(f"qtbase_{wanted}", place):
        app.installTranslator(qt)
        _Shown.qt = qt
    return wanted


def language_of(chosen: str) -> str:
    """The language that a choice stands for: the variable's, the choice itself, the desktop's."""
    for asked in (os.environ.get(VARIABLE, ""), chosen):
        if asked in LANGUAGES:
            return asked
    spoken = (name.replace("_", "-").split("-")[0] for name in QLocale.system().uiLanguages())
    return next((name for name in spoken if name in LANGUAGES), "en")


def language() -> str:
    """The one of `LANGUAGES` in which texts are shown."""
    return _Shown.language


def folder() -> Path:
    """Where the translations lie."""
    return Path(str(resources.files("graticule_resources"))) / "translations"


def tr(text: str, about: str = "", /, **values: object) -> str:
    """A text in the window's language, with `values` in its named places.

    `about` tells two meanings of one English word apart, such as "verb".
    """
    return _filled(_found("", text, about) or text, values)


def trn(one: str, many: str, n: int, /, **values: object) -> str:
    """A text that depends on a number, which stands in it as {n}."""
    text = _found("", one, many, n) or (one if n == 1 else many)
    return _filled(text, {"n": n, **values})


def tr_noop(text: str, _about: str = "", /) -> str:
    """The text as it is: marks it for translation where it is written."""
    return text


def tr_engine(text: str) -> str:
    """A text of the engine in the window's language; as it is where none is known."""
    return _found(ENGINE, text) or text


def in_sentence(title: str) -> str:
    """A title within a sentence: its first letter is small, unless it is a German noun's."""
    if _Shown.language == "de" or title[:2].isupper():
        return title
    return title[:1].lower() + title[1:]


def _found(context: str, text: str, about: str = "", n: int = -1) -> str:
    if _Shown.texts is None or not text:
        return ""
    return _Shown.texts.translate(context, text, about or None, n) or ""


class _Places(string.Formatter):
    """Thousands apart as the language has them: 12,345 is twelve and a bit in German."""

    def format_field(self, value: Any, format_spec: str) -> str:
        text = super().format_field(value, format_spec)
        grouped = "," in format_spec and _Shown.language != "en"
        return text.replace(",", "\N{NARROW NO-BREAK SPACE}") if grouped else text


_PLACES = _Places()


def grouped(value: float, spec: str = ",") -> str:
    """A number with its thousands apart, as in a translated text."""
    return _PLACES.format_field(value, spec)


def _filled(text: str, values: dict[str, object]) -> str:
    return _PLACES.vformat(text, (), values) if values else text
