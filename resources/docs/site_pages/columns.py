"""What the columns of the table and of the report mean."""

from graticule.particles.columns import COLUMNS, Column, channel_columns
from site_pages.markdown import code, table

_UNITS = {"length": "that of the pixel size", "area": "its square"}
_HEAD = """# What the columns mean

The sheet *Particles* of the report, the table in the window and `particles.csv` have one row per
particle and these columns. The first name is the heading in the report; the second stands in
conditions such as `area > 50` and, with its unit, in the CSV, in GeoJSON and in Python:
`area (µm²)`. A length is in the unit of the scan's pixel size, mostly µm or nm; without a pixel
size it is in px, and the report says so. A blank cell means that the value does not exist for that
particle, never 0.

See [How sizes are measured](../help/sizes.md) for what these numbers can be trusted with.

"""
_CHANNELS = """
## Grey levels

For each channel of the scan two columns more; of a scan in colour these are `red`, `green` and
`blue`, here `CHANNEL`.

"""


def columns_page() -> str:
    """One row for each column that the engine knows."""
    return _HEAD + _table(COLUMNS) + _CHANNELS + _table(channel_columns(["CHANNEL"]))


def _table(columns: tuple[Column, ...]) -> str:
    rows = [
        (each.title, code(each.key), _UNITS.get(each.unit, each.unit), each.doc, each.source)
        for each in columns
    ]
    return table(("Heading", "Name", "Unit", "Definition", "Source"), rows)
