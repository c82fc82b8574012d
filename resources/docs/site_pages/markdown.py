"""Small pieces of Markdown."""

from collections.abc import Iterable, Sequence


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; a bar or a line break inside a cell does not end it."""
    lines = [_row(headings), _row(["---"] * len(headings))]
    return "\n".join([*lines, *map(_row, rows)]) + "\n"


def code(text: str) -> str:
    """`text` in the type of code; "" stays empty."""
    return f"`{text}`" if text else ""


def block(text: str, language: str = "") -> str:
    """`text` as a block of code, longer fences than any in it."""
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}{language}\n{text.rstrip()}\n{fence}\n"


def deeper(text: str, levels: int) -> str:
    """The page with its headings that many levels further down."""
    lines = text.splitlines()
    return "\n".join("#" * levels + line if line.startswith("#") else line for line in lines)


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(" ".join(cell.replace("|", "\\|").split()) for cell in cells) + " |"
