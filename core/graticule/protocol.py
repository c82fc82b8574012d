"""A protocol is a lab's written procedure for one kind of sample, as a TOML file.

It says at which pixel size to look, by which method to find the particles, what to clean
away, what touching particles become, and what the report shows. Two labs with one protocol
get the same numbers from one scan; the report carries the protocol's text and SHA-256.
"""

import hashlib
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, Union

import msgspec
import platformdirs
from msgspec import Meta

from graticule.classes import BACKGROUND, ClassInfo, class_colors
from graticule.counting import CountSettings
from graticule.errors import PixelSizeNeeded, ProtocolError
from graticule.geometry import Length, PixelSize
from graticule.instances import SEPARATIONS, Separation, SeparationSettings
from graticule.methods import METHODS, Method, MethodSettings
from graticule.particles import Cleaning, CleaningSettings, Groups, Shapes, Sizes

_LARGEST = 1 << 20  # bytes; a written procedure is a page of text
_Byte = Annotated[int, Meta(ge=0, le=255)]

if TYPE_CHECKING:
    _AnyMethod = MethodSettings
else:  # a text is decoded into the one that it names
    _AnyMethod = Union[tuple(METHODS.values())]  # noqa: UP007 - put together at run time


class ClassEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The name of a class that a threshold finds, and its colour if the palette's will not do."""

    name: Annotated[str, Meta(min_length=1, max_length=80)]
    color: tuple[_Byte, _Byte, _Byte] | None = None


class WorkScale(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """At which pixel size the scan is looked at; empty means as it was scanned."""

    pixel_size: str = ""  # such as "4 um"
    factor: Annotated[float, Meta(ge=1, le=4096)] = 1.0  # where the scan has no pixel size


class ReportSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is written beside the table and the workbook."""

    subtract_offset: bool = False  # OpenSlide's bounds offset, as QuPath does when it crops
    compress_geojson: bool = False
    tiffs: bool = True
    numbers: bool = False  # particles.png and particles-map.png: each particle with its number


class Protocol(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One written procedure. `text` and `sha256` are those of the file that it came from."""

    name: Annotated[str, Meta(pattern=r"^[\w.-]{1,80}$")]
    title: str
    method: _AnyMethod
    description: str = ""
    scale: WorkScale = WorkScale()
    classes: tuple[ClassEntry, ...] = ()
    connectivity: Literal[4, 8] = 8
    cleaning: CleaningSettings = CleaningSettings()
    separation: SeparationSettings = SeparationSettings()
    sizes: Sizes = Sizes()
    shapes: Shapes = Shapes()
    sample: CountSettings | None = None  # counts per filter and sample are told
    report: ReportSettings = ReportSettings()
    text: str = ""

    def __post_init__(self) -> None:
        self._check_classes()

    def _check_classes(self) -> None:
        """A name for each class that is found, each once; `ProtocolError` otherwise.

        There may be more: those are for what a person sorts by hand.
        """
        names = [entry.name.strip().casefold() for entry in self.classes]
        if not names:
            return
        told = f"protocol {self.name} names {', '.join(entry.name for entry in self.classes)}"
        found = self.method.classes_found
        if found is None:
            raise ProtocolError(
                f"{told}, but a network brings its own classes: leave [[classes]] out"
            )
        if len(names) < found:
            raise ProtocolError(
                f"{told}, but its method {self.method.title} finds {found} classes:"
                " write a [[classes]] for each, or none"
            )
        if len(set(names)) < len(names) or BACKGROUND.name in names or "" in names:
            raise ProtocolError(
                f"{told}: each class needs a name of its own, and none is called {BACKGROUND.name}"
            )
        try:
            class_colors([entry.color for entry in self.classes])
        except ValueError as error:
            raise ProtocolError(f"{told}: {error}; give each a colour of its own") from error

    @property
    def sha256(self) -> str:
        """Hash of the protocol's text, so that a report says which version it followed."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def groups(self) -> Groups:
        """The size and shape classes into which particles are sorted."""
        return Groups(self.sizes, self.shapes)

    def load_method(self) -> Method:
        """How particles are found, ready to work; its classes are all that a result can hold.

        Raises `PackError` where it needs a pack that is missing or damaged.
        """
        colors = class_colors([entry.color for entry in self.classes])
        named = zip(self.classes, colors, strict=True)
        return self.method.load(tuple(ClassInfo(entry.name, color) for entry, color in named))

    @property
    def by_hand(self) -> tuple[str, ...]:
        """Names of classes that the method never finds, as it tells fewer apart."""
        return tuple(entry.name for entry in self.classes[self.method.classes_found :])

    def cleanings(self, method: Method) -> tuple[Cleaning, ...]:
        """What of each class from 1 on stays; `ProtocolError` for a class that there is none of."""
        return tuple(self.cleaning.of(name) for name in self._class_names(method, "cleans"))

    def separations(self, method: Method) -> tuple[Separation, ...]:
        """How particles of each class from 1 on are told apart.

        Raises `ProtocolError` for a class that there is none of, and where the distance is asked
        for of a method that does not give it.
        """
        names = self._class_names(method, "separates")
        ways = tuple(self.separation.of(name) for name in names)
        if any(SEPARATIONS[way.method].needs_distance for way in ways) and not method.distance:
            raise ProtocolError(
                f"protocol {self.name} separates by the network's distance, and its network gives"
                ' none: write another method under [separation], such as "watershed"'
            )
        return ways

    def _class_names(self, method: Method, does: Literal["cleans", "separates"]) -> list[str]:
        """The classes from 1 on; `ProtocolError` for settings of one that is not there."""
        names = [info.name for info in method.classes[1:]]
        own = self.cleaning.classes if does == "cleans" else self.separation.classes
        unknown = sorted(set(own) - set(names))
        if unknown:
            raise ProtocolError(
                f"protocol {self.name} {does} {', '.join(unknown)}, but its classes are"
                f" {', '.join(names)}"
            )
        return names

    def work_pixel_size(self, pixel_size: PixelSize, method: Method) -> Length | None:
        """The pixel size at which a scan of that calibration is looked at; None is its own.

        The method's own counts unless the protocol names another. Raises `ProtocolError` where
        a real size is asked for and the scan has none: a network that was trained at 4 µm per
        pixel finds nothing sensible at another size.
        """
        wanted = method.pixel_size
        if self.scale.pixel_size:
            wanted = Length.parse(self.scale.pixel_size)
        if wanted is None:
            return None if self.scale.factor == 1 else Length(self.scale.factor, "px")
        if wanted.unit != "px" and not pixel_size.calibrated:
            raise PixelSizeNeeded(
                f"protocol {self.name} works at {wanted} per pixel and the scan has no pixel size: "
                "say how large a pixel of the scan is"
            )
        return wanted


def user_folder() -> Path:
    """Where a user's own protocols lie."""
    return Path(platformdirs.user_data_dir("graticule", appauthor=False)) / "protocols"


def load_protocol(name: str) -> Protocol:
    """The protocol in the file `name`, or of that name among the user's own and the shipped ones.

    Raises `ProtocolError` that names the file and the entry that is wrong.
    """
    path = Path(name)
    if path.suffix == ".toml" or path.is_file():
        return _read(path)
    known = _known()
    if name not in known:
        raise ProtocolError(f"no protocol is called {name!r}; there are {', '.join(sorted(known))}")
    return _read(known[name])


def list_protocols() -> list[Protocol]:
    """All shipped protocols and the user's own (which hide shipped ones of the same name)."""
    return [_read(path) for _, path in sorted(_known().items())]


def _known() -> dict[str, Path]:
    shipped = Path(str(resources.files("graticule_resources"))) / "protocols"
    return {
        path.stem: path for folder in (shipped, user_folder()) for path in folder.glob("*.toml")
    }


def _read(path: Path) -> Protocol:
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        raise ProtocolError(f"{path}: cannot be read ({error.strerror or error})") from error
    if len(data) > _LARGEST:
        raise ProtocolError(f"{path}: too large for a protocol")
    try:
        text = data.decode("utf-8")
    except ValueError as error:
        raise ProtocolError(f"{path.name}: {error}") from error
    return parse_protocol(text, path.name)


def parse_protocol(text: str, origin: str = "protocol") -> Protocol:
    """The protocol that a text in TOML describes; `ProtocolError` begins with `origin`."""
    try:
        protocol = msgspec.toml.decode(text, type=Protocol)
        if protocol.scale.pixel_size:
            Length.parse(protocol.scale.pixel_size)
    except (ValueError, msgspec.MsgspecError) as error:
        raise ProtocolError(f"{origin}: {error}") from error
    return msgspec.structs.replace(protocol, text=text)
