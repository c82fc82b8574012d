"""Which files a report is made of, by name: a run, a review and the window write the same ones."""

from collections.abc import Callable, Iterator
from pathlib import Path

from graticule.files import WriteProgress
from graticule.reports.bundle import Analysis
from graticule.reports.excel import iter_write_excel
from graticule.reports.geojson import iter_write_geojson
from graticule.reports.numbers import Numbered, iter_prepare_numbers, iter_write_numbers
from graticule.reports.pictures import Overview, iter_write_overview
from graticule.reports.tables import iter_write_csv
from graticule.reports.tiffs import (
    iter_write_class_tiff,
    iter_write_label_tiff,
    iter_write_uncertainty_tiff,
)

Writer = Callable[[Path], Iterator[WriteProgress]]


def report_writers(
    analysis: Analysis,
    overview: Overview | None,
    *,
    tiffs: bool = True,
    numbers: bool = True,
    compress_geojson: bool = False,
    subtract_offset: bool = False,
) -> dict[str, Writer]:
    """A writer for each file's name; `overview`, if it is drawn already, serves two of them."""
    writers: dict[str, Writer] = {
        "particles.csv": lambda path: iter_write_csv(analysis, path),
        "report.xlsx": lambda path: iter_write_excel(analysis, path, overview=overview),
        "particles.geojson.gz" if compress_geojson else "particles.geojson": (
            lambda path: iter_write_geojson(analysis, path, subtract_offset=subtract_offset)
        ),
        "overview.png": lambda path: iter_write_overview(analysis, path, overview=overview),
    }
    if numbers:
        both = _Numbers(analysis)
        writers["particles.png"] = lambda path: both.write(path, alone=False)
        writers["particles-map.png"] = lambda path: both.write(path, alone=True)
    if not tiffs:
        return writers
    writers["classes.ome.tif"] = lambda path: iter_write_class_tiff(analysis, path)
    if analysis.uncertainty is not None:
        writers["uncertainty.ome.tif"] = lambda path: iter_write_uncertainty_tiff(analysis, path)
    writers["labels.ome.tif"] = lambda path: iter_write_label_tiff(analysis, path)
    return writers


class _Numbers:
    """The two pictures with numbers, drawn together when the first is wanted."""

    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis
        self._drawn: Numbered | None = None

    def write(self, path: Path, *, alone: bool) -> Iterator[WriteProgress]:
        """Write one of them."""
        if self._drawn is None:
            self._drawn = yield from iter_prepare_numbers(self._analysis, path.name)
        yield from iter_write_numbers(self._analysis, path, alone=alone, numbered=self._drawn)
