"""The threads that bake tiles: what becomes of them, and of their board, when a scan is closed."""

import atexit
import gc
import threading

import pytest
from PySide6.QtCore import QDeadlineTimer

from graticule.errors import ScanError
from graticule.scans import ArrayScan, Tone
from graticule_app.canvas import warming
from graticule_app.canvas.baking import Baker
from graticule_app.canvas.board import TileBoard
from graticule_app.canvas.pyramid import Pyramid, TileKey
from graticule_app.canvas.style import style_of
from graticule_app.model.layers import LayerModel

WAIT = 60  # s; far longer than any of this takes


class SlowScan(ArrayScan):
    """Every read stands still until it is let on, and may fail then."""

    def __init__(self, scan: ArrayScan, error: Exception | None = None) -> None:
        super().__init__(scan.read_level(0, scan.box))
        self.inside, self.on = threading.Event(), threading.Event()
        self.error = error

    def _pixels(self, window):
        self.inside.set()
        assert self.on.wait(WAIT)
        if self.error is not None:
            raise self.error
        return super()._pixels(window)


def board_over(scan: ArrayScan) -> TileBoard:
    pyramid = Pyramid(scan)
    return TileBoard(Baker(scan, pyramid), style_of(LayerModel(), Tone()))


def want_all(board: TileBoard) -> None:
    board.want([TileKey(0, 0, 0), TileKey(0, 1, 0)], frozenset(), (0.0, 0.0))


def deadline() -> QDeadlineTimer:
    return QDeadlineTimer(WAIT * 1000)


def test_a_board_is_deleted_in_the_windows_thread_whoever_held_it_last(qtbot, sample_scan):
    scan = SlowScan(sample_scan)
    board = board_over(scan)
    where: list[int] = []
    board.destroyed.connect(lambda: where.append(threading.get_ident()))
    want_all(board)
    assert scan.inside.wait(WAIT)
    board.close()
    del board
    gc.collect()
    scan.on.set()
    qtbot.waitUntil(lambda: bool(where), timeout=WAIT * 1000)
    assert where == [threading.get_ident()]


def test_boards_leave_nothing_behind(qtbot, sample_scan):
    first = board_over(sample_scan)
    first.close()
    threads, calls = threading.active_count(), atexit._ncallbacks()
    boards = [board_over(sample_scan) for _ in range(6)]
    for board in boards:
        board.close()
    assert all(board.wait(deadline()) for board in boards)
    qtbot.waitUntil(lambda: threading.active_count() <= threads, timeout=WAIT * 1000)
    assert atexit._ncallbacks() == calls


def test_a_closed_board_waits_for_no_compiler(monkeypatch, sample_scan):
    monkeypatch.setattr(warming, "PICTURES", threading.Event())
    monkeypatch.setattr(warming, "MAPS", threading.Event())
    monkeypatch.setattr(warming, "begin", lambda: None)  # it compiles for ever
    boards = [board_over(sample_scan) for _ in range(6)]
    for board in boards:
        want_all(board)
        board.close()
    assert all(board.wait(deadline()) for board in boards)


def test_one_thread_compiles_however_many_boards_there_are(monkeypatch, sample_scan):
    begun: list[str] = []
    go = threading.Event()
    monkeypatch.setattr(warming, "_begun", threading.Lock())
    monkeypatch.setattr(warming, "_warm", lambda: (begun.append(""), go.wait(WAIT)))
    boards = [board_over(sample_scan) for _ in range(6)]
    for board in boards:
        board.close()
    assert all(board.wait(deadline()) for board in boards)
    go.set()
    assert len(begun) == 1


@pytest.mark.parametrize("error", [ScanError("damaged"), RuntimeError("a bug")])
def test_what_goes_wrong_for_a_closed_board_is_told_to_nobody(qtbot, sample_scan, error):
    scan = SlowScan(sample_scan, error)
    board = board_over(scan)
    told: list[str] = []
    board.failed.connect(told.append)
    want_all(board)
    assert scan.inside.wait(WAIT)
    board.close()
    scan.on.set()
    assert board.wait(deadline())
    qtbot.wait(1)
    assert not told


def test_a_tile_of_a_closed_scan_is_told_to_nobody(qtbot, sample_scan):
    scan = SlowScan(sample_scan)
    scan.close()
    board = board_over(scan)
    told: list[str] = []
    board.failed.connect(told.append)
    want_all(board)
    qtbot.waitUntil(lambda: not board.is_due(TileKey(0, 0, 0)), timeout=WAIT * 1000)
    board.close()
    assert board.wait(deadline())
    qtbot.wait(1)
    assert not told


def test_a_damaged_tile_of_an_open_scan_is_told(qtbot, sample_scan):
    scan = SlowScan(sample_scan, ScanError("sample.tif: is damaged"))
    scan.on.set()
    board = board_over(scan)
    told: list[str] = []
    board.failed.connect(told.append)
    want_all(board)
    qtbot.waitUntil(lambda: len(told) == 2, timeout=WAIT * 1000)
    assert set(told) == {"sample.tif: is damaged"}
    board.close()
    assert board.wait(deadline())
