"""The scans that were open lately, with small pictures of them."""

import hashlib
import json
import time
from collections.abc import Generator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import platformdirs
from PySide6.QtCore import QSettings
from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from graticule.scans import Scan

THUMBNAIL = (320, 200)  # px, twice as dense as they are shown
_KEY = "start/recent"
_MOST = 12  # scans that are remembered
_KEPT = 48  # thumbnails on disk
_LARGEST = 120e6  # px that are read at most to make a thumbnail


@dataclass(frozen=True, slots=True)
class Recent:
    """One scan that was open: where it is, and in a few words what."""

    path: str
    facts: str  # such as "2048 × 2048 px · 1 µm"
    when: float  # seconds since 1970


@dataclass(frozen=True, slots=True)
class Look:
    """What the disk tells of a recent scan: whether it is still there, and its picture."""

    path: str
    there: bool
    picture: QImage


def load_recent() -> list[Recent]:
    """Newest first, as they are remembered: which are still there, `looking` finds out."""
    found = []
    for entry in _remembered(_KEY):
        with suppress(ValueError, TypeError, KeyError):  # by another version, or by hand
            found.append(Recent(str(entry["path"]), str(entry["facts"]), float(entry["when"])))
    return found


def looking(paths: list[str]) -> Generator[Look, None, None]:
    """Work for `Tasks`: look for each scan, and for its picture.

    A network share that is away may take a minute to say so, and the window must not wait for it.
    """
    for path in paths:
        there = _is_file(path)
        yield Look(path, there, QImage(str(thumbnail_path(Path(path)))) if there else QImage())


def remember(path: Path, facts: str) -> None:
    """This scan is open now: it comes first from now on."""
    path = path.absolute()
    others = [entry for entry in load_recent() if entry.path != str(path)]
    _store([Recent(str(path), facts, time.time()), *others][:_MOST])


def forget(path: str) -> None:
    """Take a scan off the list; the file is not touched."""
    _store([entry for entry in load_recent() if entry.path != path])


def forget_all() -> None:
    """Empty the list; `removing_pictures` follows."""
    _store([])


def removing_pictures() -> Generator[None, None, None]:
    """Work for `Tasks`: remove all thumbnails."""
    yield
    with suppress(OSError):
        for picture in _folder().glob("*.jpg"):
            picture.unlink(missing_ok=True)


def thumbnail_path(path: Path) -> Path:
    """Where the picture of a file lies; another name once the file is another."""
    try:
        facts = path.stat()
        key = f"{path.absolute()} {facts.st_size} {facts.st_mtime_ns}"
    except OSError:
        key = str(path)
    digest = hashlib.sha1(key.encode("utf-8", "surrogatepass"), usedforsecurity=False)
    return _folder() / f"{digest.hexdigest()}.jpg"


def making_thumbnail(scan: "Scan", frame: int = 0) -> Generator[None, None, Path | None]:
    """Work for `Tasks`: draw a scan small and keep it; None where that would take long."""
    from graticule.scans import Display  # late: the start page is shown before numpy is loaded

    target = thumbnail_path(scan.path)
    if target.exists():
        return target
    yield
    shrink = max(scan.width / THUMBNAIL[0], scan.height / THUMBNAIL[1], 1.0)
    finer = [level for level in scan.levels if level.downsample <= shrink]
    coarsest = max(finer or scan.levels[:1], key=lambda level: level.downsample)
    if coarsest.width * coarsest.height > _LARGEST:
        return None
    yield
    pixels = Display(scan, frame=frame).picture(scan.box, max(THUMBNAIL))
    height, width = pixels.shape[:2]
    image = QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888)
    target.parent.mkdir(parents=True, exist_ok=True)
    yield
    image.save(str(target), "JPG", 85)  # type: ignore[call-overload]
    _remove_old(target.parent)
    return target


def _remove_old(folder: Path) -> None:
    pictures = sorted(folder.glob("*.jpg"), key=lambda path: path.stat().st_mtime)
    for picture in pictures[:-_KEPT]:
        picture.unlink(missing_ok=True)


def _store(entries: list[Recent]) -> None:
    store = QSettings()
    text = str(store.value(_KEY, "[]"))
    if not _is_list(text):  # what cannot be read is kept, and never written over
        store.setValue(f"{_KEY}-unreadable", text)
    store.setValue(_KEY, json.dumps([asdict(entry) for entry in entries]))


def _remembered(key: str) -> list[Any]:
    text = str(QSettings().value(key, "[]"))
    return json.loads(text) if _is_list(text) else []


def _is_list(text: str) -> bool:
    try:
        return isinstance(json.loads(text), list)
    except ValueError:
        return False


def _is_file(path: str) -> bool:
    try:
        return Path(path).is_file()
    except OSError:  # a network drive that is away
        return False


def _folder() -> Path:
    return Path(platformdirs.user_cache_dir("graticule", appauthor=False)) / "thumbnails"
