"""Whatever is done to a file: a result or one clear line, soon and in little memory.

A few mutants of each kind of file; thousands by hand: tests/benchmarks/bench_mutants.py.
"""

import io
import shutil
import sys
from importlib import resources
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))  # not a package
from mutants import Prober, mutants, write_scans, write_texts

from graticule.analysis import iter_analyse
from graticule.files import read_at_most
from graticule.protocol import load_protocol

SHIPPED = Path(str(resources.files("graticule_resources")))


@pytest.fixture(scope="module")
def probe():
    if not sys.platform.startswith("linux"):
        pytest.skip("memory is bounded and told through Linux' own means")
    prober = Prober()
    yield prober
    prober.close()


def faults(kind: str, sound: Path, count: int, probe: Prober, opened: Path | None = None) -> dict:
    """Seed and fault of those mutants of a file that were not answered as they must be."""
    kept = sound.read_bytes()
    assert probe(kind, opened or sound).how == "opened", sound
    found = {
        seed: fault
        for seed, path in mutants(sound, sound.parent, range(count))
        if (fault := probe(kind, opened or path).fault)
    }
    sound.write_bytes(kept)
    return found


def test_scans(tmp_path, probe):
    write_scans(tmp_path)
    for path in sorted(tmp_path.iterdir()):
        assert not faults("scan", path, 12, probe), path.name


def test_texts(tmp_path, probe):
    for name, kind in write_texts(tmp_path).items():
        assert not faults(kind, tmp_path / name, 60, probe), name
    for kind, name in (("protocol", "protocols/microtraces.toml"), ("recipe", "recipes/lite.toml")):
        path = Path(shutil.copy(SHIPPED / name, tmp_path))
        assert not faults(kind, path, 40, probe), name


def test_packs(tmp_path, probe):
    pack = Path(shutil.copytree(SHIPPED / "packs" / "particles", tmp_path / "pack"))
    for name in ("pack.toml", "weights.safetensors"):
        assert not faults("pack", pack / name, 15, probe), name


def test_results(tmp_path, probe):
    write_scans(tmp_path)
    *_, last = iter_analyse(tmp_path / "lzw.tif", load_protocol("generic"), tmp_path / "out")
    folder = Path(last.folder)
    for name in ("run.json", "record.json", "particles.safetensors", "result.zarr/zarr.json",
                 "result.zarr/tiles.done", "result.zarr/labels/zarr.json"):  # fmt: skip
        assert not faults("result", folder / name, 15, probe, folder / "run.json"), name


def test_a_bounded_read_takes_what_the_file_holds():
    assert read_at_most(io.BytesIO(b"abc"), 3) == b"abc"
    assert read_at_most(io.BytesIO(b"abcd"), 3) is None
    assert read_at_most(io.BytesIO(b""), 1 << 40) == b""
