"""The baked tiles in memory, and the threads that bake those which the view wants."""

import atexit
import logging
import math
import os
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QDeadlineTimer, QObject, Qt, Signal, Slot
from PySide6.QtGui import QImage

from graticule.errors import GraticuleError, ScanClosed
from graticule_app.canvas import warming
from graticule_app.canvas.baking import Baker
from graticule_app.canvas.maps import ResultMaps
from graticule_app.canvas.pyramid import TileKey
from graticule_app.canvas.style import Style
from graticule_app.work.ending import FOREVER, seconds

logger = logging.getLogger(__name__)
_Fresh = tuple[TileKey, QImage, int]
_BAKING, _FILLING = 4, 10  # steps of rank that a thread goes behind the window's
_LOOK = 0.1  # s between two looks whether a board is closed while the loops are compiled
_BLOCKS = 8  # of the coarse maps are filled before a thread looks up
_SHOW_FILLED = 0.5  # s between two times that the view hears of what was filled
Area = tuple[float, float, float, float]


@dataclass(slots=True)
class Baked:
    """A tile's picture; `revision` of the style, and whether the result under it has changed."""

    image: QImage
    revision: int
    stale: bool = False


class TileBoard(QObject):
    """Baked tiles, at most `limit` bytes but for those on the screen.

    `want` replaces the list of what is to be baked, so that what has left the screen costs nothing.
    Everything but the threads' own work runs in the window's thread, and there it is deleted, when
    its threads have ended: until then it is held, whoever lets go of it.
    """

    arrived = Signal()  # there are new tiles; one signal for as many as came meanwhile
    failed = Signal(str)  # a tile cannot be read; the text is for the user
    _looked = Signal(object)

    def __init__(self, baker: Baker, style: Style, *, limit: int = 256 << 20) -> None:
        super().__init__()
        self.baker = baker
        self._limit = limit
        self._style, self._revision = style, 0
        self._tiles: OrderedDict[TileKey, Baked] = OrderedDict()
        self._bytes = 0
        self._shown: frozenset[TileKey] = frozenset()
        self._changed = threading.Condition()
        self.painting = threading.Lock()
        """Held by the window's thread while it paints: workers wait between two steps.

        Each call into Qt lets go of the interpreter, and a frame makes many: a worker that ran
        meanwhile would keep it each time.
        """
        baker.pause = self._let_paint
        self._wanted: list[TileKey] = []
        self._at_work: dict[TileKey, bool] = {}  # and whether the result changed meanwhile
        self._broken: set[TileKey] = set()
        self._fresh: list[_Fresh] = []
        self._told = False
        self._errands: dict[str, Callable[[], None]] = {}
        self._near = (0.0, 0.0)
        self._closed = False
        count = min(4, max(2, os.cpu_count() or 2))
        self._threads = [
            threading.Thread(target=self._serve, args=(work,), name=f"view-{number}", daemon=True)
            for number, work in enumerate([self._work, self._fill] * count)
        ]
        self._serving = len(self._threads)
        self._filled: list[Area] = []
        self._shown_filled = 0.0  # when the view heard of it last
        self._looked.connect(lambda done: done(), Qt.ConnectionType.QueuedConnection)
        _keeper().keep(self)
        warming.begin()
        for thread in self._threads:
            thread.start()

    @property
    def nbytes(self) -> int:
        """Bytes of the pictures in memory."""
        return self._bytes

    @property
    def busy(self) -> bool:
        """Whether a tile is being baked, or has been and was not collected."""
        with self._changed:
            return bool(self._at_work or self._fresh or self._filled)

    def peek(self, key: TileKey) -> Baked | None:
        """The tile if there is one, of whatever style."""
        return self._tiles.get(key)

    def is_due(self, key: TileKey) -> bool:
        """Whether a tile is not there, or not as it should look now."""
        found = self._tiles.get(key)
        due = found is None or found.stale or found.revision != self._revision
        return due and key not in self._broken

    def set_style(self, style: Style) -> None:
        """Another look; what there is stays on the screen until it is baked anew."""
        with self._changed:
            self._style = style
            self._revision += 1
            self._wanted.clear()

    def touch(self, areas: list[Area], *, coarse: bool = False) -> None:
        """The result changed in these areas, in level-0 px; or only the coarse maps of it did."""
        pyramid, maps = self.baker.pyramid, self.baker.maps

        def meets(key: TileKey) -> bool:
            if coarse and (maps is None or maps.power(pyramid.rungs[key.rung].step) < maps.base):
                return False
            place = pyramid.area(key)
            return any(_meet(place, other) for other in areas)

        with self._changed:
            for key, tile in self._tiles.items():
                tile.stale = tile.stale or meets(key)
            for key in self._at_work:
                self._at_work[key] = self._at_work[key] or meets(key)
            self._changed.notify_all()

    def want(
        self, wanted: Iterable[TileKey], shown: frozenset[TileKey], near: tuple[float, float]
    ) -> None:
        """Bake these and no others, in this order; `shown` may not be forgotten.

        `near`, in level-0 px, is where the coarse maps are filled first.
        """
        order = [key for key in wanted if self.is_due(key)]
        order.reverse()
        with self._changed:
            self._shown, self._near = shown, near
            self._wanted = [key for key in order if key not in self._at_work]
            self._changed.notify_all()

    def look_up(self, name: str, place: tuple[float, float], done: Callable[[], None]) -> None:
        """Bring what the result holds at a level-0 place into memory, then call `done`.

        A look-up of that name that has not begun is dropped for this one.
        """
        maps = self.baker.maps

        def errand() -> None:
            if maps is not None:
                maps.load(*place)
            self._looked.emit(done)

        with self._changed:
            self._errands[name] = errand
            self._changed.notify_all()

    def collect(self) -> bool:
        """Take over what the threads have made since; whether anything came."""
        with self._changed:
            fresh, self._fresh, self._told = self._fresh, [], False
            filled, self._filled = self._filled, []
            for key, image, revision in fresh:
                stale = self._at_work.pop(key, False)
                before = self._tiles.pop(key, None)
                if before is not None:
                    self._bytes -= before.image.sizeInBytes()
                self._tiles[key] = Baked(image, revision, stale)
                self._bytes += image.sizeInBytes()
        if filled:
            self.touch(filled, coarse=True)
        self._evict()
        return bool(fresh or filled)

    def use(self, key: TileKey) -> None:
        """The tile was drawn: it is the last to be forgotten."""
        self._tiles.move_to_end(key)

    def close(self) -> None:
        """Stop the threads, after what they are at; nothing is told any more."""
        with self._changed:
            self._closed = True
            self._wanted.clear()
            self._errands.clear()
            self._changed.notify_all()
        self._tiles.clear()

    def wait(self, deadline: QDeadlineTimer = FOREVER) -> bool:
        """Wait until all threads have stopped, or until the deadline is over; whether they have."""
        for thread in self._threads:
            thread.join(seconds(deadline))
        return not any(thread.is_alive() for thread in self._threads)

    def _evict(self) -> None:
        if self._bytes <= self._limit:
            return
        pinned = self.baker.pyramid.pinned
        for key in list(self._tiles):
            if key in self._shown or key.rung in pinned:
                continue
            self._bytes -= self._tiles.pop(key).image.sizeInBytes()
            if self._bytes <= self._limit:
                return

    def _serve(self, work: Callable[[], None]) -> None:
        """One thread from its start to its end; the last one says that all have ended."""
        try:
            work()
        finally:
            with self._changed:
                self._serving -= 1
                last = not self._serving
            if last:
                _keeper().ended.emit(self)

    def _warmed(self, loops: threading.Event) -> bool:
        """Wait until the loops are compiled; False if the board is closed before."""
        while not loops.wait(_LOOK):
            if self._closed:
                return False
        return True

    def _work(self) -> None:
        _step_back(_BAKING)
        while self._warmed(warming.PICTURES):
            with self._changed:
                while not (self._wanted or self._errands or self._closed):
                    self._changed.wait()
                if self._closed:
                    return
                errand = self._errands.popitem()[1] if self._errands else None
                key = None if errand else self._wanted.pop()
                if key is not None:
                    self._at_work[key] = False
                if not self._wanted:
                    self._changed.notify_all()  # the coarse maps may be filled now
                style, revision = self._style, self._revision
            if errand is not None:
                self._guarded(errand)
            elif key is not None and (self.baker.maps is None or self._warmed(warming.MAPS)):
                self._bake(key, style, revision)

    def _let_paint(self) -> None:
        with self.painting:
            pass

    def _bake(self, key: TileKey, style: Style, revision: int) -> None:
        made: list[QImage] = []
        if self._guarded(lambda: made.append(self.baker.bake(key, style))):
            self._tell([(key, made[0], revision)], [])
            return
        with self._changed:
            self._at_work.pop(key, None)
            self._broken.add(key)

    def _fill(self) -> None:
        """Fill the coarse maps while nobody waits for a tile."""
        _step_back(_FILLING)
        while self._warmed(warming.MAPS):
            with self._changed:
                while not self._closed and (self._wanted or not self._to_fill()):
                    self._changed.wait()
                if self._closed:
                    return
                maps, near = self.baker.maps, self._near
            if maps is not None:
                self._tell_filled(maps, self._filled_some(maps, near))

    def _filled_some(self, maps: ResultMaps, near: tuple[float, float]) -> list[Area]:
        """The places of a few blocks of the coarse maps that were filled."""
        done: list[Area] = []

        def fill() -> None:
            box = maps.fill_next(near)
            if box is not None:
                done.append((box.left, box.top, box.right, box.bottom))

        for _ in range(_BLOCKS):
            if not self._closed:
                self._guarded(fill, tell=False)
        return done

    def _guarded(self, work: Callable[[], object], *, tell: bool = True) -> bool:
        """Whether a thread's work went well; what went wrong is told, and the thread lives on.

        Of a board that is closed nobody is told anything: it is a late answer.
        """
        try:
            work()
        except ScanClosed:
            return False
        except GraticuleError as error:
            if tell and not self._closed:
                self.failed.emit(str(error))
            return False
        except Exception:
            if not self._closed:
                logger.exception("a tile was not drawn")
            return False
        return True

    def _to_fill(self) -> bool:
        return self.baker.maps is not None and self.baker.maps.waiting

    def _tell_filled(self, maps: ResultMaps, done: list[Area]) -> None:
        """What was filled is drawn now and then, and at the end: drawing keeps filling waiting."""
        now = time.monotonic()
        with self._changed:
            self._filled += done
            rest = maps is self.baker.maps and maps is not None and maps.unfilled > 0
            if not self._filled or (rest and now - self._shown_filled < _SHOW_FILLED):
                return
            self._shown_filled = now
        self._tell([], [])

    def _tell(self, fresh: list[_Fresh], filled: list[Area]) -> None:
        with self._changed:
            self._fresh += fresh
            self._filled += filled
            if self._closed or self._told:
                return
            self._told = True
        self.arrived.emit()


class _Keeper(QObject):
    """Holds every board until its threads have ended, and then deletes it in the window's thread.

    A board that a thread was the last to hold, or that the garbage collector found there, would
    be deleted in that thread.
    """

    ended = Signal(object)  # a board whose threads have

    def __init__(self) -> None:
        super().__init__()
        self.boards: set[TileBoard] = set()
        self.ended.connect(self._let_go, Qt.ConnectionType.QueuedConnection)
        atexit.register(stop)

    def keep(self, board: TileBoard) -> None:
        self.boards.add(board)

    @Slot(object)
    def _let_go(self, board: TileBoard) -> None:
        board.wait()  # its threads have said goodbye, and are about to go
        self.boards.discard(board)
        board.deleteLater()


@cache
def _keeper() -> _Keeper:
    return _Keeper()


def stop(deadline: QDeadlineTimer = FOREVER) -> bool:
    """Close every board and wait for the threads until the deadline; whether all have ended.

    No thread may draw when the interpreter goes.
    """
    boards = list(_keeper().boards)
    for board in boards:
        board.close()
    return all(board.wait(deadline) for board in boards)


def _step_back(steps: int) -> None:
    """Let the window's thread go before this one, where the system knows ranks of threads."""
    if sys.platform == "linux":
        with suppress(OSError):
            rank = os.getpriority(os.PRIO_PROCESS, 0)
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), rank + steps)


def _meet(one: Area, other: Area) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def nearest_first(
    keys: Iterable[TileKey], area: Callable[[TileKey], Area], x: float, y: float
) -> list[TileKey]:
    """Tiles in the order of their distance from a level-0 place."""

    def distance(key: TileKey) -> float:
        left, top, right, bottom = area(key)
        return math.hypot((left + right) / 2 - x, (top + bottom) / 2 - y)

    return sorted(keys, key=distance)
