"""A JPEG's first picture: where it ends, and how its colours are stored."""

from dataclasses import dataclass

_ALONE = {0x01, *range(0xD0, 0xD8)}  # markers without a length
_FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


@dataclass(frozen=True, slots=True)
class Jpeg:
    """What the markers of a JPEG stream say about its first picture."""

    end: int | None  # bytes from its start to the end of its end marker; None if it has none
    components: int
    adobe: bool  # has Adobe's marker, whose writers store ink amounts inverted
    exif: bytes  # what its camera wrote; empty if it did not


def parse_jpeg(data: bytes) -> Jpeg:
    """Walk the markers of a stream from its start; previews within its markers are passed over.

    What lies behind the end, such as the film of a phone or further pictures (CIPA DC-007), is
    not looked at.
    """
    place, components, adobe, exif = 2, 0, False, b""
    while True:
        place = data.find(b"\xff", place)
        if place < 0 or place + 1 >= len(data):
            return Jpeg(None, components, adobe, exif)
        marker = data[place + 1]
        if marker == 0xD9:
            return Jpeg(place + 2, components, adobe, exif)
        if marker == 0xFF or marker == 0x00 or marker in _ALONE:  # a byte of the picture itself
            place += 1 if marker == 0xFF else 2
            continue
        length = int.from_bytes(data[place + 2 : place + 4], "big")
        if marker in _FRAMES and not components and place + 9 < len(data):
            components = data[place + 9]
        if marker == 0xEE and data[place + 4 : place + 9] == b"Adobe":
            adobe = True
        if marker == 0xE1 and not exif and data[place + 4 : place + 10] == b"Exif\0\0":
            exif = data[place + 10 : place + 2 + length]
        place += 2 + max(2, length)


def told_behind(data: bytes, end: int) -> str:
    """What lies behind a JPEG's first picture, in words; "" if it is nothing."""
    rest = data[end:]
    if len(rest.strip(b"\0\n\r \xff")) < 16:
        return ""
    known = (("further pictures", b"\xff\xd8\xff"), ("a film", b"ftyp"))
    found = [what for what, sign in known if sign in rest]
    return " and ".join(found) or f"{len(rest):,} bytes of something else"
