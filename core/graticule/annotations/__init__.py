"""Annotated scans and images, whoever drew them, and how they are set apart for tests."""

from graticule.annotations.check import Checked, CheckProgress, Summary, check
from graticule.annotations.dataset import Dataset, read_sources
from graticule.annotations.geojson import Annotation, read_geojson
from graticule.annotations.loading import Problem
from graticule.annotations.partly import PartlyLabelled
from graticule.annotations.parts import folds, refuse_leak, same_views, split
from graticule.annotations.source import Example, Source
from graticule.annotations.target import UNKNOWN, Kind, Target
from graticule.annotations.unlabelled import UnlabelledSource, read_unlabelled

__all__ = [
    "UNKNOWN",
    "Annotation",
    "CheckProgress",
    "Checked",
    "Dataset",
    "Example",
    "Kind",
    "PartlyLabelled",
    "Problem",
    "Source",
    "Summary",
    "Target",
    "UnlabelledSource",
    "check",
    "folds",
    "read_geojson",
    "read_sources",
    "read_unlabelled",
    "refuse_leak",
    "same_views",
    "split",
]
