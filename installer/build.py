"""Build what a lab installs by a double click: `installer/build deb`, on Linux; results in `dist/`.

    installer/build folder    the frozen programs alone: build/frozen/graticule
    installer/build deb       a Debian package of them: dist/graticule_VERSION_amd64.deb

A virtual environment of its own, `build/venv`, holds exactly what is packed. Beside Python,
`dpkg-deb` and `strip` are needed.
"""

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WORK, OUT = ROOT / "build", ROOT / "dist"
FROZEN = WORK / "frozen" / "graticule"
PYINSTALLER = "pyinstaller==6.22.0"
# What Qt's xcb plugin and GL need of a bare Debian 12; the rest comes along.
DEPENDS = (
    "libc6 (>= 2.36), libxcb1, libgl1, libegl1, libwayland-client0, libwayland-cursor0, "
    "libwayland-egl1, shared-mime-info, desktop-file-utils, hicolor-icon-theme"
)
# Of these types the program is offered as one that opens them; no default is changed.
TYPES = {
    "image/x-aperio-svs": ("Aperio slide", ("svs",)),
    "image/x-hamamatsu-ndpi": ("Hamamatsu slide", ("ndpi",)),
    "image/x-mirax": ("MIRAX slide", ("mrxs",)),
    "image/x-leica-scn": ("Leica slide", ("scn",)),
    "image/x-gatan-dm": ("Gatan DigitalMicrograph image", ("dm3", "dm4")),
    "application/x-graticule-project": ("Graticule project", ("graticule",)),
}
DESKTOP = """[Desktop Entry]
Type=Application
Name=Graticule
Comment=Find, class and measure every particle of a microscope scan
Exec=graticule-app %F
Icon=graticule
Terminal=false
Categories=Science;Graphics;Viewer;
MimeType=image/tiff;{types};
StartupWMClass=graticule
"""
CONTROL = """Package: graticule
Version: {version}
Architecture: amd64
Maintainer: The Graticule developers <graticule@localhost>
Installed-Size: {size}
Depends: {depends}
Recommends: fonts-dejavu-core
Section: science
Priority: optional
Description: every particle of a microscope scan, found and measured
 Scans of any size: fibres and skin on tape lifts, nanoparticles, microplastics,
 coatings; with uncertainty, as an Excel report and GeoJSON.
 Brings its own Python, Qt and torch (CPU).
"""


def main() -> None:
    """Build what is asked for."""
    parser = argparse.ArgumentParser(description="Build what a lab installs by a double click.")
    parser.add_argument("what", choices=("folder", "deb"))
    what = parser.parse_args().what
    freeze()
    if what == "deb":
        print(f"built {package()}")


def freeze() -> None:
    """The program folder, with both programs, stripped of what only debuggers need."""
    python = WORK / "venv" / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(WORK / "venv")], check=True)
    pip = [str(python), "-m", "pip", "install", "--quiet"]
    subprocess.run([*pip, PYINSTALLER, f"{ROOT}[train]"], check=True)
    # the program itself anew: its version stays the same while it changes
    subprocess.run([*pip, "--force-reinstall", "--no-deps", str(ROOT)], check=True)
    subprocess.run(
        [str(python), "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN",
         "--distpath", str(FROZEN.parent), "--workpath", str(WORK / "pyinstaller"),
         str(ROOT / "installer" / "graticule.spec")],
        check=True,
    )  # fmt: skip
    for library in FROZEN.rglob("*.so*"):
        # those with a hash in their name were changed after linking: strip breaks them
        if library.is_file() and not library.is_symlink() and not hashed(library):
            subprocess.run(["strip", "--strip-unneeded", str(library)], check=False)


def hashed(library: Path) -> bool:
    """Whether a library came out of a wheel's own folder, renamed and patched by auditwheel."""
    return re.search(r"-[0-9a-f]{8}\.so", library.name) is not None


def package() -> Path:
    """The Debian package of the frozen folder."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    root = WORK / "deb"
    shutil.rmtree(root, ignore_errors=True)
    home = root / "opt" / "graticule"
    shutil.copytree(FROZEN, home, symlinks=True, copy_function=os.link)
    share, programs = root / "usr" / "share", root / "usr" / "bin"
    programs.mkdir(parents=True)
    for name in ("graticule", "graticule-app"):
        (programs / name).symlink_to(f"/opt/graticule/{name}")
    icon = ROOT / "resources" / "graticule_resources" / "icons" / "graticule.svg"
    put(share / "icons/hicolor/scalable/apps/graticule.svg", icon.read_text("utf-8"))
    put(share / "applications/graticule.desktop", DESKTOP.format(types=";".join(TYPES)))
    put(share / "mime/packages/graticule.xml", mime_types())
    put(share / "doc/graticule/copyright", copyright_text())
    size = sum(p.stat().st_size for p in root.rglob("*") if p.is_file() and not p.is_symlink())
    control = CONTROL.format(version=version, size=size // 1024, depends=DEPENDS)
    put(root / "DEBIAN/control", control)
    put(root / "DEBIAN/md5sums", checksums(root))
    for folder in (root, *(p for p in root.rglob("*") if p.is_dir())):
        folder.chmod(0o755)
    OUT.mkdir(exist_ok=True)
    out = OUT / f"graticule_{version}_amd64.deb"
    subprocess.run(
        ["dpkg-deb", "--root-owner-group", "-Zxz", "-z3", "--build", str(root), str(out)],
        check=True,
    )
    return out


def put(path: Path, text: str) -> None:
    """Write a file of the package."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def mime_types() -> str:
    """The types that Debian does not know, for shared-mime-info."""
    entries = "".join(
        f' <mime-type type="{name}"><comment>{words}</comment>'
        + "".join(f'<glob pattern="*.{end}" weight="60"/>' for end in ends)
        + "</mime-type>\n"
        for name, (words, ends) in TYPES.items()
    )
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    space = "http://www.freedesktop.org/standards/shared-mime-info"
    return f'{head}<mime-info xmlns="{space}">\n{entries}</mime-info>\n'


def copyright_text() -> str:
    """The program's licence, and where those of the libraries lie."""
    return (
        "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n"
        "Files: *\nCopyright: The Graticule developers\nLicense: GPL-3.0-or-later\n"
        " On Debian systems the text is in /usr/share/common-licenses/GPL-3. Each library in\n"
        " /opt/graticule/_internal keeps the licence in its own folder.\n"
    )


def checksums(root: Path) -> str:
    """Of every file but the package's own notes."""
    lines = []
    for path in sorted(p for part in ("opt", "usr") for p in (root / part).rglob("*")):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "md5").hexdigest()
            lines.append(f"{digest}  {path.relative_to(root)}\n")
    return "".join(lines)


if __name__ == "__main__":
    main()
