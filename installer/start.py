"""Both packaged programs: `graticule-app` is the window, `graticule` the command line."""

import multiprocessing
import pkgutil
import sys
from importlib import import_module
from pathlib import Path


def main() -> int:
    """Run what this program is called."""
    multiprocessing.freeze_support()
    if sys.argv[1:] == ["--import-all"]:
        return import_all()
    if Path(sys.executable).stem == "graticule":
        from graticule.cli import main as run
    else:
        from graticule_app.__main__ import main as run
    return run() or 0


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


if __name__ == "__main__":
    sys.exit(main())
