"""The protocols and packs there are: those that come with Graticule, and the user's own.

They are read once and kept: what is shown asks no disk. `looking` reads them again, in a thread,
whenever a scan is opened, since files may be put into the user's folders by hand.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from threading import Lock

from graticule.errors import GraticuleError, ProtocolError
from graticule.files import atomic
from graticule.models import Pack, list_packs
from graticule.protocol import Protocol, load_protocol, user_folder
from graticule_app.look.translation import tr
from graticule_app.model.draft import with_text

_LONGEST = 60  # letters of a file name


@dataclass(frozen=True, slots=True)
class Entry:
    """One protocol on the shelf; `wrong` says why one of the user's files cannot be used.

    `protocol` is None then.
    """

    name: str
    title: str
    summary: str
    own: bool
    path: Path
    wrong: str = ""
    protocol: Protocol | None = None


@dataclass(slots=True)
class _Kept:
    """What was read last."""

    shipped: dict[str, Entry]
    own: dict[str, Entry]
    packs: list[Pack] = field(default_factory=list)


_kept: dict[Path, _Kept] = {}  # by the user's folder
_changes = [0]  # how often the user has changed what lies there
_guard = Lock()  # over both


def look_again() -> None:
    """Read all protocols and packs; best in a thread."""
    folder = user_folder()
    while True:
        begun, fresh = _changes[0], _read(folder)
        with _guard:
            if begun == _changes[0]:  # else the user saved one while the rest was read
                _kept[folder] = fresh
                return


def _read(folder: Path) -> _Kept:
    own = {path.stem: _entry(path, own=True) for path in sorted(folder.glob("*.toml"))}
    shipped = {name: _entry(path, own=False) for name, path in _shipped().items()}
    return _Kept(shipped, own, list_packs())


def look_for_new() -> bool:
    """`look_again`, and whether anything is another than before; asks the disk."""
    before = _kept.get(user_folder())
    look_again()
    return _kept.get(user_folder()) != before


def changing(change: Callable[[], str]) -> str | GraticuleError:
    """`save`, `rename` or `delete`; what `change` gives, or why it cannot be. Asks the disk."""
    try:
        return change()
    except GraticuleError as error:
        return error


def entries() -> list[Entry]:
    """Shipped protocols, then the user's own; an own one hides a shipped one of its name."""
    kept = _there()
    shipped = [entry for name, entry in kept.shipped.items() if name not in kept.own]
    return [*shipped, *kept.own.values()]


def packs() -> list[Pack]:
    """All usable packs by name."""
    return _there().packs


def find(name: str) -> Entry | None:
    """The protocol of that name, if there is one."""
    kept = _there()
    return kept.own.get(name) or kept.shipped.get(name)


def load(name: str) -> Protocol:
    """The protocol of that name; raises `ProtocolError`."""
    entry = find(name)
    if entry is None:
        return load_protocol(name)
    if entry.protocol is None:
        raise ProtocolError(entry.wrong)
    return entry.protocol


def name_for(title: str) -> str:
    """The file name for what a user calls a protocol: "Tape, fine" is tape-fine; "" if none."""
    return re.sub(r"[^\w.]+", "-", title.strip().lower()).strip("-.")[:_LONGEST]


def already(name: str) -> str:
    """Why a name cannot be taken that another protocol has."""
    return tr("There is a protocol called “{name}” already", name=name)


def trouble(title: str) -> str:
    """Why no protocol can be saved under that name; "" if it can."""
    name = name_for(title)
    if not name:
        return tr("Type a name, such as Tape, fine")
    if name in _there().shipped:
        return tr(
            "“{name}” comes with Graticule and stays as it is: choose another name", name=name
        )
    return ""


def taken(title: str) -> bool:
    """Whether one of the user's own protocols has that name already."""
    return name_for(title) in _there().own


def save(protocol: Protocol, title: str, *, replace: bool = False) -> Protocol:
    """Write a protocol under a name of the user's; the same again as it now reads.

    Raises `ProtocolError` for a shipped one's name or, unless `replace`, for one that is taken,
    and `ResultError` where the folder cannot be written.
    """
    problem = trouble(title)
    if problem:
        raise ProtocolError(problem)
    if taken(title) and not replace:
        raise ProtocolError(already(name_for(title)))
    saved = with_text(protocol, name=name_for(title), title=title.strip())
    with atomic(_own_path(saved.name)) as path:
        path.write_text(saved.text, encoding="utf-8")
    _changed(saved.name, _entry_of(saved, _own_path(saved.name), own=True))
    return saved


def rename(name: str, title: str) -> Protocol:
    """Give one of the user's own protocols another name; errors as `save`."""
    before = _own_path(name)
    saved = save(load(name), title, replace=name_for(title) == name)
    if saved.name != name:
        before.unlink(missing_ok=True)
        _changed(name, None)
    return saved


def delete(name: str) -> None:
    """Remove one of the user's own protocols; `ProtocolError` if it cannot be removed."""
    try:
        _own_path(name).unlink()
    except OSError as error:
        raise ProtocolError(
            tr("{name}: cannot be deleted ({why})", name=name, why=error.strerror or error)
        ) from error
    _changed(name, None)


def _changed(name: str, entry: Entry | None) -> None:
    """One of the user's own is another now, or gone."""
    there = _there()
    with _guard:
        _changes[0] += 1
        own = {key: value for key, value in there.own.items() if key != name}
        there.own = own if entry is None else {**own, name: entry}  # others may be reading


def _there() -> _Kept:
    if user_folder() not in _kept:
        look_again()
    return _kept[user_folder()]


def _entry(path: Path, *, own: bool) -> Entry:
    try:
        protocol = load_protocol(str(path))
    except ProtocolError as error:
        return Entry(path.stem, path.stem, str(error), own, path, str(error))
    return _entry_of(protocol, path, own=own)


def _entry_of(protocol: Protocol, path: Path, *, own: bool) -> Entry:
    summary = " ".join(protocol.description.split())
    return Entry(path.stem, protocol.title, summary, own, path, protocol=protocol)


def _own_path(name: str) -> Path:
    return user_folder() / f"{name}.toml"


def _shipped() -> dict[str, Path]:
    folder = Path(str(resources.files("graticule_resources"))) / "protocols"
    return {path.stem: path for path in sorted(folder.glob("*.toml"))}
