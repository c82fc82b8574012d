"""What is packed, what is left out, and under which licences."""

import re
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

from graticule import fault_report
from graticule.reports import provenance

ROOT = Path(__file__).parents[2]
FROZEN = ROOT / "build" / "frozen" / "graticule"

# Imports every module of the program while those that are not packed cannot be had.
IMPORT_ALL = """
import os, sys
from importlib.machinery import PathFinder
sys.path.insert(0, {installer!r})
from trim import left_out
import start

excluded = {excluded!r}

class Packed(PathFinder):
    #Finds no module that is excluded; its folders are looked up in the usual way.

    @classmethod
    def find_spec(cls, name, path=None, target=None):
        return None if name.startswith(excluded) else PathFinder.find_spec(name, path, target)

sys.meta_path[sys.meta_path.index(PathFinder)] = Packed
status = start.import_all()
for module in list(sys.modules.values()):
    file = getattr(module, "__file__", None) or ""
    inside = file.replace(os.sep, "/").rpartition("/site-packages/")[2]
    if inside != file.replace(os.sep, "/") and left_out(inside) and inside not in {here!r}:
        print("left out, but imported:", inside, file=sys.stderr)
        status = 1
raise SystemExit(status)
"""


def excluded_modules():
    """The names that the specification keeps out of the frozen programs."""
    text = (ROOT / "installer" / "graticule.spec").read_text("utf-8")
    listed = re.search(r"excludes=\[(.*?)\]", text, re.DOTALL)
    assert listed
    return tuple(re.findall(r'"([^"]+)"', listed[1]))


@pytest.mark.slow
def test_the_program_imports_nothing_that_is_left_out():
    code = IMPORT_ALL.format(
        installer=str(ROOT / "installer"),
        excluded=excluded_modules(),
        here=("_distutils_hack/__init__.py",),  # by a .pth file, which is not packed either
    )
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=240
    )
    assert told.returncode == 0, told.stderr


@pytest.mark.slow
@pytest.mark.skipif(not FROZEN.exists(), reason="installer/build folder was not run")
def test_the_frozen_program_imports_all_of_itself():
    told = subprocess.run(
        [FROZEN / "graticule", "--import-all"], capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stderr


@pytest.mark.slow
@pytest.mark.skipif(not FROZEN.exists(), reason="installer/build folder was not run")
def test_the_frozen_program_compiles_nothing_where_it_was_built(tmp_path):
    scan = ROOT / "resources" / "graticule_resources" / "samples" / "tape-sample.tif"
    given = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    command = [FROZEN / "graticule", "analyse", scan, "-p", "microtraces", "--out", tmp_path]
    subprocess.run(command, env=given, capture_output=True, check=True)
    assert list(tmp_path.rglob("*.nbc")) == []


def test_reports_of_the_packaged_program_can_tell_all_versions():
    text = (ROOT / "installer" / "graticule.spec").read_text("utf-8")
    listed = re.search(r"WITH_VERSION = \((.*?)\n\)", text, re.DOTALL)
    told = {name.lower() for name in re.findall(r'"([^"]+)"', listed[1])}
    asked = {*provenance._LIBRARIES, *fault_report.PACKAGES}
    assert {name.lower() for name in asked} <= told


@pytest.mark.parametrize("system", ["linux", "windows"])
def test_every_version_is_pinned_by_hash_and_none_is_missing(installer, system):
    import pins

    text = pins.REQUIREMENTS[system].read_text("utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith(("#", " "))]
    pinned = {line.partition("==")[0].lower().replace("_", "-") for line in lines}
    assert all(re.match(r"[\w.-]+==\S+.*--hash=sha256:[0-9a-f]{64}", line) for line in lines)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["train"]]
    names = {re.match(r"[\w.-]+", entry)[0].lower().replace("_", "-") for entry in wanted}
    assert names <= pinned
    assert "nvidia-cublas" not in pinned


def test_left_out_paths(installer):
    from trim import left_out

    gone = (
        "torch/include/ATen/ATen.h",
        "torch/bin/protoc",
        "PySide6/Qt/lib/libQt6Quick.so.6",
        "PySide6/Qt6Qml.dll",
        "PySide6/QtDesigner.pyd",
        "openvino/libs/libopenvino_intel_gpu_plugin.so",
        "scipy/special/tests/data/boost.npz",
        "numba/tests/test_x.py",
    )
    kept = (
        "torch/bin/torch_shm_manager",
        "torch/lib/libtorch_cpu.so",
        "torch/testing/_comparison.py",
        "PySide6/Qt/lib/libQt6XcbQpa.so.6",
        "PySide6/QtCore.abi3.so",
        "PySide6/Qt6Network.dll",
        "openvino/libs/libopenvino_intel_cpu_plugin.so",
        "skimage/filters/__init__.pyi",
        "graticule/cli/__init__.py",
    )
    assert [path for path in gone if not left_out(path)] == []
    assert [path for path in kept if left_out(path)] == []


def distribution(folder, name, licence, text=""):
    info = folder / f"{name}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Name: {name}\nVersion: 1.0\nLicense: {licence}\n\nwords")
    (info / "RECORD").write_text(f"{name}/__init__.py,,\n{info.name}/METADATA,,\n")
    if text:
        (info / "LICENSE").write_text(text)


def test_all_licences_in_one_file(installer, tmp_path):
    import licences

    distribution(tmp_path, "grain", "MIT", "Permission is granted")
    distribution(tmp_path, "setuptools", "MIT", "left out of the package")
    assert licences.write(tmp_path, tmp_path / "all.txt", {"Python 3: PSF": "PSF text"}) == 2
    told = (tmp_path / "all.txt").read_text("utf-8")
    assert "grain 1.0: MIT" in told
    assert "Permission is granted" in told
    assert "PSF text" in told
    assert "left out" not in told


def test_a_package_without_a_licence_is_not_handed_on(installer, tmp_path):
    import licences

    distribution(tmp_path, "grain", "UNKNOWN")
    with pytest.raises(ValueError, match=r"grain 1\.0 names no licence"):
        licences.write(tmp_path, tmp_path / "all.txt")


def test_the_licences_of_what_is_installed_here_are_known(installer, tmp_path):
    import licences

    packages = Path(metadata.distribution("numpy").locate_file("")).resolve()
    assert licences.write(packages, tmp_path / "all.txt") > 30


def test_large_libraries_are_named_with_their_size(installer, tmp_path, monkeypatch):
    import trim

    monkeypatch.setattr(trim, "LARGE", 1_000_000)
    for name, size in (("torch/lib/a.so", 3), ("scipy/b.so", 1), ("scipy.libs/c.so", 1)):
        path = tmp_path / "_internal" / name
        path.parent.mkdir(parents=True)
        path.write_bytes(bytes(size * 1_000_000))
    (tmp_path / "graticule").write_bytes(b"program")
    told = [line.split() for line in trim.shares(tmp_path, "_internal").splitlines()]
    assert told == [
        ["3", "MB", "torch"],
        ["2", "MB", "scipy"],
        ["0", "MB", "all", "others"],
    ]
