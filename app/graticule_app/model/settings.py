"""What the user set once and for all."""

import getpass
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from PySide6.QtCore import QSettings, QStandardPaths

from graticule.files import put_aside
from graticule_app.look import theme, translation
from graticule_app.look.translation import tr

DEVICES = ("auto", "cpu", "cuda", "mps")
MEMORY = (128, 256, 4096)  # MiB: least, at first, most


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings; `tile_memory` is in MiB, `results` where analyses are kept.

    `text` is the size of the text in percent of the desktop's, `language` one of
    `translation.LANGUAGES` or "auto", the desktop's.
    """

    theme: theme.Choice
    user: str
    results: Path
    tile_memory: int
    device: str
    text: int = 100
    language: str = "auto"

    @classmethod
    def load(cls) -> "Settings":
        """As they were saved last; whatever is missing or impossible is as at first."""
        store = QSettings()
        chosen = str(store.value("look/theme", "system"))
        spoken = str(store.value("look/language", "auto"))
        device = str(store.value("engine/device", "auto"))
        return cls(
            theme=chosen if chosen in get_args(theme.Choice) else "system",  # type: ignore[arg-type]
            user=str(store.value("user/name", "")) or login_name(),
            results=Path(str(store.value("results/folder", "")) or default_results()),
            tile_memory=_within(store.value("view/memory", MEMORY[1])),
            device=device if device in DEVICES else "auto",
            text=_size(store.value("look/text", 100)),
            language=spoken if spoken in translation.LANGUAGES else "auto",
        )

    def save(self) -> None:
        """Remember them."""
        store = QSettings()
        store.setValue("look/theme", self.theme)
        store.setValue("look/text", self.text)
        store.setValue("look/language", self.language)
        store.setValue("user/name", self.user)
        store.setValue("results/folder", str(self.results))
        store.setValue("view/memory", self.tile_memory)
        store.setValue("engine/device", self.device)


def keep_damaged() -> str:
    """Put a settings file that cannot be parsed aside, before Qt writes over it; what to tell.

    "" if there is nothing to tell. Call it before anything is set.
    """
    path = Path(QSettings().fileName())  # where settings are no INI file this is none either
    if path.suffix not in (".ini", ".conf") or not path.is_file() or _is_ini(path):
        return ""
    aside = put_aside(path)
    kept = (
        tr("They are kept as {path}.", path=aside)
        if aside is not None
        else tr("{path} cannot be put aside.", path=path)
    )
    read = tr("The settings of the last time cannot be read (the file is damaged).")
    return f"{read} {kept}"


def _is_ini(path: Path) -> bool:
    """Whether each line is one that Qt writes: it skips most others without a word."""
    try:
        data = path.read_bytes()
    except OSError:
        return True  # nor can Qt read it, or write over it
    lines = [line.strip() for line in data.splitlines()]
    return b"\0" not in data and all(
        (line.startswith(b"[") and line.endswith(b"]")) or line[:1] in b";#" or b"=" in line[1:]
        for line in lines
    )


def default_results() -> Path:
    """Where results go until the user says otherwise: Graticule in the documents folder."""
    places = QStandardPaths.standardLocations(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(places[0] if places else Path.home()) / "Graticule"


def login_name() -> str:
    """The name of the account, for whoever has told none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # an account without a name
        return "unknown"


def _within(value: object) -> int:
    try:
        return min(max(int(str(value)), MEMORY[0]), MEMORY[2])
    except ValueError:
        return MEMORY[1]


def _size(value: object) -> int:
    try:
        return min(theme.TEXT_SIZES, key=lambda size: abs(size - int(str(value))))
    except ValueError:
        return 100
