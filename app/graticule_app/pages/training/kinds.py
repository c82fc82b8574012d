"""The recipes there are, in plain words: what each is for, and how long it takes."""

import tomllib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graticule.learn.shelf import shipped_recipes
from graticule_app.look.translation import tr, tr_engine, tr_noop

# Recipe: title, and what it is for. The order is that of the page. Any other recipe is shown by
# what it says of itself.
_WORDS: dict[str, tuple[str, str]] = {
    "lite": (
        tr_noop("For any picture, on any computer"),
        tr_noop(
            "The one to begin with. Useful from about 20 annotated pictures, in about 20 minutes."
        ),
    ),
    "microtraces": (
        tr_noop("Traces on tape lifts"),
        tr_noop(
            "Fibres, hairs, skin, glass on whole tapes at 4 µm per pixel. Wants a graphics card."
        ),
    ),
    "microplastics-bce-dice": (
        tr_noop("Microplastics on filters"),
        tr_noop("Glowing plastic on a dark filter. Wants a graphics card."),
    ),
    "nanoparticles": (
        tr_noop("Nanoparticles in TEM pictures"),
        tr_noop("Dark or bright particles on an even ground. Wants a graphics card."),
    ),
    "micrographs": (
        tr_noop("Phases and layers in micrographs"),
        tr_noop("Oxide, cracks, matrix: areas that fill the picture. Wants a graphics card."),
    ),
}
FIRST = "lite"


@dataclass(frozen=True, slots=True)
class Recipe:
    """A recipe as a person chooses it.

    `target`: "classes" tells what each thing is, "particles" where each single one is. `classes`:
    those it is made for, the background first; empty takes them from the annotations.
    """

    name: str
    title: str
    what: str
    target: str
    classes: tuple[str, ...]
    path: Path
    first_choice: bool
    single: bool = False  # of classes, also where one object ends and the next begins
    pixel_size: str = ""  # of a pixel that it sees, such as "4 µm"; "": as scanned

    @property
    def order(self) -> str:
        """What the training is told: the name of a shipped recipe, else its file."""
        return self.name if shipped_recipes().get(self.name) == self.path else str(self.path)


def kinds() -> list[Recipe]:
    """All shipped recipes, those for a user's own data first."""
    found = {name: kind_of(path) for name, path in shipped_recipes().items()}
    order = [name for name in _WORDS if name in found]
    return [found[name] for name in (*order, *(n for n in found if n not in order))]


def kind_of(path: Path) -> Recipe:
    """A recipe from its file; what is wrong with it, the training says in full.

    It is read as plain TOML: the engine's own reader brings torch, which takes seconds to import.
    """
    told: dict[str, Any] = {}
    with suppress(OSError, ValueError):
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    about = told["about"] if isinstance(told.get("about"), dict) else {}
    title, what = _WORDS.get(path.stem, ("", ""))
    return Recipe(
        name=path.stem,
        title=tr(title) or tr_engine(str(about.get("title", path.stem))),
        what=tr(what) or tr_engine(str(about.get("description", ""))),
        target=str(told.get("target", "particles")),
        classes=tuple(str(name) for name in about.get("classes", ())),
        path=path,
        first_choice=path.stem in _WORDS,
        single=told.get("single") is True,
        pixel_size=str(told.get("pixel_size", "")),
    )
