"""A small scan of discs in the real window: written, dropped, analysed."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import tifffile
from dropping import drop

LONG = 60_000  # ms: the machine may be busy


def write_discs(path: Path, calibrated: bool = True) -> Path:
    """400 × 300 px with 12 dark discs of radius 14 px on a bright ground."""
    rng = np.random.default_rng(5)
    grey = np.full((300, 400), 205.0)
    rows, columns = np.mgrid[:300, :400]
    for index in range(12):
        y, x = 50 + 100 * (index // 4), 50 + 100 * (index % 4)
        grey[(rows - y) ** 2 + (columns - x) ** 2 <= 196] = 60
    grey = np.clip(grey + rng.normal(0, 4, grey.shape), 0, 255).astype(np.uint8)
    resolution = {"resolution": (20000, 20000), "resolutionunit": 3} if calibrated else {}
    tifffile.imwrite(path, grey, **resolution)  # 0.5 µm
    return path


def stop(window):
    """Nothing runs any more: closing would ask, and wait for an answer."""
    if window.bench is not None:
        window.bench.queue.stop_all()


def shown_window(qtbot, results, *, size=(1366, 768), **settings):
    """The program's window as a person meets it, whose results go to a folder of the test."""
    from graticule_app.model.settings import Settings  # late: where Qt is missing tests are skipped
    from graticule_app.shell.window import MainWindow

    made = MainWindow(replace(Settings.load(), results=results, **settings))
    qtbot.addWidget(made, before_close_func=stop)
    made.resize(*size)
    made.show()
    return made


def open_one(window, qtbot, path):
    assert drop(window, path)
    qtbot.waitUntil(
        lambda: window.workspace.current is not None and window.workspace.current.path == path,
        timeout=LONG,
    )


def analyse(window, qtbot):
    window.commands._refresh()
    window.commands.run("analyse")
    qtbot.waitUntil(lambda: window.bench.review.reviewed is not None, timeout=LONG)
