"""report.xlsx: what a laboratory files, prints and passes on."""

from graticule.reports.excel.combined import iter_write_combined_excel, write_combined_excel
from graticule.reports.excel.workbook import iter_write_excel, write_excel

__all__ = ["iter_write_combined_excel", "iter_write_excel", "write_combined_excel", "write_excel"]
