"""Judge protocols on fresh simulated scans, through the very analysis that users run.

    python tests/benchmarks/judge_simulated.py tape microtraces --seed 70000 --count 4
    python tests/benchmarks/judge_simulated.py filter microplastics mp-vat mp-vat-2 --seed 70000

Simulates COUNT scans of the next seeds (not those that the packs learned from), analyses each by
every protocol, and prints per class: IoU, precision, recall and F1 of pixels, counted over all
scans together; the particles found beside the objects that were drawn and beside the pieces that
can be seen of them (connected components of the true class map, as small ones left out as by the
protocol). A protocol with one class is asked for "anything".
"""

import argparse
import json
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import cc3d
import numpy as np

from graticule.analysis import Options, iter_analyse
from graticule.classes import ClassInfo
from graticule.evaluation import Confusion
from graticule.protocol import Protocol, load_protocol
from graticule.results import Result
from graticule.scans import open_scan
from graticule.simulate import (
    FILTER_CLASSES,
    TAPE_CLASSES,
    iter_simulate_filter,
    iter_simulate_tape,
)

CLASSES = {"tape": TAPE_CLASSES, "filter": FILTER_CLASSES}


@dataclass
class Tally:
    """What one protocol found on all scans."""

    confusion: Confusion
    found: Counter = field(default_factory=Counter)
    drawn: Counter = field(default_factory=Counter)
    seen: Counter = field(default_factory=Counter)
    seconds: float = 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("kind", choices=("tape", "filter"))
    parser.add_argument("protocols", nargs="+")
    parser.add_argument("--seed", type=int, default=70000)
    parser.add_argument("--count", type=int, default=4)
    parser.add_argument("--size", type=int, nargs=2)
    parser.add_argument("--coverage", type=float)
    parser.add_argument("--keep", type=Path, help="folder of the scans, made or used again")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="graticule-judge-") as folder:
        scans = simulated(arguments, arguments.keep or Path(folder))
        for name in arguments.protocols:
            protocol = load_protocol(name)
            told = judge(protocol, scans, CLASSES[arguments.kind], Path(folder) / protocol.name)
            print_tally(protocol, told, len(scans))


def simulated(arguments: argparse.Namespace, folder: Path) -> list[Path]:
    """The scans, drawn unless they are there."""
    folder.mkdir(parents=True, exist_ok=True)
    tape = arguments.kind == "tape"
    size = tuple(arguments.size or ((8192, 8192) if tape else (2048, 1536)))
    make = iter_simulate_tape if tape else iter_simulate_filter
    options = {} if arguments.coverage is None else {"coverage": arguments.coverage}
    paths = []
    for seed in range(arguments.seed, arguments.seed + arguments.count):
        path = folder / f"{arguments.kind}-{seed}.tif"
        if not path.exists():
            for _ in make(path, size=size, seed=seed, **options):
                pass
        paths.append(path)
    return paths


def judge(
    protocol: Protocol, scans: list[Path], classes: tuple[ClassInfo, ...], out: Path
) -> Tally:
    """Analyse every scan and count."""
    names = [info.name for info in protocol.load_method().classes]
    single = len(names) == 2
    told = Tally(Confusion(np.zeros((len(names), len(names)), np.int64)))
    for path in scans:
        started = time.monotonic()
        *_, finished = iter_analyse(path, protocol, out, Options())
        told.seconds += time.monotonic() - started
        with Result.open(Path(finished.folder)) as result:
            truth = truth_on_grid(path, result)
            if single:
                truth = (truth > 0).astype(np.uint8)
            # what cleaning threw away is not found, so the labels decide, not the class map
            given = np.where(result.labels[:] > 0, result.class_map[:], 0).astype(np.uint8)
            told.confusion += Confusion.of(given, truth, len(names))
            table = result.table
            assert table is not None
            smallest = [limits.smallest for limits in (
                cleaning.limits(result.pixel_size)
                for cleaning in protocol.cleanings(protocol.load_method()))]  # fmt: skip
            told.found += Counter({names[c]: int((table["class"] == c).sum())
                                   for c in range(1, len(names))})  # fmt: skip
            told.seen += pieces(truth, names, smallest)
        told.drawn += drawn(path, names[1] if single else None)
    return told


def truth_on_grid(path: Path, result: Result) -> np.ndarray:
    """The true class of each px of the result's grid: the commonest of the px that it covers."""
    with open_scan(path.with_suffix(".truth.tif")) as truth:
        full = truth.read(truth.box)[..., 0]
    step = round(result.scale)
    if step == 1:
        return full
    height, width = result.labels.shape
    full = np.pad(full, ((0, height * step - full.shape[0]), (0, width * step - full.shape[1])))
    blocks = full.reshape(height, step, width, step)
    counts = np.stack([(blocks == c).sum(axis=(1, 3)) for c in range(int(full.max()) + 1)])
    return counts.argmax(axis=0).astype(np.uint8)


def pieces(truth: np.ndarray, names: list[str], smallest: list[float]) -> Counter:
    """Connected components of each class that are large enough."""
    found = Counter()
    for number, name in enumerate(names[1:], start=1):
        labels = np.asarray(cc3d.connected_components(truth == number, connectivity=8))
        found[name] = int((np.bincount(labels.ravel())[1:] >= max(smallest[number - 1], 1)).sum())
    return found


def drawn(path: Path, single: str | None) -> Counter:
    """Objects of each class that the simulation drew."""
    told = json.loads(path.with_suffix(".truth.geojson").read_text(encoding="utf-8"))
    features = told["features"] if isinstance(told, dict) else told
    return Counter(single or f["properties"]["classification"]["name"] for f in features)


def print_tally(protocol: Protocol, told: Tally, scans: int) -> None:
    c = told.confusion
    print(f"\n{protocol.name}: {scans} scans, {told.seconds / scans:.1f} s each, "
          f"mean IoU {c.mean_iou:.3f}")  # fmt: skip
    print(f"{'class':14s} {'IoU':>6s} {'prec.':>6s} {'recall':>6s} {'F1':>6s} "
          f"{'found':>6s} {'drawn':>6s} {'error':>7s} {'pieces':>6s} {'error':>7s}")  # fmt: skip
    for number, info in enumerate(protocol.load_method().classes[1:], start=1):
        figures = (c.iou, c.precision, c.recall, c.dice)
        n, objects, parts = (t[info.name] for t in (told.found, told.drawn, told.seen))
        pixels = " ".join(f"{float(f[number]):6.3f}" for f in figures)
        counts = f"{n:6d} {objects:6d} {_error(n, objects)} {parts:6d} {_error(n, parts)}"
        print(f"{info.name:14s} {pixels} {counts}")


def _error(found: int, true: int) -> str:
    return f"{(found - true) / true:+7.1%}" if true else "      –"


if __name__ == "__main__":
    main()
