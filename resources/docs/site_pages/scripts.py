"""Scripts of cells as pages: their prose, their code, and the picture that they make.

A cell begins with `# %%`; one marked `[markdown]` holds prose in comments, one called `picture`
makes the picture that the page ends with and is not shown.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from site_pages.markdown import block

_CELL = re.compile(r"^# %% ?(.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Cell:
    """One cell: what stands behind its mark, and its lines."""

    title: str
    body: str

    @property
    def prose(self) -> bool:
        """Whether it is text."""
        return self.title == "[markdown]"


def cells(script: str) -> Iterator[Cell]:
    """The cells of a script, in order."""
    parts = _CELL.split(script)
    for title, body in zip(parts[1::2], parts[2::2], strict=True):
        yield Cell(title.strip(), body.strip("\n"))


def script_page(path: Path, *, title: str = "", picture: str = "") -> str:
    """The script as a page; `title` where its prose has none, `picture` as seen from the page."""
    shown = [each for each in cells(path.read_text(encoding="utf-8")) if each.title != "picture"]
    parts = [f"# {title}\n"] if title else []
    for number, cell in enumerate(shown):
        if not cell.prose:
            if cell.title:
                parts.append(f"{cell.title}\n")
            if cell.body:
                parts.append(block(cell.body, "python"))
            continue
        parts.append("\n".join(re.sub(r"^# ?", "", line) for line in cell.body.splitlines()) + "\n")
        if picture and number == 0:
            parts.append(f"![What this page makes]({picture})\n")
    return "\n".join(parts)
