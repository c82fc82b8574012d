"""The Windows installer, made on Linux: a folder with Python, libraries and two programs, in NSIS.

Beside Python 3.11 and uv, makensis (nsis), x86_64-w64-mingw32-gcc (gcc-mingw-w64-x86-64),
rsvg-convert (librsvg2-bin) and icotool (icoutils) are needed.
"""

import compileall
import hashlib
import py_compile
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import zipfile
from functools import partial
from pathlib import Path

import licences
import pins
from debian import ICON, python_text, version
from trim import left_out, shares

ROOT = Path(__file__).resolve().parents[1]
HERE = ROOT / "installer" / "windows"
WORK, OUT = ROOT / "build" / "windows", ROOT / "dist"
STAGE = WORK / "Graticule"  # what lies in the program folder afterwards
OURS = ("core/graticule", "app/graticule_app", "resources/graticule_resources")
RUNTIME = ROOT / "installer" / "requirements-windows-runtime.txt"
EMBEDDABLE = "python-3.11.9-embed-amd64.zip"
EMBEDDABLE_SHA256 = "009d6bf7e3b2ddca3d784fa09f90fe54336d5b60f0e0f305c37f400bf83cfd3b"
# Of what python.org's installer puts down: tests, another window toolkit, tools for developers.
NOT_NEEDED = (
    "__pycache__ config-* _sysconfigdata* test tests idlelib tkinter turtledemo ensurepip lib2to3 "
    "pydoc_data venv site-packages lib-dynload"
)
BYTES_OF_PYTHON = r"(python311|lib\w+-\d|sqlite3)\.dll|(?!_tkinter|_msi|winsound)\w+\.pyd"
CPP_RUNTIME = (
    "vcruntime140 vcruntime140_1 msvcp140 msvcp140_1 msvcp140_2 msvcp140_atomic_wait vcomp140"
)
# Libraries that every Windows since 10 has, of those that the packed ones ask for.
WINDOWS_OWN = (
    "advapi32 authz bcrypt bcryptprimitives comdlg32 crypt32 d3d11 d3d12 d3d9 dbghelp dnsapi "
    "dwmapi dwrite dxgi gdi32 icuuc imagehlp imm32 iphlpapi kernel32 mpr msimg32 msvcrt netapi32 "
    "ntdll ole32 oleaut32 psapi rpcrt4 secur32 setupapi shell32 shlwapi ucrtbase user32 userenv "
    "uiautomationcore uxtheme version winhttp winmm wintrust ws2_32 wtsapi32"
)
MORE_LICENCES = """

Its Windows libraries contain OpenSSL (Apache-2.0), libffi (MIT), SQLite (public domain), bzip2
(BSD-like), XZ Utils (public domain), zlib and expat (MIT).
"""
# torch's company reads the sources of what it compiles; numba keeps what it compiled only where
# it is told to if there are sources
WITH_SOURCES = "torch torchvision timm segmentation_models_pytorch graticule graticule_app"
ICON_SIZES = (16, 24, 32, 48, 64, 256)
MINGW = "x86_64-w64-mingw32-"
FOLDER = r"C:\Users\%s\AppData\Local\Programs\Graticule" % ("n" * 20)  # a long user name's
LONGEST = 200  # characters of a path in it; some programs of Windows still stop at 260


def build(
    requirements: Path | None = None, *, python: Path | None = None, quick: bool = False
) -> Path:
    """The installer in `dist/`.

    `python` is python.org's embeddable zip; without it Python comes out of a wheel.
    """
    stage(requirements, python)
    print(shares(STAGE, "_internal/Lib/site-packages"), end="")
    return pack(STAGE, OUT, quick=quick)


def stage(requirements: Path | None, python: Path | None) -> None:
    """Fill the folder that is installed."""
    shutil.rmtree(WORK, ignore_errors=True)
    internal = STAGE / "_internal"
    site = internal / "Lib" / "site-packages"
    pins.install("windows", site, requirements)
    shutil.copy(ROOT / "LICENSE", STAGE / "LICENCE.txt")
    licences.write(site, STAGE / "THIRD-PARTY-LICENCES.txt", runtime(internal, python))
    remove_what_is_left_out(site)
    for package in OURS:
        target = site / Path(package).name
        shutil.copytree(ROOT / package, target, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "installer" / "start.py", internal)
    icon(STAGE / "graticule.ico")
    launchers(STAGE)
    compile_modules(internal)
    check(STAGE)
    if absent := missing(STAGE):
        sys.exit("\n".join(absent))


def runtime(internal: Path, python: Path | None) -> dict[str, str]:
    """Put down Python itself, its modules, and Microsoft's C++ runtime; answers their licences."""
    wheels = WORK / "runtime"
    pins.install("windows", wheels, RUNTIME)
    if python is None:
        for path in (wheels / "deploy_libs").iterdir():
            if re.fullmatch(BYTES_OF_PYTHON, path.name):
                shutil.copy(path, internal)
        forwarder(internal)
        # the same modules as on Windows: only those in lib-dynload are Linux's own
        modules = Path(sysconfig.get_path("stdlib"))
        leave = shutil.ignore_patterns(*NOT_NEEDED.split())
        shutil.copytree(modules, internal / "Lib", ignore=leave, dirs_exist_ok=True)
        paths = ["Lib", "."]
    else:
        unpack_embeddable(python, internal)
        paths = ["python311.zip", "."]
    for name in CPP_RUNTIME.split():
        shutil.copy(wheels / "Scripts" / f"{name}.dll", internal)
    lines = [*paths, r"Lib\site-packages", "import site", ""]
    (internal / "python311._pth").write_text("\r\n".join(lines), "utf-8")
    text = next(wheels.glob("msvc_runtime-*.dist-info/licenses/LICENSE")).read_text("utf-8")
    return {
        "Python 3.11.9: PSF-2.0\nhttps://www.python.org": python_text() + MORE_LICENCES,
        "Microsoft Visual C++ Runtime: Microsoft's terms for redistributable code": text,
    }


def unpack_embeddable(python: Path, internal: Path) -> None:
    """Put down python.org's own files; any other file than theirs is refused."""
    with python.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != EMBEDDABLE_SHA256:
            sys.exit(f"{python} is not {EMBEDDABLE} of python.org: its SHA-256 is another")
    with zipfile.ZipFile(python) as archive:
        unused = (".exe", ".cat", "._pth", "LICENSE.txt", "_msi.pyd", "winsound.pyd")
        archive.extractall(internal, [n for n in archive.namelist() if not n.endswith(unused)])


def forwarder(internal: Path) -> None:
    """python3.dll, for which Qt's modules ask: every name in it stands for python311.dll's."""
    names = exports(internal / "python311.dll")
    rows = "".join(f"  {name} = python311.{name}\n" for name in names)
    definition, source = WORK / "python3.def", WORK / "python3.c"
    definition.write_text(f"LIBRARY python3.dll\nEXPORTS\n{rows}", "utf-8")
    source.write_text("int DllMain(void *a, unsigned b, void *c) { return 1; }\n", "utf-8")
    mingw("gcc", "-shared", "-nostdlib", "-s", "-Wl,-e,DllMain",
          "-o", internal / "python3.dll", source, definition)  # fmt: skip


def exports(library: Path) -> list[str]:
    """The names that a DLL offers."""
    command = [f"{MINGW}objdump", "-p", str(library)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    table = told.partition("[Ordinal/Name Pointer] Table")[2]
    return re.findall(r"^\s*\[ *\d+\](?: \+base\[ *\d+\] +[0-9a-f]+)? (\S+)$", table, re.MULTILINE)


def remove_what_is_left_out(site: Path) -> None:
    for path in sorted(site.rglob("*"), reverse=True):  # what is in a folder before it
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif left_out(path.relative_to(site).as_posix()):
            path.unlink()


def icon(path: Path) -> None:
    """The program's picture in the sizes that Windows shows."""
    pictures = []
    for size in ICON_SIZES:
        picture = WORK / f"icon-{size}.png"
        subprocess.run(["rsvg-convert", "-w", str(size), "-o", picture, ICON], check=True)
        pictures += ["--raw" if size == max(ICON_SIZES) else "", str(picture)]
    subprocess.run(["icotool", "-c", "-o", path, *filter(None, pictures)], check=True)


def launchers(folder: Path) -> None:
    """Both programs; the icon lies in `folder` already."""
    made = WORK / "launchers"
    made.mkdir(parents=True, exist_ok=True)
    for name, words, flags in (
        ("graticule", "Graticule, command line", ("-DCONSOLE", "-mconsole")),
        ("graticule-app", "Graticule", ("-mwindows",)),
    ):
        (made / "version.h").write_text(
            f'#define VERSION "{version()}"\n#define DESCRIPTION "{words}"\n'
            f"#define VERSION_NUMBERS {version().replace('.', ',')},0\n",
            "utf-8",
        )
        facts = made / f"{name}.o"
        mingw("windres", "-I", made, "-I", HERE, "-I", folder, HERE / "graticule.rc", facts)
        mingw("gcc", "-Wall", "-Werror", "-O2", "-s", "-municode", *flags,
              "-o", folder / f"{name}.exe", HERE / "launcher.c", facts)  # fmt: skip


def compile_modules(internal: Path) -> None:
    """Byte code in place of every module's source, which costs a tenth of the installer.

    It is never compared with times: installing changes those.
    """
    compile_all = partial(
        compileall.compile_dir, stripdir=str(internal), quiet=2, workers=0, maxlevels=50,
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    )  # fmt: skip
    library = internal / "Lib"
    kept = [library / "site-packages" / name for name in WITH_SOURCES.split()]
    for folder in kept:
        compile_all(folder)
    skipped = re.compile("|".join(re.escape(f"{folder}/") for folder in kept))
    compile_all(library, rx=skipped, legacy=True)
    for path in library.rglob("*.py"):  # some libraries carry templates that are no Python: stay
        if not skipped.match(str(path)) and path.with_suffix(".pyc").exists():
            path.unlink()


def check(folder: Path) -> None:
    """Every path fits into Windows, and no two are one to it."""
    seen: dict[str, str] = {}
    for path in folder.rglob("*"):
        inside = str(path.relative_to(folder))
        if len(FOLDER) + 1 + len(inside) >= LONGEST:
            sys.exit(f"{inside}: is too long a path for Windows; leave it out in trim.py")
        if seen.setdefault(inside.lower(), inside) != inside:
            sys.exit(f"{inside}: is the same as {seen[inside.lower()]} to Windows")


def missing(folder: Path) -> list[str]:
    """What packed libraries ask for and neither the folder nor Windows has. wine would hide it."""
    packed = [p for p in folder.rglob("*") if p.suffix.lower() in (".dll", ".pyd", ".exe")]
    there = {path.name.lower() for path in packed}
    told = subprocess.run(
        [f"{MINGW}objdump", "-p", *map(str, packed)], check=True, capture_output=True, text=True,
        errors="replace",
    ).stdout  # fmt: skip
    wanted, library = set(), ""
    for line in told.splitlines():
        if line.endswith("file format pei-x86-64"):
            library = Path(line.partition(":")[0]).name
        elif line.startswith("\tDLL Name: "):
            name = line.split()[-1].lower()
            own = name.startswith("api-ms-win-") or name.removesuffix(".dll") in WINDOWS_OWN.split()
            if name not in there and not own:
                wanted.add(f"{library} asks for {name}")
    return sorted(wanted)


def pack(folder: Path, out: Path, *, quick: bool = False) -> Path:
    """The installer of a folder; with `quick` packed in a fifth of the time, and larger."""
    out.mkdir(parents=True, exist_ok=True)
    made = out / f"graticule-{version()}-setup.exe"
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    with tempfile.TemporaryDirectory() as work:
        removed = Path(work) / "remove.nsh"
        rows = [f'Delete "$INSTDIR\\{name}"\n' for name in top_files(folder)]
        removed.write_text("".join(rows), "utf-8")
        subprocess.run(
            ["makensis", "-V2", f"-DVERSION={version()}", f"-DSTAGE={folder}", f"-DOUT={made}",
             f"-DREMOVE={removed}", f"-DKB={size // 1024}", *(["-DQUICK"] if quick else []),
             str(HERE / "graticule.nsi")],
            check=True,
        )  # fmt: skip
    return made


def top_files(folder: Path) -> list[str]:
    """What lies beside `_internal`, which alone is removed whole."""
    folders = [path.name for path in folder.iterdir() if path.is_dir()]
    if folders != ["_internal"]:
        raise ValueError(f"beside _internal there are files only, not {folders}")
    return sorted(path.name for path in folder.iterdir() if path.is_file())


def mingw(tool: str, *arguments: str | Path) -> None:
    subprocess.run([f"{MINGW}{tool}", *map(str, arguments)], check=True)
