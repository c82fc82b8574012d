"""report.xlsx: what a laboratory files, prints and passes on."""

from graticule.reports.excel.combined import write_combined_excel
from graticule.reports.excel.workbook import write_excel

__all__ = ["write_combined_excel", "write_excel"]
