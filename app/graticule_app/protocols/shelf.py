"""The protocols there are: those that come with Graticule, and the user's own."""

import re
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from graticule.errors import ProtocolError
from graticule.files import atomic
from graticule.protocols import Protocol, load_protocol, user_folder
from graticule_app.protocols.draft import with_text

_LONGEST = 60  # letters of a file name


@dataclass(frozen=True, slots=True)
class Entry:
    """One protocol on the shelf; `wrong` says why one of the user's files cannot be used."""

    name: str
    title: str
    summary: str
    own: bool
    path: Path
    wrong: str = ""


def entries() -> list[Entry]:
    """Shipped protocols, then the user's own; an own one hides a shipped one of its name."""
    own = {path.stem: path for path in sorted(user_folder().glob("*.toml"))}
    shipped = [path for path in _shipped().values() if path.stem not in own]
    return [_entry(path, own=False) for path in shipped] + [
        _entry(path, own=True) for path in own.values()
    ]


def find(name: str) -> Entry | None:
    """The protocol of that name, if there is one."""
    return next((entry for entry in entries() if entry.name == name), None)


def load(name: str) -> Protocol:
    """The protocol of that name; raises `ProtocolError`."""
    entry = find(name)
    return load_protocol(str(entry.path) if entry is not None else name)


def name_for(title: str) -> str:
    """The file name for what a user calls a protocol: "Tape, fine" is tape-fine; "" if none."""
    return re.sub(r"[^\w.]+", "-", title.strip().lower()).strip("-.")[:_LONGEST]


def trouble(title: str) -> str:
    """Why no protocol can be saved under that name; "" if it can."""
    name = name_for(title)
    if not name:
        return "Type a name, such as Tape, fine"
    if name in _shipped():
        return f"“{name}” comes with Graticule and stays as it is: choose another name"
    return ""


def taken(title: str) -> bool:
    """Whether one of the user's own protocols has that name already."""
    return _own_path(name_for(title)).exists()


def save(protocol: Protocol, title: str, *, replace: bool = False) -> Protocol:
    """Write a protocol under a name of the user's; the same again as it now reads.

    Raises `ProtocolError` for a shipped one's name or, unless `replace`, for one that is taken,
    and `ResultError` where the folder cannot be written.
    """
    problem = trouble(title)
    if problem:
        raise ProtocolError(problem)
    if taken(title) and not replace:
        raise ProtocolError(f"There is a protocol called “{name_for(title)}” already")
    saved = with_text(protocol, name=name_for(title), title=title.strip())
    with atomic(_own_path(saved.name)) as path:
        path.write_text(saved.text, encoding="utf-8")
    return saved


def rename(name: str, title: str) -> Protocol:
    """Give one of the user's own protocols another name; errors as `save`."""
    before = _own_path(name)
    saved = save(load(name), title, replace=name_for(title) == name)
    if saved.name != name:
        before.unlink(missing_ok=True)
    return saved


def delete(name: str) -> None:
    """Remove one of the user's own protocols; `ProtocolError` if it cannot be removed."""
    try:
        _own_path(name).unlink()
    except OSError as error:
        raise ProtocolError(f"{name}: cannot be deleted ({error.strerror or error})") from error


def _entry(path: Path, *, own: bool) -> Entry:
    try:
        protocol = load_protocol(str(path))
    except ProtocolError as error:
        return Entry(path.stem, path.stem, str(error), own, path, str(error))
    summary = " ".join(protocol.description.split())
    return Entry(path.stem, protocol.title, summary, own, path)


def _own_path(name: str) -> Path:
    return user_folder() / f"{name}.toml"


def _shipped() -> dict[str, Path]:
    folder = Path(str(resources.files("graticule_resources"))) / "protocols"
    return {path.stem: path for path in sorted(folder.glob("*.toml"))}
