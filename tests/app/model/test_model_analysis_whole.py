"""The real engine behind the queue: a result that grows in the document, stops and goes on."""

from pathlib import Path

import numpy as np
import pytest
import tifffile

from graticule.review import Reviewed
from graticule.scans import open_scan
from graticule_app.model.document import Document
from graticule_app.model.entry import State
from graticule_app.model.follower import Follower
from graticule_app.model.queue import Queue
from graticule_app.panels.queue.run_bar import RunBar

SAMPLES = Path(__file__).parents[3] / "resources" / "graticule_resources" / "samples"


@pytest.fixture(scope="module")
def large(tmp_path_factory) -> Path:
    """A scan of 36 tiles of 1024 px, in which something lies in every one."""
    path = tmp_path_factory.mktemp("scans") / "large.tif"
    image = np.full((6144, 6144), 200, np.uint8)
    image[::64, :] = 190
    for at in range(100, 6100, 300):
        image[at : at + 60, at % 900 :: 450] = 60
    tifffile.imwrite(path, image, tile=(256, 256), compression="zlib")
    return path


@pytest.fixture(scope="module")
def real(qapp, tmp_path_factory):
    """A queue with an engine that is started once: that takes longer than all else."""
    queue = Queue(tmp_path_factory.mktemp("data"))
    yield queue
    queue.stop_all()


@pytest.fixture
def workspace(workspace, real):
    workspace.queue = real
    return workspace


@pytest.fixture
def open_document(qapp):
    opened = []

    def open_it(path: Path) -> Document:
        opened.append(open_scan(path))
        return Document(opened[-1])

    yield open_it
    for scan in opened:
        scan.close()


def test_a_result_grows_is_stopped_and_goes_on(
    workspace, real, generic, large, open_document, qtbot, tmp_path
):
    document = open_document(large)
    follower, bar = Follower(workspace), RunBar(workspace)
    qtbot.addWidget(bar)
    workspace.show(document)
    grown = []
    document.map_changed.connect(grown.extend)
    entry = real.add(large, generic, tmp_path / "out")
    assert not bar.isHidden()
    qtbot.waitUntil(lambda: document.result is not None and len(grown) > 0, timeout=120_000)
    assert document.result.folder == entry.folder
    assert document.table is None
    real.cancel(entry)
    qtbot.waitUntil(lambda: not real.busy, timeout=2000)
    assert entry.state is State.cancelled
    assert not bar._continue.isHidden()
    growing = document.result
    bar._continue.click()
    qtbot.waitUntil(lambda: document.table is not None, timeout=120_000)
    assert document.result is not growing
    assert document.result.complete
    assert entry.state is State.done
    assert len(document.table) == entry.particles > 50
    assert bar.isHidden()
    follower.close()


def test_what_was_analysed_before_is_shown_when_its_scan_is_opened(
    workspace, real, generic, open_document, qtbot, tmp_path
):
    sample = SAMPLES / "tape-sample.tif"
    follower = Follower(workspace)
    real.add(sample, generic, tmp_path / "out")
    qtbot.waitUntil(lambda: not real.busy, timeout=120_000)
    document = open_document(sample)
    with qtbot.waitSignal(follower.shown, timeout=60_000):
        workspace.show(document)
    shown = document.result
    assert isinstance(shown, Reviewed)  # it can be corrected at once
    other = open_document(SAMPLES / "particles-sample.tif")
    workspace.show(other)
    qtbot.wait(100)
    assert other.result is None
    workspace.show(document)
    qtbot.wait(200)
    assert document.result is shown  # and is not read again
    follower.close()


def test_a_result_that_is_gone_is_told(workspace, real, generic, document, qtbot, tmp_path):
    follower = Follower(workspace)
    workspace.show(document)
    with qtbot.waitSignal(follower.failed, timeout=60_000) as told:
        follower.open(tmp_path / "nowhere")
    assert "no result" in told.args[0]
    assert document.result is None
    follower.close()
