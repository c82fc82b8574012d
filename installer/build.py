"""Build what a lab installs by a double click, on Linux; see README.md beside this file.

installer/build deb        a Debian package           dist/graticule_VERSION_amd64.deb
installer/build windows    an installer for Windows   dist/graticule-VERSION-setup.exe
installer/build folder     the frozen programs alone  build/frozen/graticule
installer/build lock       the lists of what is packed, by version and SHA-256, anew
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import debian
import pins

# Programs that a build calls, and the Debian package that each comes with.
TOOLS = {
    "deb": {"dpkg-deb": "dpkg", "strip": "binutils", "rsvg-convert": "librsvg2-bin"},
    "windows": {
        "makensis": "nsis",
        "x86_64-w64-mingw32-gcc": "gcc-mingw-w64-x86-64",
        "rsvg-convert": "librsvg2-bin",
        "icotool": "icoutils",
    },
    "folder": {"strip": "binutils"},
}


def main() -> None:
    """Build what is asked for."""
    parser = argparse.ArgumentParser(
        prog="installer/build", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("what", choices=("deb", "windows", "folder", "lock"))
    parser.add_argument(
        "--requirements", type=Path, help="another list than the one for a processor without CUDA"
    )
    parser.add_argument(
        "--torch", default="", help="lock: another torch for Linux, as 2.13.0+cu130, into --out"
    )
    parser.add_argument("--out", type=Path, help="lock --torch: the list to write")
    parser.add_argument(
        "--python", type=Path, help="windows: python.org's embeddable zip instead of the wheel's"
    )
    parser.add_argument(
        "--quick", action="store_true", help="pack fast instead of small, to try it"
    )
    given = parser.parse_args()
    if lacking := missing_packages(given.what):
        parser.exit(1, f"installer/build {given.what} needs: apt-get install {lacking}\n")
    os.environ.update(repeatable() | os.environ)
    if given.what == "lock":
        try:
            print(*pins.lock(given.torch, given.out), sep="\n")
        except ValueError as error:
            parser.error(str(error))
    elif given.what == "folder":
        print(debian.freeze(given.requirements))
    else:
        if given.what == "deb":
            built = debian.build(given.requirements, quick=given.quick)
        else:
            import windows  # pyright: ignore[reportMissingImports]

            built = windows.build(given.requirements, python=given.python, quick=given.quick)
        with built.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        built.with_name(f"{built.name}.sha256").write_text(f"{digest}  {built.name}\n", "utf-8")
        print(f"built {built}, {built.stat().st_size / 2**20:.0f} MiB, SHA-256 {digest}")


def missing_packages(what: str) -> str:
    """Debian packages without which a build would end in its midst, with spaces between."""
    tools = TOOLS.get(what, {})
    return " ".join(sorted(tools[tool] for tool in tools if shutil.which(tool) is None))


def repeatable() -> dict[str, str]:
    """What makes two builds of one commit alike: its time for all files, and sets in one order."""
    git = ["git", "-C", str(Path(__file__).parent), "log", "-1", "--format=%ct"]
    told = subprocess.run(git, capture_output=True, text=True, check=False).stdout.strip()
    return {"PYTHONHASHSEED": "0"} | ({"SOURCE_DATE_EPOCH": told} if told else {})


if __name__ == "__main__":
    if sys.version_info[:2] != (3, 11):
        sys.exit("installer/build wants Python 3.11, the version that is packed")
    main()
