"""Names of files as text, and text as names of files, whatever the names are made of.

On Linux a name is bytes: a disk from an old Windows brings names in Latin-1, which Python reads
as lone surrogates (PEP 383). No JSON, workbook or terminal takes those. And what is a good name
here may be none elsewhere: results go from one computer to another.
"""

import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import msgspec

_URI = "file://"  # no path begins so: of two slashes one is left out
_NO_TEXT = re.compile("[\ud800-\udfff]")
_LONGEST = 100  # bytes of UTF-8: some file systems end at 143, Windows at 260 for the whole path
_RESERVED = frozenset((
    "con", "prn", "aux", "nul", "conin$", "conout$",
    *(f"{port}{n}" for port in ("com", "lpt") for n in (*"0123456789", "¹", "²", "³")),
))  # fmt: skip
_FORBIDDEN = frozenset('<>:"/\\|?*')


def shown(name: str | Path) -> str:
    """A name or a sentence as it can be shown on one line anywhere.

    Bytes that are no text become �, control characters and ends of lines a space.
    """
    return "".join(c if c.isprintable() else " " for c in _NO_TEXT.sub("�", str(name)))


def path_text(path: Path) -> str:
    """A path as text that JSON can hold, from which `text_path` makes the same path again.

    It is the path itself, or, where that is no text, its file URI.
    """
    text = str(path)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return Path(path).absolute().as_uri()
    return text


def text_path(text: str) -> Path:
    """The path that `path_text` wrote."""
    if not text.startswith(_URI):
        return Path(text)
    path = os.fsdecode(unquote_to_bytes(text.removeprefix("file:")))
    if path.startswith("///"):  # else it names a server
        path = path[3 if os.name == "nt" else 2 :]
    return Path(path)


def portable(stem: str, ending: str = "") -> str:
    """A folder's name for results of a file called `stem`, good on every system.

    What Windows does not allow becomes an underscore, and what is too long is cut before the
    `ending`, which is kept.
    """
    text = "".join("_" if c in _FORBIDDEN or not c.isprintable() else c for c in stem)
    room = _LONGEST - len(ending.encode())
    text = text.encode()[:room].decode("utf-8", "ignore").rstrip(". ")
    if text.split(".")[0].rstrip().lower() in _RESERVED or text[:1] in ("", "."):
        text = f"_{text}"
    return text + ending


def to_json(value: Any, *, enc_hook: Callable[[Any], Any] | None = None) -> bytes:
    """A value as JSON, as msgspec writes it; text that is none is written as it is shown."""
    try:
        return msgspec.json.encode(value, enc_hook=enc_hook)
    except UnicodeEncodeError:
        plain = msgspec.to_builtins(value, enc_hook=enc_hook)
        return msgspec.json.encode(_as_shown(plain))


def _as_shown(value: Any) -> Any:
    if isinstance(value, str):
        return _NO_TEXT.sub("�", value)
    if isinstance(value, Mapping):
        return {_as_shown(key): _as_shown(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_as_shown(each) for each in value]
    return value
