"""The frozen programs for Linux, and a Debian package of them.

Beside Python 3.11 and uv, `dpkg-deb`, `strip` and `rsvg-convert` (librsvg2-bin) are needed.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import licences
import pins
from trim import shares

ROOT = Path(__file__).resolve().parents[1]
WORK, OUT = ROOT / "build", ROOT / "dist"
FROZEN = WORK / "frozen" / "graticule"
ICON = ROOT / "resources" / "graticule_resources" / "icons" / "graticule.svg"
ICON_SIZES = (16, 24, 32, 48, 64, 128, 256)  # menus and panels of older desktops read no SVG
# What Qt's xcb plugin and GL need of a bare Debian 12; the rest comes along.
DEPENDS = (
    "libc6 (>= 2.36), libxcb1, libgl1, libegl1, libwayland-client0, libwayland-cursor0, "
    "libwayland-egl1, fontconfig-config, shared-mime-info, desktop-file-utils, hicolor-icon-theme"
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
TIFFS = {"svs", "ndpi", "scn"}  # whatever opens a TIFF is offered for them, too
DESKTOP = """[Desktop Entry]
Type=Application
Name=Graticule
GenericName=Particle analysis
Comment=Find, class and measure every particle of a microscope scan
Exec=graticule-app %F
Icon=graticule
Terminal=false
Categories=Science;ImageProcessing;Qt;
Keywords=microscope;particles;slide;tiff;
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
 Brings its own Python, Qt and torch (CPU); wants no network.
"""


def freeze(requirements: Path | None = None) -> Path:
    """The program folder with both programs, stripped of what only debuggers need."""
    python = environment(requirements or pins.REQUIREMENTS["linux"])
    subprocess.run(
        [python, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN",
         "--distpath", FROZEN.parent, "--workpath", WORK / "pyinstaller",
         ROOT / "installer" / "graticule.spec"],
        check=True,
    )  # fmt: skip
    for library in FROZEN.rglob("*.so*"):
        # those with a hash in their name were changed after linking: strip breaks them
        if library.is_file() and not library.is_symlink() and not hashed(library):
            subprocess.run(["strip", "--strip-unneeded", str(library)], check=False)
    compile_loops()
    shutil.copyfile(ROOT / "LICENSE", FROZEN / "LICENCE.txt")
    packages = next((python.parents[1] / "lib").glob("python3.*/site-packages"))
    licences.write(packages, FROZEN / "THIRD-PARTY-LICENCES.txt", {python_title(): python_text()})
    print(shares(FROZEN, "_internal"), end="")
    return FROZEN


def compile_loops() -> None:
    """Have the frozen program compile its loops over pixels, and put them into it.

    They fit every processor of the level x86-64-v3; an older one compiles for itself.
    """
    cache = WORK / "compiled"
    shutil.rmtree(cache, ignore_errors=True)
    subprocess.run(
        [FROZEN / "graticule-app", "--compile", "--samples"], check=True,
        env=os.environ | {"NUMBA_CACHE_DIR": str(cache), "QT_QPA_PLATFORM": "offscreen",
                          "XDG_CACHE_HOME": str(WORK / "cache")},
    )  # fmt: skip
    kernels = FROZEN / "_internal" / "graticule" / "kernels"
    shutil.rmtree(kernels, ignore_errors=True)
    shutil.copytree(cache / "graticule", kernels)


def environment(requirements: Path) -> Path:
    """The Python of a virtual environment with exactly what is on the list."""
    python = WORK / "venv" / "bin" / "python"
    stamp = WORK / "venv" / "packed.txt"
    digest = hashlib.sha256(requirements.read_bytes()).hexdigest()
    if not stamp.exists() or stamp.read_text("utf-8") != digest:
        subprocess.run([sys.executable, "-m", "venv", "--clear", "--without-pip", WORK / "venv"],
                       check=True)  # fmt: skip
        packages = next((WORK / "venv" / "lib").glob("python3.*/site-packages"))
        pins.install("linux", packages, requirements)
        stamp.write_text(digest, "utf-8")
    return python


def python_title() -> str:
    """Names the Python that is frozen in."""
    return f"Python {sys.version.split()[0]}: PSF-2.0\nhttps://www.python.org"


def python_text() -> str:
    """Python's own licence, as it lies beside its library."""
    for folder in (Path(os.__file__).parent, Path("/usr/share/doc/python3.11")):
        for name in ("LICENSE.txt", "copyright"):
            if (folder / name).exists():
                return (folder / name).read_text("utf-8", "replace")
    return "Python Software Foundation License Version 2: https://docs.python.org/3/license.html"


def hashed(library: Path) -> bool:
    """Whether a library came out of a wheel's own folder, renamed and patched by auditwheel."""
    return re.search(r"-[0-9a-f]{8}\.so", library.name) is not None


def version() -> str:
    """The program's version, from the one file that says it."""
    text = (ROOT / "core" / "graticule" / "version.py").read_text("utf-8")
    found = re.search(r'^__version__ = "(.+)"$', text, re.MULTILINE)
    assert found, "core/graticule/version.py names no version"
    return found.group(1)


def build(requirements: Path | None = None, *, quick: bool = False) -> Path:
    """The Debian package of the frozen folder, in `dist/`."""
    freeze(requirements)
    root = WORK / "deb"
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(FROZEN, root / "opt/graticule", symlinks=True, copy_function=os.link)
    share, programs = root / "usr" / "share", root / "usr" / "bin"
    programs.mkdir(parents=True)
    for name in ("graticule", "graticule-app"):
        (programs / name).symlink_to(f"/opt/graticule/{name}")
    put(share / "icons/hicolor/scalable/apps/graticule.svg", ICON.read_text("utf-8"))
    for size in ICON_SIZES:
        picture = share / f"icons/hicolor/{size}x{size}/apps/graticule.png"
        picture.parent.mkdir(parents=True)
        subprocess.run(["rsvg-convert", "-w", str(size), "-o", picture, ICON], check=True)
    put(share / "applications/graticule.desktop", DESKTOP.format(types=";".join(TYPES)))
    put(share / "mime/packages/graticule.xml", mime_types())
    put(share / "doc/graticule/copyright", copyright_text())
    size = sum(p.stat().st_size for p in root.rglob("*") if p.is_file() and not p.is_symlink())
    control = CONTROL.format(version=version(), size=size // 1024, depends=DEPENDS)
    put(root / "DEBIAN/control", control)
    put(root / "DEBIAN/md5sums", checksums(root))
    for folder in (root, *(p for p in root.rglob("*") if p.is_dir())):
        folder.chmod(0o755)
    OUT.mkdir(exist_ok=True)
    out = OUT / f"graticule_{version()}_amd64.deb"
    packing = ["-Zgzip", "-z1"] if quick else ["-Zxz", "-z6"]
    subprocess.run(["dpkg-deb", "--root-owner-group", *packing, "--build", root, out], check=True)
    return out


def put(path: Path, text: str) -> None:
    """Write a file of the package."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def mime_types() -> str:
    """The types that Debian does not know, for shared-mime-info."""
    entries = "".join(
        f' <mime-type type="{name}"><comment>{words}</comment>'
        + ('<sub-class-of type="image/tiff"/>' if set(ends) & TIFFS else "")
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
        "Comment: All licences of what comes along: /opt/graticule/THIRD-PARTY-LICENCES.txt\n\n"
        "Files: *\nCopyright: The Graticule developers\nLicense: GPL-3.0-or-later\n"
        " On Debian systems the text is in /usr/share/common-licenses/GPL-3.\n"
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
