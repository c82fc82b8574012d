"""How much of the window runs when a person drops a scan, analyses it, and cuts and takes it back?

    QT_QPA_PLATFORM=offscreen python tests/benchmarks/bench_hops.py [--most 12]

Each action is followed in the window's thread with `sys.setprofile`, until what it asked for is
seen: the number of distinct functions and files of graticule_app that ran, and which ran most.
"""

import argparse
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType

sys.path.insert(0, str(Path(__file__).parents[1] / "app"))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

_OURS = f"{os.sep}graticule_app{os.sep}"
_PATIENCE = 120_000  # ms
_LOOK = 10  # ms between two looks whether it is there
WATCHED = ("set_document", "_take_document", "fit", "sizeHint", "refresh")  # told in any case


@contextmanager
def followed(calls: Counter[CodeType]) -> Iterator[None]:
    """Count each call of a Python function of the window's in this thread."""

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and _OURS in frame.f_code.co_filename:
            calls[frame.f_code] += 1

    sys.setprofile(note)
    try:
        yield
    finally:
        sys.setprofile(None)


def tell(action: str, calls: Counter[CodeType], most: int) -> None:
    """The figures of one action."""
    files = {code.co_filename for code in calls}
    print(f"{action}: {len(calls)} functions, {len(files)} files, {calls.total()} calls")
    named: Counter[str] = Counter()
    for code, times in calls.items():
        place = code.co_filename.rpartition(_OURS)[2]
        named[f"{place}:{code.co_qualname if hasattr(code, 'co_qualname') else code.co_name}"] += (
            times
        )
    for name, times in named.items():
        if name.rpartition(".")[2] in WATCHED:
            print(f"  watched {times:6} {name}")
    for name, times in named.most_common(most):
        print(f"  most    {times:6} {name}")


def wait(what: Callable[[], bool]) -> None:
    """Let the window work until something is so; to look is not followed."""
    from PySide6.QtCore import QDeadlineTimer, QEventLoop, QTimer
    from PySide6.QtWidgets import QApplication

    deadline, wake = QDeadlineTimer(_PATIENCE), QTimer(interval=_LOOK)
    wake.start()
    profile = sys.getprofile()
    while True:
        sys.setprofile(None)
        there = what()
        sys.setprofile(profile)
        if there:
            return
        if deadline.hasExpired():
            raise TimeoutError("what was waited for never came")
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def follow(home: Path, most: int) -> None:
    """The three actions, one after the other, in the real window."""
    from discs import shown_window, write_discs
    from dropping import drop
    from PySide6.QtWidgets import QApplication, QWidget

    from graticule_app.look import theme

    class Owner:
        """What the tests' window is registered with."""

        @staticmethod
        def addWidget(_: QWidget, **__: object) -> None:
            """Nothing: the process ends soon."""

    app = QApplication([])
    theme.apply(app, "dark")
    window = shown_window(Owner(), home / "results")
    window.need_bench()
    scan = write_discs(home / "discs.tif")
    wait(window.isVisible)

    calls: Counter[CodeType] = Counter()
    with followed(calls):
        drop(window, scan)
        wait(lambda: window.workspace.current is not None and window.bench.view.complete)
    tell("drop a scan", calls, most)

    wait(lambda: not window.bench.protocols.proposing)
    calls = Counter()
    with followed(calls):
        window.commands.run("analyse")
        wait(lambda: window.bench.review.reviewed is not None and window.bench.view.complete)
    tell("analyse", calls, most)

    calls = Counter()
    with followed(calls):
        window.bench.review.cut([(50.0, 20.0), (50.0, 80.0)])
        window.bench.review.undo()
        wait(lambda: window.bench.view.complete)
    tell("cut + undo", calls, most)
    window.bench.queue.stop_all()
    window.close()


def main() -> int:
    """Follow the actions with settings and caches of this run alone."""
    options = argparse.ArgumentParser()
    options.add_argument("--most", type=int, default=0, help="so many of the busiest functions")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as home:
        for name in ("CONFIG", "DATA", "CACHE", "STATE"):
            os.environ[f"XDG_{name}_HOME"] = f"{home}/{name}"
        os.environ["HOME"] = home
        follow(Path(home), given.most)
    return 0


if __name__ == "__main__":
    sys.exit(main())
