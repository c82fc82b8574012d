"""How good a network is on what it has not learned from, counted over whole scans."""

from graticule.learn.evaluation.assess import (
    Answer,
    Reader,
    assess,
    fitted_temperature,
    judge_of,
    judged,
)
from graticule.learn.evaluation.confusion import Confusion, class_summary
from graticule.learn.evaluation.particles import Counts, compare, summary

__all__ = [
    "Answer",
    "Confusion",
    "Counts",
    "Reader",
    "assess",
    "class_summary",
    "compare",
    "fitted_temperature",
    "judge_of",
    "judged",
    "summary",
]
