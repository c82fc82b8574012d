"""Annotated scans and images, whoever drew them, and how they are set apart for tests."""

from graticule.learn.annotations.check import Checked, Looked, Summary, check
from graticule.learn.annotations.dataset import Dataset, read_sources
from graticule.learn.annotations.loading import Problem
from graticule.learn.annotations.parts import folds, refuse_leak, same_views, split
from graticule.learn.annotations.source import Example, Source
from graticule.learn.annotations.target import UNKNOWN, Kind, Target

__all__ = [
    "UNKNOWN",
    "Checked",
    "Dataset",
    "Example",
    "Kind",
    "Looked",
    "Problem",
    "Source",
    "Summary",
    "Target",
    "check",
    "folds",
    "read_sources",
    "refuse_leak",
    "same_views",
    "split",
]
