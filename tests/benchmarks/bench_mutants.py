"""Damaged files by the thousand: each must give a result or one line, soon, in little memory.

    python tests/benchmarks/bench_mutants.py [--count 100] [--first 0] [--only a.mrc]
        [--data ../shared/data] [--keep FOLDER]

Makes `count` seeded mutants of each small sound file (see tests/mutants.py) and prints by file how
many were opened and refused, the longest time and the largest memory, and every fault with its
seed; `--keep` keeps the mutants at fault. The exit status is 1 if there is any.
"""

import argparse
import shutil
import sys
import tempfile
from importlib import resources
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # not a package
from mutants import Prober, mutants, write_scans, write_texts

from graticule.analysis import iter_analyse
from graticule.protocol import load_protocol

REAL = (
    "dm/image_stack.dm3", "dm/int_image.dm4", "dm/test_rgb.dm3", "dm/stem_image.dm3",
    "slides/fluorescence-dapi.ndpi", "slides/cmu-1-small-region.svs", "slides/kidney-48-5.tif",
)  # fmt: skip


def sound_files(folder: Path, data: Path) -> list[tuple[str, Path]]:
    """(kind, path) of every sound file; each lies in a folder with what belongs to it."""
    scans, texts = folder / "scans", folder / "texts"
    scans.mkdir()
    texts.mkdir()
    write_scans(scans)
    found = [("scan", path) for path in sorted(scans.iterdir())]
    kinds = write_texts(texts)
    found += [(kind, texts / name) for name, kind in kinds.items()]
    shipped = Path(str(resources.files("graticule_resources")))
    for name in ("microtraces", "mp-act", "nanoparticles-uecs"):
        found.append(("protocol", shutil.copy(shipped / "protocols" / f"{name}.toml", texts)))
    recipes = sorted((shipped / "recipes").glob("*.toml"))[:2]
    found += [("recipe", shutil.copy(path, texts)) for path in recipes]
    shutil.copytree(shipped / "packs" / "particles", folder / "pack")
    found += [
        ("pack", path) for path in sorted((folder / "pack").glob("*")) if path.suffix != ".md"
    ]
    *_, last = iter_analyse(scans / "lzw.tif", load_protocol("generic"), folder / "results")
    inside = ("run.json", "record.json", "particles.safetensors", "result.zarr/zarr.json",
              "result.zarr/tiles.done", "result.zarr/labels/zarr.json")  # fmt: skip
    found += [("result", Path(last.folder) / name) for name in inside]
    found += [("scan", data / name) for name in REAL if (data / name).is_file()]
    return [(kind, Path(path)) for kind, path in found]


def try_one(kind: str, sound: Path, seeds: range, probe: Prober, keep: Path | None) -> int:
    """Print the line of one file and its faults; gives how many there are."""
    told = {"opened": 0, "refused": 0}
    longest, largest, faults = 0.0, 0.0, 0
    with tempfile.TemporaryDirectory(prefix="graticule-mutants-") as name:
        folder = Path(name) / "in"
        within = sound.parent if kind in ("pack", "result", "coco") else None
        if within is not None:  # a file is read with its neighbours
            root = within.parent if "result.zarr" in within.parts else within
            while kind == "result" and "result.zarr" in root.parts:
                root = root.parent
            shutil.copytree(root, folder)
            target = folder / sound.relative_to(root)
        else:
            folder.mkdir()
            target = folder / sound.name
        opened = folder / "run.json" if kind == "result" else None
        for seed, path in mutants(sound, target.parent, seeds):
            answer = probe(kind, opened or path)
            told[answer.how] = told.get(answer.how, 0) + 1
            longest, largest = max(longest, answer.seconds), max(largest, answer.grown)
            if answer.fault:
                faults += 1
                print(f"    seed {seed}: {answer.fault[:300]}", flush=True)
                if keep is not None:
                    shutil.copy(path, keep / f"{seed}-{sound.name}")
    others = "".join(f", {how} {n}" for how, n in told.items() if how not in ("opened", "refused"))
    print(f"{kind:9s} {sound.name:28s} {len(seeds):5d} opened {told['opened']:5d} refused "
          f"{told['refused']:5d} faults {faults:3d} longest {longest:5.2f} s, "
          f"{largest:4.0f} MiB{others}", flush=True)  # fmt: skip
    return faults


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--count", type=int, default=100, help="mutants of each file")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--only", default="", help="the name of one file, or a kind")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    if given.keep is not None:
        given.keep.mkdir(parents=True, exist_ok=True)
    seeds = range(given.first, given.first + given.count)
    probe, faults, files = Prober(), 0, 0
    with tempfile.TemporaryDirectory(prefix="graticule-sound-") as folder:
        for kind, sound in sound_files(Path(folder), given.data):
            if given.only in ("", kind, sound.name):
                files += 1
                faults += try_one(kind, sound, seeds, probe, given.keep)
    probe.close()
    print(f"{files * len(seeds)} mutants of {files} files, {faults} faults")
    return int(faults > 0)


if __name__ == "__main__":
    sys.exit(main())
