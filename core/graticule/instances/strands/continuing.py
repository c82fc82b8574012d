"""How well one end of a strand goes on in another: by direction, by place and by width.

Two ends belong together if a gentle bend leads from one to the other, as in the linking of
FIRE (Stein et al., J. Microsc. 232 (2008) 463) and the filament covers of DeFiNe (Breuer &
Nikoloski, Sci. Rep. 5 (2015) 18267), which choose the smoothest way through a network.
"""

import math
from dataclasses import dataclass

import numpy as np

_WIDTHS = 3.0  # of a strand: how far back from its end a direction is looked for
_LEAST, _MOST = 14.0, 40.0  # px, bounds of that
_FULL = 0.75  # of a strand's width: what is narrower is the corner of a slanted cut
_SLANT = 4.0  # widths: how long such a corner may be
_FAR = 160  # px: so far from its end a strand's width counts for it
_JITTER = 1.0  # px: how far a middle line may be off for no reason


@dataclass(frozen=True, slots=True)
class Ends:
    """Ends of strands: `place` (n, 2) x, y px, unit `way` (n, 2) out of the strand.

    `radius` (n,) is half the strand's width in px, `length` (n,) px how far its direction could
    be looked for.
    """

    place: np.ndarray
    way: np.ndarray
    radius: np.ndarray
    length: np.ndarray

    def __len__(self) -> int:
        return len(self.place)

    @classmethod
    def none(cls) -> "Ends":
        """No end at all."""
        return cls(np.zeros((0, 2)), np.zeros((0, 2)), np.zeros(0), np.zeros(0))

    @classmethod
    def joined(cls, parts: list["Ends"]) -> "Ends":
        """All ends of the parts."""
        if not parts:
            return cls.none()
        return cls(
            np.concatenate([part.place for part in parts]),
            np.concatenate([part.way for part in parts]),
            np.concatenate([part.radius for part in parts]),
            np.concatenate([part.length for part in parts]),
        )

    def take(self, which: np.ndarray) -> "Ends":
        """Some of the ends."""
        return Ends(self.place[which], self.way[which], self.radius[which], self.length[which])

    def moved(self, left: int, top: int) -> "Ends":
        """The same ends on a grid on which their own begins at (left, top)."""
        return Ends(self.place + np.array([left, top]), self.way, self.radius, self.length)


def end_of(points: np.ndarray, radius: np.ndarray, *, tip: bool) -> tuple[np.ndarray, ...]:
    """Place, way, radius and length of the end at the first of the points (n, 2) of a line.

    A free `tip` may be cut at a slant by what lies on top, and its middle line then runs into the
    corner: what is narrower than the strand is left out, and the end lies a half width further on.
    """
    middle = float(np.quantile(radius[:_FAR], 0.6))
    if tip:
        start = _full_width(points, radius, middle)
        points, radius = points[start:], radius[start:]
    steps = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    back = min(max(2 * _WIDTHS * middle, _LEAST), _MOST)
    skip = min(middle, steps[-1] / 3) if tip else 0.0
    near = (steps >= skip) & (steps <= skip + back)
    used, at = points[near], steps[near]
    length = float(at[-1] - at[0]) if len(at) else 0.0
    if len(used) < 2 or length <= 0:
        return points[0].astype(float), np.zeros(2), np.array(middle), np.array(0.0)
    # The line through all points, not only through the first and the last: pixels are coarse.
    mean, s = used.mean(0), at - at.mean()
    slope = (s[:, None] * (used - mean)).sum(0) / (s * s).sum()
    way = -slope / max(float(np.hypot(*slope)), 1e-9)
    place = mean - slope * at.mean()  # on that line, at the end
    if tip:
        place = place + way * radius[0]
    return place, way, np.array(middle), np.array(length)


def _full_width(points: np.ndarray, radius: np.ndarray, middle: float) -> int:
    """How many points at a tip belong to its corner."""
    wide = np.flatnonzero(radius >= _FULL * middle)
    start = int(wide[0]) if len(wide) else 0
    far = float(np.hypot(*(points[start] - points[0])))
    return start if far <= 2 * _SLANT * middle and start < len(points) // 2 else 0


def bend(one: Ends, other: Ends) -> np.ndarray:
    """Radians by which each end of `one` must bend to go on in the end of `other` beside it.

    A gentle arc costs its turn; leaving the one sideways to arrive in the other sideways costs
    both. What pixels blur (half a width sideways) costs nothing. Infinite for ends without a
    direction and for ends that point away from each other.
    """
    gap = other.place - one.place
    distance = np.hypot(gap[:, 0], gap[:, 1])
    turn = np.abs(_angle(one.way, -other.way))
    slack = np.arctan2(_JITTER + 0.5 * np.minimum(one.radius, other.radius), distance + 1e-9)
    leave = np.maximum(np.abs(_angle(one.way, gap)) - slack, 0.0)
    arrive = np.maximum(np.abs(_angle(other.way, -gap)) - slack, 0.0)
    # Ends that overlap a little have their gap behind them: then the turn alone tells.
    close = distance <= _JITTER + np.minimum(one.radius, other.radius)
    leave, arrive = np.where(close, 0.0, leave), np.where(close, 0.0, arrive)
    cost = np.sqrt(leave**2 + arrive**2 + 0.25 * turn**2)
    known = (one.length > 0) & (other.length > 0)
    away = ~close & ((leave > math.pi / 2) | (arrive > math.pi / 2))
    return np.where(known & ~away, cost, np.inf)


def mismatch(one: Ends, other: Ends) -> np.ndarray:
    """|ln| of the ratio of two widths, one pixel of each forgiven."""
    low = np.minimum(one.radius, other.radius)
    high = np.maximum(one.radius, other.radius)
    return np.log(np.maximum((high + 0.25) / (low + 0.75), 1.0))


def _angle(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Angle in radians from each vector to the other, -π to π."""
    cross = one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0]
    return np.arctan2(cross, (one * other).sum(1))
