"""Model packs: a folder with pack.toml, weights.safetensors and card.md, trusted in nothing.

A pack may come from anyone: its numbers have bounds, its weights are plain tensors (nothing is
ever unpickled), and whatever does not fit is refused in one line before memory is spent on it.
"""

import hashlib
import math
import re
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, get_args

import msgspec
import platformdirs
from msgspec import Meta

from graticule.classes import ClassInfo
from graticule.errors import PackError
from graticule.files import atomic
from graticule.geometry import Length
from graticule.models.architecture import Architecture
from graticule.models.encoder_names import deprecated_encoder
from graticule.models.inputs import Normalisation
from graticule.models.toml_text import toml_text
from graticule.version import __version__

if TYPE_CHECKING:  # torch takes seconds to import, and listing packs needs none of it
    from torch import nn

# Formats of pack.toml. 1: without `format` and `kind`, always of a segmentation. 2: with them.
# An older format is read as long as it stands in `FORMATS`; one that stands in `DEPRECATED`, too,
# is read with a notice that says until when. A newer one is refused with what it says it needs.
FORMAT = 2
FORMATS = {1: "0.1.0", 2: "0.1.0"}  # format: the first version of Graticule that reads it
DEPRECATED: dict[int, str] = {}  # format: the version of Graticule that reads it no more
Kind = Literal["segmentation", "encoder", "detector", "classifier"]
MANIFEST, WEIGHTS, CARD = "pack.toml", "weights.safetensors", "card.md"
_LARGEST_MANIFEST = 1 << 20  # bytes
_LARGEST_WEIGHTS = 2 << 30
_NAME = re.compile(r"[A-Za-z0-9][\w-]{0,63}")
_Text = Annotated[str, Meta(max_length=4000)]
_Pixels = Annotated[int, Meta(ge=0, le=16384)]


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What pack.toml says.

    `distance`: after the class logits comes one whose sigmoid is the distance to the particle's
    own edge, 1 at its innermost pixel. `working_pixel_size`: a length such as "4 µm"; empty = any.
    `margin`: px of a tile's edge not to be trusted, a multiple of the stride, at which at most
    0.01% of pixels differ from the whole image. `receptive_field`: px before and after a pixel
    that its class can depend on; empty = the whole image. `simulated`: it was trained on simulated
    scans, to be said wherever its name is shown. `needs` is the first version of Graticule that
    reads a pack of this `format`.
    """

    format: int = FORMAT
    kind: Literal["segmentation"] = "segmentation"
    needs: Annotated[str, Meta(max_length=40)] = FORMATS[FORMAT]
    title: Annotated[str, Meta(min_length=1, max_length=120)]
    description: _Text = ""
    classes: Annotated[tuple[ClassInfo, ...], Meta(min_length=2, max_length=255)]
    architecture: Architecture
    distance: bool = False
    normalisation: Normalisation
    working_pixel_size: str = ""
    margin: _Pixels = 0
    receptive_field: tuple[_Pixels, ...] = ()
    patch: Annotated[int, Meta(ge=32, le=16384)] = 512
    temperature: Annotated[float, Meta(gt=0, le=100)] = 1.0
    simulated: bool = False
    licence: _Text = ""
    training: dict[str, str | int | float | bool | list[str]] = {}
    metrics: dict[str, float] = {}

    def __post_init__(self) -> None:
        for info in self.classes:
            if not info.name or not all(0 <= value <= 255 for value in info.color):
                raise ValueError(f"class {info.name!r} needs a name and a colour of 0..255")
        if len(self.normalisation.mean) != self.architecture.in_channels:
            raise ValueError("normalisation must have a mean for each of the network's channels")
        if self.margin % self.stride or self.patch % self.stride:
            raise ValueError(f"margin and patch must be multiples of the stride {self.stride}")
        if self.patch <= 2 * self.margin:
            raise ValueError(f"margin {self.margin} leaves nothing of a {self.patch}-pixel patch")
        if len(self.receptive_field) not in (0, 2):
            raise ValueError("receptive_field must be two numbers, or none")
        if self.working_pixel_size:
            Length.parse(self.working_pixel_size)

    @property
    def stride(self) -> int:
        """Height, width and origin of what the network sees are multiples of this, in px."""
        return self.architecture.stride

    @property
    def outputs(self) -> int:
        """Number of logits per pixel: the classes, and one more for the distance."""
        return len(self.classes) + self.distance

    @property
    def pixel_size(self) -> Length | None:
        """Size of a pixel at which the network looks; None: whatever the scan has."""
        return Length.parse(self.working_pixel_size) if self.working_pixel_size else None

    @property
    def exact_margin(self) -> int | None:
        """Smallest trim, in px, at which tiles equal the whole; None: no trim is enough."""
        if not self.receptive_field:
            return None
        return math.ceil(max(self.receptive_field) / self.stride) * self.stride


class Pack(Manifest, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A trained network and all that is needed to use it as it was trained.

    `sha256` is over pack.toml and weights.safetensors, in that order.
    """

    path: Path
    sha256: str

    @property
    def notices(self) -> tuple[str, ...]:
        """What is doubtful about using it, a line each."""
        found = []
        if until := DEPRECATED.get(self.format):
            found.append(
                f"the pack {self.name} is of format {self.format}, which Graticule {until} will "
                "not read any more: train it again, or ask its maker for a newer one"
            )
        if deprecated_encoder(self.architecture.encoder):
            found.append(
                f"the pack {self.name} has the encoder {self.architecture.encoder}, which a later "
                "Graticule will not build any more: train it again with another"
            )
        return tuple(found)

    @property
    def name(self) -> str:
        """The name of its folder."""
        return self.path.name

    def network(self) -> "nn.Module":
        """The network in eval mode, float32, on the CPU; `PackError` if the weights do not fit."""
        from graticule.models.weights import load_network  # late: imports torch

        return load_network(self.path / WEIGHTS, self.architecture, self.outputs)


def user_folder() -> Path:
    """Where a user's own packs lie."""
    return Path(platformdirs.user_data_dir("graticule", appauthor=False)) / "packs"


def shipped_folder() -> Path:
    """Where the packs that come with Graticule lie."""
    return Path(str(resources.files("graticule_resources"))) / "packs"


def load_pack(name: str | Path) -> Pack:
    """The pack in the folder `name`, or of that name among the user's own and the shipped ones.

    Raises `PackError`. The weights are hashed, not yet loaded.
    """
    if isinstance(name, str) and _NAME.fullmatch(name):
        for folder in (user_folder() / name, shipped_folder() / name):
            if (folder / MANIFEST).is_file():
                return _read(folder)
        if not (Path(name) / MANIFEST).is_file():  # nor a folder here
            known = ", ".join(pack.name for pack in list_packs()) or "none yet"
            raise PackError(f"no pack is called {name!r}; there are: {known}")
    try:
        folder = Path(name).resolve()
    except (OSError, ValueError) as error:  # a NUL, a loop of links
        raise PackError(f"{str(name)!r} is no path of a pack ({_one_line(error)})") from error
    return _read(folder)


def list_packs() -> list[Pack]:
    """All usable packs by name; a user's own hides a shipped one of the same name."""
    packs: dict[str, Pack] = {}
    for root in (shipped_folder(), user_folder()):
        for manifest in sorted(root.glob(f"*/{MANIFEST}")):
            try:
                packs[manifest.parent.name] = _read(manifest.parent)
            except PackError:
                continue  # asked for by its name, it says what is wrong with it
    return [packs[name] for name in sorted(packs)]


def save_pack(folder: Path, manifest: Manifest, network: "nn.Module", card: str) -> Pack:
    """Write a pack (weights as float16), each file atomically, and read it back."""
    from graticule.models.weights import save_weights  # late: imports torch

    save_weights(network, folder / WEIGHTS)
    with atomic(folder / CARD) as path:
        path.write_text(card, encoding="utf-8")
    fields = {
        key: value
        for key, value in msgspec.to_builtins(manifest).items()
        if key in Manifest.__struct_fields__
    }
    with atomic(folder / MANIFEST) as path:  # last: without it there is no pack
        path.write_text(toml_text(fields), encoding="utf-8")
    return _read(folder.resolve())


def _read(folder: Path) -> Pack:
    manifest, weights = folder / MANIFEST, folder / WEIGHTS
    try:
        with manifest.open("rb") as file:
            text = file.read(_LARGEST_MANIFEST + 1)
        size = weights.stat().st_size
        if len(text) > _LARGEST_MANIFEST or size > _LARGEST_WEIGHTS:
            raise PackError(f"{folder.name}: too large for a model pack")
        with weights.open("rb") as file:
            digest = hashlib.file_digest(file, lambda: hashlib.sha256(text)).hexdigest()
    except OSError as error:
        reason = error.strerror or error
        raise PackError(f"{folder}: is no model pack ({error.filename}: {reason})") from error
    try:
        head = msgspec.toml.decode(text, type=_Head)
        _refuse_others(folder.name, head)
        told = msgspec.toml.decode(text, type=Manifest)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise PackError(f"{folder.name}/{MANIFEST}: {_one_line(error)}") from error
    fields = {key: getattr(told, key) for key in Manifest.__struct_fields__}
    fields["format"] = head.format
    return Pack(**fields, path=folder, sha256=digest)


class _Head(msgspec.Struct):
    """What pack.toml says of any kind and format, the rest left aside."""

    format: int = 1
    kind: str = "segmentation"
    needs: str = ""


def _refuse_others(name: str, head: _Head) -> None:
    """Raise `PackError` for a pack that this Graticule cannot read, or not as a segmentation."""
    if head.format > FORMAT:
        needed = " ".join(head.needs.split())[:40]
        wanted = f"Graticule {needed} or newer" if needed else "a newer Graticule"
        raise PackError(
            f"{name}: needs {wanted}: its format is {head.format}, and Graticule {__version__} "
            f"reads formats up to {FORMAT}"
        )
    if head.format not in FORMATS:
        raise PackError(
            f"{name}: its format {head.format} is not read any more: train it again, or ask its "
            f"maker for one of format {FORMAT}"
        )
    if head.kind == "segmentation":
        return
    if head.kind in get_args(Kind):
        raise PackError(f"{name}: is a pack of kind {head.kind!r}, and no segmentation")
    raise PackError(f"{name}: there is no kind of pack {head.kind[:40]!r}")


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:300]
