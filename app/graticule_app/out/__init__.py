"""What leaves the window, and what comes in from other programs: reports, outlines, comparisons."""

from graticule_app.out.combine_dialog import CombineDialog
from graticule_app.out.import_panel import ImportPanel
from graticule_app.out.save_dialog import OneClick, SaveReportDialog
from graticule_app.out.save_line import SaveLine
from graticule_app.out.saver import ReportSaver

__all__ = [
    "CombineDialog",
    "ImportPanel",
    "OneClick",
    "ReportSaver",
    "SaveLine",
    "SaveReportDialog",
]
