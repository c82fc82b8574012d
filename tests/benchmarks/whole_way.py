"""The whole way through a real window on any scan, step by step timed, with pictures of it.

    python tests/benchmarks/whole_way.py SCAN [SCAN …] [--pictures DIR] [--size 1366x768]
        [--theme dark] [--protocol NAME]

Opens the window on the screen there is (`xvfb-run -a -s "-screen 0 1600x1000x24"` makes one),
drops each scan on it, analyses it, opens a row of the table, deletes a particle and takes that
back, saves the report, and prints the seconds of each step. Settings, results and caches go to a
temporary home. With --pictures the window is photographed after each step.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "app"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scans", type=Path, nargs="+")
    parser.add_argument("--pictures", type=Path)
    parser.add_argument("--size", default="1366x768")
    parser.add_argument("--theme", default="dark", choices=("dark", "light"))
    parser.add_argument("--protocol", help="instead of the proposed one")
    arguments = parser.parse_args()
    home = tempfile.mkdtemp(prefix="graticule-home-")
    for name in ("CONFIG", "DATA", "CACHE", "STATE"):
        os.environ[f"XDG_{name}_HOME"] = f"{home}/{name.lower()}"
    walk(arguments, Path(home))


def walk(arguments: argparse.Namespace, home: Path) -> None:
    """Start the program and go."""
    from PySide6.QtWidgets import QApplication

    begun = time.monotonic()
    app = QApplication(["graticule"])
    app.setOrganizationName("graticule-walk")
    from graticule_app.look import theme
    from graticule_app.model.settings import Settings
    from graticule_app.shell.window import MainWindow

    settings = replace(Settings.load(), results=home / "results", theme=arguments.theme)
    theme.apply(app, arguments.theme)
    window = MainWindow(settings)
    window.resize(*(int(side) for side in arguments.size.split("x")))
    window.show()
    app.processEvents()
    print(f"window shown after {time.monotonic() - begun:.2f} s", flush=True)
    window.begin([])
    from person import Person

    camera = Camera(window, arguments.pictures)
    walker = Walker(Person(window, waiter(app, camera)), camera)
    waiter(app, camera)(lambda: True, 1)
    camera.take("start")
    for scan in arguments.scans:
        walker.go(scan.absolute(), home / "saved", arguments.protocol)
    window.close()


def waiter(app: object, camera: "Camera") -> Callable[[Callable[[], bool], float], None]:
    """Let the window live until something is so; for a run, photograph it half-way."""

    def wait(what: Callable[[], bool], seconds: float) -> None:
        end = time.monotonic() + seconds
        while not what():
            if time.monotonic() > end:
                sys.exit(f"nothing came of it in {seconds} s")
            app.processEvents()  # type: ignore[attr-defined]
            camera.half_way()
            time.sleep(0.002)

    return wait


class Camera:
    """Photographs the window."""

    def __init__(self, window: object, folder: Path | None) -> None:
        self.window = window
        self.folder = folder
        self.growing = ""
        self.prefix = ""

    def take(self, name: str) -> None:
        """One picture, as PNG."""
        if self.folder is not None:
            self.folder.mkdir(parents=True, exist_ok=True)
            self.window.grab().save(str(self.folder / f"{self.prefix}{name}.png"))  # type: ignore[attr-defined]

    def half_way(self) -> None:
        """While an analysis runs, one picture with a third of the tiles done."""
        bench = self.window.bench  # type: ignore[attr-defined]
        if not self.growing or bench is None or bench.view.document is None:
            return
        result = bench.view.document.result
        if result is not None and 0.3 < len(result.done_boxes()) / len(result.store.grid) < 1:
            self.take(self.growing)
            self.growing = ""


class Walker:
    """Goes the whole way on one scan after another."""

    def __init__(self, person: object, camera: Camera) -> None:
        self.person = person
        self.camera = camera

    @contextmanager
    def step(self, name: str):
        """Time one step, print it, photograph what came of it."""
        begun = time.monotonic()
        yield
        print(f"  {name}: {time.monotonic() - begun:.1f} s", flush=True)
        self.camera.take(name)

    def go(self, scan: Path, saved: Path, protocol: str | None) -> None:
        """Drop, analyse, open a row, delete, undo, save."""
        person, self.camera.prefix = self.person, f"{scan.stem}-"
        print(scan.name, flush=True)
        begun = time.monotonic()
        with self.step("open"):
            person.open(scan)
        if protocol:
            from graticule.protocol import load_protocol

            person.bench.protocols.set_protocol(load_protocol(protocol))
        print(f"  protocol: {person.bench.protocols.protocol().name}")
        self.camera.growing = "growing"
        with self.step("analysed"):
            grew = person.analyse(3600)
            person.see_all()
        self.camera.growing = ""
        table = person.document.table
        print(f"  {len(table):,} particles; the overlay grew {grew} times")
        if len(table):
            with self.step("row"):
                number = person.open_row(int(np.argmax(table["area"])))
            with self.step("deleted"):
                person.do("delete")
            assert number not in person.document.table["id"]
            with self.step("undone"):
                person.do("undo")
            assert number in person.document.table["id"]
            for panel in ("gallery", "charts", "review"):
                person.bench.docks.show(panel)
                person.wait_a_little()
                self.camera.take(panel)
            person.bench.docks.show("table")
        with self.step("saved"):
            files = person.save(saved, 900)
        print(f"  {', '.join(path.name for path in files)}")
        print(f"  from the drop to the report: {time.monotonic() - begun:.1f} s", flush=True)


if __name__ == "__main__":
    main()
