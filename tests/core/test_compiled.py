"""What was compiled is found again by what it was made of, whoever compiled it and wherever."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numba.core import config
from PIL import Image

from graticule import compiled
from graticule.analysis import iter_analyse
from graticule.particles import prepare
from graticule.protocol import load_protocol, parse_protocol

SOURCE = """
from graticule.compiled import helper, kernel
{above}
WEIGHT = {weight}

@helper
def twice(x):
    return {twice}

@kernel
def total(values):
    out = 0
    for k in range(len(values)):
        out += twice(values[k]) * WEIGHT
    return out
"""
RUN = """
import numpy as np, {module}
print({module}.total(np.arange(5)), sum({module}.total._cache_misses.values()))
"""


def _run(folder: Path, cache: Path, module: str = "loops", **source: object) -> list[int]:
    """The sum that a process of its own computed, and how often it compiled."""
    text = SOURCE.format(**({"above": "", "weight": 1, "twice": "2 * x"} | source))
    (folder / f"{module}.py").write_text(text)
    path = os.pathsep.join([str(folder), *sys.path])
    done = subprocess.run(
        [sys.executable, "-B", "-c", RUN.format(module=module)],
        env=os.environ | {"NUMBA_CACHE_DIR": str(cache), "PYTHONPATH": path},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [int(word) for word in done.stdout.split()]


def test_a_second_process_compiles_nothing(tmp_path):
    assert _run(tmp_path, tmp_path / "cache") == [20, 1]
    assert _run(tmp_path, tmp_path / "cache") == [20, 0]


def test_the_place_of_the_source_does_not_count_but_all_it_computes_does(tmp_path):
    cache, elsewhere = tmp_path / "cache", tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert _run(tmp_path, cache) == [20, 1]
    assert _run(elsewhere, cache, above="# moved\n# down\n") == [20, 0]
    assert _run(elsewhere, cache, twice="3 * x") == [30, 1]  # of a function that it calls
    assert _run(elsewhere, cache, weight=10) == [200, 1]  # of a constant
    assert _run(tmp_path, cache) == [20, 0]  # and the first is still there


@pytest.mark.parametrize("damage", [b"", b"no code", None])
def test_a_damaged_file_is_compiled_anew(tmp_path, damage):
    cache = tmp_path / "cache"
    _run(tmp_path, cache)
    (kept,) = (cache / "graticule").glob("*.nbc")
    content = bytearray(kept.read_bytes())
    content[len(content) // 2] ^= 1
    kept.write_bytes(content if damage is None else damage)
    assert _run(tmp_path, cache) == [20, 1]
    assert _run(tmp_path, cache) == [20, 0]


def test_a_cache_that_cannot_be_written_stops_nothing(tmp_path):
    cache = tmp_path / "cache"
    cache.write_text("a file, where a folder should be")
    assert _run(tmp_path, cache) == [20, 1]


def test_what_a_package_brings_along_is_taken_first(tmp_path, monkeypatch):
    monkeypatch.setattr(config, "CACHE_DIR", str(tmp_path / "built"))
    assert _tripler()(np.int64(2)) == 6
    monkeypatch.setattr(compiled, "SHIPPED", compiled.home())
    monkeypatch.setattr(config, "CACHE_DIR", str(tmp_path / "user"))
    again = _tripler()
    assert compiled.is_kept(again)
    assert again(np.int64(3)) == 9
    assert sum(again.stats.cache_hits.values()) == 1
    assert not compiled.home().exists()


def _tripler():
    @compiled.kernel
    def triple(x):
        return 3 * x

    return triple


def test_checks_of_bounds_are_compiled_apart(tmp_path, monkeypatch):
    cache = tmp_path / "cache"
    assert _run(tmp_path, cache) == [20, 1]
    monkeypatch.setenv("NUMBA_BOUNDSCHECK", "1")
    assert _run(tmp_path, cache) == [20, 1]


def test_numbers_written_out_at_a_call_compile_nothing_more(tmp_path, monkeypatch):
    monkeypatch.setattr(config, "CACHE_DIR", str(tmp_path))

    @compiled.helper
    def plus(x, y):
        return x + y

    @compiled.kernel
    def both(x):
        return plus(x, 1) + plus(x, 2)

    assert both(np.int64(3)) == 9
    assert len(plus.signatures) == 1


@pytest.mark.skipif(compiled.platform.machine() not in ("x86_64", "AMD64"), reason="another kind")
def test_all_processors_of_the_level_run_the_same_code():
    has = compiled.llvmlite.binding.get_host_cpu_features()
    if not all(has.get(name) for name in compiled._OF_LEVEL):
        pytest.skip("this processor is below the level")
    assert (config.CPU_NAME, config.CPU_FEATURES) == (compiled.LEVEL, "")


@pytest.mark.parametrize("method", ["none", "watershed", "strands", "uecs"])
def test_preparation_leaves_nothing_of_the_particles_to_compile(tmp_path, method):
    prepare({method})
    ready = {kernel: len(kernel.signatures) for kernel in compiled.KERNELS}
    image = np.full((300, 400, 3), 230, np.uint8)
    image[40:60, 20:380] = image[20:280, 100:115] = image[150:200, 200:290] = 40
    image[165:185, 230:250] = 230
    scan = tmp_path / "scan.png"
    Image.fromarray(image).save(scan)
    text = load_protocol("generic").text.replace('method = "none"', f'method = "{method}"')
    for _ in iter_analyse(scan, parse_protocol(text), tmp_path / "out"):
        pass
    new = {
        f"{kernel.py_func.__module__}.{kernel.__name__}"
        for kernel in compiled.KERNELS
        if len(kernel.signatures) > ready.get(kernel, 0)
    }
    assert {name for name in new if ".particles." in name or ".instances." in name} == set()
