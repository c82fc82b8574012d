"""Reports: every writer on 100,000 particles, and two of them against the plain way.

    python tests/benchmarks/bench_reports.py [--particles 100000] [--pitch 26]

Prints the processor time of each writer, outlines traced anew where they are written, and the
peak memory after it. As ratios, on a tenth of the particles: the table's cells alone through
xlsxwriter's public calls against our whole report, and features through `shapely.mapping` and
`json` against ours.
"""

import argparse
import json
import math
import resource
import tempfile
import time
import uuid
from collections import deque
from collections.abc import Callable
from pathlib import Path

import numpy as np
import shapely
import xlsxwriter

from graticule.annotations import read_geojson
from graticule.classes import BACKGROUND, PALETTE, ClassInfo
from graticule.geometry import PixelSize
from graticule.particles import measure_particles, outline_particles
from graticule.reports import (
    Analysis,
    MethodFacts,
    Provenance,
    ScanFacts,
    collect_versions,
    iter_write_class_tiff,
    iter_write_csv,
    iter_write_excel,
    iter_write_geojson,
    iter_write_label_tiff,
    iter_write_overview,
    iter_write_uncertainty_tiff,
)
from graticule.reports.cells import fields

WRITERS = {
    "particles.csv": iter_write_csv,
    "report.xlsx": iter_write_excel,
    "particles.geojson": iter_write_geojson,
    "particles.geojson.gz": iter_write_geojson,
    "classes.ome.tif": iter_write_class_tiff,
    "uncertainty.ome.tif": iter_write_uncertainty_tiff,
    "labels.ome.tif": iter_write_label_tiff,
    "overview.png": iter_write_overview,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--particles", type=int, default=100_000)
    parser.add_argument("--pitch", type=int, default=26, help="px from one to the next")
    arguments = parser.parse_args()
    analysis = sample(arguments.particles, arguments.pitch)
    deque(analysis.outlines(), maxlen=0)  # compiles
    times = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, write in WRITERS.items():
            path = Path(folder) / name
            times[name] = timed(lambda w=write, p=path: deque(w(analysis, p), maxlen=0))
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            size = path.stat().st_size / 2**20
            print(f"{name}: {times[name]:.2f} s, {size:.0f} MiB, peak memory {peak:.0f} MiB")
        found = timed(lambda: read_geojson(Path(folder) / "particles.geojson"))
        print(f"read_geojson: {found:.2f} s")
        part = sample(max(1, arguments.particles // 10), arguments.pitch)
        for name, plain in (("report.xlsx", plain_excel), ("particles.geojson", plain_geojson)):
            path = Path(folder) / name
            ours, theirs = [], []
            for _ in range(3):  # in turn, so that a busy machine wrongs both
                ours.append(timed(lambda w=WRITERS[name], p=path: deque(w(part, p), maxlen=0)))
                theirs.append(timed(lambda w=plain, p=path: w(part, p)))
            print(f"{name}, the plain way / ours: {min(theirs) / min(ours):.1f}")


def timed(work: Callable[[], object]) -> float:
    """Processor seconds: all of this is one thread."""
    start = time.process_time()
    work()
    return time.process_time() - start


def sample(count: int, pitch: int) -> Analysis:
    """Ellipses of three classes on a grid, calibrated, with uncertainty and colour."""
    rng = np.random.default_rng(0)
    across = math.isqrt(count - 1) + 1
    side = across * pitch
    labels = np.zeros((side, side), np.uint32)
    y, x = np.mgrid[:pitch, :pitch] - (pitch - 1) / 2
    for number in range(count):
        top, left = (pitch * place for place in divmod(number, across))
        a, b = rng.uniform(2, pitch / 2 - 1, 2)
        labels[top : top + pitch, left : left + pitch][(x / a) ** 2 + (y / b) ** 2 < 1] = number + 1
    classes = np.where(labels > 0, labels % 3 + 1, 0).astype(np.uint8)
    uncertainty = (labels * 37 % 251).astype(np.uint8)
    scan = np.full((side, side, 3), 220, np.uint8)
    table = measure_particles(
        labels, classes, uncertainty=uncertainty, read_scan=lambda box: scan[box.slices],
        channel_names=("red", "green", "blue"), pixel_size=PixelSize(0.5, 0.5, "µm"),
    )  # fmt: skip
    return Analysis(
        scan=ScanFacts(
            name="bench.tif", path="bench.tif", format="TIFF", width=side, height=side,
            pixel_size=PixelSize(0.5, 0.5, "µm"), fingerprint="0",
        ),
        method=MethodFacts(protocol="bench", protocol_text=""),
        provenance=Provenance(
            versions=collect_versions(), device="cpu", runtime="", settings={},
            started="2026-01-01T00:00:00+00:00", seconds=1.0,
        ),
        classes=(BACKGROUND, *(ClassInfo(f"class {i}", PALETTE[i]) for i in range(3))),
        scale=1.0, table=table, labels=labels, uncertainty=uncertainty,
        outlines=lambda: outline_particles(labels, table),
        overview=lambda longest: scan[:: -(-side // longest), :: -(-side // longest)],
        crop=lambda box, longest: scan[box.slices][:longest, :longest],
    )  # fmt: skip


def plain_excel(analysis: Analysis, path: Path) -> None:
    """The Particles sheet alone, row by row."""
    columns = [field.cells(slice(None)) for field in fields(analysis)]
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for row, values in enumerate(zip(*columns, strict=True)):
            sheet.write_row(row, 0, values)


def plain_geojson(analysis: Analysis, path: Path) -> None:
    """Features as dictionaries, dumped one by one."""
    columns = [(f.heading, f.cells(slice(None))) for f in fields(analysis) if f.kind != "text"]
    with path.open("w", encoding="utf-8") as file:
        for row, shape in analysis.outlines():
            info = analysis.classes[analysis.table["class"][row]]
            feature = {
                "type": "Feature",
                "id": str(uuid.uuid5(uuid.NAMESPACE_URL, shape.wkb_hex)),
                "geometry": shapely.geometry.mapping(shape),
                "properties": {
                    "objectType": "detection",
                    "classification": {"name": info.name, "color": info.color},
                    "name": f"{info.name} {row + 1}",
                    "measurements": {heading: cells[row] for heading, cells in columns},
                },
            }
            file.write(json.dumps(feature) + ",\n")


if __name__ == "__main__":
    main()
