"""Which files may be scans among those that a person names, folders included."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from graticule.scans.containers import parts_of_slides

_RESULT = "result.zarr"  # beside it lie the pictures and maps of a result


def scan_files(paths: Iterable[Path], *, most: int = 1_000_000) -> Iterator[Path]:
    """The files themselves, and those of folders at any depth, by name; `most` of a folder.

    Left out are hidden ones, the parts of slides (mrxs has its data in a folder of its own name
    beside it, vms in files that it lists), and folders that hold a result of this program.
    """
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        count = 0
        for folder, names, files in os.walk(path):
            if _RESULT in names:
                names.clear()
                continue
            parts = parts_of_slides(Path(folder), files)
            names[:] = sorted(
                name
                for name in names
                if not name.startswith(".") and name not in parts and not name.endswith(".zarr")
            )
            for file in sorted(files):
                if file.startswith(".") or file in parts:
                    continue
                count += 1
                if count > most:
                    return
                yield Path(folder) / file
