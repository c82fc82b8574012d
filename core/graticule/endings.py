"""Which file endings mean what, in small letters: the one list of them.

What a file is, its content decides (`graticule.scans.opening`); these say what is looked for in
folders, and what a name can mean that no content tells.
"""

from pathlib import Path

PICTURES = (".png", ".jpg", ".jpeg", ".bmp")
TIFFS = (".tif", ".tiff", ".btf", ".tf8")
HDF5 = (".h5", ".hdf5", ".hdf", ".he5", ".ilp", ".ims")
# Of slide scanners; the first bytes of some say something else than what they are.
SLIDES = (".mrxs", ".vms", ".vmu", ".ndpi", ".scn", ".bif", ".svslide", ".czi", ".dcm", ".svs")
# Of electron microscopes, by RosettaSciIO's readers.
MICROSCOPES = (
    ".dm3", ".dm4", ".emd", ".de5", ".ser", ".emi", ".mrc", ".mrcs", ".ali", ".rec", ".tvips",
    ".unf", ".blo", ".bcf", ".elid", ".sur", ".rpl", ".app5",
)  # fmt: skip
SCANS = (*TIFFS, *PICTURES, *SLIDES, *HDF5, *MICROSCOPES)

JSON = ".json"  # GeoJSON, or COCO, which lists pictures and what is in them
GEOJSON = (".geojson", ".geojson.gz")
OUTLINES = (*GEOJSON, JSON, f"{JSON}.gz")
LABELS = (".png", ".tif", ".tiff", ".bmp", ".gif", ".jpg", ".jpeg")  # of label images

# Never scans; any other ending is tried, as what counts is what is in the file.
NO_SCANS = frozenset((
    ".txt", ".md", JSON, ".xml", ".csv", ".xlsx", ".docx", ".pdf", ".zip", ".py", ".toml",
    ".ini", ".log", ".html", ".geojson", ".db", ".lnk", ".exe",
))  # fmt: skip


def is_outlines(path: Path) -> bool:
    """Whether a file's name says that it may hold outlines."""
    return path.name.lower().endswith(OUTLINES)
