"""Stacks in the window: every image analysed, each shown with its own result, all in one table."""

from dataclasses import replace

import numpy as np
import pytest
import tifffile

from graticule_app.model.settings import Settings
from graticule_app.panels.report.combine_dialog import CombineDialog
from graticule_app.shell.window import MainWindow

LONG = 240_000  # ms: three analyses, and the machine may be busy
SIDES = (20, 40, 60)  # of the square on each image


@pytest.fixture
def stack(tmp_path):
    images = np.full((3, 200, 240), 210, np.uint8)
    for image, side in zip(images, SIDES, strict=True):
        image[30 : 30 + side, 50 : 50 + side] = 40
    path = tmp_path / "stack.tif"
    tifffile.imwrite(
        path, images, imagej=True, resolution=(0.5, 0.5), metadata={"axes": "TYX", "unit": "um"}
    )
    return path


@pytest.fixture
def window(qtbot, tmp_path):
    made = MainWindow(replace(Settings.load(), results=tmp_path / "results"))
    qtbot.addWidget(made, before_close_func=lambda w: w.bench and w.bench.queue.stop_all())
    made.resize(1200, 700)
    made.show()
    return made


def areas(window) -> list[float]:
    table = window.bench.view.document.table
    return [] if table is None else table["area"].tolist()


def test_each_image_has_its_result_and_all_go_into_one_table(window, stack, qtbot):
    window.open([stack])
    qtbot.waitUntil(lambda: window.workspace.current is not None, timeout=LONG)
    bench = window.bench
    qtbot.waitUntil(lambda: bench.protocols.protocol().name == "generic", timeout=LONG)
    window.commands._refresh()
    window.commands.run("analyse-stack")
    qtbot.waitUntil(lambda: len(bench.queue.entries) == 3, timeout=LONG)
    names = [entry.name for entry in bench.queue.entries]
    assert names == ["stack.tif", "stack.tif · image 2", "stack.tif · image 3"]
    told = []
    bench.message.connect(told.append)
    qtbot.waitUntil(lambda: not bench.queue.busy, timeout=LONG)

    document = bench.view.document
    for frame in (0, 2, 1, 0):
        document.set_frame(frame)
        qtbot.waitUntil(lambda f=frame: areas(window) == [4.0 * SIDES[f] ** 2], timeout=LONG)
        assert document.result.frame == frame

    (last,) = [message for message in told if message.text.startswith("3 scans")]
    assert last.text == "3 scans are analysed: 3 particles found."
    label, combine = last.action
    assert label == "All in one table"
    combine()
    dialog = bench.findChild(CombineDialog)
    assert [folder.name for folder in dialog.folders()] == [
        "stack", "stack-frame-2", "stack-frame-3",
    ]  # fmt: skip
    dialog.reject()


def test_of_a_folder_every_image_of_a_stack_is_counted(window, stack, qtbot, tmp_path):
    for number in range(5):
        tifffile.imwrite(stack.with_name(f"one-{number}.tif"), np.full((64, 64), 200, np.uint8))
    window.open([tmp_path])
    qtbot.waitUntil(lambda: window.messages.shown is not None, timeout=LONG)
    label, analyse_all = window.messages.shown.action
    assert label == "Analyse all 8"
    analyse_all()
    queue = window.bench.queue
    assert sorted(entry.options.frame for entry in queue.entries) == [0, 0, 0, 0, 0, 0, 1, 2]
    analyse_all()  # a second click adds nothing
    assert len(queue.entries) == 8
    queue.stop_all()
