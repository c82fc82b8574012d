"""Both packaged programs: `graticule-app` is the window, `graticule` the command line."""

import os
import pkgutil
import sys
import traceback
from importlib import import_module
from pathlib import Path


def main() -> int:
    """Run what this program is called."""
    if os.name == "nt":
        be_packed()
    import multiprocessing  # late: it looks whether this is a packed program

    multiprocessing.freeze_support()
    if sys.argv[1:] == ["--import-all"]:
        return import_all()
    if sys.argv[1:] == ["--try-scans"]:  # the flag of `graticule.scans.trial`
        import_module("graticule.scans.trial").main()
        return 0
    if sys.argv[1:2] == ["--compile"]:
        return compile_loops(samples="--samples" in sys.argv)
    if Path(sys.executable).stem.lower() == "graticule":
        from graticule.cli import main as run
    else:
        from graticule_app.__main__ import main as run
    return run() or 0


def compile_loops(*, samples: bool) -> int:
    """Compile what the first minutes would wait for, into the folder of what is compiled."""
    from graticule.compile_all import compile_all
    from graticule_app.canvas import warming

    warming.begin()
    compile_all(samples=samples)
    warming.MARKS.wait()
    return 0


def import_all() -> int:
    """Import every module of the program: tells what was forgotten when it was packed."""
    missing = []
    for package in ("graticule", "graticule_app"):
        folders = import_module(package).__path__
        for module in pkgutil.walk_packages(folders, f"{package}."):
            if not module.name.endswith("__main__"):
                try:
                    import_module(module.name)
                except ImportError as error:
                    missing.append(f"{module.name}: {error}")
    print(*missing, sep="\n", file=sys.stderr)
    return 1 if missing else 0


def be_packed() -> None:
    """What a packed program is on other systems, for the launchers of the Windows installer."""
    sys.frozen = True  # type: ignore[attr-defined]
    local = os.environ.get("LOCALAPPDATA")
    if local:  # what numba compiled goes when the program goes; its own folder would stay
        os.environ.setdefault("NUMBA_CACHE_DIR", rf"{local}\graticule\Cache\numba")
    if sys.stdout is None and sys.stderr is None:  # the window's own process has no console
        sys.excepthook = show
    nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - to the end
    sys.stdout, sys.stderr = sys.stdout or nowhere, sys.stderr or nowhere


def show(kind: type[BaseException], error: BaseException, _trace: object) -> None:
    """Tell in a box of a mistake before there is a window that could: there is no console."""
    import ctypes  # late: only here

    words = "".join(traceback.format_exception(kind, error, error.__traceback__)[-3:])
    text = f"Graticule could not start. Please install it again.\n\n{words}"
    ctypes.windll.user32.MessageBoxW(None, text, "Graticule", 0x10)  # type: ignore[attr-defined]


if __name__ == "__main__":
    sys.exit(main())
