"""Collect the window's texts for translation, and compile what was translated.

    python installer/translations.py           both: do this after each change of a text
    python installer/translations.py missing   print what has no translation yet

`graticule_app.look.translation` tells how a text is marked. Qt's own programs do the work: lupdate
writes the marked texts into graticule_LANGUAGE.ts, which Qt Linguist or any editor opens, and
lrelease makes the graticule_LANGUAGE.qm of it that the window reads.
"""

import ast
import re
import subprocess
import sys
import sysconfig
import tempfile
import tomllib
import xml.etree.ElementTree as ET  # only files of this repository are read
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
APP = ROOT / "app" / "graticule_app"
FOLDER = ROOT / "resources" / "graticule_resources" / "translations"
LANGUAGES = ("de",)
_MARKS = "tr+=tr_noop,tr+=trn"


def source_of(language: str) -> Path:
    """The file that is translated, of a language such as "de"."""
    return FOLDER / f"graticule_{language}.ts"


def collect(source: Path, language: str, app: Path = APP) -> None:
    """Bring a .ts up to date with the texts in the sources of the window and of the engine."""
    with tempfile.TemporaryDirectory() as scratch:
        engine = Path(scratch) / "engine.py"
        engine.write_text(
            "".join(f'QT_TRANSLATE_NOOP("Engine", {_quoted(text)})\n' for text in engine_texts()),
            "utf-8",
        )
        files = Path(scratch) / "files.txt"
        files.write_text("\n".join([*map(str, sorted(app.rglob("*.py"))), str(engine)]), "utf-8")
        _qt("lupdate", f"@{files}", "-ts", source, "-tr-function-alias", _MARKS,
            "-no-obsolete", "-locations", "none", "-sort-messages", "-source-language", "en",
            "-target-language", language)  # fmt: skip


def release(source: Path, compiled: Path) -> None:
    """Compile a .ts for the window; what is unfinished is left out."""
    _qt("lrelease", "-nounfinished", source, "-qm", compiled)


def engine_texts() -> list[str]:
    """What the window shows of the engine's own words, each once.

    Sentences with values inside, such as errors and notices, are not among them.
    """
    sys.path[:0] = [str(ROOT / "core"), str(ROOT / "resources")]
    from graticule.annotations.outlines import HELPERS  # after the path is known
    from graticule.evaluation.comparison import COLUMNS as COMPARED
    from graticule.events import PHASES
    from graticule.instances import SEPARATIONS
    from graticule.learn.events import PHASES as TRAINING
    from graticule.particles import COLUMNS
    from graticule.particles.colour import COLOURS
    from graticule.particles.columns import channel_columns
    from graticule.review.rows import REVIEWED
    from graticule.segment import THRESHOLDS, UNCERTAINTIES

    columns = (*COLUMNS, *channel_columns(("grey", "red", "green", "blue")), REVIEWED)
    found = [text for column in columns for text in (column.title, column.doc)]
    found += ["Size class", "Shape class", *COLOURS, *HELPERS.values()]
    found += [title for _, title in COMPARED] + [
        entry.title
        for registry in (THRESHOLDS, UNCERTAINTIES, SEPARATIONS)
        for entry in registry.values()
    ]
    found += [*PHASES.values(), *TRAINING.values()]
    found += [*_of_shipped_files(), *_sentences("suggest.py"), *_sentences("reports/filter.py")]
    return sorted({text for text in found if text})


def _of_shipped_files() -> Iterator[str]:
    """Titles, descriptions and names of classes of the protocols, packs and recipes."""
    resources = ROOT / "resources" / "graticule_resources"
    for path in sorted((resources / "protocols").glob("*.toml")):
        told = tomllib.loads(path.read_text("utf-8"))
        yield from (told["title"], " ".join(told.get("description", "").split()))
        yield from (each["name"] for each in told.get("classes", []))
    for path in sorted((resources / "packs").glob("*/pack.toml")):
        told = tomllib.loads(path.read_text("utf-8"))
        yield from (
            told["title"],
            told.get("description", ""),
            *(each["name"] for each in told["classes"]),
        )
    for path in sorted((resources / "recipes").glob("*.toml")):
        about = tomllib.loads(path.read_text("utf-8")).get("about", {})
        yield from (about.get("title", ""), about.get("description", ""))
        yield from about.get("classes", ())


def _sentences(module: str) -> Iterator[str]:
    """The plain texts of several words in a module of the engine that begin with a capital."""
    tree = ast.parse((ROOT / "core" / "graticule" / module).read_text("utf-8"))
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    inner = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)
             for part in ast.walk(node)}  # fmt: skip
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and id(node) not in docs | inner and re.match(r"[A-Z].* ", text):
            yield text


def missing(source: Path) -> list[str]:
    """The texts of a .ts that have no finished translation."""
    return [
        message.findtext("source", "")
        for message in ET.parse(source).iter("message")
        if not finished(message)
    ]


def finished(message: ET.Element) -> bool:
    """Whether a message, with each of its plural forms, is translated."""
    translation = message.find("translation")
    if translation is None or translation.get("type") is not None:
        return False
    forms = translation.findall("numerusform") or [translation]
    return all(form.text for form in forms)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _qt(program: str, *arguments: object) -> None:
    tool = Path(sysconfig.get_path("scripts")) / f"pyside6-{program}"
    done = subprocess.run(
        [str(tool), *map(str, arguments)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{tool.name} failed:\n{done.stdout}{done.stderr}")


def main() -> int:
    for language in LANGUAGES:
        source = source_of(language)
        collect(source, language)
        release(source, source.with_suffix(".qm"))
        absent = missing(source)
        if "missing" in sys.argv[1:]:
            print(*absent, sep="\n")
        elif absent:
            print(f"{source.name}: {len(absent)} texts have no translation yet")
    return 0


if __name__ == "__main__":
    sys.exit(main())
