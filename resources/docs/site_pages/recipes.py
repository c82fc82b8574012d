"""The pages "How to add …" as changes of files that can be made and tried.

A block in `diff` changes the file in its title, whose lines it repeats around the change; one in
`python` with a path as its title is a new file; the one called `test` tries it all.
"""

import re
from dataclasses import dataclass
from pathlib import Path

_BLOCK = re.compile(r'^```(\w+) title="([^"]+)"\n(.*?)^```$', re.MULTILINE | re.DOTALL)
_TEST = "test"


@dataclass(frozen=True)
class Change:
    """One block: the file that it is about, and what is changed there."""

    path: str
    text: str
    new: bool

    def made(self, before: str) -> str:
        """The file with the change; `ValueError` where its lines do not stand there once."""
        if self.new:
            return self.text
        shown, lines = self.text.splitlines(), before.splitlines()
        old = [line[1:] for line in shown if not line.startswith("+")]
        places = [i for i in range(len(lines)) if lines[i : i + len(old)] == old]
        if len(places) != 1:
            told = "\n".join(old)
            raise ValueError(f"{self.path} holds these lines {len(places)} times:\n{told}")
        new = [line[1:] for line in shown if not line.startswith("-")]
        lines[places[0] : places[0] + len(old)] = new
        return "\n".join(lines) + "\n"


def changes_of(page: str) -> list[Change]:
    """The changes that a page shows, in order."""
    return [
        Change(path, text, new=language == "python")
        for language, path, text in _BLOCK.findall(page)
        if path != _TEST
    ]


def test_of(page: str) -> str:
    """The code that tries them; "" without any."""
    return "\n".join(text for _, path, text in _BLOCK.findall(page) if path == _TEST)


def changed_files(page: str, root: Path) -> dict[str, str]:
    """Each file that a page changes or adds below `root`, as it is afterwards.

    Raises `ValueError` where a change does not fit, or a new file is there already.
    """
    found: dict[str, str] = {}
    for change in changes_of(page):
        path = root / change.path
        if change.new and path.exists():
            raise ValueError(f"{change.path} is there already")
        before = "" if change.new else found.get(change.path) or path.read_text(encoding="utf-8")
        found[change.path] = change.made(before)
    return found
