"""Which version of what is packed, by its SHA-256, and its installation into a folder.

The lists `requirements-linux.txt` and `requirements-windows.txt` are made by `installer/build
lock` out of the dependencies in pyproject.toml; nothing that is not on them can come into a
package. They name the builds of torch for processors without CUDA. On Linux that build is not on
PyPI: pip and uv must be told of PyTorch's index of CPU wheels (PIP_EXTRA_INDEX_URL), or of a
folder that holds the wheel (PIP_FIND_LINKS).
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PYTHON = "3.11"
PYINSTALLER = "pyinstaller==6.22.0"
CPU_TORCH = {"linux": "2.13.0+cpu", "windows": "2.13.0"}  # PyPI's wheel for Windows has no CUDA
REQUIREMENTS = {
    system: ROOT / "installer" / f"requirements-{system}.txt" for system in ("linux", "windows")
}
# as uv names them; Debian 12 has glibc 2.36
_PLATFORMS = {"linux": "x86_64-manylinux_2_36", "windows": "x86_64-pc-windows-msvc"}
_HEAD = """\
# Everything that comes into the package for {system}, by version and SHA-256.
# Made by: installer/build lock{torch}
"""


def lock(torch: str = "", out: Path | None = None) -> list[Path]:
    """Write the lists anew; with `torch` (a version, say 2.13.0+cu130) only Linux's, into `out`."""
    if torch:
        if out is None:
            raise ValueError("another torch wants a list of its own: give --out")
        return [_lock("linux", torch, out)]
    return [_lock(system, CPU_TORCH[system], path) for system, path in REQUIREMENTS.items()]


def _lock(system: str, torch: str, out: Path) -> Path:
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder) / "wanted.in"
        wanted.write_text(PYINSTALLER if system == "linux" else "", "utf-8")
        overrides = Path(folder) / "torch.in"
        overrides.write_text(f"torch=={torch}\n", "utf-8")
        answer = subprocess.run(
            [uv(), "pip", "compile", "--quiet", "--generate-hashes", "--no-header",
             "--no-emit-index-url", "--no-annotate", "--only-binary", ":all:", "--extra", "train",
             "--python-platform", _PLATFORMS[system], "--python-version", PYTHON,
             "--index-strategy", "unsafe-best-match", "--override", str(overrides),
             str(ROOT / "pyproject.toml"), str(wanted)],
            check=True, capture_output=True, text=True, env=environment(),
        )  # fmt: skip
    head = _HEAD.format(
        system=system.capitalize(), torch="" if torch == CPU_TORCH[system] else f" --torch {torch}"
    )
    out.write_text(head + answer.stdout, "utf-8")
    return out


def install(system: str, target: Path, requirements: Path | None = None) -> None:
    """Put what the list of `system` names into the folder `target`, each file by its hash."""
    subprocess.run(
        [uv(), "pip", "install", "--quiet", "--require-hashes", "--no-deps",
         "--only-binary", ":all:", "--index-strategy", "unsafe-best-match",
         "--python-platform", _PLATFORMS[system], "--python-version", PYTHON,
         "--target", str(target), "--requirement", str(requirements or REQUIREMENTS[system])],
        check=True, env=environment(),
    )  # fmt: skip


def environment() -> dict[str, str]:
    """uv asks where pip would ask."""
    told = dict(os.environ)
    for pip, own in (
        ("PIP_FIND_LINKS", "UV_FIND_LINKS"),
        ("PIP_INDEX_URL", "UV_DEFAULT_INDEX"),
        ("PIP_EXTRA_INDEX_URL", "UV_INDEX"),
    ):
        if pip in told and own not in told:
            told[own] = told[pip]
    return told


def uv() -> str:
    """The program uv; exits with a line that says how to get it."""
    beside = Path(sys.executable).with_name("uv")
    found = shutil.which("uv") or (str(beside) if beside.exists() else None)
    if found is None:
        sys.exit("uv is needed to install by hash for any system: pip install uv")
    return found
