"""Thresholds found from a histogram alone, each by a published method.

Every function takes the counts of 256 (or more) grey levels and gives the highest level that
belongs to the darker side, as ImageJ's methods of the same names do, to the level: a pixel is
on the brighter side if its level is greater.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]
_EPSILON = np.finfo(np.float64).eps


def triangle(counts: Counts) -> int:
    """The level farthest from the line that joins the histogram's peak and its far end.

    Zack, Rogers & Latt 1977, J. Histochem. Cytochem. 25(7), 741; taken on whichever side of
    the peak is the longer.
    """
    used = np.flatnonzero(counts)
    first, last = max(int(used[0]) - 1, 0), min(int(used[-1]) + 1, len(counts) - 1)
    peak = int(counts.argmax())
    if peak - first < last - peak:
        end = len(counts) - 1
        return end - _corner(counts[::-1], end - last, end - peak)
    return _corner(counts, first, peak)


def _corner(counts: Counts, first: int, peak: int) -> int:
    """One level before the one farthest above the line from `first` to the peak's top."""
    levels = np.arange(first, peak + 1)
    rise = (counts[levels] - counts[first]).astype(np.float64)
    distance = float(counts[peak]) * (levels - first) - (peak - first) * rise
    return first + int(distance.argmax()) - 1


def otsu(counts: Counts) -> int:
    """The level of greatest between-class variance (Otsu 1979, IEEE Trans. SMC 9(1), 62).

    Where levels between two peaks are empty the variance stays the same: the last one is taken.
    """
    share = counts / counts.sum()
    below = share.cumsum()
    mean = (np.arange(len(counts)) * share).cumsum()
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = (mean[-1] * below - mean) ** 2 / (below * (1 - below))
    variance = np.nan_to_num(variance, nan=0.0, posinf=0.0)
    return len(variance) - 1 - int(variance[::-1].argmax())


def max_entropy(counts: Counts) -> int:
    """The level of greatest summed entropy of both sides (Kapur, Sahoo & Wong 1985, CVGIP 29)."""
    return _entropy_level(counts, 1.0)


def renyi_entropy(counts: Counts) -> int:
    """Rényi's entropy of orders 1/2, 1 and 2, weighed (Sahoo, Wilkins & Yeager 1997).

    Pattern Recognition 30(1), 71: the three levels are averaged, and weigh the more the nearer
    they lie to one another.
    """
    low, middle, high = sorted(_entropy_level(counts, order) for order in (0.5, 1.0, 2.0))
    near_low, near_high = middle - low <= 5, high - middle <= 5
    if near_low == near_high:
        weights = (1, 2, 1)
    elif near_low:
        weights = (0, 1, 3)
    else:
        weights = (3, 1, 0)
    share = (counts / counts.sum()).cumsum()
    quarter = 0.25 * (share[high] - share[low])
    return int(
        low * (share[low] + quarter * weights[0])
        + quarter * middle * weights[1]
        + high * (1 - share[high] + quarter * weights[2])
    )


def _entropy_level(counts: Counts, order: float) -> int:
    share = counts / counts.sum()
    below = share.cumsum()
    above = 1.0 - below
    first = int(np.flatnonzero(below > _EPSILON)[0])
    last = int(np.flatnonzero(np.abs(above) >= _EPSILON)[-1])
    span = slice(first, last + 1)
    total = _entropy(share, below, order)[span] + _entropy(share, above, order, upper=True)[span]
    return first + int(total.argmax())


def _entropy(
    share: np.ndarray, part: np.ndarray, order: float, *, upper: bool = False
) -> np.ndarray:
    """Rényi entropy of the levels up to (or above) each level, whose summed share is `part`."""
    shannon = order == 1.0  # the limit of Rényi's
    term = share * np.log(np.where(share > 0, share, 1.0)) if shannon else share**order
    summed = term.cumsum()
    if upper:
        # Summed from the top, or rounding would drown what little lies there.
        summed = np.append(term[:0:-1].cumsum()[::-1], 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        if shannon:
            entropy = np.log(part) - summed / part
        else:
            entropy = np.log(summed / part**order) / (1 - order)
    return np.where(summed == 0, 0.0, entropy)


def li(counts: Counts) -> int:
    """The level of least cross entropy, by iteration (Li & Tam 1998, Pattern Rec. Letters 19)."""
    levels = np.arange(len(counts))
    number, mass = counts.cumsum(), (levels * counts).cumsum()
    guess = mass[-1] / number[-1]
    while True:
        level = int(guess + 0.5)
        back = mass[level] / number[level] if number[level] else 0.0
        rest = number[-1] - number[level]
        front = (mass[-1] - mass[level]) / rest if rest else 0.0
        step = 0.0  # the limit where one mean is 0
        if min(back, front) > 0:
            step = float(int((back - front) / (np.log(back) - np.log(front)) + 0.5))
        if abs(step - guess) <= 0.5:
            return level
        guess = step


def isodata(counts: Counts) -> int:
    """The level halfway between the means of both sides (Ridler & Calvard 1978, IEEE SMC 8)."""
    levels = np.arange(len(counts))
    number, mass = counts.cumsum(), (levels * counts).cumsum()
    start = int(np.flatnonzero(counts[1:])[0]) + 2
    for level in range(start, len(counts) - 1):
        below, above = number[level - 1], number[-1] - number[level]
        if below and above:
            means = mass[level - 1] // below + (mass[-1] - mass[level]) // above
            if level == int(means / 2 + 0.5):
                return level
    return 0


def huang(counts: Counts) -> int:
    """The level of least fuzziness (Huang & Wang 1995, Pattern Rec. 28(1), 41)."""
    levels = np.arange(len(counts))
    used = np.flatnonzero(counts)
    number, mass = counts.cumsum(), (levels * counts).cumsum()
    with np.errstate(divide="ignore", invalid="ignore"):
        below = mass / number
        above = (mass[-1] - mass) / (number[-1] - number)
    # member[t, v]: how much level v belongs to its own side of a cut at t.
    center = np.where(levels[None, :] <= levels[:, None], below[:, None], above[:, None])
    member = 1 / (1 + np.abs(levels[None, :] - np.nan_to_num(center)) / (used[-1] - used[0]))
    inner = np.clip(member, 1e-6, 0.999999)
    entropy = -inner * np.log(inner) - (1 - inner) * np.log(1 - inner)
    entropy[(member < 1e-6) | (member > 0.999999)] = 0.0
    # no product of matrices: that is summed up as the processor at hand likes it
    return int((entropy * counts).sum(axis=1).argmin())


def multi_otsu(counts: Counts, classes: int = 3) -> tuple[int, ...]:
    """The `classes - 1` levels of greatest between-class variance (Liao, Chen & Chung 2001).

    J. Inf. Sci. Eng. 17, 713, found exactly by dynamic programming over the levels.
    """
    if classes < 2:
        raise ValueError(f"{classes} classes need no threshold")
    size = len(counts)
    number = np.append(0, counts.cumsum()).astype(np.float64)
    mass = np.append(0, (np.arange(size) * counts).cumsum()).astype(np.float64)
    # score[a, b]: what the levels a..b-1 add to the variance between classes.
    with np.errstate(divide="ignore", invalid="ignore"):
        score = (mass[None, :] - mass[:, None]) ** 2 / (number[None, :] - number[:, None])
    score = np.where(number[None, :] > number[:, None], score, -np.inf)
    best = score[0]
    origins = []
    for _ in range(classes - 1):
        candidates = best[:, None] + score
        origins.append(size - candidates[::-1].argmax(axis=0))  # the last of equals, as in `otsu`
        best = candidates.max(axis=0)
    if not np.isfinite(best[size]):
        raise ValueError(f"fewer than {classes} grey levels are in use")
    cuts, end = [], size
    for origin in reversed(origins):
        end = int(origin[end])
        cuts.append(end - 1)
    return tuple(reversed(cuts))


def level_of(method: str, counts: Counts) -> int:
    """The level that `LEVELS[method]` finds, made safe for histograms of one or two levels.

    As in ImageJ, two levels are parted below the upper one, and one level is all bright.
    """
    used = np.flatnonzero(counts)
    if len(used) == 0:
        raise ValueError("the histogram is empty")
    if len(used) <= 2:
        return int(used[-1]) - 1
    return LEVELS[method](counts)


LEVELS: dict[str, Callable[[Counts], int]] = {
    "triangle": triangle,
    "otsu": otsu,
    "max-entropy": max_entropy,
    "renyi-entropy": renyi_entropy,
    "li": li,
    "isodata": isodata,
    "huang": huang,
}
