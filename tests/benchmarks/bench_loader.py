"""How fast batches are made, against the network that takes them; start and memory on large scans.

    python tests/benchmarks/bench_loader.py TAPE.tif [--repeat 10] [--steps 6] [--kept 0]

TAPE has its truth beside it (`graticule simulate tape TAPE.tif --size 8192x8192`), and is read at
4 µm. With --repeat 10 the same tiles are written 10 times across and down first: of a tape of
8192 px a side at 1 µm that makes one of 6.7 Gpx. Prints seconds until the first batch and peak
memory for every way of choosing places, each in a process of its own; patches per second for each
number of workers; and what share of a training the network (FCN on ResNet-50, 256 px) waited.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import tifffile
import torch

from graticule.annotations import Target, read_sources
from graticule.geometry import Length
from graticule.learn.patches import Augmentation, Loader, Sampler, View
from graticule.models import Normalisation
from graticule.models.architecture import Architecture
from graticule.models.networks import build_network

IMAGENET = Normalisation((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
VARIED = Augmentation(recolour=0.8, grey=0.2, cast=1.1, blur=2.0)
BATCH = 8


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tape", type=Path)
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--steps", type=int, default=6)
    parser.add_argument("--kept", type=int, default=None, help="bytes; 0 reads everything anew")
    parser.add_argument("--only", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.kept is not None:
        Sampler.kept_bytes = arguments.kept
    if arguments.only:
        print(json.dumps(started(arguments.tape, arguments.only)))
        return
    folder = Path(tempfile.mkdtemp(prefix="graticule-loader-"))
    try:
        tape = arguments.tape
        if arguments.repeat > 1:
            tape = repeated(tape, arguments.repeat, folder)
        for places in ("anywhere", "grid", "foreground", "targets"):
            print_start(tape, places, arguments.kept)
        sampler = sampler_of(tape, "foreground")
        for workers in sorted({1, 2, os.cpu_count() or 1}):
            print_speed(sampler, workers)
        if arguments.steps:
            print_waiting(sampler, arguments.steps)
    finally:
        shutil.rmtree(folder)


def repeated(tape: Path, times: int, folder: Path) -> Path:
    """The tape's own tiles, so many times across and down, and its truth likewise."""
    for path in (tape, tape.with_name(f"{tape.stem}.truth.tif")):
        with tifffile.TiffFile(path) as source, tifffile.TiffWriter(
            folder / path.name, bigtiff=True
        ) as out:  # fmt: skip
            for number, page in enumerate(source.pages):
                write_repeated(out, source, page, times, reduced=number > 0)
    return folder / tape.name


def write_repeated(out, source, page, times: int, *, reduced: bool) -> None:
    across, down = page.imagewidth // page.tilewidth, page.imagelength // page.tilelength
    if (across * page.tilewidth, down * page.tilelength) != (page.imagewidth, page.imagelength):
        sys.exit("the tape must be whole tiles wide and high: 8192 px")

    def tiles():
        for row in range(down * times):
            for column in range(across * times):
                index = row % down * across + column % across
                source.filehandle.seek(page.dataoffsets[index])
                yield source.filehandle.read(page.databytecounts[index])

    colour = page.samplesperpixel == 3
    out.write(
        tiles(),
        shape=(page.imagelength * times, page.imagewidth * times, *((3,) if colour else ())),
        dtype=page.dtype,
        tile=(page.tilelength, page.tilewidth),
        photometric="rgb" if colour else "minisblack",
        compression=page.compression,
        **({"subsampling": (2, 2)} if colour else {}),
        subfiletype=int(reduced),
        resolution=page.tags["XResolution"].value[:1] * 2,
        resolutionunit="CENTIMETER",
        metadata=None,
    )


def sampler_of(tape: Path, places: str) -> Sampler:
    data = read_sources([tape], target="classes", pixel_size=Length(4, "µm"))
    view = View(places=places)
    return Sampler(data.sources, view, IMAGENET, target=Target("classes", len(data.classes)))


def started(tape: Path, places: str) -> dict:
    """Seconds for reading annotations, for the sampler, for a first batch; and the peak memory."""
    torch.set_num_threads(1)
    began = time.perf_counter()
    data = read_sources([tape], target="classes", pixel_size=Length(4, "µm"))
    opened = time.perf_counter()
    before = peak_mebibytes()
    target = Target("classes", len(data.classes))
    used = time.process_time()
    sampler = Sampler(data.sources, View(places=places), IMAGENET, target=target)
    ready, used = time.perf_counter(), time.process_time() - used
    sampler.batch(0, BATCH)
    return {
        "grid": data.sources[0].size,
        "annotations": opened - began,
        "sampler": ready - opened,
        "used": used,
        "batch": time.perf_counter() - ready,
        "before": before,
        "peak": peak_mebibytes(),
    }


def peak_mebibytes() -> float:
    """Of this program alone: what `resource` tells begins with the memory of who started it."""
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if "VmHWM" in line) / 1024


def print_start(tape: Path, places: str, kept: int | None) -> None:
    command = [sys.executable, __file__, str(tape), "--only", places]
    command += [] if kept is None else ["--kept", str(kept)]
    made = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    width, height = made["grid"]
    print(
        f"{places:10} {width} × {height} px: annotations {made['annotations']:.1f} s, "
        f"sampler {made['sampler']:.1f} s ({made['used']:.1f} s of a core), "
        f"first batch {made['batch']:.2f} s, "
        f"memory {made['before']:.0f} → {made['peak']:.0f} MiB",
        flush=True,
    )


def print_speed(sampler: Sampler, workers: int, batches: int = 24) -> None:
    loader = Loader(sampler, VARIED, BATCH, workers=workers)
    made = loader.batches()
    for _ in range(4):
        next(made)
    began, used = time.perf_counter(), time.process_time()
    for _ in range(batches):
        next(made)
    wall, used = time.perf_counter() - began, time.process_time() - used
    made.close()
    patches = batches * BATCH
    print(
        f"{workers} worker(s): {patches / wall:.0f} patches/s, "
        f"{used / patches * 1e3:.1f} ms of a core per patch",
        flush=True,
    )


def print_waiting(sampler: Sampler, steps: int) -> None:
    """Train for some steps; what counts is how long the network waited, not what it learned."""
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    about = Architecture(name="fcn-resnet50", encoder="resnet50", in_channels=3)
    network = build_network(about, 6).to(device).train()
    optimiser = torch.optim.SGD(network.parameters(), lr=1e-4)
    loader = Loader(sampler, VARIED, BATCH)
    batches = loader.batches()
    next(batches)
    began, waited = time.perf_counter(), loader.waited
    for _ in range(steps):
        batch = next(batches)
        loss = torch.nn.functional.cross_entropy(
            network(batch.pixels.to(device)), batch.classes.to(device)
        )
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        loss.item()
    wall = time.perf_counter() - began
    batches.close()
    print(
        f"network on {device}: {steps * BATCH / wall:.1f} patches/s, waited "
        f"{loader.waited - waited:.2f} of {wall:.1f} s "
        f"({100 * (loader.waited - waited) / wall:.1f} %)"
    )


if __name__ == "__main__":
    main()
