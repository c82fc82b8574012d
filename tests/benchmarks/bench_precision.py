"""What an exact run costs and what a fast one changes, runtime by runtime.

    python tests/benchmarks/bench_precision.py microplastics SCAN...
    python tests/benchmarks/bench_precision.py --speed microplastics SCAN

Each runtime of this computer analyses each scan with the protocol; all are compared with the
first, plain float32. With --speed, whole runs of both precisions take turns (A B A B); the best
of each counts.
"""

import argparse
import csv
import tempfile
import time
from pathlib import Path

import msgspec
import numpy as np

from graticule.analysis import Finished, Options, iter_analyse
from graticule.geometry import Box
from graticule.methods import TrainedNetwork
from graticule.models import choose_device
from graticule.precision import MEANINGS
from graticule.protocol import Protocol, load_protocol
from graticule.result_folder import STORE
from graticule.scans import open_scan
from graticule.segment import ResultStore, open_pack_store, segment_with_pack
from graticule.segment.outputs import probabilities
from graticule.segment.runtimes import available


def finished(scan: Path, protocol: Protocol, out: Path, **options: str) -> Finished:
    """A whole run."""
    *_, last = iter_analyse(scan, protocol, out, Options(**options))
    assert isinstance(last, Finished)
    return last


class Outcome:
    """What a runtime makes of a scan: probabilities, maps and particles."""

    def __init__(self, scan: Path, protocol: Protocol, runtime: str) -> None:
        self.shares = class_shares(scan, protocol, runtime)
        with tempfile.TemporaryDirectory() as folder:
            run = finished(scan, protocol, Path(folder), runtime=runtime, precision="fast")
            store = ResultStore.open(Path(run.folder) / STORE)
            self.classes = np.asarray(store.classes[:])
            with (Path(run.folder) / "particles.csv").open(encoding="utf-8-sig") as file:
                rows = list(csv.DictReader(file))
        self.particles = run.particles
        self.area = run.summary[-1].share
        unsure = [float(row[key]) for row in rows for key in row if "uncertainty_mean" in key]
        self.unsure = float(np.mean(unsure)) if unsure else 0.0

    def told(self, plain: "Outcome") -> str:
        """One line: how far it is from plain float32."""
        apart = np.concatenate([
            np.abs(self.shares[box] - plain.shares[box]).max(axis=0).ravel() for box in plain.shares
        ])  # fmt: skip
        changed = float((self.classes != plain.classes).mean())
        return (
            f"class changes in {changed:.1e} of {self.classes.size / 1e6:.2f} Mpx; "
            f"probability by {apart.max():.1e}, {np.quantile(apart, 0.999):.1e} (99.9%), "
            f"{apart.mean():.1e} (mean); {self.particles} particles, {self.area:.4%} of the area, "
            f"uncertainty {self.unsure:.4f}"
        )


def class_shares(scan: Path, protocol: Protocol, runtime: str) -> dict[Box, np.ndarray]:
    """Class probabilities (k, h, w) of each tile that was computed."""
    method = protocol.load_method()
    assert isinstance(method, TrainedNetwork)
    settings = msgspec.structs.replace(method.settings, runtime=runtime, precision="fast")
    found: dict[Box, np.ndarray] = {}
    with open_scan(scan) as opened, tempfile.TemporaryDirectory() as folder:
        pack = method.at(protocol.work_pixel_size(opened.pixel_size, method)).pack
        count = len(pack.classes)

        def watch(box: Box, logits) -> None:
            shares = probabilities(logits[None], count, temperature=pack.temperature)
            found[box] = shares[0, :count].numpy()

        store = open_pack_store(Path(folder) / "result.zarr", opened, pack, settings)
        for _ in segment_with_pack(opened, pack, store, settings, watch=watch):
            pass
    return found


def speed(scan: Path, protocol: Protocol, rounds: int) -> None:
    """Whole runs, reports included, of both precisions by turns."""
    best = dict.fromkeys(MEANINGS, np.inf)
    chosen = dict.fromkeys(MEANINGS, "")
    for number in range(rounds + 1):  # the first probes and compiles
        for name in MEANINGS:
            with tempfile.TemporaryDirectory() as folder:
                start = time.perf_counter()
                chosen[name] = finished(scan, protocol, Path(folder), precision=name).runtime
                seconds = time.perf_counter() - start
            if number:
                best[name] = min(best[name], seconds)
    told = ", ".join(f"{name} ({chosen[name]}) {best[name]:.2f} s" for name in MEANINGS)
    print(f"{scan.name}: {told}; exact / fast: {best['exact'] / best['fast']:.2f}")


def main() -> None:
    """Read the options; one line per scan and runtime."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("protocol")
    parser.add_argument("scans", type=Path, nargs="+")
    parser.add_argument("--speed", action="store_true")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    protocol = load_protocol(arguments.protocol)
    for scan in arguments.scans:
        if arguments.speed:
            speed(scan, protocol, arguments.rounds)
            continue
        plain = None
        for name in available(choose_device(), "fast"):
            outcome = Outcome(scan, protocol, name)
            plain = plain or outcome
            print(f"{scan.name} {name}: {outcome.told(plain)}", flush=True)


if __name__ == "__main__":
    main()
