"""Compare the tables of two results of one scan: compare.py FOLDER FOLDER [TOLERANCE].

Reads particles.csv, particles.geojson and report.xlsx in both. Every number of one must be that of
the other, to the tolerance (relative above 1), and every text the same, apart from what belongs to
the run: times, paths, versions, and what identifies the scan's file by them. Ends with 1 where they
are not.
"""

import csv
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
OF_THE_RUN = re.compile(
    r"\d{4}-\d\d-\d\d|[/\\]|^[\d.,]+ (s|min|h)$|^\d+\.\d+\.\d+|Windows|Linux"
    r"|^[0-9a-f]{64}$|^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
)


def main() -> int:
    first, second = Path(sys.argv[1]), Path(sys.argv[2])
    tolerance = float(sys.argv[3]) if len(sys.argv) > 3 else 1e-5
    failed = False
    for name, read in (
        ("particles.csv", table), ("particles.geojson", outlines), ("report.xlsx", workbook),
    ):  # fmt: skip
        one, other = dict(read(first / name)), dict(read(second / name))
        largest, numbers, wrong = 0.0, 0, []
        for place in sorted(one.keys() | other.keys()):
            a, b = one.get(place), other.get(place)
            if isinstance(a, float) and isinstance(b, float):
                numbers += 1
                apart = abs(a - b) / max(1.0, abs(a))
                largest = max(largest, apart)
                if apart > tolerance:
                    wrong.append((place, a, b))
            elif last(a) != last(b) and not (of_the_run(a) and of_the_run(b)):
                wrong.append((place, a, b))
        print(f"{first.name}/{name}: {numbers:,} numbers, at most {largest:.1e} apart")
        for place, a, b in wrong[:10]:
            print(f"  {place}: {a!r}, {b!r}")
        if wrong or (name == "report.xlsx" and not numbers):  # a scan may hold no particle
            print(f"  DIFFERENT at {len(wrong)} places")
            failed = True
    return int(failed)


def of_the_run(value: object) -> bool:
    return isinstance(value, str) and OF_THE_RUN.search(value) is not None


def last(value: object) -> object:
    """Of a path its last part, whichever way its bars lean; anything else as it is."""
    return re.split(r"[/\\]", value)[-1] if isinstance(value, str) else value


def number(text: str) -> object:
    try:
        return float(text)
    except ValueError:
        return text


def table(path: Path) -> Iterator[tuple[str, object]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row, cells in enumerate(csv.reader(file)):
            for column, text in enumerate(cells):
                yield f"row {row + 1}, column {column + 1}", number(text)


def outlines(path: Path) -> Iterator[tuple[str, object]]:
    def walk(place: str, part: Any) -> Iterator[tuple[str, object]]:
        if isinstance(part, dict):
            for key, value in part.items():
                yield from walk(f"{place}/{key}", value)
        elif isinstance(part, list):
            for index, value in enumerate(part):
                yield from walk(f"{place}/{index}", value)
        else:
            is_number = isinstance(part, int | float) and not isinstance(part, bool)
            yield place, float(part) if is_number else part

    yield from walk("", json.loads(path.read_text("utf-8")))


def workbook(path: Path) -> Iterator[tuple[str, object]]:
    with zipfile.ZipFile(path) as book:
        shared = []
        if "xl/sharedStrings.xml" in book.namelist():
            root = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
            shared = ["".join(entry.itertext()) for entry in root.iter(f"{SHEET}si")]
        for name in sorted(book.namelist()):
            if not name.startswith("xl/worksheets/sheet"):
                continue
            for cell in ElementTree.fromstring(book.read(name)).iter(f"{SHEET}c"):
                text = "".join(part for entry in cell if entry.tag != f"{SHEET}f"
                               for part in entry.itertext())  # fmt: skip
                place = f"{Path(name).stem} {cell.get('r')}"
                if cell.get("t") == "s":
                    yield place, shared[int(text)]
                elif cell.get("t") in ("inlineStr", "str", "b", "e"):
                    yield place, text
                else:
                    yield place, number(text)


if __name__ == "__main__":
    sys.exit(main())
