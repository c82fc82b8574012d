"""An analysed scan in a document, with the review's parts joined as the window joins them."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import tifffile

from graticule.analysis import Finished, Options, iter_analyse
from graticule.protocol import load_protocol
from graticule.review import open_result
from graticule.scans import open_scan

PROTOCOL = """
name = "two-classes"
title = "Dark discs"

[method]
kind = "threshold"

[[classes]]
name = "fibre"

[[classes]]
name = "glass & stone"
color = [0, 158, 115]
"""


@pytest.fixture(scope="session")
def discs_result(tmp_path_factory) -> Path:
    """A result with 24 dark discs of radius 12 px, one per 100 px; the scan lies beside it."""
    root = tmp_path_factory.mktemp("discs")
    rng = np.random.default_rng(7)
    image = np.full((400, 600), 210, np.float32)
    rows, columns = np.mgrid[:400, :600]
    for index in range(24):
        y, x = 50 + 100 * (index // 6), 50 + 100 * (index % 6)
        image[(rows - y) ** 2 + (columns - x) ** 2 <= 144] = 60
    image += rng.normal(0, 4, image.shape)
    tifffile.imwrite(root / "discs.tif", np.clip(image, 0, 255).astype(np.uint8), tile=(64, 64))
    (root / "p.toml").write_text(PROTOCOL)
    protocol = load_protocol(str(root / "p.toml"))
    *_, last = iter_analyse(root / "discs.tif", protocol, root / "out", Options())
    assert isinstance(last, Finished)
    return Path(last.folder)


@pytest.fixture
def folder(discs_result: Path, tmp_path: Path) -> Path:
    """A copy of the result, to be corrected."""
    return Path(shutil.copytree(discs_result, tmp_path / "result"))


@pytest.fixture
def discs_document(qtbot, discs_result: Path) -> Iterator:
    """A document over the scan, without a result yet."""
    from graticule_app.model.document import Document

    with open_scan(discs_result.parent.parent / "discs.tif") as scan:
        document = Document(scan)
        yield document
        if document.result is not None:
            document.result.close()


@pytest.fixture
def controller(workspace, qtbot, discs_document, folder: Path) -> Iterator:
    """A controller whose document shows the reviewed result."""

    made = workspace.review
    made.user = "Maria"
    workspace.show(discs_document)
    discs_document.set_result(open_result(folder))
    qtbot.waitUntil(lambda: made.reviewed is not None)
    yield made
    made.stop()


@pytest.fixture
def disc(controller) -> Callable[[int, int], int]:
    """The id of the disc in a row and a column, from 0."""

    def at(row: int, column: int) -> int:
        return controller.reviewed.particle_at(50 + 100 * column, 50 + 100 * row)

    return at
