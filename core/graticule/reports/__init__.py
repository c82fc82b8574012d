"""What comes out of an analysis: tables, outlines, maps and pictures.

Every writer is a generator of `WriteProgress`: iterate it to write, close it to cancel. Nothing is
seen under the file's name until it is complete.
"""

from graticule.reports.bundle import (
    Analysis,
    Grid,
    MethodFacts,
    Provenance,
    ReviewFacts,
    ReviewLine,
    ScanFacts,
)
from graticule.reports.excel import write_combined_excel, write_excel
from graticule.reports.geojson import write_geojson
from graticule.reports.pictures import Overview, prepare_overview, write_overview
from graticule.reports.provenance import collect_versions
from graticule.reports.statistics import ClassFacts, class_facts
from graticule.reports.tables import write_combined_csv, write_csv
from graticule.reports.tiffs import (
    Place,
    write_class_tiff,
    write_label_tiff,
    write_map_tiff,
    write_uncertainty_tiff,
)
from graticule.reports.writers import Writer, report_writers

__all__ = [
    "Analysis",
    "ClassFacts",
    "Grid",
    "MethodFacts",
    "Overview",
    "Place",
    "Provenance",
    "ReviewFacts",
    "ReviewLine",
    "ScanFacts",
    "Writer",
    "class_facts",
    "collect_versions",
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
