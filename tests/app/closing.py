"""Closes scans while all of the window reads them, and notes whatever goes wrong."""

import logging
import random
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer
from PySide6.QtTest import QTest

from graticule.analysis import iter_analyse
from graticule.protocol import load_protocol
from graticule_app.shell.window import MainWindow

LONG = 120_000  # ms; far longer than anything here takes
_WITHIN = 250  # ms after a scan is shown it is closed, at any moment


@dataclass
class Trouble:
    """What went wrong, each in a line: messages to the user, mistakes in any thread, the log."""

    lines: list[str] = field(default_factory=list)


class _Log(logging.Handler):
    def __init__(self, trouble: Trouble) -> None:
        super().__init__(logging.ERROR)
        self._trouble = trouble

    def emit(self, record: logging.LogRecord) -> None:
        self._trouble.lines.append(f"log: {self.format(record)}")


@contextmanager
def watched(window: MainWindow) -> Iterator[Trouble]:
    """All that goes wrong while the block lasts."""
    trouble = Trouble()
    log = _Log(trouble)
    hooks = sys.excepthook, threading.excepthook

    def hear(message) -> None:
        if message.kind == "error":  # a warning is what was told of the file when it was opened
            trouble.lines.append(f"told: {message.text}\n{message.details}")

    def caught(kind, error, _trace=None) -> None:
        trouble.lines.append(f"mistake: {kind.__name__}: {error}")

    sources = (window.workspace.message,)
    for source in sources:
        source.connect(hear)
    logging.getLogger().addHandler(log)
    sys.excepthook = caught
    threading.excepthook = lambda told: caught(told.exc_type, told.exc_value)
    try:
        yield trouble
    finally:
        for source in sources:
            source.disconnect(hear)
        sys.excepthook, threading.excepthook = hooks
        logging.getLogger().removeHandler(log)


def analysed(scan: Path, out: Path) -> None:
    """Make a result of a scan, so that the window has particles to draw when it is opened."""
    for _ in iter_analyse(scan, load_protocol("generic"), out):
        pass


def close_while_reading(window: MainWindow, scans: list[Path], times: int, seed: int = 0) -> None:
    """Open the scans in turn, look at them, and close each while it is read; `times` in all.

    Read are tiles, the overview, the preview, the scale bar, the recent scans' picture, the
    gallery's particles, and what the proposal of a protocol looks at.
    """
    chance = random.Random(seed)
    bench = window.need_bench()
    bench.docks.show("gallery")
    for number in range(times):
        window.open([scans[number % len(scans)]])
        wait_until(window.has_scan)
        bench.protocols.switch.setChecked(True)
        bench.protocols.preview.set_enabled(True)
        end = QDeadlineTimer(chance.randrange(_WITHIN))
        while not end.hasExpired():
            bench.view.zoom_by(chance.choice((0.3, 0.7, 1.5, 4)))
            bench.view.move_by(chance.uniform(-300, 300), chance.uniform(-300, 300))
            bench.gallery.view.verticalScrollBar().setValue(chance.randrange(4000))
            QTest.qWait(1)
        window.close_current()
        wait_until(lambda: not window.has_scan())


def wait_until(true: Callable[[], bool]) -> None:
    """Let the window live until something is true."""
    deadline = QDeadlineTimer(LONG)
    while not true():
        if deadline.hasExpired():
            raise TimeoutError(f"{true} did not come true")
        QTest.qWait(2)
