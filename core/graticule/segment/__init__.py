"""From a scan to its class map and uncertainty, tile by tile.

What needs torch is imported when it is first asked for: thresholds and results do without.
"""

from typing import TYPE_CHECKING

from graticule.lazy import lazy_names
from graticule.segment.events import SegmentRemark, TileDone
from graticule.segment.foreground import foreground_mask
from graticule.segment.gaps import UNSEEN
from graticule.segment.rules import MP_VAT, MP_VAT_2, THRESHOLDS, ThresholdSettings
from graticule.segment.settings import PackSettings
from graticule.segment.store import ResultInfo, ResultStore
from graticule.segment.thresholds import (
    begin_threshold,
    open_threshold_store,
    segment_with_threshold,
    threshold_tiles,
)
from graticule.segment.tiles import Tile, TileGrid, plan_grid, plan_tiles
from graticule.segment.uncertainty import UNCERTAINTIES
from graticule.segment.work_grid import WorkView, level0_box, work_scale, work_size

if TYPE_CHECKING:
    from graticule.segment.predict import begin_pack, open_pack_store, pack_tiles, segment_with_pack
    from graticule.segment.runtimes import RUNTIMES

__all__ = [
    "MP_VAT",
    "MP_VAT_2",
    "RUNTIMES",
    "THRESHOLDS",
    "UNCERTAINTIES",
    "UNSEEN",
    "PackSettings",
    "ResultInfo",
    "ResultStore",
    "SegmentRemark",
    "ThresholdSettings",
    "Tile",
    "TileDone",
    "TileGrid",
    "WorkView",
    "begin_pack",
    "begin_threshold",
    "foreground_mask",
    "level0_box",
    "open_pack_store",
    "open_threshold_store",
    "pack_tiles",
    "plan_grid",
    "plan_tiles",
    "segment_with_pack",
    "segment_with_threshold",
    "threshold_tiles",
    "work_scale",
    "work_size",
]

_WITH_TORCH = {
    "begin_pack": "predict",
    "open_pack_store": "predict",
    "pack_tiles": "predict",
    "segment_with_pack": "predict",
    "RUNTIMES": "runtimes",
}

__getattr__ = lazy_names(__name__, _WITH_TORCH)
