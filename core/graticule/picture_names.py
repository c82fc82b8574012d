"""`FILE::PART`: how one picture of a file that holds several is named.

`stack.h5::/raw` is a data set of an HDF5 file (`stack.h5:/raw` says the same), and
`scenes.ome.tif::2` the second picture of a TIFF. Such a name is a `Path` like any other for
whoever passes it on; only whoever touches the file must take it apart.
"""

import re
from pathlib import Path

from graticule.endings import HDF5

_MARK = "::"
_DATA_SET = re.compile(
    rf"(.+(?:{'|'.join(map(re.escape, HDF5))})):(/.*)", re.IGNORECASE | re.DOTALL
)


def split_name(name: str | Path) -> tuple[Path, str]:
    """The file, and which picture of it; "" for the one that it gives by itself."""
    text = str(name)
    mark = text.rfind(_MARK)
    match = _DATA_SET.fullmatch(text)
    if (mark < 1 and match is None) or _exists(Path(text)):
        return Path(text), ""
    if mark > 0:
        return Path(text[:mark]), text[mark + len(_MARK) :]
    return (Path(match[1]), match[2]) if match else (Path(text), "")


def join_name(path: Path, part: str) -> Path:
    """The name of one picture of a file."""
    return Path(f"{path}{_MARK}{part}") if part else path


def stem_of(name: Path) -> str:
    """What the results of a picture are called: the file without its ending, and the part."""
    path, part = split_name(name)
    if not part:
        return path.stem
    plain = re.sub(r"[^\w.-]+", "-", part).strip("-.")
    return (
        f"{path.stem}-image-{plain}" if plain.isdigit() else f"{path.stem}-{plain[:80] or 'part'}"
    )


def resolved(name: Path) -> Path:
    """The name with the whole path of its file."""
    path, part = split_name(name)
    return join_name(path.resolve(), part)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False
