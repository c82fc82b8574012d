"""The project file: which scans are open, their results, and how they are looked at. No pixels.

JSON of a few hundred bytes a scan. Places are written twice, as they are and as seen from the
project's folder, so that a folder with scans, results and project can be moved as a whole.
Corrections lie with the result, whose folder is named here.
"""

import os
from pathlib import Path

import msgspec
import platformdirs

from graticule.errors import GraticuleError
from graticule.files import atomic
from graticule.names import path_text, shown, text_path
from graticule_app.look.translation import tr

ENDING = ".graticule"
_VERSION = 1
_LARGEST = 16 << 20  # bytes


class ProjectError(GraticuleError):
    """A project file cannot be read."""


def session_folder() -> Path:
    """Where the program keeps what it needs to go on after a crash."""
    return Path(platformdirs.user_state_dir("graticule", appauthor=False))


class Place(msgspec.Struct, frozen=True):
    """A file or folder: as it was, and as seen from the project's folder ("" if it cannot be)."""

    path: str
    relative: str = ""

    @classmethod
    def of(cls, path: Path, home: Path) -> "Place":
        """How `path` is written in a project that lies in the folder `home`."""
        path = path.absolute()
        try:
            relative = Path(os.path.relpath(path, home.absolute())).as_posix()
        except ValueError:  # another drive
            relative = ""
        return cls(path_text(path), "" if shown(relative) != relative else relative)

    def found(self, home: Path) -> Path:
        """The path beside the project if it is there, else the path as it was."""
        near = home / self.relative
        return near.resolve() if self.relative and near.exists() else text_path(self.path)


class Looks(msgspec.Struct, frozen=True):
    """How a layer is shown."""

    visible: bool
    opacity: float


class ProjectScan(msgspec.Struct, frozen=True):
    """One open scan. `camera` is x, y, level-0 px per device px, and quarter turns."""

    scan: Place
    result: Place | None = None
    frame: int = 0
    pixel_size: str = ""  # what the user said; "" is what the file says
    greys: tuple[float, float] | None = None  # black and white, as the user said
    camera: tuple[float, float, float, int] | None = None
    protocol: str = ""  # the text of the protocol as it stood in the form


class Project(msgspec.Struct, frozen=True):
    """All that is open."""

    scans: tuple[ProjectScan, ...]
    current: int = 0
    layers: dict[str, Looks] = {}
    version: int = _VERSION
    kind: str = "graticule project"


def save_project(project: Project, path: Path) -> None:
    """Write a project, whole or not at all; raises `ResultError` in one line."""
    with atomic(path) as temporary:
        temporary.write_bytes(msgspec.json.format(msgspec.json.encode(project), indent=1))


def is_project(path: Path) -> bool:
    """Whether a file can be read as a project, or is not there at all."""
    try:
        load_project(path)
    except ProjectError:
        return not path.exists()
    return True


def load_project(path: Path) -> Project:
    """Read a project; raises `ProjectError` in one line."""
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        raise ProjectError(
            tr("{name}: cannot be read ({why})", name=path.name, why=error.strerror or error)
        ) from error
    if len(data) > _LARGEST:
        raise ProjectError(tr("{name}: is too large for a project", name=path.name))
    try:
        project = msgspec.json.decode(data, type=Project)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ProjectError(
            tr("{name}: is no project of this program, or damaged", name=path.name)
        ) from error
    if project.kind != Project(()).kind:
        raise ProjectError(tr("{name}: is no project of this program", name=path.name))
    if project.version > _VERSION:
        raise ProjectError(
            tr("{name}: was saved by a newer version of Graticule; update it", name=path.name)
        )
    return project
