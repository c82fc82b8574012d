"""Counts per filter and sample: Poisson uncertainty, blanks, limits of detection."""

from graticule.counting.poisson import Estimate
from graticule.counting.sample import (
    SAMPLE,
    Blank,
    SampleChange,
    SampleFacts,
    parse_amount,
    parse_area,
    read_sample,
    write_sample,
)
from graticule.counting.settings import CountSettings
from graticule.counting.tally import (
    DetectionLimits,
    FilterCounts,
    GroupCounts,
    ParticleGroup,
    Region,
    as_blank,
    count,
)

__all__ = [
    "SAMPLE",
    "Blank",
    "CountSettings",
    "DetectionLimits",
    "Estimate",
    "FilterCounts",
    "GroupCounts",
    "ParticleGroup",
    "Region",
    "SampleChange",
    "SampleFacts",
    "as_blank",
    "count",
    "parse_amount",
    "parse_area",
    "read_sample",
    "write_sample",
]
