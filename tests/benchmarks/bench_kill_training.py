"""Kill a training at random moments, go on, and compare with an undisturbed one, bit by bit.

    python tests/benchmarks/bench_kill_training.py IMAGES --kills 5 --steps 60 --seed 1

Prints when each kill fell, how far the training was, and whether weights of the pack, all tensors
of the checkpoint and the curves are the same. Exit status 1 if any differs.
"""

import argparse
import json
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from safetensors import safe_open

from graticule.learn.checkpoint import read_progress
from graticule.learn.recipe import load_recipe


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--recipe", default="lite")
    parser.add_argument("--steps", type=int, default=60)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="graticule-kill-training-"))
    recipe = folder / "killed.toml"
    recipe.write_text(_recipe(arguments.recipe), encoding="utf-8")
    command = [sys.executable, "-m", "graticule.cli", "train", str(recipe), str(arguments.data)]
    command += ["--steps", str(arguments.steps), "--threads", str(arguments.threads), "--json"]
    calm = _run(command, folder / "calm", None, 0)
    print(f"undisturbed: {calm:.1f} s")
    chance = random.Random(arguments.seed)
    for step in sorted(chance.sample(range(1, arguments.steps - 3), arguments.kills)):
        wait = chance.uniform(0, 2.0) * calm / arguments.steps
        _run(command, folder / "rough", step, wait)
        told = read_progress(folder / "rough" / "training" / "checkpoint.safetensors")
        at = f"step {told.step} is on disk" if told else "nothing is on disk"
        print(f"  killed {wait:.2f} s after step {step} was told; {at}", flush=True)
    _run(command, folder / "rough", None, 0)
    same = [
        _same("pack's weights", folder, "pack/weights.safetensors"),
        _same("checkpoint's tensors", folder, "training/checkpoint.safetensors"),
        _same_curves(folder),
    ]
    shutil.rmtree(folder)
    return int(not all(same))


def _recipe(name: str) -> str:
    """The recipe with frequent checkpoints and checks that are quick."""
    text = load_recipe(name).text()
    lines = [line for line in text.splitlines() if not line.startswith(("minutes", "checkpoint"))]
    found = "\n".join(lines).replace("[loop]", "[loop]\ncheckpoint = 4")
    kept = [line for line in found.splitlines() if not line.startswith("pixels")]
    return "\n".join(kept).replace("[checks]", "[checks]\npixels = 300000") + "\n"


def _run(command: list[str], folder: Path, step: int | None, wait: float) -> float:
    """Seconds that it took; with a `step` it is killed `wait` s after that one was told."""
    whole = [*command, "--out", str(folder / "pack"), "--checkpoint", str(folder / "training")]
    begun = time.monotonic()
    with subprocess.Popen(whole, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        timer = threading.Timer(wait, process.kill)
        for line in process.stdout:
            entry = json.loads(line)
            told = entry["kind"] == "StepDone" and entry["event"]["step"]
            if step is not None and told and told >= step and not timer.is_alive():
                timer.start()
                step = None
    timer.cancel()
    if process.returncode not in (0, -signal.SIGKILL):
        raise SystemExit(f"{' '.join(whole)} ended with {process.returncode}")
    return time.monotonic() - begun


def _same(what: str, folder: Path, name: str) -> bool:
    files = [safe_open(folder / run / name, framework="pt") for run in ("calm", "rough")]
    names = [sorted(file.keys()) for file in files]
    same = names[0] == names[1] and all(
        files[0].get_tensor(key).equal(files[1].get_tensor(key)) for key in names[0]
    )
    print(f"{what:22s} {len(names[0])} tensors {'the same bits' if same else 'DIFFER'}")
    return same


def _same_curves(folder: Path) -> bool:
    curves = [_curve(folder / run / "training" / "log.jsonl") for run in ("calm", "rough")]
    same = curves[0] == curves[1]
    print(f"{'curves':22s} {len(curves[0])} points {'the same' if same else 'DIFFER'}")
    return same


def _curve(path: Path) -> list[tuple]:
    """Steps with their loss and rate, checks with their figures."""
    told = []
    for line in path.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        event = entry["event"]
        if entry["kind"] == "StepDone":
            told.append((event["step"], event["loss"], event["rate"]))
        elif entry["kind"] == "Validated":
            told.append((event["step"], sorted(event["metrics"].items()), event["best_step"]))
    return told


if __name__ == "__main__":
    sys.exit(main())
