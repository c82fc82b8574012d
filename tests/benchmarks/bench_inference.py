"""How fast a scan is segmented, in ratios. Run one scenario at a time on a quiet machine.

    python tests/benchmarks/bench_inference.py runtimes
    python tests/benchmarks/bench_inference.py end-to-end --size 8192
    python tests/benchmarks/bench_inference.py loop --size 8192
    python tests/benchmarks/bench_inference.py tiatoolbox --python /path/to/venv/bin/python
    python tests/benchmarks/bench_inference.py clumps --size 16384
    python tests/benchmarks/bench_inference.py memory --sizes 10240 32768
    python tests/benchmarks/bench_inference.py patches

What is compared takes turns (A B A B); the best of each counts. Scans are simulated tapes, kept
in --folder for the next time. `--pack` names a pack; without it a U-Net with random weights runs.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import openslide
import torch

from graticule.classes import BACKGROUND, PALETTE, ClassInfo
from graticule.geometry import Box
from graticule.models import (
    Architecture,
    Manifest,
    Normalisation,
    Pack,
    build_network,
    choose_device,
    load_pack,
    save_pack,
)
from graticule.precision import MEANINGS
from graticule.scans import Scan, open_scan
from graticule.segment import PackSettings, WorkView, open_pack_store, segment_with_pack
from graticule.segment.networks import set_up
from graticule.segment.probe import Probe
from graticule.simulate import TAPE_CLASSES, iter_simulate_tape

TIATOOLBOX = Path(__file__).with_name("tiatoolbox_run.py")


def tape(arguments: argparse.Namespace, size: int, *, clumps: bool = False) -> Path:
    """A simulated tape of size × size px, made if it is not there yet."""
    path = arguments.folder / f"tape{'-clumps' if clumps else ''}-{size}.tif"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        for _ in iter_simulate_tape(path, size=(size, size), seed=11, clumps=clumps):
            pass
    return path


def the_pack(arguments: argparse.Namespace) -> Pack:
    """The pack to be run: one by name, or a U-Net with random weights for six classes."""
    if arguments.pack:
        return load_pack(arguments.pack)
    infos = tuple(
        ClassInfo(info.name, info.color) if isinstance(info, ClassInfo) else info
        for info in TAPE_CLASSES
    ) or (BACKGROUND, ClassInfo("trace", PALETTE[0]))
    manifest = Manifest(
        title="Random weights",
        classes=infos,
        architecture=Architecture(arguments.network, arguments.encoder, 3),
        normalisation=Normalisation(mean=(0.8,) * 3, sd=(0.2,) * 3),
        working_pixel_size=arguments.pixel_size,
        margin=64,
    )
    torch.manual_seed(0)
    network = build_network(manifest.architecture, manifest.outputs)
    return save_pack(arguments.folder / "random-pack", manifest, network, "Random weights.")


def segment(scan: Scan, pack: Pack, settings: PackSettings) -> tuple[float, float, int]:
    """Seconds, seconds of processor time, and tiles left out, of one whole run."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_pack_store(Path(folder) / "result.zarr", scan, pack, settings)
        wall, cpu = time.perf_counter(), time.process_time()
        for _ in segment_with_pack(scan, pack, store, settings):
            pass
        return time.perf_counter() - wall, time.process_time() - cpu, store.skipped


def turns(rounds: int, **ways: Callable[[], float]) -> dict[str, float]:
    """The best seconds of each way, which take turns."""
    best = dict.fromkeys(ways, np.inf)
    for _ in range(rounds):
        for name, way in ways.items():
            seconds = way()
            best[name] = min(best[name], seconds)
            print(f"  {name}: {seconds:.2f} s", flush=True)
    return best


def runtimes(arguments: argparse.Namespace) -> None:
    """Each runtime's speed and how far it is from plain float32, on real content."""
    pack = the_pack(arguments)
    device = choose_device(arguments.device)
    pixels = contents(arguments, pack)
    probe = Probe(pack.network(), pack.sha256, len(pack.classes), device, "fast")
    trials = probe.trials(pixels)
    slowest = trials["fp32"].seconds
    for name, trial in trials.items():
        rate = pixels[0, 0].numel() / trial.seconds / 1e6
        print(
            f"{name:15} {rate:6.2f} Mpx/s  {slowest / trial.seconds:5.2f} x fp32  "
            f"probabilities differ by {trial.largest:.1e}, {trial.mean:.1e} in the mean"
        )


def contents(arguments: argparse.Namespace, pack: Pack) -> torch.Tensor:
    """Network input with something in it: a part of --scan, or of a simulated tape."""
    path = arguments.scan or tape(arguments, 4096)
    with open_scan(path) as scan:
        view = WorkView(scan, 1.0)
        limits = pack.normalisation.limits(view.overview(2048), scan.grey_range)
        side = arguments.patch or 1152
        pixels = pack.normalisation.apply(view.read(Box(0, 0, side, side)), limits)
    return torch.from_numpy(pixels).permute(2, 0, 1)[None].contiguous()


def end_to_end(arguments: argparse.Namespace) -> None:
    """Whole runs, uncertainty included, against the same runtime on tensors in memory.

    Bare is the pack's whole network, tile after tile. The part of it that a run leaves to the
    runtime (without the enlarging of the answer) is timed as well.
    """
    pack = the_pack(arguments)
    settings = whole_settings(arguments)
    with open_scan(arguments.scan or tape(arguments, arguments.size)) as scan:
        segment(scan, pack, settings)  # probes, compiles
        with tempfile.TemporaryDirectory() as folder:
            store = open_pack_store(Path(folder) / "r", scan, pack, settings)
        count = len(store.grid)
        ensemble, facts = set_up([pack], WorkView(scan, store.info.scale), settings, {})
        tile = ensemble.prepare(scan.read_work(store.grid[0].read, store.info.scale))
        device = choose_device(arguments.device)
        key = f"whole-{pack.sha256}"
        probe = Probe(pack.network(), key, len(pack.classes), device, settings.precision)
        network = probe.build(facts["runtimes"][0])

        def each(run: Callable[[], torch.Tensor]) -> float:
            start = time.perf_counter()
            for _ in range(count):
                run()[0, 0, 0, 0].item()
            return time.perf_counter() - start

        ways = {"bare": lambda: network(tile[0]), "part": lambda: ensemble.predict([tile])}
        for run in ways.values():
            run()  # compiles
        best = turns(
            arguments.rounds,
            bare=lambda: each(ways["bare"]),
            part=lambda: each(ways["part"]),
            whole=lambda: segment(scan, pack, settings)[0],
        )
    print(f"{count} tiles of {store.grid.read_shape}, {facts}")
    print(f"end to end / bare runtime: {best['bare'] / best['whole']:.3f} (wanted: at least 0.90)")
    print(f"end to end / what it leaves to the runtime: {best['part'] / best['whole']:.3f}")


def whole_settings(arguments: argparse.Namespace) -> PackSettings:
    """Everything computed."""
    return settings_of(arguments, keep_background=True)


def settings_of(arguments: argparse.Namespace, *, keep_background: bool) -> PackSettings:
    """As the options say."""
    overlap = arguments.overlap
    return PackSettings(
        overlap=int(overlap) if overlap.isdecimal() else overlap,
        keep_background=keep_background,
        precision=arguments.precision,
        runtime=arguments.runtime,
        device=arguments.device,
        patch=arguments.patch,
    )


def loop(arguments: argparse.Namespace) -> None:
    """Whole runs against reading region after region with OpenSlide and plain float32."""
    pack = the_pack(arguments)
    settings = whole_settings(arguments)
    path = arguments.scan or tape(arguments, arguments.size)
    with open_scan(path) as scan:
        segment(scan, pack, settings)
        best = turns(
            arguments.rounds,
            loop=lambda: plain_loop(path, scan, pack, arguments),
            graticule=lambda: segment(scan, pack, settings)[0],
        )
    ratio = best["loop"] / best["graticule"]
    print(f"graticule / plain loop: {ratio:.2f} (wanted: at least 1.4)")


def plain_loop(path: Path, scan: Scan, pack: Pack, arguments: argparse.Namespace) -> float:
    """Seconds of the loop that anyone would write, at the scan's own level nearest the pack's."""
    network = pack.network()
    size, batch = arguments.loop_patch, arguments.loop_batch
    wanted = pack.pixel_size.pixels(scan.pixel_size) if pack.pixel_size else 1.0
    start = time.perf_counter()
    with openslide.OpenSlide(path) as slide, torch.inference_mode():
        level = slide.get_best_level_for_downsample(wanted * 1.01)
        factor = slide.level_downsamples[level]
        if abs(factor / wanted - 1) > 0.02:  # it would run on more pixels than the other
            raise SystemExit("no level of this scan has the pack's pixel size: see --pixel-size")
        width, height = slide.level_dimensions[level]
        places = [(x, y) for y in range(0, height, size) for x in range(0, width, size)]
        out = np.zeros((height + size, width + size), np.uint8)
        for at in range(0, len(places), batch):
            part = places[at : at + batch]
            regions = [
                np.asarray(
                    slide.read_region((int(x * factor), int(y * factor)), level, (size, size))
                )[..., :3]
                for x, y in part
            ]
            inputs = np.stack([pack.normalisation.apply(r, (0.0, 255.0)) for r in regions])
            logits = network(torch.from_numpy(inputs).permute(0, 3, 1, 2).contiguous())
            for (x, y), answer in zip(part, logits, strict=True):
                found = answer[: len(pack.classes)].argmax(dim=0).numpy()
                out[y : y + size, x : x + size] = found
    return time.perf_counter() - start


def tiatoolbox(arguments: argparse.Namespace) -> None:
    """Whole runs against tiatoolbox's SemanticSegmentor, in its own virtual environment."""
    pack = the_pack(arguments)
    settings = whole_settings(arguments)
    path = arguments.scan or tape(arguments, arguments.size)
    traced = arguments.folder / "network.pt"
    example = torch.zeros((1, pack.architecture.in_channels, 256, 256))
    with torch.inference_mode():
        torch.jit.trace(pack.network(), example).save(str(traced))
    with open_scan(path) as scan:
        wanted = pack.pixel_size.to("µm") if pack.pixel_size else scan.pixel_size.to("µm").mean
        order = {
            "scan": str(path),
            "network": str(traced),
            "classes": len(pack.classes),
            "mpp": wanted,
            "mean": pack.normalisation.mean,
            "sd": pack.normalisation.sd,
            "patch": arguments.loop_patch,
            "batch": arguments.loop_batch,
            "workers": arguments.workers,
        }
        told: dict[str, float] = {}

        def theirs() -> float:
            command = [arguments.python, str(TIATOOLBOX), json.dumps(order)]
            run = subprocess.run(command, capture_output=True, text=True, check=True)
            told.update(json.loads(run.stdout.splitlines()[-1]))
            return told["seconds"]

        segment(scan, pack, settings)
        best = turns(
            arguments.rounds,
            tiatoolbox=theirs,
            graticule=lambda: segment(scan, pack, settings)[0],
        )
    ratio = best["tiatoolbox"] / best["graticule"]
    print(f"graticule / tiatoolbox: {ratio:.2f} (wanted: at least 1.5); theirs: {told}")


def clumps(arguments: argparse.Namespace) -> None:
    """The time saved against the share of tiles left out, on a tape with clumps."""
    pack = the_pack(arguments)
    everything = whole_settings(arguments)
    some = settings_of(arguments, keep_background=False)
    path = arguments.scan or tape(arguments, arguments.size, clumps=True)
    left_out = 0

    def without_background() -> float:
        nonlocal left_out
        seconds, _, left_out = segment(scan, pack, some)
        return seconds

    with open_scan(path) as scan:
        segment(scan, pack, some)
        best = turns(
            arguments.rounds,
            all=lambda: segment(scan, pack, everything)[0],
            some=without_background,
        )
        total, particle, lost = lost_pixels(scan, pack, some)
    saved, share = 1 - best["some"] / best["all"], left_out / total
    print(f"left out {left_out} of {total} tiles ({share:.1%}), time saved {saved:.1%}")
    if share:
        print(f"time saved / share left out: {saved / share:.3f} (wanted: at least 0.95)")
    print(f"particle pixels lost: {lost} of {particle} ({lost / particle:.4%}, at most 0.02%)")


def lost_pixels(scan: Scan, pack: Pack, settings: PackSettings) -> tuple[int, int, int]:
    """Tiles; px of the simulated traces, on the truth's grid; those of them in tiles left out."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_pack_store(Path(folder) / "result.zarr", scan, pack, settings)
        for _ in segment_with_pack(scan, pack, store, settings):
            pass
        tiles = list(store.grid)
        with open_scan(scan.path.with_suffix(".truth.tif")) as truth:
            factor = truth.width / scan.width * store.info.scale  # truth px per work px
            found = truth.read_level(0, truth.box)[..., 0] > 0
        lost = 0
        for number in store.left_out:
            box = tiles[number].keep
            rows = slice(round(box.top * factor), round(box.bottom * factor))
            columns = slice(round(box.left * factor), round(box.right * factor))
            lost += int(found[rows, columns].sum())
        return len(tiles), int(found.sum()), lost


def memory(arguments: argparse.Namespace) -> None:
    """Peak memory of whole runs on tapes of several sizes, each in its own process."""
    peaks = []
    for size in arguments.sizes:
        tape(arguments, size)
        command = [sys.executable, __file__, "one-run", *sys.argv[2:], "--size", str(size)]
        run = subprocess.run(command, capture_output=True, text=True, check=True)
        peaks.append(json.loads(run.stdout.splitlines()[-1]))
        print(f"{size} x {size} px: {peaks[-1]}", flush=True)
    first, last = peaks[0]["peak_mib"], peaks[-1]["peak_mib"]
    print(f"largest / smallest scan: {last / first:.3f} (wanted: at most 1.15, under 2048 MiB)")


def one_run(arguments: argparse.Namespace) -> None:
    """One run, with the peak memory of this process (Linux counts in KiB)."""
    pack = the_pack(arguments)
    with open_scan(tape(arguments, arguments.size)) as scan:
        seconds, cpu, left_out = segment(scan, pack, whole_settings(arguments))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"peak_mib": peak, "seconds": seconds, "cpu": cpu, "left_out": left_out}))


def patches(arguments: argparse.Namespace) -> None:
    """What a kept pixel costs at several tile sizes: overlap against the size of what is run."""
    pack = the_pack(arguments)
    device = choose_device(arguments.device)
    probe = Probe(pack.network(), pack.sha256, len(pack.classes), device, arguments.precision)
    name = "fp32" if arguments.runtime == "auto" else arguments.runtime
    for keep in (256, 512, 768, 1024, 1536):
        run = probe.build(name)
        side = keep + 2 * max(pack.margin, pack.stride)
        pixels = torch.randn((1, pack.architecture.in_channels, side, side))
        run(pixels)
        best = turns(arguments.rounds, **{f"read {side}": lambda r=run, p=pixels: timed(r, p)})
        seconds = next(iter(best.values()))
        print(f"keep {keep}, read {side}: {keep * keep / seconds / 1e6:.2f} Mpx/s kept")


def timed(run: Callable[[torch.Tensor], torch.Tensor], pixels: torch.Tensor) -> float:
    """Seconds of one run, a GPU's included."""
    start = time.perf_counter()
    run(pixels)[0, 0, 0, 0].item()
    return time.perf_counter() - start


SCENARIOS: dict[str, Callable[[argparse.Namespace], None]] = {
    "runtimes": runtimes,
    "end-to-end": end_to_end,
    "loop": loop,
    "tiatoolbox": tiatoolbox,
    "clumps": clumps,
    "memory": memory,
    "one-run": one_run,
    "patches": patches,
}


def main() -> None:
    """Read the options and run one scenario."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("scenario", choices=SCENARIOS)
    parser.add_argument(
        "--folder", type=Path, default=Path(tempfile.gettempdir()) / "graticule-bench"
    )
    parser.add_argument("--scan", type=Path, help="a scan of your own")
    parser.add_argument("--size", type=int, default=8192, help="px a side of the simulated tape")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10240, 32768])
    parser.add_argument("--pack", default="", help="name or folder of a pack")
    parser.add_argument("--network", default="Unet")
    parser.add_argument("--encoder", default="timm-tf_efficientnet_lite0")
    parser.add_argument("--pixel-size", default="4 µm", help="working pixel size of random weights")
    parser.add_argument("--precision", choices=MEANINGS, default="exact")
    parser.add_argument("--runtime", default="auto")
    parser.add_argument("--device", default="auto")
    parser.add_argument("--patch", type=int, default=0)
    parser.add_argument("--overlap", default="default", help="default, exact or a number of px")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--loop-patch", type=int, default=256)
    parser.add_argument("--loop-batch", type=int, default=8)
    parser.add_argument("--workers", type=int, default=0, help="tiatoolbox's loader processes")
    parser.add_argument("--python", default="", help="the python that has tiatoolbox")
    arguments = parser.parse_args()
    SCENARIOS[arguments.scenario](arguments)


if __name__ == "__main__":
    main()
