"""Where patches are taken: foreground against an even grid, at the same number of patches.

    graticule simulate tape DIR/train --seed 2000 --count 8 --size 8192x8192
    graticule simulate tape DIR/val --seed 9000 --count 4 --size 8192x8192
    python tests/benchmarks/bench_sampling.py DIR --steps 300

After Rijpkema et al. 2026, 2.6 and their ablation: the same network, seed and number of patches;
patches lie around pixels that a triangle threshold finds, or side by side on a grid. Prints the
IoU of each class over the scans in folders whose name begins with "val", and the ratio.
"""

import argparse
import tempfile
from pathlib import Path

import msgspec

from graticule.learn.events import Judged, StepDone, TrainOptions
from graticule.learn.recipe import load_recipe
from graticule.learn.training import iter_train_pack


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, nargs="+")
    parser.add_argument("--recipe", default="microtraces-simulated")
    parser.add_argument("--places", nargs="+", default=["foreground", "grid"])
    parser.add_argument("--steps", type=int, default=300)
    parser.add_argument("--threads", type=int)
    arguments = parser.parse_args()
    recipe = load_recipe(arguments.recipe)
    told = {}
    for places in arguments.places:
        view = msgspec.structs.replace(recipe.view, places=places, balance=0.0)
        checks = msgspec.structs.replace(recipe.checks, times=0)
        one = msgspec.structs.replace(recipe, view=view, checks=checks)
        options = TrainOptions(steps=arguments.steps, threads=arguments.threads)
        with tempfile.TemporaryDirectory(prefix="graticule-sampling-") as folder:
            work = Path(folder)
            for event in iter_train_pack(
                one, arguments.data, work / "pack", options=options, folder=work / "training"
            ):
                if isinstance(event, StepDone) and event.step % 50 == 0:
                    print(f"{places}: step {event.step}, loss {event.loss:.3f}", flush=True)
                if isinstance(event, Judged):
                    told[places] = event.metrics
    patches = arguments.steps * recipe.loop.batch
    print(f"\n{patches} patches of {recipe.view.size} px")
    for places, metrics in told.items():
        ious = {k.removeprefix("iou_"): v for k, v in metrics.items() if k.startswith("iou_")}
        each = ", ".join(f"{name} {value:.3f}" for name, value in ious.items())
        print(f"{places:12s} mean IoU {metrics['mean_iou']:.3f} ({each})")
    if len(told) == 2:
        first, second = (metrics["mean_iou"] for metrics in told.values())
        print(f"ratio {first / second:.2f}")


if __name__ == "__main__":
    main()
