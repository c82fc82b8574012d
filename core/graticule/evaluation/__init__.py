"""How good a network is on what it has not learned from, counted over whole scans.

What needs torch is imported when it is first asked for: a result is compared with annotations
without it.
"""

from typing import TYPE_CHECKING

from graticule.evaluation.agreement import Agreement, ClassAgreement
from graticule.evaluation.confusion import Confusion, class_summary
from graticule.evaluation.overlaps import Overlap, Overlaps
from graticule.evaluation.particles import PixelCounts, compare, summary
from graticule.lazy import lazy_names

if TYPE_CHECKING:
    from graticule.evaluation.assess import (
        Answer,
        Reader,
        assess,
        fitted_temperature,
        judge_of,
        judged,
    )

__all__ = [
    "Agreement",
    "Answer",
    "ClassAgreement",
    "Confusion",
    "Overlap",
    "Overlaps",
    "PixelCounts",
    "Reader",
    "assess",
    "class_summary",
    "compare",
    "fitted_temperature",
    "judge_of",
    "judged",
    "summary",
]

_WITH_TORCH = {
    "Answer": "assess",
    "Reader": "assess",
    "assess": "assess",
    "fitted_temperature": "assess",
    "judge_of": "assess",
    "judged": "assess",
}

__getattr__ = lazy_names(__name__, _WITH_TORCH)
