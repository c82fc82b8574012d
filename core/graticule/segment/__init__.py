"""From a scan to its class map and uncertainty, tile by tile."""

from graticule.segment.events import TileDone
from graticule.segment.levels import THRESHOLDS
from graticule.segment.store import ResultInfo, ResultStore
from graticule.segment.survey import METHODS, MP_VAT, MP_VAT_2, ThresholdSettings
from graticule.segment.thresholds import (
    open_threshold_store,
    segment_with_threshold,
    threshold_classes,
)
from graticule.segment.tiles import Grid, Tile, plan_grid, plan_tiles
from graticule.segment.work_grid import work_scale, work_size

__all__ = [
    "METHODS",
    "MP_VAT",
    "MP_VAT_2",
    "THRESHOLDS",
    "Grid",
    "ResultInfo",
    "ResultStore",
    "ThresholdSettings",
    "Tile",
    "TileDone",
    "open_threshold_store",
    "plan_grid",
    "plan_tiles",
    "segment_with_threshold",
    "threshold_classes",
    "work_scale",
    "work_size",
]
