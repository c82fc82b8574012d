"""From annotated pictures to a chosen protocol, with a real training, by mouse and keys alone."""

import shutil
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import tifffile
from dropping import drop
from person import Person
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from graticule.models import load_pack
from graticule_app.model.settings import Settings
from graticule_app.shell.window import MainWindow

SAMPLES = Path(__file__).parents[4] / "resources" / "graticule_resources" / "samples"
LEFT, NO_KEYS = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
RECIPE = """
target = "classes"
pretrained = false
keep = 64
trim = 32

[about]
title = "A tiny one"

[architecture]
name = "Unet"
encoder = "timm-tf_efficientnet_lite0"
in_channels = 1
depth = 3
decoder = [32, 16, 16]

[normalisation]
mean = [0.5]
sd = [0.5]
percentile = [0.1, 99.9]

[view]
size = 64

[checks]
times = 2

[loop]
steps = 6
batch = 2
seed = 1
"""

# The real process, but for its low priority: on a busy computer a test would not see its end.
PROMPT = """
import graticule.worker
graticule.worker.lower_priority = lambda: None
from graticule.learn import training_worker
training_worker.main()
"""


@pytest.fixture
def person(qtbot, tmp_path, monkeypatch):
    command = [sys.executable, "-c", PROMPT]
    monkeypatch.setattr("graticule_app.work.training_link.training_command", lambda: command)
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    window = MainWindow(replace(Settings.load(), results=tmp_path / "results"))
    qtbot.addWidget(window)
    window.resize(1366, 768)
    with qtbot.waitExposed(window):
        window.show()
    window.begin([])
    monkeypatch.setattr(window, "_may_stop", lambda _: True)
    yield Person(window, lambda what, seconds: qtbot.waitUntil(what, timeout=int(seconds * 1000)))
    window.close()


@pytest.fixture
def annotated(tmp_path) -> Path:
    """Nine pieces of the sample with their truth, three of them set apart to test on."""
    folder = tmp_path / "annotated"
    image = tifffile.imread(SAMPLES / "particles-sample.tif")
    truth = tifffile.imread(SAMPLES / "particles-sample.truth.tif")
    for number, (y, x) in enumerate(np.ndindex(3, 3)):
        part = "val" if number % 3 == 2 else "train"
        place = (slice(128 * y, 128 * (y + 1)), slice(128 * x, 128 * (x + 1)))
        for name, pixels in ((part, image[place]), (f"{part}_annot", (truth[place] > 0) * 1)):
            (folder / name).mkdir(parents=True, exist_ok=True)
            Image.fromarray(pixels.astype(np.uint8)).save(folder / name / f"{number}.png")
    return folder


def test_from_annotations_to_a_protocol(person, annotated, tmp_path, monkeypatch):
    recipe, scan = tmp_path / "tiny.toml", tmp_path / "scan.tif"
    recipe.write_text(RECIPE)
    shutil.copy(SAMPLES / "particles-sample.tif", scan)
    person.open(scan)
    person.do("train")
    person._wait(lambda: person.window.on_page("training"), 5)
    page = person.window.need("training")
    assert not page.learning.start.isEnabled()

    assert drop(page, annotated)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(recipe), ""))
    person.click(page.how._more)
    person.click(page.how._file)
    assert page.how.kind.title == "A tiny one"
    person._wait(page.learning.start.isEnabled, 30)
    assert "9 annotated pictures, 3 of them set apart" in page.source._sum.text()

    person.click(page.learning.start)
    assert page.busy
    person._wait(lambda: page.learning.outcome.isVisible() or not page.busy, 200)
    assert page.learning.outcome.isVisible(), page.learning.state.text()
    losses, checks = page.learning.curves.counts
    assert losses == 6
    assert checks >= 1
    assert all(pane.filled for pane in page.learning.samples.panes)

    QTest.keyClicks(page.learning.outcome.name, "Dots in the Dark")
    QTest.keyClick(page.learning.outcome.name, Qt.Key.Key_Return)
    person._wait(page.learning.outcome.use.isVisible, 10)
    person.click(page.learning.outcome.use)
    person._wait(lambda: person.window._stack.currentWidget() is person.bench, 10)  # at the scan
    protocol = person.bench.protocols.protocol()
    assert protocol.title == "Dots in the Dark"
    assert protocol.load_method().facts.sha256 == load_pack("dots-in-the-dark").sha256
    assert load_pack("dots-in-the-dark").network() is not None
