"""How far a run is, how fast it goes and how long it will take, from the engine's events."""

from dataclasses import dataclass

from graticule.events import PHASES, Stage
from graticule_app.look.translation import tr, tr_engine

# Percent of a run of 38 Mpx on two cores, with the pack `particles` and with a threshold.
_WITH_PACK = {
    "prepare": 0,
    "survey": 0,
    "segment": 44,
    "particles": 14,
    "measure": 22,
    "report": 20,
}
_WITH_THRESHOLD = {
    "prepare": 0,
    "survey": 10,
    "segment": 7,
    "particles": 16,
    "measure": 20,
    "report": 47,
}
# How many steps a phase goes through, each counted from nothing; more than that counts as the last.
_STEPS = {"prepare": 1, "survey": 1, "segment": 1, "particles": 4, "measure": 2, "report": 9}
_ORDER = tuple(PHASES)
_EVERY = 0.5  # s over which a speed is taken
_NEW = 0.3  # weight of the newest speed: one slow tile shall not make the time left jump
_SURE = 3.0  # s of a run after which its end can be told


@dataclass(frozen=True, slots=True)
class Outlook:
    """What people are told of a run under way."""

    text: str  # what is being done
    share: float = 0.0  # of the whole run, 0..1; never falls
    rate: str = ""  # such as "12.3 Mpx/s"
    seconds_left: float | None = None  # None while there is no telling


class Progress:
    """Takes a run's stages with the time (s) at which they came; tells the outlook."""

    def __init__(self, *, pack: bool, tile_mpx: float, now: float) -> None:
        self._weights = _WITH_PACK if pack else _WITH_THRESHOLD
        self._tile_mpx = tile_mpx
        self._began = now
        self._first: float | None = None  # share with which this run began: it may go on
        self._share = 0.0
        self._phase = ""
        self._step = ""
        self._steps = 0
        self._done = 0
        self._total = 0
        self._marked = (now, 0)
        self._speed = 0.0  # steps per second of what is done now

    def feed(self, stage: Stage, now: float) -> None:
        """Take in a stage."""
        if (stage.phase, stage.step) != (self._phase, self._step):
            self._steps = 0 if stage.phase != self._phase else self._steps + 1
            self._phase, self._step = stage.phase, stage.step
            self._marked, self._speed = (now, stage.done), 0.0
        self._done, self._total = stage.done, stage.total
        seconds = now - self._marked[0]
        if seconds >= _EVERY:
            speed = max(stage.done - self._marked[1], 0) / seconds
            self._speed = speed if not self._speed else _NEW * speed + (1 - _NEW) * self._speed
            self._marked = (now, stage.done)
        share = self._reached()
        if self._first is None:
            self._first = share
        self._share = max(self._share, min(share, 1.0))

    def outlook(self, now: float) -> Outlook:
        """What to tell at this moment."""
        if not self._phase:
            return Outlook(tr("Starting"))
        return Outlook(tr_engine(PHASES[self._phase]), self._share, self._rate(), self._left(now))

    def _reached(self) -> float:
        total = sum(self._weights.values())
        before = sum(self._weights[name] for name in _ORDER[: _ORDER.index(self._phase)])
        part = self._done / self._total if self._total else 1.0
        steps = _STEPS[self._phase]
        part = (min(self._steps, steps - 1) + part) / steps
        return (before + self._weights[self._phase] * part) / total

    def _rate(self) -> str:
        if not self._speed or self._phase not in ("survey", "segment"):
            return ""
        if not self._tile_mpx:
            return tr("{speed} tiles/s", speed=_number(self._speed))
        return f"{_number(self._speed * self._tile_mpx)} Mpx/s"

    def _left(self, now: float) -> float | None:
        seconds = now - self._began
        if self._phase == "segment" and self._speed:
            tiles = (self._total - self._done) / self._speed
            after = sum(self._weights[name] for name in ("particles", "measure", "report"))
            whole = self._total / self._speed  # what all tiles would take at this speed
            return tiles + whole * after / self._weights["segment"]
        if self._first is None or seconds < _SURE or self._share - self._first < 0.02:
            return None
        return seconds * (1 - self._share) / (self._share - self._first)


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 1 else f"{value:.2f}"


def told_time(seconds: float | None) -> str:
    """A time left as people say it; "" where there is no telling."""
    if seconds is None:
        return ""
    if seconds < 10:
        return tr("a few seconds left")
    if seconds < 55:
        return tr("{seconds} s left", seconds=round(seconds / 10) * 10)
    minutes = seconds / 60
    if minutes < 90:
        return tr("{minutes} min left", minutes=max(1, round(minutes)))
    hours, rest = divmod(round(minutes / 10) * 10, 60)
    return (
        tr("{hours} h {minutes} min left", hours=hours, minutes=rest)
        if rest
        else tr("{hours} h left", hours=hours)
    )
