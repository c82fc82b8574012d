"""What leaves the window: reports, tables, one workbook of several scans."""
