"""What `import graticule as gr` offers: scans, analyses, results and trainings in plain calls.

Paths are `str` or `Path` everywhere. What takes long has a sister `iter_…` that gives its progress.
"""

from graticule.api.arrays import LazyArray
from graticule.api.catalogue import Catalogue, packs, protocols, samples
from graticule.api.learning import evaluate, train
from graticule.api.result import Result, open_result
from graticule.api.running import analyse, iter_analyse
from graticule.api.table import Table
from graticule.errors import GraticuleError
from graticule.events import Options
from graticule.geometry import Box, PixelSize
from graticule.scans import open_scan

__all__ = [
    "Box",
    "Catalogue",
    "GraticuleError",
    "LazyArray",
    "Options",
    "PixelSize",
    "Result",
    "Table",
    "analyse",
    "evaluate",
    "iter_analyse",
    "open_result",
    "open_scan",
    "packs",
    "protocols",
    "samples",
    "train",
]
