"""Find, class and measure every trace or particle of a microscope scan.

    scan → tiles → probabilities → class map + uncertainty → particles → report

Each arrow is a function or a generator over plain arrays and frozen dataclasses;
`graticule.analysis` is the whole line for one scan. What a notebook needs is here:

    import graticule as gr
    result = gr.analyse("scan.tif", protocol="generic", out="results")
    result.table.to_pandas()
"""

from typing import TYPE_CHECKING

from graticule.lazy import lazy_names
from graticule.version import __version__

if TYPE_CHECKING:
    from graticule.api import (
        Box,
        Catalogue,
        GraticuleError,
        LazyArray,
        Options,
        PixelSize,
        Result,
        Table,
        analyse,
        evaluate,
        iter_analyse,
        open_result,
        open_scan,
        packs,
        protocols,
        samples,
        train,
    )

__all__ = [
    "Box",
    "Catalogue",
    "GraticuleError",
    "LazyArray",
    "Options",
    "PixelSize",
    "Result",
    "Table",
    "__version__",
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


# The engine is imported when it is first asked for, so that `import graticule` takes no time.
__getattr__ = lazy_names(__name__, dict.fromkeys(__all__, "api"))


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
