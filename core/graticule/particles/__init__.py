"""Particles of a class map: labelled, cleaned, measured and outlined, block by block."""

from graticule.particles.clean import ClassCleaning, Cleaning, CleaningSettings
from graticule.particles.columns import COLUMNS, Column
from graticule.particles.distributions import (
    ClassSummary,
    Histogram,
    LogNormal,
    Percentiles,
    SizeStatistics,
    histogram,
    percentiles,
    size_statistics,
    summarise,
)
from graticule.particles.grouping import Groups, Shapes, Sizes
from graticule.particles.label import Labelled, iter_label_particles, label_particles
from graticule.particles.measure import Measured, iter_measure_particles, measure_particles
from graticule.particles.outlines import outline_particles
from graticule.particles.overlaps import Overlapping
from graticule.particles.prepare import Preparation, preparations, prepare
from graticule.particles.progress import StageProgress
from graticule.particles.table import ParticleTable
from graticule.particles.table_file import read_table, write_table

__all__ = [
    "COLUMNS",
    "ClassCleaning",
    "ClassSummary",
    "Cleaning",
    "CleaningSettings",
    "Column",
    "Groups",
    "Histogram",
    "Labelled",
    "LogNormal",
    "Measured",
    "Overlapping",
    "ParticleTable",
    "Percentiles",
    "Preparation",
    "Shapes",
    "SizeStatistics",
    "Sizes",
    "StageProgress",
    "histogram",
    "iter_label_particles",
    "iter_measure_particles",
    "label_particles",
    "measure_particles",
    "outline_particles",
    "percentiles",
    "preparations",
    "prepare",
    "read_table",
    "size_statistics",
    "summarise",
    "write_table",
]
