"""How often may scans be closed while all of the window reads them, until it crashes or complains?

    python tests/benchmarks/bench_closing.py [--times 200] SCAN…

Each scan is opened and closed so often in a process of its own: a crash of it is told with its exit
status. Between, the view flies about, the preview, the gallery, the proposal, the scale bar, the
overview and the recent scans' picture read; the moment of closing is drawn by lot. A scan without a
result is analysed first, so that there are particles to draw. On Linux without a screen:
`xvfb-run -a -s "-screen 0 1600x1000x24" python …` with QT_QPA_PLATFORM=xcb.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "app"))


def one(scan: Path, times: int, seed: int) -> int:
    """Open and close one scan in this process; answers how many things went wrong."""
    from closing import analysed, close_while_reading, watched
    from PySide6.QtWidgets import QApplication

    from graticule.errors import GraticuleError
    from graticule_app.look import theme
    from graticule_app.model.settings import Settings
    from graticule_app.shell.window import MainWindow

    app = QApplication([])
    theme.apply(app, "dark")
    results = Path(tempfile.mkdtemp(prefix="closing-"))
    try:
        analysed(scan, results)
    except GraticuleError as error:
        print(f"  without particles: {error}", flush=True)
    window = MainWindow(replace(Settings.load(), results=results))
    window.resize(1500, 950)
    window.show()
    begun = time.monotonic()
    with watched(window) as trouble:
        close_while_reading(window, [scan], times, seed)
    print(f"  {times} closings in {time.monotonic() - begun:.0f} s", flush=True)
    for line in trouble.lines[:20]:
        print(f"  {line}", flush=True)
    window.close()
    return len(trouble.lines)


def main() -> int:
    """Each scan in its own process, with settings and caches of its own."""
    options = argparse.ArgumentParser()
    options.add_argument("scans", nargs="+", type=Path)
    options.add_argument("--times", type=int, default=200)
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.here:
        from graticule_app.shell.program import leave

        status = min(one(given.scans[0], given.times, given.seed), 100)
        leave(status)  # as the program ends: no thread is waited for a second time
        return status
    bad = 0
    for scan in given.scans:
        print(scan.name, flush=True)
        with tempfile.TemporaryDirectory() as home:
            places = {f"XDG_{name}_HOME": f"{home}/{name}"
                      for name in ("CONFIG", "DATA", "CACHE", "STATE")}  # fmt: skip
            command = [sys.executable, __file__, "--here", str(scan.resolve()),
                       "--times", str(given.times), "--seed", str(given.seed)]  # fmt: skip
            status = subprocess.run(
                command, env={**os.environ, **places, "HOME": home}, check=False
            ).returncode
        told = f"crashed with {status}" if status < 0 else f"{status} errors"
        print(f"  {told}", flush=True)
        bad += bool(status)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
