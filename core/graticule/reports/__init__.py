"""What comes out of an analysis: tables, outlines, maps and pictures.

`write_csv` and its like write when called. Each has a sister `iter_write_csv`, a generator of
`WriteProgress`: iterate it to write, close it to cancel. Nothing is seen under the file's name
until it is complete.
"""

from graticule.reports.bundle import (
    Analysis,
    Array2D,
    MethodFacts,
    Provenance,
    ReviewFacts,
    ReviewLine,
    ScanFacts,
)
from graticule.reports.excel import (
    iter_write_combined_excel,
    iter_write_excel,
    write_combined_excel,
    write_excel,
)
from graticule.reports.geojson import iter_write_geojson, write_geojson
from graticule.reports.pictures import (
    Overview,
    iter_prepare_overview,
    iter_write_overview,
    prepare_overview,
    write_overview,
)
from graticule.reports.provenance import collect_versions
from graticule.reports.statistics import ClassFacts, class_facts
from graticule.reports.tables import (
    iter_write_combined_csv,
    iter_write_csv,
    write_combined_csv,
    write_csv,
)
from graticule.reports.tiffs import (
    MapPlace,
    iter_write_class_tiff,
    iter_write_label_tiff,
    iter_write_map_tiff,
    iter_write_uncertainty_tiff,
    write_class_tiff,
    write_label_tiff,
    write_map_tiff,
    write_uncertainty_tiff,
)
from graticule.reports.writers import Writer, report_writers

__all__ = [
    "Analysis",
    "Array2D",
    "ClassFacts",
    "MapPlace",
    "MethodFacts",
    "Overview",
    "Provenance",
    "ReviewFacts",
    "ReviewLine",
    "ScanFacts",
    "Writer",
    "class_facts",
    "collect_versions",
    "iter_prepare_overview",
    "iter_write_class_tiff",
    "iter_write_combined_csv",
    "iter_write_combined_excel",
    "iter_write_csv",
    "iter_write_excel",
    "iter_write_geojson",
    "iter_write_label_tiff",
    "iter_write_map_tiff",
    "iter_write_overview",
    "iter_write_uncertainty_tiff",
    "prepare_overview",
    "report_writers",
    "write_class_tiff",
    "write_combined_csv",
    "write_combined_excel",
    "write_csv",
    "write_excel",
    "write_geojson",
    "write_label_tiff",
    "write_map_tiff",
    "write_overview",
    "write_uncertainty_tiff",
]
