"""What there is by name: protocols, model packs and sample scans."""

from collections.abc import Iterator, Mapping
from html import escape
from importlib import resources
from pathlib import Path
from typing import TypeVar

from graticule.models import Pack, list_packs
from graticule.protocol import Protocol, list_protocols

_T = TypeVar("_T")


class Catalogue(Mapping[str, _T]):
    """A mapping by name that shows what each is for."""

    def __init__(self, entries: Mapping[str, _T], titles: Mapping[str, str]) -> None:
        self._entries = dict(entries)
        self._titles = dict(titles)

    def __getitem__(self, name: str) -> _T:
        if name not in self._entries:
            raise KeyError(f"there is no {name!r}, but {', '.join(self._entries)}")
        return self._entries[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __repr__(self) -> str:
        width = max(map(len, self._entries), default=0)
        return "\n".join(f"{name:{width}}  {self._titles[name]}" for name in self._entries)

    def _repr_html_(self) -> str:
        rows = (
            f"<tr><td>{escape(n)}</td><td>{escape(t)}</td></tr>" for n, t in self._titles.items()
        )
        return f"<table>{''.join(rows)}</table>"


def protocols() -> Catalogue[Protocol]:
    """The protocols that come with the program and your own, by name.

    Raises `GraticuleError` that names a file of yours that is no protocol.
    """
    found = list_protocols()
    return Catalogue({p.name: p for p in found}, {p.name: p.title for p in found})


def packs() -> Catalogue[Pack]:
    """The model packs that come with the program and your own, by name.

    Raises `GraticuleError` that names a pack of yours that is damaged.
    """
    found = list_packs()
    return Catalogue({p.name: p for p in found}, {p.name: p.title for p in found})


def samples() -> Catalogue[Path]:
    """The sample scans that come with the program, by name, and their drawn truth."""
    folder = Path(str(resources.files("graticule_resources"))) / "samples"
    found = {
        p.name: p for p in sorted(folder.iterdir()) if p.suffix in (".tif", ".png", ".geojson")
    }
    return Catalogue(found, {name: str(path) for name, path in found.items()})
