"""How smooth is the view? A gigapixel with mask, uncertainty and 100,000 outlines, 1600 × 900.

    python tests/benchmarks/bench_viewer.py [--data FOLDER] [--napari PYTHON] [--memory MINUTES]

Everything is drawn in software (Qt's offscreen platform). A frame counts from the moment the mouse
or the wheel would have moved (60 times a second) until it is painted, so whatever keeps the
window's thread busy in between counts, too; a jump counts until every tile is sharp. `--napari`
is a Python that has napari 0.9: it shows the same scan with mask and uncertainty alone, driven by
the same script in its own process (under xvfb-run). `--memory` pans over 6 Gpx and tells what
that took beyond the window with an open scan. `--selected` adds frames with so many particles
selected in the middle of the view.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import viewer_scene
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from graticule.scans import open_scan
from graticule_app.canvas.scan_view import ScanView
from graticule_app.model.document import Document
from graticule_app.model.workspace import Workspace

SIZE = (1600, 900)
TICK = 1 / 60
Script = dict[str, list[list]]


def make_script(side: int, jumps: int) -> Script:
    """Steps by name: a pan in a wide curve, zoom all the way out and in again, jumps at 1:1."""
    rng = random.Random(3)
    angle = np.linspace(0, 4 * np.pi, 300)
    pan = [["pan", 14 * float(np.cos(a)) + 6, 14 * float(np.sin(a))] for a in angle]
    out = [["zoom", 1 / 1.12]] * 30
    room = range(2000, side - 2000)
    places = [["jump", rng.choice(room), rng.choice(room)] for _ in range(jumps)]
    return {"pan": pan, "zoom": (out + [["zoom", 1.12]] * 30) * 3, "jump": places}


class Driven:
    """A view that is moved by a script."""

    def __init__(self, view: ScanView) -> None:
        self.view = view

    def settle(self, seconds: float = 60, *, filled: bool = False) -> float:
        """Milliseconds until the view is complete, and all coarse maps are filled if asked."""
        start = time.perf_counter()
        while time.perf_counter() - start < seconds:
            unfilled = self.view.maps.unfilled if filled and self.view.maps else 0
            if self.view.complete and not unfilled:
                break
            _wait_until(time.perf_counter() + 0.005)  # asleep: a window that waits takes no core
        return (time.perf_counter() - start) * 1000

    def step(self, step: list) -> None:
        """Move the camera and paint."""
        kind, *values = step
        if kind == "pan":
            self.view.move_by(-values[0], -values[1])
        elif kind == "zoom":
            self.view.zoom_by(values[0])
        else:
            self.view.center_on(*values)
        self.view.repaint()

    def frames(self, steps: list[list]) -> list[float]:
        """Milliseconds from each tick to its frame."""
        found = []
        due = time.perf_counter()
        for step in steps:
            due = max(due + TICK, time.perf_counter())
            _wait_until(due)
            self.step(step)
            found.append((time.perf_counter() - due) * 1000)
        return found

    def jumps(self, steps: list[list]) -> list[float]:
        """Milliseconds from each jump until all is sharp."""
        found = []
        for step in steps:
            start = time.perf_counter()
            self.step(step)
            self.settle()
            found.append((time.perf_counter() - start) * 1000)
            _wait_until(time.perf_counter() + 0.3)
        return found


def _wait_until(due: float) -> None:
    """Run the window's events until a moment."""
    app = QApplication.instance()
    assert app is not None
    while (left := due - time.perf_counter()) > 0:
        loop = QEventLoop()
        QTimer.singleShot(max(0, int(left * 1000)), loop.quit)
        loop.exec()


def open_view(
    workspace: Workspace, scan_path: Path, result: Callable[[], object] | None
) -> tuple[ScanView, Document]:
    """A view of the size with all layers on."""
    view = ScanView(workspace)
    view.resize(*SIZE)
    view.show()
    document = Document(open_scan(scan_path))
    workspace.show(document)
    if result is not None:
        document.set_result(result())  # type: ignore[arg-type]
    for layer in ("classes", "uncertainty", "outlines"):
        view.layers.set_visible(layer, True)
    return view, document


def time_own(
    folder: Path, side: int, count: int, script: Script, selected: list[int]
) -> dict[str, list[float]]:
    """Our view's milliseconds, by the name of the script's part."""
    scan, result = viewer_scene.make(folder, side, count)
    workspace = Workspace()
    view, document = open_view(
        workspace, scan, lambda: viewer_scene.open_result(result, scan, side, count)
    )
    driven = Driven(view)
    began = time.perf_counter()
    driven.settle(600)
    print(f"first picture with all layers {time.perf_counter() - began:.1f} s,", end=" ")
    driven.settle(600, filled=True)
    print(f"overview of the whole result {time.perf_counter() - began:.1f} s")
    found = {}
    for name, steps in script.items():
        view.one_to_one()
        view.center_on(side / 2, side / 2)
        driven.settle()
        driven.frames(steps[:20])  # compiled, and the caches as in use
        view.one_to_one()
        view.center_on(side / 2, side / 2)
        driven.settle()
        found[name] = driven.jumps(steps) if name == "jump" else driven.frames(steps)
    for number in selected:
        found[f"{number} selected"] = time_selected(driven, document, number, side, script["pan"])
    workspace.show(None)
    view.close()
    document.scan.close()
    return found


def time_selected(
    driven: Driven, document: Document, number: int, side: int, steps: list[list]
) -> list[float]:
    """Milliseconds of a pan's frames with so many particles selected, and all of them in sight."""
    table = document.table
    assert table is not None
    middle = np.hypot(table["left"] - side / 2, table["top"] - side / 2)
    document.selection.set(table["id"][np.argsort(middle)[:number]])
    view = driven.view
    view.fit()
    closest = side * (number / len(table["id"])) ** 0.5 / SIZE[1]  # of all in sight, px per px
    view.zoom_by(view.camera.scale / closest)
    view.center_on(side / 2, side / 2)
    driven.settle()
    driven.frames(steps[:20])
    _wait_until(time.perf_counter() + 1)  # outlines are followed
    found = driven.frames(steps[: max(20, min(len(steps), 100))])
    document.selection.set(())
    return found


def time_napari(python: str, folder: Path, side: int, count: int, script: Script) -> dict:
    """napari's milliseconds, by the name of the script's part."""
    scan, result = viewer_scene.make(folder, side, count)
    job = {
        "scan": str(scan), "size": SIZE, "script": script, "center": [side / 2, side / 2],
        "classes": str(result / "result.zarr" / "classes"), "zoom": {},
        "uncertainty": str(result / "result.zarr" / "uncertainty"),
    }  # fmt: skip
    environment = {**os.environ, "QT_QPA_PLATFORM": "xcb", "LIBGL_ALWAYS_SOFTWARE": "1"}
    environment.pop("PYTHONPATH", None)
    done = subprocess.run(
        ["xvfb-run", "-a", "-s", "-screen 0 1920x1200x24", python,
         str(Path(__file__).with_name("viewer_napari.py"))],
        input=json.dumps(job), env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        sys.exit(f"napari failed:\n{done.stderr[-3000:]}")
    found = json.loads(done.stdout.strip().splitlines()[-1])
    print(f"napari {found['napari']}, canvas {found['size']}")
    return found["times"]


def measure_memory(folder: Path, side: int, count: int, minutes: float) -> None:
    """What panning over 6 Gpx takes beyond an idle window, in MiB."""
    small = viewer_scene.make(folder, side, count)
    scan, result, size = viewer_scene.make_mosaic(folder, small, side)
    workspace = Workspace()
    view = ScanView(workspace)
    view.resize(*SIZE)
    view.show()
    _wait_until(time.perf_counter() + 1)
    idle = most = _resident()
    document = Document(open_scan(scan))
    workspace.show(document)
    document.set_result(viewer_scene.open_mosaic(result, scan, size))
    for layer in ("classes", "uncertainty", "outlines"):
        view.layers.set_visible(layer, True)
    driven, rng = Driven(view), random.Random(5)
    end = time.perf_counter() + 60 * minutes
    while time.perf_counter() < end:
        view.one_to_one()
        view.zoom_by(rng.choice((1, 1, 1, 0.5, 0.1, 0.02)))
        view.center_on(rng.uniform(0, size[0]), rng.uniform(0, size[1]))
        driven.frames([["pan", 25, rng.uniform(-10, 10)]] * 120)
        most = max(most, _resident())
    print(
        f"{size[0] * size[1] / 1e9:.1f} Gpx, {minutes:g} min of panning:"
        f" {_resident() - idle:.0f} MiB beyond the idle window's {idle:.0f},"
        f" at most {most - idle:.0f}"
    )
    workspace.show(None)


def _resident() -> float:
    """MiB of this process in memory (Linux)."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return float("nan")


def tell(name: str, times: dict[str, list[float]]) -> None:
    """Median, 95th percentile and worst, in ms."""
    for part, values in times.items():
        median, late = np.percentile(values, (50, 95))
        print(
            f"{name:10s} {part:14s} {median:7.1f} {late:7.1f} {max(values):7.1f}  n={len(values)}"
        )


def main() -> None:
    """Time the view, and napari if asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument(
        "--data", type=Path, help="where the scene is kept (default: a temporary folder)"
    )
    parser.add_argument("--side", type=int, default=32768, help="of the scan, in px")
    parser.add_argument("--particles", type=int, default=99_856)
    parser.add_argument("--jumps", type=int, default=30)
    parser.add_argument(
        "--selected",
        type=int,
        nargs="*",
        default=[390, 3_900, 10_000],
        metavar="N",
        help="particles that are selected at once",
    )
    parser.add_argument("--napari", metavar="PYTHON", help="interpreter that has napari 0.9")
    parser.add_argument("--memory", type=float, metavar="MINUTES", help="pan over 6 Gpx instead")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.data or Path(temporary)
        app = QApplication([])
        if options.memory:
            measure_memory(folder, options.side, options.particles, options.memory)
            return
        script = make_script(options.side, options.jumps)
        print("milliseconds                  median    95%   worst")
        own = time_own(folder, options.side, options.particles, script, options.selected)
        tell("graticule", own)
        if options.napari:
            other = time_napari(options.napari, folder, options.side, options.particles, script)
            tell("napari", other)
            for part in other:
                values = own[part]
                ratio = np.percentile(other[part], 95) / np.percentile(values, 95)
                print(f"{part}: 95th percentile {ratio:.1f} times better")
        app.processEvents()


if __name__ == "__main__":
    main()
