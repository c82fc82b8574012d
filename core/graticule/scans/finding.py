"""Which files may be scans among those that a person names, folders included."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

_RESULT = "result.zarr"  # beside it lie the pictures and maps of a result


def scan_files(paths: Iterable[Path], *, most: int = 1_000_000) -> Iterator[Path]:
    """The files themselves, and those of folders at any depth, by name; `most` of a folder.

    Left out are hidden ones, the parts of slides (mrxs has its data in a folder of its own name
    beside it), and folders that hold a result of this program.
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
            stems = {Path(file).stem for file in files if file.lower().endswith(".mrxs")}
            names[:] = sorted(
                name
                for name in names
                if not name.startswith(".") and name not in stems and not name.endswith(".zarr")
            )
            for file in sorted(files):
                if file.startswith("."):
                    continue
                count += 1
                if count > most:
                    return
                yield Path(folder) / file
