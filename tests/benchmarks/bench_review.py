"""Correcting a result with many particles: each kind of edit, undo, and opening the log again.

    python tests/benchmarks/bench_review.py [--rows 1000000] [--edits 5000] [--folder DIR]

A result with that many particles is made (once, if a folder is named) on a scan of 16 px per
particle, in chunks of 2048 px as real ones. Each edit is timed with its line in the log, synced
to the disk, and with the new table; "and a column" adds the reading of one column of it.
"""

import argparse
import json
import math
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import numpy as np
import tifffile

from graticule.classes import BACKGROUND, PALETTE, ClassInfo
from graticule.geometry import Box, PixelSize
from graticule.particles import Measured, iter_measure_particles
from graticule.reports import MethodFacts, Provenance, ScanFacts
from graticule.result_folder import ResultFolder
from graticule.results import ResultRecord, write_record
from graticule.review import Cut, Delete, Draw, Erase, Merge, Paint, Reviewed, SetClass
from graticule.scans import open_scan
from graticule.segment import ResultStore
from graticule.segment.store import ResultInfo
from graticule.segment.tiles import TileGrid

PITCH, TILE = 16, 2048
SIZE = PixelSize(0.5, 0.5, "µm")
CLASSES = (BACKGROUND, ClassInfo("fibre", PALETTE[0]), ClassInfo("glass", PALETTE[1]))


def make(folder: Path, rows: int) -> None:
    """A result with `rows` particles of 8 × 10 px, and its scan."""
    side = math.ceil(math.sqrt(rows))
    width = side * PITCH
    cell = np.zeros((PITCH, PITCH), bool)
    cell[3:13, 4:12] = True
    band = np.tile(cell, (1, side))
    folder.mkdir(parents=True)
    scan = folder / "scan.tif"
    grey = np.random.default_rng(0).integers(0, 20, (256, 256), np.uint8)
    tile = np.where(np.tile(cell, (256 // PITCH, 256 // PITCH)), 60, 200).astype(np.uint8) + grey
    count = math.ceil(width / 256) ** 2
    tifffile.imwrite(
        scan, (tile for _ in range(count)), shape=(width, width), dtype=np.uint8,
        tile=tile.shape, compression="zlib",
    )  # fmt: skip
    with open_scan(scan) as opened:
        _fill(folder, opened, side, width, band, rows)


def _fill(folder, scan, side, width, band, rows):
    store = ResultStore.create(
        folder / "result.zarr",
        TileGrid(width, width, (TILE, TILE), 0),
        ResultInfo(CLASSES, {}, 1, SIZE),
    )
    labels = store.new_labels()
    lines = TILE // PITCH
    for top in range(0, side, lines):
        numbers = np.arange(top * side, min(top + lines, side) * side).reshape(-1, side) + 1
        numbers = np.where(numbers <= rows, numbers, 0)
        block = np.repeat(np.repeat(numbers, PITCH, 0), PITCH, 1) * np.tile(band, (len(numbers), 1))
        labels[top * PITCH : top * PITCH + len(block)] = block.astype(np.uint32)
        store.classes[top * PITCH : top * PITCH + len(block)] = (block > 0).astype(np.uint8)
    store.mark(range(len(store.grid)))
    *_, last = iter_measure_particles(
        labels, store.classes, uncertainty=store.uncertainty, pixel_size=SIZE,
        read_scan=lambda box: scan.read_work(box, 1.0), channel_names=scan.channel_names,
    )  # fmt: skip
    assert isinstance(last, Measured)
    facts = ScanFacts(
        name=scan.path.name, path=str(scan.path), format="TIFF", width=width, height=width,
        pixel_size=SIZE, fingerprint=scan.fingerprint,
    )  # fmt: skip
    method = MethodFacts(protocol="bench", protocol_text="")
    ran = Provenance(versions={}, device="cpu", runtime="", settings={}, started="", seconds=0)
    run = {"scan": {"path": str(scan.path), "width": width, "height": width}}
    ResultFolder(folder).write(scan.path, 0, run)
    record = ResultRecord(scan=facts, method=method, provenance=ran, classes=CLASSES)
    write_record(folder, record, last.table)


def edits(reviewed: Reviewed, rng: np.random.Generator):
    """Each kind of edit at random places, for ever."""
    side = reviewed.labels.shape[0] // PITCH
    while True:
        column, line = rng.integers(2, side - 3, 2).tolist()
        ids = [line * side + column + 1 + k for k in range(3)]
        if not np.isin(ids, reviewed.table["id"]).all():
            continue
        x, y = column * PITCH + 8.0, line * PITCH + 8.0
        yield "class of one", SetClass((ids[0],), 2)
        yield "brush, larger", Paint(((x, y), (x + 7, y)), 4, id=ids[0])
        yield "brush, new", Paint(((x, y + 8.0),), 1.5, class_number=1)
        yield "erase", Erase(((x + 2, y - 4),), 2)
        yield "cut", Cut(((x + 8, y), (x + 24, y)), ids=(ids[1],))
        yield "merge", Merge((ids[0], ids[2]))
        yield "outline", Draw(((x - 4, y + 6), (x + 6, y + 6), (x + 2, y + 9)), 2)


def timed(times: dict, name: str, work) -> None:
    """Note how many ms the work takes."""
    began = time.perf_counter()
    work()
    times[name].append((time.perf_counter() - began) * 1e3)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--edits", type=int, default=5_000)
    parser.add_argument("--folder", type=Path)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = args.folder or Path(temporary) / "result"
        if not (folder / "record.json").exists():
            make(folder, args.rows)
        log = folder / "review" / "review.jsonl"
        log.unlink(missing_ok=True)
        run(folder, args.edits, log)


def run(folder: Path, count: int, log: Path) -> None:
    """Print the median, the 95th percentile and the worst of each kind of edit."""
    times: dict[str, list[float]] = defaultdict(list)
    rng = np.random.default_rng(1)
    with Reviewed.open(folder) as reviewed:
        wanted = edits(reviewed, rng)
        for _ in range(count):
            name, edit = next(wanted)
            timed(times, name, lambda edit=edit: reviewed.apply(edit))
        timed(times, "and a column", lambda: reviewed.table["area"])
        many = tuple(
            rng.choice(reviewed.table["id"], min(100_000, len(reviewed.table) // 2), False)
        )
        timed(times, f"delete {len(many):,}", lambda: reviewed.apply(Delete(many)))
        for _ in range(100):
            timed(times, "undo", reviewed.undo)
        for _ in range(100):
            timed(times, "redo", reviewed.redo)
    began = time.perf_counter()
    with Reviewed.open(folder) as reviewed:
        opened = time.perf_counter() - began
        print(f"{len(reviewed.table):,} particles after {reviewed.log_length:,} lines of log")
        box = Box(0, 0, 2048, 2048)
        timed(times, "read 2048² labels", lambda: reviewed.labels[box.slices])
    for name, ms in times.items():
        middle, late, worst = np.median(ms), np.percentile(ms, 95), max(ms)
        print(f"{name:18} {len(ms):6,} × {middle:8.1f} {late:8.1f} {worst:8.1f} ms")
    print(json.dumps({"open_s": round(opened, 2), "log_MB": round(log.stat().st_size / 1e6, 2)}))


if __name__ == "__main__":
    main()
