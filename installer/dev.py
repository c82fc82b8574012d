"""Set up Graticule for development and do the usual jobs, alike on Linux, macOS and Windows.

    python3 installer/dev.py window   start the window
    python3 installer/dev.py demo     analyse the sample scan, as a first look
    python3 installer/dev.py test     run the tests
    python3 installer/dev.py check    lint, format, types and the order of the engine's parts
                                      (`check ruff`, `check pyright` … one of them)
    python3 installer/dev.py docs     the site into build/docs, from which a browser opens it
    python3 installer/dev.py run ...  the command line: `run analyse SCAN --out DIR`

Each makes the virtual environment `.venv` on its first call and is quick on the next.
"""

import argparse
import ctypes
import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / "installed.txt"
OUT = ROOT / "out"  # of the demo
EXTRAS = "train"  # what whoever looks at the program needs
DEVELOPERS = f"{EXTRAS},test,docs"
PROGRAM = {"window", "demo", "run"}  # jobs that need no more

# A shared library that the dynamic loader may miss, and the Debian package that holds it.
LIBRARIES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgomp.so.1": "libgomp1",
    "libstdc++.so.6": "libstdc++6",
}
# What Qt loads: the first group to be imported at all, the second to show a window under X.
QT_LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}
X_LIBRARIES = {
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
PROBE = (
    "import numpy, scipy, skimage, numba, cc3d, shapely, tifffile, imagecodecs, openslide, "
    "rsciio, h5py, PIL, torch, safetensors, zarr, xlsxwriter, msgspec, typer; "
    "import graticule.models, graticule.scans"
)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    jobs = {
        "window": window, "demo": demo, "test": test, "check": check, "docs": docs, "run": run
    }  # fmt: skip
    parser.add_argument("job", choices=[*jobs, "libraries"])
    parser.add_argument("rest", nargs=argparse.REMAINDER, help="handed on to the job")
    arguments = parser.parse_args()
    if arguments.job == "libraries":
        print(*missing(QT_LIBRARIES | X_LIBRARIES))
        return 0
    set_up(EXTRAS if arguments.job in PROGRAM else DEVELOPERS)
    return jobs[arguments.job](arguments.rest)


def set_up(extras: str) -> None:
    """Make `.venv` and install into it, unless pyproject.toml is the one that is installed.

    What developers need holds all that the program needs: it is not taken away again.
    """
    if sys.version_info < (3, 11):
        sys.exit("Graticule needs Python 3.11 or newer: start this with such a python3.")
    if STAMP.exists() and STAMP.read_text() in (stamp_of(extras), stamp_of(DEVELOPERS)):
        return
    if not PYTHON.exists():
        print(f"Making a virtual environment in {VENV} ...", flush=True)
        made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=False)
        if made.returncode:
            sys.exit(
                "Python's venv is missing. On Debian or Ubuntu: sudo apt-get install python3-venv"
            )
    print("Installing Graticule and what it needs (some minutes the first time) ...", flush=True)
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--editable", f"{ROOT}[{extras}]"], check=True)
    name_missing_library()
    print("Preparing the program for this computer, once (about a minute) ...", flush=True)
    subprocess.run([str(PYTHON), "-m", "graticule.compile_all"], check=False)
    STAMP.write_text(stamp_of(extras))


def stamp_of(extras: str) -> str:
    """What tells an installation from one of another pyproject.toml, or of other extras."""
    return hashlib.sha256((ROOT / "pyproject.toml").read_bytes() + extras.encode()).hexdigest()


def name_missing_library() -> None:
    """Import everything once; a missing system library is named with the command that brings it."""
    probe = subprocess.run([str(PYTHON), "-c", PROBE], capture_output=True, text=True, check=False)
    if probe.returncode == 0:
        return
    match = re.search(r"(lib[\w.+-]+\.so[.\d]*): cannot open shared object", probe.stderr)
    if match is None:
        sys.exit(f"The installed packages cannot be imported:\n{probe.stderr}")
    library = match.group(1)
    package = (LIBRARIES | QT_LIBRARIES | X_LIBRARIES).get(library)
    sys.exit(
        f"The system library {library} is missing. On Debian or Ubuntu: sudo apt-get install "
        f"{package or '$(apt-file search --package-only ' + library + ')'}"
    )


def missing(libraries: dict[str, str]) -> list[str]:
    """The Debian packages of those shared libraries that cannot be loaded; none off Linux."""
    if not sys.platform.startswith("linux"):
        return []
    absent = []
    for library, package in libraries.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            absent.append(package)
    return absent


def window(rest: list[str]) -> int:
    """Start the window; what Qt misses is named with the one command that brings it."""
    absent = missing(QT_LIBRARIES | X_LIBRARIES)
    if absent:
        sys.exit(
            "The window needs system libraries that are missing here. On Debian or Ubuntu: "
            f"sudo apt-get install {' '.join(absent)}"
        )
    return subprocess.run([str(PYTHON), "-m", "graticule_app", *rest], check=False).returncode


def run(rest: list[str]) -> int:
    return subprocess.run([str(PYTHON), "-m", "graticule.cli", *rest], check=False).returncode


def demo(rest: list[str]) -> int:
    """Find, class and measure the traces of the sample tape; say where to look at them."""
    sample = ROOT / "resources" / "graticule_resources" / "samples" / "tape-sample.tif"
    if failed := run(["analyse", str(sample), "-p", "microtraces", "--out", str(OUT), *rest]):
        return failed
    result = OUT / sample.stem
    start = "py" if os.name == "nt" else "python3"
    print(
        "\nLook at\n"
        f"  {result / 'overview.png'}   the tape and what was found on it\n"
        f"  {result / 'report.xlsx'}   counts, sizes, charts; what is uncertain comes first\n"
        "and see the same in the window, where you can correct it:\n"
        f'  {start} {Path(sys.argv[0])} window "{result}"'
    )
    return 0


def test(rest: list[str]) -> int:
    pytest = [str(PYTHON), "-m", "pytest"]  # what is covered: `test --cov`, half as long again
    if absent := missing(QT_LIBRARIES):
        print(
            "The window's tests are skipped, as Qt misses system libraries. On Debian or Ubuntu: "
            f"sudo apt-get install {' '.join(absent)}",
            flush=True,
        )
        pytest += ["-p", "no:pytest-qt"]  # it would end the whole run
    return subprocess.run([*pytest, *rest], cwd=ROOT, check=False).returncode


def check(rest: list[str]) -> int:
    """Run the tools that `rest` names, all of them if it names none."""
    tools = [
        ["ruff", "check"],
        ["ruff", "format", "--check"],
        ["pyright", "--pythonpath", str(PYTHON)],
        ["lint-imports", "--no-cache"],
    ]
    if unknown := set(rest) - {tool for tool, *_ in tools}:
        sys.exit(f"check knows no {', '.join(sorted(unknown))}")
    failed = 0
    for tool, *options in tools:
        if rest and tool not in rest:
            continue
        print(f"--- {tool} {' '.join(options)}", flush=True)
        command = [str(BIN / tool), *options]
        failed |= subprocess.run(command, cwd=ROOT, check=False).returncode != 0
    return int(failed)


def docs(rest: list[str]) -> int:
    """Build the site; a broken link or any other warning fails."""
    settings = ROOT / "resources" / "docs" / "mkdocs.yml"
    command = [str(PYTHON), "-m", "mkdocs", "build", "--strict", "-f", str(settings), *rest]
    silent = {"NO_MKDOCS_2_WARNING": "1"}  # of what comes after Material for MkDocs
    built = subprocess.run(command, cwd=ROOT, check=False, env=os.environ | silent)
    if built.returncode == 0:
        print(f"Look at {ROOT / 'build' / 'docs' / 'index.html'}")
    return built.returncode


if __name__ == "__main__":
    sys.exit(main())
