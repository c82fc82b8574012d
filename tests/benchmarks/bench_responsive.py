"""Does the window stay awake while an analysis uses every core, and how soon does it stop?

    python tests/benchmarks/bench_responsive.py [--side 8192] [--data FOLDER] [--protocol NAME]

A window with view, run bar and queue shows a simulated tape and pans over it 60 times a second,
drawn in software, while the engine's process analyses the tape at its own resolution. A timer of
5 ms tells how long the window's thread was away, and how much of that no core was free: first
without an analysis, to know the machine, then phase by phase. Then the same scan is analysed anew
and stopped in each phase: what counts is from the click to the end of the run, with what was done
kept. The machine's load is told, too: what else runs on it takes its part.
"""

import argparse
import gc
import math
import os
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from graticule.events import Options
from graticule.protocol import load_protocol
from graticule.results import Result
from graticule.scans import open_scan
from graticule.simulate import iter_simulate_tape
from graticule_app.canvas.scan_view import ScanView
from graticule_app.look import theme
from graticule_app.model.document import Document
from graticule_app.model.entry import Entry, State
from graticule_app.model.follower import Follower
from graticule_app.model.queue import Queue
from graticule_app.model.workspace import Workspace
from graticule_app.panels.queue.queue_panel import QueuePanel
from graticule_app.panels.queue.run_bar import RunBar

TICK, FRAME = 5, 16  # ms
PHASES = ("segment", "particles", "measure", "report")


def queued() -> float:
    """Seconds that this thread was ready to run while every core was taken; 0 where unknown."""
    try:
        told = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat").read_text()
    except OSError:
        return 0.0
    return int(told.split()[1]) / 1e9


class Watch:
    """How long the window's thread was away, by what was going on."""

    def __init__(self) -> None:
        self.now = "idle"
        self.stalls: dict[str, list[tuple[float, float]]] = defaultdict(list)
        self._last, self._queued = time.perf_counter(), queued()
        self._timer = QTimer(timerType=Qt.TimerType.PreciseTimer, interval=TICK)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        now, waited = time.perf_counter(), queued()
        away = (now - self._last) * 1000 - TICK
        self.stalls[self.now].append((away, (waited - self._queued) * 1000))
        self._last, self._queued = now, waited

    def tell(self) -> None:
        """One line per phase: median, 99th percentile and longest stall in ms."""
        print(f"{'':12}{'ticks':>8}{'median':>9}{'p99':>9}{'longest':>9}{'no core':>9}  ms")
        for name, stalls in self.stalls.items():
            ordered = sorted(stalls)
            middle, most = ordered[len(ordered) // 2][0], ordered[int(len(ordered) * 0.99)][0]
            longest, waited = ordered[-1]
            print(f"{name:12}{len(ordered):8}{middle:9.1f}{most:9.1f}{longest:9.1f}{waited:9.1f}")
        busy = [stall for name, stalls in self.stalls.items() if name != "idle" for stall in stalls]
        print(f"longest stall during the analysis {max(busy)[0]:.1f} ms (wanted: 100); ", end="")
        own = max(away - waited for away, waited in busy)
        print(f"without the time in which no core was free {own:.1f} ms")


class Bench:
    """A window that pans for ever over a scan, with an engine beside it."""

    def __init__(self, scan: Path, folder: Path, protocol: str) -> None:
        self.scan, self.folder, self.protocol = scan, folder, load_protocol(protocol)
        self.workspace = workspace = Workspace()
        self.queue = workspace.queue = Queue(folder / "queue")
        self.document = Document(open_scan(scan))
        self.follower = Follower(workspace)
        self.window = QWidget()
        self.view = ScanView(workspace)
        bar, panel = RunBar(workspace), QueuePanel(workspace)
        layout = QVBoxLayout(self.window)
        for widget, stretch in ((bar, 0), (self.view, 1), (panel, 0)):
            layout.addWidget(widget, stretch)
        panel.setFixedHeight(160)
        self.window.resize(1600, 900)
        self.window.show()
        workspace.show(self.document)
        gc.freeze()  # as the window does with what it has imported
        self.queue.progressed.connect(self._follow_phase)
        self.phase = "idle"
        self.watch = Watch()
        self._angle = 0.0
        self._pan = QTimer(timerType=Qt.TimerType.PreciseTimer, interval=FRAME)
        self._pan.timeout.connect(self._move)
        self._pan.start()
        self.view.one_to_one()

    def _move(self) -> None:
        self._angle += 0.02
        self.view.move_by(14 * math.cos(self._angle), 14 * math.sin(self._angle))

    def _follow_phase(self, entry: Entry) -> None:
        stage = {
            "Finding particles": "segment", "Looking over the scan": "survey",
            "Telling particles apart": "particles", "Measuring": "measure",
            "Writing the report": "report",
        }  # fmt: skip
        self.phase = self.watch.now = stage[entry.outlook.text]

    def wait(self, until: Callable[[], bool], seconds: float = 3600) -> float:
        """Seconds until something is so, with the event loop running."""
        began = time.perf_counter()
        loop = QEventLoop()
        while not until() and time.perf_counter() - began < seconds:
            QTimer.singleShot(2, loop.quit)
            loop.exec()
        return time.perf_counter() - began

    def whole_run(self) -> None:
        """One analysis from start to end."""
        self.queue.warm_up()
        self.wait(lambda: False, 8)
        self.watch.now = "start"
        entry = self.queue.add(self.scan, self.protocol, self.folder / "whole")
        seconds = self.wait(lambda: not self.queue.busy)
        self.wait(lambda: self.document.table is not None, 30)
        if entry.state is not State.done:
            raise SystemExit(f"{entry.status}\n{entry.details}")
        print(f"analysed in {seconds:.0f} s: {entry.particles:,} particles")
        self.watch.tell()

    def stops(self) -> None:
        """Stop in every phase, and go on."""
        options = Options(runtime="auto")
        entry = self.queue.add(self.scan, self.protocol, self.folder / "stopped", options)
        times = []
        for phase in ("start", *PHASES):
            self.phase = "idle"
            if phase != "start":
                self.wait(lambda phase=phase: self.phase == phase or not self.queue.busy)
                self.wait(lambda: False, 0.35)  # somewhere within it
            if not self.queue.busy:
                print(f"{phase:12}was over before it could be stopped")
                continue
            self.queue.cancel(entry)
            seconds = self.wait(lambda: not self.queue.busy)
            done = len(Result.open(entry.folder).store.done) if entry.folder else 0
            times.append(seconds)
            print(f"stopped in {phase:12}{seconds * 1000:7.0f} ms, {done} tiles kept")
            self.queue.resume(entry)
        print(f"longest stop {max(times) * 1000:.0f} ms (wanted: 1000)")
        self.wait(lambda: not self.queue.busy)
        print(f"then it went on to the end: {entry.status}")


def main() -> None:
    """Make the tape if it is not there, and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--side", type=int, default=8192)
    parser.add_argument("--data", type=Path, default=Path(tempfile.gettempdir()))
    parser.add_argument("--protocol", default="particles")
    given = parser.parse_args()
    app = QApplication([])
    theme.apply(app, "dark")
    tape = given.data / f"bench-tape-{given.side}.tif"
    if not tape.exists():
        for _ in iter_simulate_tape(tape, size=(given.side, given.side), seed=1, clumps=False):
            pass
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {tape.name}, {given.protocol}")
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(tape, Path(folder), given.protocol)
        try:
            bench.whole_run()
            bench.stops()
        finally:
            bench.queue.stop_all()
            bench.follower.close()
            bench.workspace.show(None)


if __name__ == "__main__":
    main()
