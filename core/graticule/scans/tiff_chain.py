"""Is the skeleton of a TIFF file sound? Asked before tifffile walks it.

tifffile follows a chain of pages that bites its own tail for ever, and reads whatever a tag
claims to hold; this looks at every page's entries first, without reading their values.
"""

import struct
from dataclasses import dataclass
from pathlib import Path

from graticule.errors import ScanError
from graticule.scans.raw import RawFile

_MOST_TAGS = 4096
_MOST_PAGES = 1 << 20
_MOST_MIXED_PAGES = 10_000  # sorting pages of several sizes takes tifffile the square of this
_NDPI = 65420  # Hamamatsu's tag; such a file stretches TIFF's 32-bit offsets in its own way
# Tags without which nothing can be read: sizes, places and lengths of pieces, colours, sub-pages.
_STRUCTURE = {256, 257, 258, 259, 262, 273, 277, 278, 279, 320, 322, 323, 324, 325, 330, 347}
_TYPE_BYTES = {
    1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4,
    16: 8, 17: 8, 18: 8,
}  # fmt: skip
_HEADERS = {b"II*\0": ("<", False), b"MM\0*": (">", False), b"II+\0": ("<", True),
            b"MM\0+": (">", True)}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Skeleton:
    """What the chain of pages shows without looking at any picture."""

    pages: int
    first_tags: frozenset[int]

    @property
    def hamamatsu(self) -> bool:
        """Whether this is an NDPI file, whose chain only OpenSlide should walk."""
        return _NDPI in self.first_tags


def is_tiff(head: bytes) -> bool:
    """Whether a file that begins so calls itself a TIFF."""
    return head[:4] in _HEADERS


def check_chain(path: Path) -> Skeleton:
    """Walk the chain of pages once; `ScanError` says in one line what is wrong with it."""
    file = RawFile(path)
    try:
        return _walk(file)
    except struct.error as error:
        raise ScanError(f"{path.name}: its list of pages is damaged ({error})") from error
    finally:
        file.close()


def _walk(file: RawFile) -> Skeleton:
    name = file.path.name
    order, big = _HEADERS[file.at(0, 4)]
    word, width = ("Q", 8) if big else ("I", 4)
    (offset,) = struct.unpack(order + word, file.at(8 if big else 4, width))
    seen: set[int] = set()
    sizes: set[bytes] = set()
    first: frozenset[int] = frozenset()
    claimed = 0
    while offset:
        if offset in seen:
            raise ScanError(f"{name}: its chain of pages runs in a circle; the file is damaged")
        if len(seen) >= _MOST_PAGES:
            raise ScanError(f"{name}: has more than {_MOST_PAGES} pages; the file is damaged")
        seen.add(offset)
        if len(seen) > _MOST_MIXED_PAGES and len(sizes) > 1:
            raise ScanError(f"{name}: has more than {_MOST_MIXED_PAGES} pages of several sizes")
        tags, used, following, size = _page(file, offset, order, big)
        sizes.add(size)
        if len(seen) == 1:
            first = frozenset(tags)
            if _NDPI in first:
                break
        claimed += used
        if claimed > 4 * file.size + (64 << 20):
            raise ScanError(f"{name}: its pages claim more data than the file holds; it is damaged")
        offset = following
    if not seen:
        raise ScanError(f"{name}: is a TIFF without any page")
    return Skeleton(len(seen), first)


def _page(file: RawFile, offset: int, order: str, big: bool) -> tuple[list[int], int, int, bytes]:
    """Tags of a page, bytes they claim, place of the next page, and the page's size as told."""
    head, entry_size, word = ("Q", 20, "Q") if big else ("H", 12, "I")
    (count,) = struct.unpack(order + head, file.at(offset, struct.calcsize(head)))
    if count > _MOST_TAGS:
        raise ScanError(f"{file.path.name}: a page claims {count} tags; the file is damaged")
    start = offset + struct.calcsize(head)
    entries = file.at(start, count * entry_size + struct.calcsize(word))
    form = struct.Struct(order + "HH" + word)
    tags, claimed, size = [], 0, b""
    for i in range(count):
        tag, kind, values = form.unpack_from(entries, i * entry_size)
        tags.append(tag)
        if tag in (256, 257):
            size += entries[i * entry_size : (i + 1) * entry_size]
        nbytes = values * _TYPE_BYTES.get(kind, 1)
        if nbytes <= file.size:
            claimed += nbytes
        elif tag in _STRUCTURE:  # tifffile would go on without it
            raise ScanError(
                f"{file.path.name}: tag {tag} claims {values} values, more than the file holds; "
                "it is damaged"
            )
    (following,) = struct.unpack_from(order + word, entries, count * entry_size)
    return tags, claimed, following, size
