"""Every text of the window is marked for translation, translated, and compiled."""

import ast
import re
import string
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "installer"))

import translations  # noqa: E402 - a script beside the package

APP = ROOT / "app" / "graticule_app"


@pytest.fixture(params=translations.LANGUAGES)
def language(request):
    return request.param


def messages(source: Path) -> list[ET.Element]:
    return list(ET.parse(source).iter("message"))


def keys(source: Path) -> set[tuple[str, str]]:
    return {(m.findtext("source", ""), m.findtext("comment", "")) for m in messages(source)}


def test_nothing_is_missing_or_left_over(language, tmp_path):
    """`python installer/translations.py` was run after the last change of a text."""
    known, fresh = translations.source_of(language), tmp_path / "fresh.ts"
    fresh.write_bytes(known.read_bytes())
    translations.collect(fresh, language)
    assert keys(fresh) == keys(known)
    assert translations.missing(fresh) == []


def test_what_is_compiled_is_what_is_translated(language, tmp_path):
    known = translations.source_of(language)
    translations.release(known, tmp_path / "made.qm")
    assert known.with_suffix(".qm").read_bytes() == (tmp_path / "made.qm").read_bytes()


def test_values_have_the_same_places(language):
    def places(text: str | None) -> list[tuple[str, str]]:
        parts = string.Formatter().parse(text or "")
        return sorted((name, spec or "") for _, name, spec, _ in parts if name is not None)

    for message in messages(translations.source_of(language)):
        source = message.findtext("source")
        translation = message.find("translation")
        assert translation is not None
        forms = translation.findall("numerusform")
        for form in forms[:-1]:  # "one particle" may leave its number out
            assert set(places(form.text)) <= set(places(source)), source
        wanted = message.findtext("comment") if forms else source
        assert places((forms or [translation])[-1].text) == places(wanted), source


def test_the_same_keys_of_menus_and_dots(language):
    """A mnemonic stays one, and what asks more still ends with an ellipsis."""
    for message in messages(translations.source_of(language)):
        source, made = message.findtext("source", ""), message.findtext("translation", "")
        if message.get("numerus") is None:
            assert source.replace("&&", "").count("&") == made.replace("&&", "").count("&"), source
            assert _ASKS.search(source) is None or _ASKS.search(made), (source, made)
            assert source.strip() != source or made.strip() == made, (source, made)


def test_installers_bring_what_a_language_needs(language, installer):
    """Ours lies in a package that is copied whole; of Qt's own translations most are left out."""
    from trim import left_out

    for folder in ("PySide6/translations", "PySide6/Qt/translations"):  # Windows, Linux
        assert not left_out(f"{folder}/qtbase_{language}.qm")
        assert left_out(f"{folder}/qtbase_fi.qm")
        assert left_out(f"{folder}/designer_{language}.qm")


def test_every_text_is_marked():
    assert list(unmarked(APP)) == []


def test_the_search_finds_what_is_not_marked(tmp_path):
    code = """
label = QLabel("Word")
button.setText(f"{count} found")
text = "Two words here"
fine = tr("Two words"), QLabel(""), QLabel(name), {"a b": 1}["a b"]
raise ValueError("for the programmer")
"""
    (tmp_path / "made.py").write_text(code)
    assert [line.rpartition(": ")[2] for line in unmarked(tmp_path)] == [
        "'Word'", "'{} found'", "'Two words here'",
    ]  # fmt: skip


# ---- texts that are not marked ----

_MARKS = {"tr", "trn", "tr_noop", "tr_engine"}
_SHOWN = {
    "QLabel", "QPushButton", "QCheckBox", "QRadioButton", "QAction", "QGroupBox", "CheckBox",
    "setText", "setToolTip", "setStatusTip", "setWindowTitle", "setAccessibleName", "setTitle",
    "setAccessibleDescription", "setPlaceholderText", "addRow", "addMenu", "addTab", "setTabText",
    "setSuffix", "setPrefix", "Message", "setInformativeText", "addButton",
}  # fmt: skip
"""Whose text is read by the user, if it is one word only, too."""
_SHOWN_AS = {"text", "tip", "title", "label"}
_UNSEEN = {"ValueError", "RuntimeError", "AssertionError", "TypeError", "KeyError", "getLogger"}
"""Whose text no user reads."""
_ASKS = re.compile(r"\w…$")  # "Open…"
_CAPITAL = re.compile(r"&?[A-Z][a-z&]+\W?")
_MARKUP = re.compile(r"</|::|:checked|^a \{|color: \{\}|font-size")
_ENDINGS = re.compile(r"(tif|svs|dm3|png) [\w ]+")  # of files
_KEY = re.compile(r"[a-z]+/[a-z {}-]+")  # of a setting
ALLOWED = {
    # names
    "Graticule", "Graticule {}", "Python {}", "English", "Deutsch", "Samples", "Ink", "Bench",
    "Engine", "True", "Del", "Esc", " MiB", "{} Gpx", "{} Mpx", "{} Mpx/s", "{} (Alt+{})",
    "#dadbde", "warning", "error", "info", "done", "given up", "Judging", "Reported", "by area",
    "by class",     "classes by area", "pair log", "particles/picture side",
    # stand in files, which are the same in each language
    "class {}", "Graticule review", "graticule project",
    "Finds {} with the pack {}, learned from your annotations.",
    # for developers: logged, or beside a traceback
    "a tile was not drawn", "the pixel loops were not prepared", "no protocol was proposed",
    "exit code", "{}\nThe process crashed:\n{}", "is no key",
    "the folder of trainings cannot be read",
    "the process said what is no event: %r",
    "is typed into fields: it may work within parts of the window only",
    "holds Ctrl and Alt: as AltGr they type characters",
    "needs {}, which many keyboards have with AltGr only",
}  # fmt: skip
"""What looks like a text and is none."""


def unmarked(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        for node in _texts(tree):
            text = _written(node)
            if not (
                text in ALLOWED
                or _KEY.fullmatch(text)
                or _MARKUP.search(text)
                or _ENDINGS.fullmatch(text)
                or "%s" in text
            ):
                yield f"{path.relative_to(folder)}:{node.lineno}: {text!r}"


def _written(node: ast.expr) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(str(p.value) if isinstance(p, ast.Constant) else "{}" for p in node.values)
    assert isinstance(node, ast.Constant)
    return str(node.value)


def _texts(node: ast.AST, sink: bool = False) -> Iterator[ast.expr]:
    """Literals below a node that a user would read, as far as one can see."""
    if isinstance(node, ast.Constant | ast.JoinedStr):
        if _is_text(node, sink):
            yield node
        for part in getattr(node, "values", ()):
            if isinstance(part, ast.FormattedValue):
                yield from _texts(part.value)
        return
    for part, shown in _parts(node, sink):
        yield from _texts(part, shown)


def _is_text(node: ast.Constant | ast.JoinedStr, sink: bool) -> bool:
    text = _written(node) if isinstance(getattr(node, "value", ""), str) else ""
    words = text.split()
    letters = any(re.search("[A-Za-z]{3}", word) for word in words)
    return letters and (sink or len(words) > 1 or _CAPITAL.fullmatch(text) is not None)


def _parts(node: ast.AST, sink: bool) -> Iterator[tuple[ast.AST, bool]]:
    """What of a node may hold a text, and whether it is shown."""
    if isinstance(node, ast.Call):
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        done = name in _MARKS | _UNSEEN
        yield node.func, False
        given = [(part, name in _SHOWN) for part in node.args]
        given += [(k.value, name in _SHOWN or k.arg in _SHOWN_AS) for k in node.keywords]
        yield from (
            pair
            for pair in given
            if not (done and isinstance(pair[0], ast.Constant | ast.JoinedStr))
        )
    elif isinstance(node, ast.Subscript):
        yield node.value, False
    elif isinstance(node, ast.Dict):
        yield from ((value, sink) for value in node.values)
    elif not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):  # a docstring
        through = isinstance(node, ast.IfExp | ast.BoolOp | ast.BinOp | ast.List | ast.Tuple)
        for child in ast.iter_child_nodes(node):
            if child not in (getattr(node, "annotation", None), getattr(node, "returns", None)):
                yield child, sink and through
