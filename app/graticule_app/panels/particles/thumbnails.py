"""Pictures of particles, read by threads in the order in which they are needed."""

from collections import OrderedDict, deque
from collections.abc import Generator, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from graticule.errors import GraticuleError
from graticule_app.look.translation import tr
from graticule_app.panels.particles.portrait import Painter, Subject
from graticule_app.work.tasks import Tasks, as_bug

LIMIT = 96 * 2**20  # bytes of pictures that are kept
_WORKERS = 2

_Made = tuple[int, int, int, QImage]  # revision, id, side, picture


class Thumbnails(QObject):
    """A bounded cache of pictures by id; only what was asked for last is read.

    A picture that is out of date is shown until its successor has come.
    """

    arrived = Signal()  # some picture is new

    def __init__(self, parent: QObject | None = None, limit: int = LIMIT) -> None:
        super().__init__(parent)
        self._limit = limit
        self._painter: Painter | None = None
        self._revision = 0
        self._side = 128
        self._kept: OrderedDict[int, tuple[int, int, QImage]] = OrderedDict()
        self._bytes = 0
        self._wanted: deque[Subject] = deque()
        self._reading: set[int] = set()
        self._tasks = Tasks(self, as_bug)
        self._readers = 0  # threads at work

    @property
    def nbytes(self) -> int:
        """Bytes that are kept now."""
        return self._bytes

    @property
    def busy(self) -> bool:
        """Whether something is being read."""
        return bool(self._readers)

    def set_painter(self, painter: Painter | None, *, forget: bool) -> None:
        """Read from here on; `forget` drops all pictures, else they wait to be renewed."""
        self._painter = painter
        self._revision += 1
        self._wanted.clear()
        self._reading.clear()
        if forget:
            self._kept.clear()
            self._bytes = 0

    def set_side(self, side: int) -> None:
        """The pictures' longer side in device px; others are renewed when next wanted."""
        self._side = side

    def get(self, particle: int) -> QImage | None:
        """The newest picture of a particle there is, perhaps of an older state or size."""
        found = self._kept.get(particle)
        if found is None:
            return None
        self._kept.move_to_end(particle)
        return found[2]

    def want(self, subjects: Sequence[Subject]) -> None:
        """These are in sight, the most urgent first; nothing else is read any more."""
        current = (self._revision, self._side)
        missing = [
            subject
            for subject in subjects
            if subject.id not in self._reading
            and (subject.id not in self._kept or self._kept[subject.id][:2] != current)
        ]
        self._wanted = deque(missing)
        if self._painter is not None:
            while self._wanted and self._readers < min(_WORKERS, len(missing)):
                self._start(self._painter)

    def _start(self, painter: Painter) -> None:
        self._readers += 1
        work = self._read(painter, self._revision, self._side)
        self._tasks.run(work, tr("Drawing particles"), each=self._take, ended=self._ended)

    def _read(
        self, painter: Painter, revision: int, side: int
    ) -> Generator[_Made | None, None, None]:
        """In a thread: one picture after the other until nothing is wanted."""
        while revision == self._revision and side == self._side:
            try:
                subject = self._wanted.popleft()
            except IndexError:
                return
            self._reading.add(subject.id)
            try:
                image = painter.picture(subject, side)
            except GraticuleError:  # an unreadable part of the scan stays an empty frame
                image = QImage()
            yield revision, subject.id, side, image

    def _take(self, made: _Made) -> None:
        revision, particle, side, image = made
        if revision != self._revision:
            return
        self._reading.discard(particle)
        old = self._kept.pop(particle, None)
        self._bytes += image.sizeInBytes() - (old[2].sizeInBytes() if old else 0)
        self._kept[particle] = (revision, side, image)
        while self._bytes > self._limit and len(self._kept) > 1:
            self._bytes -= self._kept.popitem(last=False)[1][2].sizeInBytes()
        self.arrived.emit()

    def _ended(self) -> None:
        self._readers -= 1
        if not self._readers:
            self._reading.clear()
        if self._wanted and self._painter is not None and not self._readers:
            self._start(self._painter)
