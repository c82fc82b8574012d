"""The scans that were open lately, with small pictures of them."""

import hashlib
import json
import time
from collections.abc import Generator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs
from PySide6.QtCore import QSettings
from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from graticule.scans import Scan

THUMBNAIL = (320, 200)  # px, twice as dense as they are shown
_MOST = 12  # scans that are remembered
_KEPT = 48  # thumbnails on disk
_LARGEST = 120e6  # px that are read at most to make a thumbnail


@dataclass(frozen=True, slots=True)
class Recent:
    """One scan that was open: where it is, and in a few words what."""

    path: str
    facts: str  # such as "2048 × 2048 px · 1 µm"
    when: float  # seconds since 1970

    @property
    def thumbnail(self) -> Path:
        """Where its picture lies; it may not be there."""
        return thumbnail_path(Path(self.path))


def load_recent() -> list[Recent]:
    """Newest first; files that are gone are left out."""
    try:
        entries = json.loads(str(QSettings().value("start/recent", "[]")))
        found = [Recent(str(e["path"]), str(e["facts"]), float(e["when"])) for e in entries]
    except (ValueError, TypeError, KeyError):  # written by another version, or by hand
        return []
    return [entry for entry in found if _is_file(entry.path)]


def remember(path: Path, facts: str) -> None:
    """This scan is open now: it comes first from now on."""
    path = path.absolute()
    others = [entry for entry in load_recent() if entry.path != str(path)]
    _store([Recent(str(path), facts, time.time()), *others][:_MOST])


def forget(path: str) -> None:
    """Take a scan off the list; the file is not touched."""
    _store([entry for entry in load_recent() if entry.path != path])


def forget_all() -> None:
    """Empty the list, and remove the pictures."""
    _store([])
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
    """Work for a `Job`: draw a scan small and keep it; None where that would take long."""
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
    QSettings().setValue("start/recent", json.dumps([asdict(entry) for entry in entries]))


def _is_file(path: str) -> bool:
    try:
        return Path(path).is_file()
    except OSError:  # a network drive that is away
        return False


def _folder() -> Path:
    return Path(platformdirs.user_cache_dir("graticule", appauthor=False)) / "thumbnails"
