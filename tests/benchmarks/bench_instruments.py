"""Whole instruments: what a lab waits for, from the scan to the numbers.

    python tests/benchmarks/bench_instruments.py filter [--quick]
    python tests/benchmarks/bench_instruments.py tem [--quick]

`filter`: simulated stained filters of 1280 × 960 px at 4 µm by the four microplastics protocols,
all reports but the pictures written, the program started already. Baek et al. (S5) take under two
seconds an image. Beside the time stand counts against the simulator's truth, and how many of the
particles that were found have the shape that was drawn.

`tem`: simulated micrographs of 2048 × 2048 px with little and with much overlap, without
separation, by the network's distance and by UECS: seconds of the network, of finding, separating
and measuring, of the report with its pictures, and of the whole. ANTEMA (Gumbiowski et al. 2023)
takes under 10, 15 and 90 s, a person half an hour.
"""

import argparse
import statistics
import tempfile
import time
from pathlib import Path

import msgspec
import numpy as np
import tifffile

from graticule.analysis import Finished, Options, Stage, iter_analyse
from graticule.geometry import Length
from graticule.instances import SeparationSettings
from graticule.particles import prepare, read_table
from graticule.protocol import Protocol, ReportSettings, load_protocol
from graticule.results import TABLE, Result
from graticule.simulate import iter_simulate_filter, iter_simulate_particles
from graticule.simulate.filter import FILTER_CLASSES
from graticule.simulate.particles import ParticleLook

SIZE = (1280, 960)
PROTOCOLS = ("microplastics", "mp-vat", "mp-vat-2", "mp-act")
TEM = 2048  # px a side
STAGES = ("segment", "particles", "measure", "report")
CALLED = {"bead": "sphere"}  # as the protocols call it


def quiet(name: str) -> Protocol:
    """The protocol without maps: table, workbook, outlines and overview are written."""
    return msgspec.structs.replace(load_protocol(name), report=ReportSettings(tiffs=False))


def run(scan: Path, protocol: Protocol, out: Path) -> tuple[float, Path]:
    """Seconds from opening to the last file, and the folder."""
    start = time.perf_counter()
    *_, last = iter_analyse(scan, protocol, out, Options(restart=True))
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
        list(iter_simulate_filter(path, size=SIZE, seed=seed, coverage=0.006))
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


def bench_tem(quick: bool, folder: Path) -> None:
    """Time of each part of an analysis of micrographs with little and much overlap."""
    prepare()
    looks = {
        "little overlap": ParticleLook(overlap=0.1, coverage=0.1, shape="sphere", diameter=50),
        "much overlap": ParticleLook(overlap=0.4, coverage=0.25, shape="sphere", diameter=40),
    }
    plain = msgspec.structs.replace(load_protocol("nanoparticles"), report=ReportSettings())
    print(f"{TEM}² px{'':10}{'separation':12}{'particles':>10}{'network':>9}{'particles':>11}"
          f"{'report':>8}{'whole s':>9}")  # fmt: skip
    for name, look in list(looks.items())[: 1 if quick else 2]:
        path = folder / f"{name.replace(' ', '-')}.tif"
        list(iter_simulate_particles(path, size=(TEM, TEM), seed=41, pixel_size=Length(0.25, "nm"),
                                look=look))  # fmt: skip
        for method in ("none", "distance", "uecs"):
            protocol = msgspec.structs.replace(plain, separation=SeparationSettings(method=method))
            parts, count = timed_parts(path, protocol, folder / method)
            whole = sum(parts.values())
            found = parts["particles"] + parts["measure"]
            print(f"{name:17}{method:12}{count:10}{parts['segment']:9.2f}{found:11.2f}"
                  f"{parts['report']:8.2f}{whole:9.2f}")  # fmt: skip


def timed_parts(scan: Path, protocol: Protocol, out: Path) -> tuple[dict[str, float], int]:
    """Seconds of each phase of the second of two runs (the first loads what is loaded once)."""
    for _ in range(2):
        parts, last, count = dict.fromkeys(STAGES, 0.0), time.perf_counter(), 0
        for event in iter_analyse(scan, protocol, out, Options(restart=True)):
            now = time.perf_counter()
            if isinstance(event, Stage):
                parts[event.phase if event.phase in parts else "segment"] += now - last
            elif isinstance(event, Finished):
                count = event.particles
                parts["report"] += now - last
            else:
                parts["segment"] += now - last
            last = now
    return parts, count


def main() -> None:
    """Run the parts that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("part", choices=["filter", "tem"])
    parser.add_argument("--quick", action="store_true", help="fewer scans")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if args.part == "filter":
            bench_filter(range(500, 503 if args.quick else 512), Path(folder))
        else:
            bench_tem(args.quick, Path(folder))


if __name__ == "__main__":
    main()
