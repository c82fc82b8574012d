"""What the Debian package says of the program; the package itself is built by hand."""

import hashlib
import importlib.util
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

INSTALLER = Path(__file__).parents[2] / "installer"


@pytest.fixture
def build():
    spec = importlib.util.spec_from_file_location("graticule_build", INSTALLER / "build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_each_type_is_offered_with_its_endings(build):
    space = "{http://www.freedesktop.org/standards/shared-mime-info}"
    root = ET.fromstring(build.mime_types().encode())
    told = {
        entry.get("type"): [glob.get("pattern") for glob in entry.findall(f"{space}glob")]
        for entry in root
    }
    assert told["image/x-gatan-dm"] == ["*.dm3", "*.dm4"]
    assert set(told) == set(build.TYPES)
    desktop = build.DESKTOP.format(types=";".join(build.TYPES))
    assert all(f"{name};" in desktop for name in build.TYPES)


def test_checksums_are_those_that_dpkg_looks_for(build, tmp_path):
    build.put(tmp_path / "opt/graticule/a b.txt", "grain\n")
    build.put(tmp_path / "DEBIAN/control", "not counted")
    build.put(tmp_path / "usr/bin/x", "x")
    digest = hashlib.md5(b"grain\n").hexdigest()
    lines = build.checksums(tmp_path).splitlines()
    assert lines[0] == f"{digest}  opt/graticule/a b.txt"
    assert len(lines) == 2


def test_patched_libraries_are_not_stripped(build):
    assert build.hashed(Path("libgfortran-8a9d71bc.so.5.0.0"))
    assert not build.hashed(Path("libtorch_cpu.so"))


def test_the_entry_and_the_specification_can_be_read():
    compile((INSTALLER / "graticule.spec").read_text("utf-8"), "graticule.spec", "exec")
    told = subprocess.run(["sh", "-n", str(INSTALLER / "build")], capture_output=True, check=False)
    assert told.returncode == 0
