"""Collect the window's texts for translation, and compile what was translated.

    python installer/translations.py           both: do this after each change of a text
    python installer/translations.py missing   print what has no translation yet

`graticule_app.look.translation` tells how a text is marked. Qt's own programs do the work: lupdate
writes the marked texts into graticule_LANGUAGE.ts, which Qt Linguist or any editor opens, and
lrelease makes the graticule_LANGUAGE.qm of it that the window reads.
"""

import subprocess
import sys
import sysconfig
import tempfile
import xml.etree.ElementTree as ET  # only files of this repository are read
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
    """What the window shows of the engine's own words, each once."""
    return []


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
