"""Small sound files of every kind that the program reads, their seeded mutants, and their probe.

A mutant is a sound file with turned bits, bytes at their extremes, a piece cut off, moved, doubled
or taken out, a TIFF tag at an extreme, or, in texts, numbers, quotes and brackets exchanged. The
probe is a process that opens mutants under a bound on memory and time and tells what came of each:
a result or one line. The same seed gives the same mutant on every computer.
"""

import json
import os
import re
import select
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import h5py
import imagecodecs
import numpy as np
import PIL.Image
import tifffile

# Opens what each line names, as the kind says, and tells what came of it. Memory is bounded once
# everything is imported.
_PROBE = """
import json, resource, sys, time, warnings
from pathlib import Path
warnings.simplefilter("ignore")
from graticule.errors import GraticuleError
from graticule.geometry import Box
from graticule.annotations.coco import read_coco
from graticule.annotations.outlines import read_outlines
from graticule.learn.recipe import load_recipe
from graticule.models import load_pack
from graticule.protocol import load_protocol
from graticule.results import Result
from graticule.scans import ArrayScan, open_scan
from graticule_app.model.project import load_project
import numpy, numba, openslide, rsciio.digitalmicrograph, rsciio.mrc, rsciio.tia, rsciio.emd
ArrayScan(numpy.zeros((9, 9), "u1")).read(Box(0, 0, 9, 9), out_shape=(2, 2))

def scan(path):
    with open_scan(path) as scan:
        shape = (min(300, scan.height), min(300, scan.width))
        for frame in {0, scan.frames - 1}:
            scan.read(scan.box, out_shape=shape, frame=frame)
        for number, level in enumerate(scan.levels):
            scan.read_level(number, Box(0, 0, min(64, level.width), min(64, level.height)))
        for make in scan.associated.values():
            make()

def protocol(path):
    found = load_protocol(path)
    method = found.load_method()
    method.classes, found.cleanings(method), found.separations(method), found.groups

def result(path):
    with Result.open(Path(path).parent) as result:
        if result.complete:
            result.analysis()

READ = {
    "scan": scan, "protocol": protocol, "result": result, "recipe": load_recipe,
    "outlines": lambda path: read_outlines(Path(path)), "coco": lambda path: read_coco(Path(path)),
    "pack": lambda path: load_pack(Path(path).parent).network,
    "project": lambda path: load_project(Path(path)),
}
used = int(open("/proc/self/statm").read().split()[0]) * 4096
resource.setrlimit(resource.RLIMIT_AS, (used + (1 << 30), used + (1 << 30)))
print("ready", flush=True)
for line in sys.stdin:
    kind, name = json.loads(line)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.process_time()
    try:
        READ[kind](name)
        said, how = "", "opened"
    except GraticuleError as error:
        said, how = str(error), "refused"
    except BaseException as error:
        said, how = repr(error), "escaped"
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    answer = dict(how=how, said=said, seconds=time.process_time() - begun, grown=grown)
    print(json.dumps(answer), flush=True)
"""
SECONDS = 5.0
"""The processor time that one file may cost."""
MIB = 400.0
"""By how much one file may enlarge the process."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one file: `how` is opened, refused, escaped (another exception) or died."""

    how: str
    said: str = ""
    seconds: float = 0.0  # of processor time
    grown: float = 0.0  # MiB

    @property
    def fault(self) -> str:
        """Why this is not what a user must get; "" where it is."""
        if self.how in ("escaped", "died"):
            return f"{self.how}: {self.said}"
        if self.how == "refused" and (not self.said or "\n" in self.said or len(self.said) > 600):
            return f"not one clear line: {self.said[:600]!r}"
        if self.seconds > SECONDS:
            return f"took {self.seconds:.1f} s"
        return f"grew by {self.grown:.0f} MiB" if self.grown > MIB else ""


class Prober:
    """The process that opens files; started anew if one of them takes it down or keeps it."""

    def __init__(self, patience: float = 120) -> None:
        self._patience = patience  # s by the clock: the processor may be busy with other things
        self._process: subprocess.Popen[str] | None = None

    def __call__(self, kind: str, path: Path) -> Answer:
        """Have one file opened as `kind` says (a key of the probe's `READ`)."""
        process = self._process = self._process or self._start()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps([kind, str(path)]) + "\n")
        process.stdin.flush()
        heard = select.select([process.stdout], [], [], self._patience)[0]
        line = process.stdout.readline() if heard else ""
        if line:
            return Answer(**json.loads(line))
        process.kill()
        status = process.wait()
        self.close()
        return Answer("died", f"status {status}" if heard else f"no end in {self._patience} s")

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.communicate()
            self._process = None

    def _start(self) -> subprocess.Popen[str]:
        started = subprocess.Popen(
            [sys.executable, "-c", _PROBE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**os.environ, "OMP_NUM_THREADS": "1"},
        )
        assert started.stdout is not None
        assert started.stdout.readline() == "ready\n"
        return started


# --- sound files


def picture(channels: int = 3, side: int = 96) -> np.ndarray:
    """Smooth waves, (side, side, channels) uint8."""
    y, x = np.mgrid[:side, :side]
    waves = (
        127 + 60 * np.sin(x[..., None] / 5 + np.arange(channels)) + 60 * np.cos(y[..., None] / 7)
    )
    return waves.astype(np.uint8)


def write_scans(folder: Path) -> None:
    """One small sound scan of each kind that can be written here."""
    rgb, grey = picture(), picture(1)[..., 0]

    def save(name: str, array: np.ndarray, **options) -> None:
        tifffile.imwrite(folder / name, array, **options)

    save("deflate.tif", rgb, photometric="rgb", compression="zlib", tile=(32, 32), predictor=True)
    save("lzw.tif", grey, compression="lzw", rowsperstrip=16)
    save("jpeg.tif", rgb, photometric="ycbcr", compression="jpeg", tile=(32, 32))
    save("jpeg2000.tif", rgb, photometric="rgb", compression="jpeg2000", tile=(48, 48))
    save("zstd.tif", grey.astype(np.float32), compression="zstd", predictor=True)
    save("packbits.tif", rgb, photometric="rgb", compression="packbits")
    save("planes.tif", np.moveaxis(rgb, -1, 0), photometric="rgb", planarconfig="separate")
    save("bits.tif", grey > 127, photometric="miniswhite")
    save("deep.tif", grey.astype(np.uint16) * 16, byteorder=">")
    save("palette.tif", grey, photometric="palette",
         colormap=np.arange(768, dtype=np.uint16).reshape(3, 256) * 85)  # fmt: skip
    save("stack.ome.tif", np.stack([grey] * 4),
         metadata={"axes": "ZYX", "PhysicalSizeX": 0.5, "PhysicalSizeXUnit": "µm"})  # fmt: skip
    save("imagej.tif", np.stack([grey] * 4), imagej=True, resolution=(2.0, 2.0),
         metadata={"axes": "ZYX", "unit": "um"})  # fmt: skip
    with tifffile.TiffWriter(folder / "pyramid.tif", bigtiff=True) as file:
        file.write(rgb, photometric="rgb", tile=(32, 32), subifds=2)
        file.write(rgb[::2, ::2], photometric="rgb", tile=(16, 16), subfiletype=1)
        file.write(rgb[::4, ::4], photometric="rgb", tile=(16, 16), subfiletype=1)
    with tifffile.TiffWriter(folder / "aperio.svs") as file:  # for OpenSlide's own reader
        about = "Aperio Image Library v12.0.3\n96x96 [0,0 96x96] (32x32)|AppMag = 20|MPP = 0.5"
        file.write(rgb, photometric="rgb", tile=(32, 32), compression="jpeg", description=about)
        file.write(rgb[::2, ::2], photometric="rgb", description="Aperio Image Library thumbnail")
        file.write(rgb[::4, ::4], photometric="rgb", tile=(32, 32), compression="jpeg",
                   description=about)  # fmt: skip
    (folder / "a.png").write_bytes(imagecodecs.png_encode(rgb))
    PIL.Image.fromarray(grey).convert("P").save(folder / "palette.png", transparency=3)
    (folder / "a.jpg").write_bytes(imagecodecs.jpeg8_encode(rgb))
    PIL.Image.fromarray(rgb).save(folder / "a.bmp")
    with h5py.File(folder / "a.h5", "w") as file:
        data = file.create_dataset("data", data=rgb, chunks=(32, 32, 3), compression="gzip")
        data.attrs["element_size_um"] = [1.0, 0.5, 0.5]
    with h5py.File(folder / "a.emd", "w") as file:
        _write_emd(file, grey)
    mrc = struct.pack("<10i", 96, 96, 1, 0, 0, 0, 0, 96, 96, 1).ljust(1024, b"\0")
    (folder / "a.mrc").write_bytes(mrc + grey.tobytes())


def _write_emd(file: h5py.File, grey: np.ndarray) -> None:
    """An image as openNCEM writes it."""
    file.attrs["version_major"], file.attrs["version_minor"] = 0, 2
    group = file.create_group("data/image")
    group.attrs["emd_group_type"] = 1
    group.create_dataset("data", data=grey)
    for number, size in enumerate(grey.shape, 1):
        axis = group.create_dataset(f"dim{number}", data=np.arange(size) * 0.5)
        axis.attrs["name"], axis.attrs["units"] = "xy"[number - 1], "[n_m]"


def write_texts(folder: Path) -> dict[str, str]:
    """One small text of each kind that is read; gives the kind of each by its name."""
    square = [[[10, 10], [40, 10], [40, 40], [10, 40], [10, 10]]]
    feature = {
        "type": "Feature",
        "id": "PathAnnotationObject",
        "geometry": {"type": "Polygon", "coordinates": square, "plane": {"c": -1, "z": 1, "t": 0}},
        "properties": {
            "objectType": "annotation",
            "classification": {"name": "fibre", "color": [200, 0, 0]},
            "measurements": {"Area": 900.0},
        },
    }
    several = {**feature, "geometry": {"type": "MultiPolygon", "coordinates": [square, square]}}
    collection = {"type": "FeatureCollection", "features": [feature, several]}
    rle = {"size": [96, 96], "counts": [500, 20, 76, 20, 8600]}
    thing = {"id": 1, "image_id": 1, "category_id": 1, "iscrowd": 0, "bbox": [10, 10, 30, 30]}
    coco = {
        "images": [{"id": 1, "file_name": "a.png", "width": 96, "height": 96}],
        "categories": [{"id": 1, "name": "fibre"}],
        "annotations": [
            {**thing, "segmentation": [[10, 10, 40, 10, 40, 40, 10, 40]]},
            {**thing, "id": 2, "segmentation": rle},
        ],
    }
    project = {
        "kind": "graticule project",
        "version": 1,
        "current": 0,
        "layers": {"classes": {"visible": True, "opacity": 0.5}},
        "scans": [{"scan": {"path": "/a.tif", "relative": "a.tif"}, "frame": 0,
                   "camera": [0.0, 0.0, 1.0, 0]}],
    }  # fmt: skip
    (folder / "a.geojson").write_text(json.dumps(collection))
    (folder / "coco.json").write_text(json.dumps(coco))
    (folder / "a.graticule").write_text(json.dumps(project))
    PIL.Image.fromarray(picture()).save(folder / "a.png")
    return {"a.geojson": "outlines", "coco.json": "coco", "a.graticule": "project"}


# --- mutants

_EXTREMES = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
_WORDS = ("-1", "0", "1e308", "1e999", "NaN", "null", '""', "[]", "{}", "true", '"\\ud800"',
          "99999999999999999999", "0.0000001", "[[[[[[[[[[", "-0.5")  # fmt: skip
_HEADS = {b"II*\0": "<", b"MM\0*": ">"}


def mutant(sound: bytes, seed: int) -> bytes:
    """The mutant of a sound file that belongs to this seed."""
    random = np.random.default_rng(seed)
    ways: list[Callable[[bytes, np.random.Generator], bytes]] = [
        _turned, _extreme, _cut, _spliced, _doubled, _without
    ]  # fmt: skip
    if sound[:4] in _HEADS:
        ways += [_tagged] * 4
    if _is_text(sound):
        ways += [_reworded] * 6
    return ways[int(random.integers(len(ways)))](sound, random)


def _is_text(data: bytes) -> bool:
    return all(byte >= 32 or byte in (9, 10, 13) for byte in data[:400])


def _place(size: int, random: np.random.Generator) -> int:
    """A place in a file, most often near its start or its end, where the structure is."""
    near = random.choice(3)
    place = int(random.integers(size if near == 0 else min(size, 600)))
    return size - 1 - place if near == 2 else place


def _turned(sound: bytes, random: np.random.Generator) -> bytes:
    data = bytearray(sound)
    for _ in range(random.integers(1, 13)):
        data[_place(len(data), random)] ^= 1 << random.integers(8)
    return bytes(data)


def _extreme(sound: bytes, random: np.random.Generator) -> bytes:
    data = bytearray(sound)
    width = int(random.choice([1, 2, 4, 8]))
    place = _place(len(data), random) // width * width
    value = _EXTREMES[int(random.integers(len(_EXTREMES)))] % (1 << 8 * width)
    data[place : place + width] = value.to_bytes(
        width, "little" if random.random() < 0.5 else "big"
    )
    return bytes(data[: len(sound)])


def _cut(sound: bytes, random: np.random.Generator) -> bytes:
    return sound[: int(random.integers(len(sound)))]


def _spliced(sound: bytes, random: np.random.Generator) -> bytes:
    data = bytearray(sound)
    length = int(random.integers(1, max(2, len(data) // 4)))
    source, target = (int(random.integers(max(1, len(data) - length))) for _ in range(2))
    data[target : target + length] = sound[source : source + length]
    return bytes(data)


def _doubled(sound: bytes, random: np.random.Generator) -> bytes:
    place, length = _place(len(sound), random), int(random.integers(1, 300))
    return sound[:place] + sound[place : place + length] * 2 + sound[place + length :]


def _without(sound: bytes, random: np.random.Generator) -> bytes:
    place, length = _place(len(sound), random), int(random.integers(1, 300))
    return sound[:place] + sound[place + length :]


def _tagged(sound: bytes, random: np.random.Generator) -> bytes:
    """One or two entries of the first page of a classic TIFF with a type, count or value of 0 to
    the largest.
    """
    order, data = _HEADS[sound[:4]], bytearray(sound)
    (page,) = struct.unpack_from(order + "I", data, 4)
    (count,) = struct.unpack_from(order + "H", data, page)
    for _ in range(random.integers(1, 3)):
        entry = page + 2 + 12 * int(random.integers(count))
        value = _EXTREMES[int(random.integers(len(_EXTREMES)))]
        form, at = (("H", 0), ("H", 2), ("I", 4), ("I", 8), ("I", 8))[int(random.integers(5))]
        struct.pack_into(order + form, data, entry + at, value % (1 << (8 * struct.calcsize(form))))
    return bytes(data)


def _reworded(sound: bytes, random: np.random.Generator) -> bytes:
    """A number, word or bracket of a text in place of another."""
    text = sound.decode("utf-8", "replace")
    tokens = list(re.finditer(r'-?\d+(?:\.\d+)?|"[^"\n]{0,80}"|true|false|[\[\]{},:=]', text))
    for token in sorted(
        (tokens[int(i)] for i in random.integers(len(tokens), size=random.integers(1, 4))),
        key=lambda found: -found.start(),
    ):
        word = _WORDS[int(random.integers(len(_WORDS)))]
        text = text[: token.start()] + word + text[token.end() :]
    return text.encode("utf-8", "surrogatepass")


def mutants(sound: Path, folder: Path, seeds: range) -> Iterator[tuple[int, Path]]:
    """Write each mutant of a file in turn over the one before, under the sound file's name."""
    data = sound.read_bytes()
    path = folder / sound.name
    for seed in seeds:
        path.write_bytes(mutant(data, seed))
        yield seed, path
