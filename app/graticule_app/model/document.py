"""What the window has open: one scan, how it is looked at, its result, what is selected in it."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal

from graticule.geometry import Box, PixelSize
from graticule.particles import ParticleTable
from graticule.protocol import Protocol
from graticule.results import Result
from graticule.scans import GreyRange, Scan
from graticule_app.model.camera import Camera


class Selection(QObject):
    """The particles that are selected, by id; every panel shows and sets the same one."""

    changed = Signal(object)  # whoever set it, so that it need not answer itself

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ids = np.zeros(0, np.int64)

    @property
    def ids(self) -> np.ndarray:
        """int64, ascending, each once."""
        return self._ids

    @property
    def only(self) -> int | None:
        """The selected particle if it is just one."""
        return int(self._ids[0]) if len(self._ids) == 1 else None

    def set(self, ids: Iterable[int] | np.ndarray, source: object = None) -> None:
        """Select these and no others; nothing is sent if they are selected already."""
        chosen = np.asarray(ids if isinstance(ids, np.ndarray) else list(ids)).astype(np.int64)
        # numpy's `unique` takes 0.7 s for a million ids; a sort, and mostly none, is enough.
        if not (chosen[1:] > chosen[:-1]).all():
            chosen = np.sort(chosen)
            chosen = chosen[np.concatenate([[True], chosen[1:] > chosen[:-1]])]
        if not np.array_equal(chosen, self._ids):
            self._ids = chosen
            self.changed.emit(source)


class Document(QObject):
    """One open scan. Panels read it and listen; controllers set it.

    Particles are known by their `id`, never by their row: a review takes rows away and adds some.
    """

    scan_changed = Signal()  # its pixel size, grey range or frame is another
    result_changed = Signal()  # `result` is another one, or None
    map_changed = Signal(object)  # list[Box] in level-0 px where class map or labels changed
    table_changed = Signal()  # `table` is another one, or None

    def __init__(
        self,
        scan: Scan,
        parent: QObject | None = None,
        *,
        path: Path | None = None,
        shown: Scan | None = None,
    ) -> None:
        super().__init__(parent)
        self.scan = scan
        self.path = path or scan.path  # as the user named it
        self.camera: Camera | None = None  # how it is looked at; None until it is shown
        self.protocol: Protocol | None = None  # in the form; None until it is shown
        self.shown_scan = shown or scan  # the same, with the coarse levels that were made for it
        self.selection = Selection(self)
        self._pixel_size = scan.pixel_size
        self._grey_range: GreyRange | None = None
        self._frame = 0
        self._result: Result | None = None
        self._table: ParticleTable | None = None

    @property
    def name(self) -> str:
        """The file's name."""
        return self.path.name

    @property
    def pixel_size(self) -> PixelSize:
        """Of a level-0 pixel: what the user said, else what the file says."""
        return self._pixel_size

    @property
    def grey_range(self) -> GreyRange | None:
        """Which values are black and white, as the user says; None for as the scan has it."""
        return self._grey_range

    @property
    def frame(self) -> int:
        """Which picture of the stack is shown, from 0."""
        return self._frame

    @property
    def result(self) -> Result | None:
        """The result that is shown, complete or growing."""
        return self._result

    @property
    def table(self) -> ParticleTable | None:
        """The particles as they stand now, corrections included."""
        return self._table

    def set_pixel_size(self, pixel_size: PixelSize) -> None:
        """What the user says that a level-0 pixel measures."""
        if pixel_size != self._pixel_size:
            self._pixel_size = pixel_size
            self.scan_changed.emit()

    def set_grey_range(self, grey_range: GreyRange | None) -> None:
        """What the user says that is black and white; None for as the scan has it."""
        if grey_range != self._grey_range:
            self._grey_range = grey_range
            self.scan_changed.emit()

    def set_frame(self, frame: int) -> None:
        """Show another picture of the stack."""
        if frame != self._frame:
            self._frame = frame
            self.scan_changed.emit()

    def set_result(self, result: Result | None) -> None:
        """Show a result; its table, if it has one yet, comes with it."""
        self._result = result
        self.result_changed.emit()
        self.set_table(result.table if result is not None else None)

    def set_table(self, table: ParticleTable | None) -> None:
        """The particles as they stand now; ids that are gone are no longer selected."""
        self._table = table
        if table is not None:
            kept = np.isin(self.selection.ids, table["id"])
            self.selection.set(self.selection.ids[kept], self)
        else:
            self.selection.set((), self)
        self.table_changed.emit()

    def close(self) -> None:
        """Let go of the result and the scan, whose last reader closes it."""
        if self._result is not None:
            self._result.close()
        self.scan.close()
        self.deleteLater()

    def map_grew(self, boxes: list[Box]) -> None:
        """Tell the views where the class map or the labels changed, in level-0 px."""
        self.map_changed.emit(boxes)
