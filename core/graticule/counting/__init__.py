"""Counts per filter and sample: Poisson uncertainty, blanks, limits of detection."""

from graticule.counting.poisson import Estimate
from graticule.counting.sample import (
    SAMPLE,
    Blank,
    Sample,
    SampleChange,
    parse_amount,
    parse_area,
    read_sample,
    write_sample,
)
from graticule.counting.settings import CountSettings
from graticule.counting.tally import Counts, Group, Limits, Line, Region, as_blank, count

__all__ = [
    "SAMPLE",
    "Blank",
    "CountSettings",
    "Counts",
    "Estimate",
    "Group",
    "Limits",
    "Line",
    "Region",
    "Sample",
    "SampleChange",
    "as_blank",
    "count",
    "parse_amount",
    "parse_area",
    "read_sample",
    "write_sample",
]
