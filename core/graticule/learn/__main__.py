"""`python -m graticule.learn RECIPE --data DIR --out PACKDIR`: train and write a pack."""

import argparse
import sys
from importlib import resources
from pathlib import Path

import torch
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from graticule.errors import GraticuleError, TrainingError
from graticule.learn.loop import StepDone
from graticule.learn.recipe import Recipe, load_recipe
from graticule.learn.training import Judged, train_pack


def main(arguments: list[str] | None = None) -> int:
    """Exit status 0, or 1 after one line that says what is wrong."""
    parser = argparse.ArgumentParser(prog="python -m graticule.learn", description=__doc__)
    parser.add_argument("recipe", help="name of a shipped recipe, or a TOML file")
    parser.add_argument("--data", type=Path, required=True, help="folder with images/ and labels/")
    parser.add_argument("--out", type=Path, required=True, help="folder of the pack")
    parser.add_argument("--checkpoint", type=Path, help="where to go on from (default: user cache)")
    parser.add_argument("--threads", type=int, help="CPU threads (default: all)")
    options = parser.parse_args(arguments)
    if options.threads:
        torch.set_num_threads(options.threads)
    console = Console(stderr=True)
    try:
        recipe = load_recipe(recipe_path(options.recipe))
        _train(recipe, options, console)
    except GraticuleError as error:
        console.print(str(error), style="red", markup=False, highlight=False)
        return 1
    return 0


def recipe_path(name: str) -> Path:
    """The file `name`, or the shipped recipe of that name; `TrainingError` if there is none."""
    if name.endswith(".toml"):
        return Path(name)
    folder = Path(str(resources.files("graticule_resources"))) / "recipes"
    path = folder / f"{name}.toml"
    if path.parent != folder or not path.is_file():
        known = ", ".join(sorted(p.stem for p in folder.glob("*.toml")))
        raise TrainingError(f"no recipe is called {name!r}; there are: {known}")
    return path


def _train(recipe: Recipe, options: argparse.Namespace, console: Console) -> None:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    command = f"python -m graticule.learn {options.recipe} --data DIR --out PACKDIR"
    with Progress(*columns, TimeRemainingColumn(), console=console) as progress:
        task = progress.add_task("training", total=recipe.loop.steps)
        for event in train_pack(
            recipe, options.data, options.out, checkpoint=options.checkpoint, command=command
        ):
            if isinstance(event, StepDone):
                progress.update(task, completed=event.step, description=f"loss {event.loss:.3f}")
            elif isinstance(event, Judged):
                progress.update(task, completed=recipe.loop.steps)
                told = ", ".join(f"{key} {value:.3f}" for key, value in event.metrics.items())
                console.print(f"{event.images} validation images: {told}", highlight=False)
            else:
                console.print(f"written: {event.pack.path}", highlight=False)


if __name__ == "__main__":
    sys.exit(main())
