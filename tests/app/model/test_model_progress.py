"""What people are told of a run: never backwards, and a time left that comes true."""

import pytest

from graticule.events import Stage
from graticule_app.model.analysis_progress import Progress, told_time


def run(progress: Progress, phase: str, step: str, total: int, each: float, now: float) -> float:
    """Feed a step of `total` stages that take `each` seconds; gives the time after it."""
    for done in range(1, total + 1):
        now += each
        progress.feed(Stage(phase, step, done, total), now)  # type: ignore[arg-type]
    return now


@pytest.mark.parametrize("pack", [True, False])
def test_the_share_only_rises_and_ends_at_one(pack):
    progress = Progress(pack=pack, tile_mpx=1.0, now=0.0)
    now, shares = 0.0, [0.0]
    for phase, steps in (
        ("survey", ["survey"]), ("segment", ["segment"]),
        ("particles", ["find", "look", "number", "separate", "number"]),
        ("measure", ["measure", "shapes", "measured"]),
        ("report", ["checksum", "overview.png", "a", "b", "c", "d", "e", "f", "g"]),
    ):  # fmt: skip
        for step in steps:
            now = run(progress, phase, step, 7, 0.1, now)
            shares.append(progress.outlook(now).share)
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1.0)
    assert shares[3] < 0.95


def test_rate_and_time_left_of_a_steady_run():
    progress = Progress(pack=True, tile_mpx=1.05, now=0.0)
    now = 0.0
    for done in range(1, 41):
        now = done * 0.5
        progress.feed(Stage("segment", "segment", done, 100), now)
    outlook = progress.outlook(now)
    assert outlook.rate == "2.1 Mpx/s"
    assert outlook.seconds_left == pytest.approx(60 * 0.5 + 50 * 56 / 44, rel=0.02)
    assert outlook.text == "Finding particles"


def test_a_run_that_goes_on_is_not_judged_by_what_was_done_before():
    progress = Progress(pack=False, tile_mpx=1.0, now=0.0)
    for done in range(901, 911):
        progress.feed(Stage("segment", "segment", done, 1000), (done - 900) * 1.0)
    assert progress.outlook(10.0).rate == "1.0 Mpx/s"
    assert progress.outlook(10.0).seconds_left > 90


def test_nothing_is_told_while_nothing_is_known():
    progress = Progress(pack=True, tile_mpx=1.0, now=0.0)
    assert progress.outlook(0.1).text == "Starting"
    progress.feed(Stage("segment", "segment", 1, 100), 0.1)
    outlook = progress.outlook(0.1)
    assert (outlook.rate, outlook.seconds_left) == ("", None)


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (None, ""), (4, "a few seconds left"), (33, "30 s left"), (58, "1 min left"),
        (200, "3 min left"), (4 * 3600, "4 h left"), (5000, "83 min left"),
        (5500, "1 h 30 min left"),
    ],
)  # fmt: skip
def test_times_are_told_as_people_say_them(seconds, told):
    assert told_time(seconds) == told
