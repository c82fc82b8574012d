"""A finished pack gets a name of the user's, and a protocol that uses it."""

import re
import shutil
import tempfile
from collections.abc import Generator
from contextlib import suppress
from pathlib import Path

import msgspec

from graticule.errors import PackError
from graticule.instances import SeparationSettings
from graticule.methods import PackMethod
from graticule.models import Pack, load_pack
from graticule.models.packs import CARD, MANIFEST, WEIGHTS, Manifest, shipped_folder, user_folder
from graticule.models.toml_text import toml_text
from graticule.particles import CleaningSettings
from graticule.protocol import Protocol
from graticule_app.look.translation import tr
from graticule_app.model import shelf

_LONGEST = 60  # letters of a folder's name
_SPECK = "6 px"  # smaller than this is noise to a network that was shown whole particles


def name_for(title: str) -> str:
    """The pack's folder for what a user calls it: "My fibres, 4 µm" is my-fibres-4-m."""
    plain = re.sub(r"[^a-z0-9_]+", "-", title.strip().lower()).strip("-_")
    return plain[:_LONGEST].strip("-_")


def trouble(title: str) -> str:
    """Why no pack and no protocol can have that name; "" if they can."""
    name = name_for(title)
    if not name:
        return tr("Type a name, such as Fibres on tape")
    if (shipped_folder() / name).exists() or shelf.trouble(title):
        return tr(
            "“{name}” comes with Graticule and stays as it is: choose another name", name=name
        )
    return ""


def taken(title: str) -> bool:
    """Whether a pack or a protocol of the user's has that name already."""
    return (user_folder() / name_for(title)).exists() or shelf.taken(title)


def saving(trained: Path, title: str) -> Generator[None, None, Pack]:
    """Work for `Tasks`: copy a trained pack among the user's own, under a name; gives it.

    A pack of that name is replaced in one step. Raises `PackError`.
    """
    problem = trouble(title)
    if problem:
        raise PackError(problem)
    yield
    target = user_folder() / name_for(title)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".saving-", dir=target.parent) as made:
            fresh = Path(made) / "pack"
            fresh.mkdir()
            shutil.copyfile(trained / WEIGHTS, fresh / WEIGHTS)
            _write_named(trained, fresh, target.name, title.strip())
            load_pack(fresh)  # what cannot be used takes nobody's place
            if target.exists():
                target.rename(Path(made) / "before")
            fresh.rename(target)
    except OSError as error:
        raise PackError(
            tr("{path}: cannot be written ({why})", path=target, why=error.strerror or error)
        ) from error
    shelf.look_again()
    return load_pack(target)


def _write_named(trained: Path, fresh: Path, name: str, title: str) -> None:
    """Manifest and card of the same pack under its new name."""
    manifest = msgspec.toml.decode((trained / MANIFEST).read_bytes(), type=Manifest)
    named = msgspec.structs.replace(manifest, title=title[:120])
    text = toml_text(msgspec.to_builtins(named))
    (fresh / MANIFEST).write_text(text, encoding="utf-8")
    with suppress(FileNotFoundError):
        card = (trained / CARD).read_text(encoding="utf-8").splitlines()
        (fresh / CARD).write_text("\n".join([f"# {name}: {title}", *card[1:], ""]), "utf-8")


def make_protocol(pack: Pack, title: str) -> Protocol:
    """A protocol of the user's that finds particles with a pack, saved on the shelf.

    A protocol of that name is replaced: it belongs to the pack that was replaced.
    """
    names = ", ".join(info.name for info in pack.classes[1:])
    protocol = Protocol(
        name=shelf.name_for(title),
        title=title.strip(),
        # in English, as all files are
        description=f"Finds {names} with the pack {pack.name}, learned from your annotations.",
        method=PackMethod(pack=pack.name),
        cleaning=CleaningSettings(min_diameter=_SPECK),
        separation=SeparationSettings(method="distance" if pack.distance else "none"),
    )
    return shelf.save(protocol, title, replace=True)
