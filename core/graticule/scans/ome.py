"""OME's description of a file: XML in the TIFF itself, or in a companion file beside it.

Read with expat alone: no document type, so no entities of the file's own, and nothing is fetched.
Schema: https://www.openmicroscopy.org/Schemas/OME/2016-06/ome.xsd
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PureWindowsPath
from xml.parsers import expat

import tifffile

_LARGEST = 256 << 20  # characters; a plate of a million planes has about 200 million
_MOST_IMAGES = 100_000


@dataclass(frozen=True, slots=True)
class OmeFile:
    """A `TiffData`: pages [first, first + count) of the file of that name or UUID."""

    first: int
    count: int
    name: str = ""
    uuid: str = ""


@dataclass(frozen=True, slots=True)
class OmeImage:
    """Attributes of an image's `Pixels` and `Channel`s, and where its planes lie."""

    pixels: Mapping[str, str]
    channels: tuple[Mapping[str, str], ...] = ()
    files: tuple[OmeFile, ...] = ()

    def of_size(self, width: int, height: int) -> bool:
        """Whether its planes are that large, in px, as far as it says."""
        return all(
            self.pixels.get(key, str(side)).strip() == str(side)
            for key, side in (("SizeX", width), ("SizeY", height))
        )


@dataclass(frozen=True, slots=True)
class Ome:
    """A whole description. `companion` is the file that holds it, if this one does not, and
    `companion_uuid` its UUID.
    """

    images: tuple[OmeImage, ...] = ()
    uuid: str = ""
    companion: str = ""
    companion_uuid: str = ""
    damaged: str = ""  # why the rest could not be read


class _Reader:
    """Gathers what counts while expat walks through the elements."""

    def __init__(self) -> None:
        self.images: list[OmeImage] = []
        self.uuid = self.companion = self.companion_uuid = ""
        self._pixels: dict[str, str] | None = None
        self._channels: list[dict[str, str]] = []
        self._files: list[OmeFile] = []
        self._text: list[str] | None = None  # of the UUID that is open
        self._data: dict[str, str] = {}

    def start(self, tag: str, about: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "OME":
            self.uuid = about.get("UUID", "")
        elif name == "BinaryOnly":
            self.companion = about.get("MetadataFile", "")
            self.companion_uuid = about.get("UUID", "")
        elif name == "Pixels" and len(self.images) < _MOST_IMAGES:
            self._pixels, self._channels, self._files = about, [], []
        elif name == "Channel" and self._pixels is not None:
            self._channels.append(about)
        elif name == "TiffData":
            self._data = about
        elif name == "UUID":
            self._data = {**self._data, "FileName": about.get("FileName", "")}
            self._text = []

    def end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name == "UUID" and self._text is not None:
            self._data["UUID"] = "".join(self._text).strip()
            self._text = None
        elif name == "TiffData" and self._pixels is not None:
            self._files.append(_file(self._data, self._pixels))
            self._data = {}
        elif name == "Pixels":
            self.close()

    def words(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def close(self) -> None:
        """An image has ended, or the text has."""
        if self._pixels is not None:
            self.images.append(OmeImage(self._pixels, tuple(self._channels), tuple(self._files)))
            self._pixels = None


def _file(data: Mapping[str, str], pixels: Mapping[str, str]) -> OmeFile:
    planes = 1
    for key in ("SizeZ", "SizeC", "SizeT"):
        planes *= max(1, _whole(pixels.get(key), 1))
    count = _whole(data.get("PlaneCount"), 1 if "IFD" in data else planes)
    name = PureWindowsPath(data.get("FileName", "")).name  # knows both kinds of slashes
    return OmeFile(_whole(data.get("IFD"), 0), count, name, data.get("UUID", ""))


def _whole(text: str | None, otherwise: int) -> int:
    try:
        return int(text) if text is not None and len(text) < 20 else otherwise
    except ValueError:
        return otherwise


@lru_cache(maxsize=2)
def parse_ome(text: str | bytes) -> Ome:
    """What a description says, up to where it is damaged; bytes name their encoding."""
    if len(text) > _LARGEST:
        return Ome(damaged="it is too long")
    reader, parser = _Reader(), expat.ParserCreate()
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.words
    parser.StartDoctypeDeclHandler = _refuse
    damaged = ""
    try:
        parser.Parse(text.strip() if isinstance(text, str) else text, True)
    except (expat.ExpatError, ValueError) as error:
        damaged = " ".join(str(error).split())[:120]
    reader.close()
    return Ome(tuple(reader.images), reader.uuid, reader.companion, reader.companion_uuid, damaged)


def _refuse(*_: object) -> None:
    raise ValueError("it has a document type, which no OME file has")


@dataclass(frozen=True, slots=True)
class OmeDescription:
    """The description of one picture of a TIFF, and what is doubtful about it."""

    image: OmeImage | None = None
    notices: tuple[str, ...] = ()


def ome_of(file: tifffile.TiffFile, page: tifffile.TiffPage, index: int) -> OmeDescription:
    """What OME says about the picture that begins with `page`, image `index` of the file.

    The image is the one whose `TiffData` names this file and page, and which has the page's size:
    a file of a set carries the description of the whole set.
    """
    if not file.is_ome:
        return OmeDescription()
    path = Path(file.filehandle.path)
    ome, notices = parse_ome(file.ome_metadata or ""), []
    own = ome.uuid
    strict = bool(ome.companion)  # another set may have a file of the same name
    if ome.companion:
        name = PureWindowsPath(ome.companion).name
        there = _companion(path.with_name(name)) if name != path.name else None
        if there is None:
            told = f"its OME metadata are in {name}, which does not lie beside it"
            return OmeDescription(notices=(told,))
        if ome.companion_uuid and there.uuid and ome.companion_uuid != there.uuid:
            told = f"its OME metadata are in {name}, and the one beside it is of another set"
            return OmeDescription(notices=(told,))
        ome = there
    if ome.damaged:
        notices.append(f"its OME metadata are damaged ({ome.damaged})")
    named = [i for i in ome.images if _covers(i, page, path.name, own, strict=strict)]
    if not named and not any(part.name or part.uuid for i in ome.images for part in i.files):
        named = list(ome.images)
    fitting = [i for i in named if i.of_size(page.imagewidth, page.imagelength)]
    if not fitting:
        if ome.images or ome.companion:
            size = f"{page.imagewidth} × {page.imagelength} px"
            notices.append(f"its OME metadata tell of no image of {size} in this file")
        return OmeDescription(notices=tuple(notices))
    at_index = ome.images[index] if index < len(ome.images) else None
    image = at_index if any(at_index is i for i in fitting) else fitting[0]
    return OmeDescription(image, tuple(notices))


def _companion(path: Path) -> Ome | None:
    """The description in a file of OME-XML, or in another TIFF of the set; None if it is absent."""
    try:
        if not path.is_file():  # opening a pipe could wait for ever
            return None
        if path.stat().st_size > _LARGEST and path.suffix.lower() not in (".tif", ".tiff"):
            return Ome(damaged="the companion file is too long")
        with path.open("rb") as file:
            head = file.read(4)
        if head[:2] in (b"II", b"MM"):
            with tifffile.TiffFile(path, _multifile=False) as tif:
                return parse_ome(tif.ome_metadata or "")
        return parse_ome(path.read_bytes())
    except (OSError, ValueError) as error:
        return Ome(damaged=" ".join(str(error).split())[:120])


def _covers(
    image: OmeImage, page: tifffile.TiffPage, name: str, uuid: str, *, strict: bool
) -> bool:
    """Whether an image's planes include that page of the file of that name and UUID.

    `strict`: the name does where one of the two UUIDs is missing, else it does anyway.
    """
    number = page.index if isinstance(page.index, int) else page.index[0]
    return any(
        part.first <= number < part.first + part.count
        and (
            not (part.name or part.uuid)
            or (bool(uuid) and part.uuid == uuid)
            or (part.name == name and not (strict and uuid and part.uuid))
        )
        for part in image.files
    )
