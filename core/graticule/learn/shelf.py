"""The recipes that come with Graticule, to choose from; nothing here imports torch."""

from importlib import resources
from pathlib import Path

from graticule.errors import TrainingError


def shipped_recipes() -> dict[str, Path]:
    """The files of the recipes that come with Graticule, by name."""
    folder = Path(str(resources.files("graticule_resources"))) / "recipes"
    return {path.stem: path for path in sorted(folder.glob("*.toml"))}


def recipe_path(name: str | Path) -> Path:
    """The file `name`, or the shipped recipe of that name; `TrainingError` if there is none."""
    if isinstance(name, Path) or name.endswith(".toml"):
        return Path(name)
    found = shipped_recipes()
    if name not in found:
        raise TrainingError(f"no recipe is called {name!r}; there are: {', '.join(found)}")
    return found[name]
