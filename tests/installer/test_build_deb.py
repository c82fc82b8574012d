"""What the Debian package says of the program; `installer/test deb` tries the package itself."""

import hashlib
import subprocess
import sys
import xml.etree.ElementTree as ET
from importlib import import_module
from pathlib import Path

import pytest


@pytest.fixture
def debian(installer):
    import debian

    return debian


def test_each_type_is_offered_with_its_endings(debian):
    space = "{http://www.freedesktop.org/standards/shared-mime-info}"
    root = ET.fromstring(debian.mime_types().encode())
    told = {
        entry.get("type"): [glob.get("pattern") for glob in entry.findall(f"{space}glob")]
        for entry in root
    }
    assert told["image/x-gatan-dm"] == ["*.dm3", "*.dm4"]
    assert set(told) == set(debian.TYPES)
    slide = next(entry for entry in root if entry.get("type") == "image/x-aperio-svs")
    assert slide.find(f"{space}sub-class-of").get("type") == "image/tiff"
    desktop = debian.DESKTOP.format(types=";".join(debian.TYPES))
    assert all(f"{name};" in desktop for name in debian.TYPES)


def test_checksums_are_those_that_dpkg_looks_for(debian, tmp_path):
    debian.put(tmp_path / "opt/graticule/a b.txt", "grain\n")
    debian.put(tmp_path / "DEBIAN/control", "not counted")
    debian.put(tmp_path / "usr/bin/x", "x")
    digest = hashlib.md5(b"grain\n").hexdigest()
    lines = debian.checksums(tmp_path).splitlines()
    assert lines[0] == f"{digest}  opt/graticule/a b.txt"
    assert len(lines) == 2


def test_patched_libraries_are_not_stripped(debian):
    assert debian.hashed(Path("libgfortran-8a9d71bc.so.5.0.0"))
    assert not debian.hashed(Path("libtorch_cpu.so"))


@pytest.mark.parametrize("name", ["build", "test", "try_debian.sh"])
def test_scripts_can_be_read(installer, name):
    shell = "bash" if name.endswith(".sh") else "sh"
    told = subprocess.run([shell, "-n", str(installer / name)], capture_output=True, check=False)
    assert told.returncode == 0, told.stderr


def test_a_build_says_first_which_packages_it_needs(installer, monkeypatch):
    build = import_module("build")
    monkeypatch.setattr(build.shutil, "which", lambda tool: None if tool == "strip" else f"/{tool}")
    assert build.missing_packages("deb") == "binutils"
    assert build.missing_packages("windows") == build.missing_packages("lock") == ""
    monkeypatch.setattr(sys, "argv", ["build", "folder"])
    with pytest.raises(SystemExit) as ended:
        build.main()
    assert ended.value.code == 1
