"""A result in memory, and a view that shows it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pytest
import shapely

from graticule.classes import BACKGROUND, ClassInfo
from graticule.geometry import Box
from graticule.particles import ParticleTable
from graticule.particles.columns import COLUMNS
from graticule_app.canvas.scan_view import ScanView
from graticule_app.model.document import Document

CLASSES = (BACKGROUND, ClassInfo("spore", (200, 0, 0)), ClassInfo("fibre", (0, 0, 200)))


@dataclass
class FakeResult:
    """What the view asks of a result: 24 squares of 24 px, of two classes in turn."""

    class_map: np.ndarray
    labels: np.ndarray | None
    uncertainty: np.ndarray
    table: ParticleTable | None
    classes: tuple[ClassInfo, ...] = CLASSES
    scale: float = 1.0
    origin: tuple[int, int] = (0, 0)
    done: list[Box] = field(default_factory=list)

    def done_boxes(self) -> list[Box]:
        return self.done

    def outlines(self, ids):
        for number in ids:
            ys, xs = np.nonzero(self.labels == number)
            yield int(number), shapely.box(xs.min(), ys.min(), xs.max() + 1, ys.max() + 1)


def squares(width: int = 600, height: int = 400) -> FakeResult:
    labels = np.zeros((height, width), np.uint32)
    boxes = []
    for index in range(24):
        y, x = 38 + 100 * (index // 6), 38 + 100 * (index % 6)
        labels[y : y + 24, x : x + 24] = index + 1
        boxes.append((index + 1, index % 2 + 1, x, y, x + 24, y + 24))
    classes = np.where(labels > 0, (labels + 1) % 2 + 1, 0).astype(np.uint8)
    uncertainty = np.where(labels > 0, 128, 0).astype(np.uint8)
    keys = ("id", "class", "left", "top", "right", "bottom")
    columns = {k: np.array(v) for k, v in zip(keys, zip(*boxes, strict=True), strict=True)}
    specs = {spec.key: spec for spec in COLUMNS}
    table = ParticleTable(columns, tuple(specs[key] for key in keys))
    return FakeResult(classes, labels, uncertainty, table, done=[Box(0, 0, width, height)])


_SAME = 8  # pictures, 10 ms apart, after which nothing more is thought to come


@pytest.fixture
def result() -> FakeResult:
    return squares()


@pytest.fixture
def view(workspace, qtbot, document: Document) -> Iterator[ScanView]:
    """A view of 600 × 400 px over the sample scan, complete."""
    made = ScanView(workspace)
    qtbot.addWidget(made)
    made.resize(600, 400)
    made.show()
    workspace.show(document)
    qtbot.waitUntil(lambda: made.complete, timeout=20000)
    yield made
    workspace.show(None)


@pytest.fixture
def settled(qtbot, view: ScanView):
    """Waits until a view shows all that it will show, and paints nothing new any more."""

    def wait() -> None:
        pictures: list[bytes] = []

        def done() -> bool:
            pictures.append(bytes(view.grab_picture().constBits()))
            whole = view.complete and not (view.maps and view.maps.unfilled) and not view.busy
            # what a paint asked for may not have begun yet, and while the view moves it is
            # painted in haste: both are waited out
            return (
                whole
                and not view._moving
                and len(pictures) > _SAME
                and len(set(pictures[-_SAME:])) == 1
            )

        qtbot.waitUntil(done, timeout=20000)

    return wait
