"""Whole instruments: what a lab waits for, from the scan to the numbers.

    python tests/benchmarks/bench_instruments.py filter [--quick]

`filter`: simulated stained filters of 1280 × 960 px at 4 µm by the four microplastics protocols,
all reports but the pictures written, the program started already. Baek et al. (S5) take under two
seconds an image. Beside the time stand counts against the simulator's truth, and how many of the
particles that were found have the shape that was drawn.
"""

import argparse
import statistics
import tempfile
import time
from pathlib import Path

import msgspec
import numpy as np
import tifffile

from graticule.analyse import Finished, Options, analyse
from graticule.particles import prepare, read_table
from graticule.protocols import Protocol, ReportSettings, load_protocol
from graticule.results import TABLE, Result
from graticule.simulate import simulate_filter
from graticule.simulate.filter import FILTER_CLASSES

SIZE = (1280, 960)
PROTOCOLS = ("microplastics", "mp-vat", "mp-vat-2", "mp-act")
CALLED = {"bead": "sphere"}  # as the protocols call it


def quiet(name: str) -> Protocol:
    """The protocol without maps: table, workbook, outlines and overview are written."""
    return msgspec.structs.replace(load_protocol(name), report=ReportSettings(tiffs=False))


def run(scan: Path, protocol: Protocol, out: Path) -> tuple[float, Path]:
    """Seconds from opening to the last file, and the folder."""
    start = time.perf_counter()
    *_, last = analyse(scan, protocol, out, Options(restart=True))
    assert isinstance(last, Finished)
    return time.perf_counter() - start, Path(last.folder)


def shapes(folder: Path, truth: np.ndarray) -> tuple[int, int]:
    """Of the particles on plastic that are clear: how many have the drawn shape, of how many."""
    table, labels = read_table(folder / TABLE), np.asarray(Result.open(folder).labels[:])
    names = [CALLED.get(info.name, info.name) for info in FILTER_CLASSES]
    right = total = 0
    for row in np.flatnonzero((table["area_px"] >= 20) & ~table["touches_border"]):
        box = tuple(slice(int(table[a][row]), int(table[b][row])) for a, b in
                    (("top", "bottom"), ("left", "right")))  # fmt: skip
        under = truth[box][labels[box] == table["id"][row]]
        drawn = int(np.bincount(under, minlength=len(names)).argmax())
        if drawn:
            total += 1
            right += table["shape_class"][row] == names[drawn]
    return right, total


def bench_filter(seeds: range, folder: Path) -> None:
    """Time and agreement of the four protocols on the same filters."""
    prepare()
    scans = []
    for seed in seeds:
        path = folder / f"filter-{seed}.tif"
        list(simulate_filter(path, size=SIZE, seed=seed, coverage=0.006))
        scans.append(path)
    print(f"{len(scans)} filters of {SIZE[0]} x {SIZE[1]} px")
    print(f"{'protocol':16}{'median s':>10}{'worst s':>10}{'particles':>11}{'shape right':>13}")
    for name in PROTOCOLS:
        protocol, times, found, right, total = quiet(name), [], 0, 0, 0
        run(scans[0], protocol, folder / name)  # what is loaded once is loaded
        for scan in scans:
            seconds, result = run(scan, protocol, folder / name)
            truth = tifffile.imread(scan.with_suffix("").with_suffix(".truth.tif"))
            hits, of = shapes(result, truth)
            times.append(seconds)
            right, total = right + hits, total + of
            found += len(read_table(result / TABLE))
        share = f"{right}/{total}"
        print(f"{name:16}{statistics.median(times):10.2f}{max(times):10.2f}{found:11}{share:>13}")


def main() -> None:
    """Run the parts that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("part", choices=["filter"])
    parser.add_argument("--quick", action="store_true", help="three filters instead of twelve")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bench_filter(range(500, 503 if args.quick else 512), Path(folder))


if __name__ == "__main__":
    main()
