"""A DICOM slide in a few files, as small as OpenSlide takes it: written for tests."""

import struct
from pathlib import Path

import imagecodecs
import numpy as np

_SLIDE = "1.2.840.10008.5.1.4.1.1.77.1.6"
_LONG = {"OB", "SQ", "UT"}


def _element(tag: int, kind: str, value: bytes) -> bytes:
    value += (b"\0" if kind in ("UI", "OB") else b" ") * (len(value) % 2)
    head = struct.pack("<HH2s", tag >> 16, tag & 0xFFFF, kind.encode())
    size = struct.pack(
        "<HI" if kind in _LONG else "<H", *((0,) if kind in _LONG else ()), len(value)
    )
    return head + size + value


def _text(tag: int, kind: str, value: str) -> bytes:
    return _element(tag, kind, value.encode())


def _numbers(tag: int, kind: str, *values: float) -> bytes:
    return _element(
        tag, kind, struct.pack(f"<{len(values)}" + {"US": "H", "UL": "I", "FL": "f"}[kind], *values)
    )


def _sequence(tag: int, content: bytes) -> bytes:
    return _element(tag, "SQ", struct.pack("<HHI", 0xFFFE, 0xE000, len(content)) + content)


def write_dicom(
    path: Path,
    picture: np.ndarray,
    kind: str,
    *,
    number: int,
    um: float = 0.5,
    series: str = "1.2.3",
) -> None:
    """One file of a slide: RGB `picture` in one tile, `kind` as ImageType has it."""
    height, width = picture.shape[:2]
    side = -(-max(height, width) // 16) * 16
    tile = np.full((side, side, 3), 255, np.uint8)
    tile[:height, :width] = picture
    data = imagecodecs.jpeg8_encode(tile, level=95)
    data += b"\0" * (len(data) % 2)
    instance = f"{series}.{number}"
    meta = _element(0x00020001, "OB", b"\0\1") + _text(0x00020002, "UI", _SLIDE)
    meta += _text(0x00020003, "UI", instance) + _text(0x00020010, "UI", "1.2.840.10008.1.2.4.50")
    meta += _text(0x00020012, "UI", "1.2.3")
    measures = _text(0x00180050, "DS", "0.001") + _text(
        0x00280030, "DS", f"{um / 1000}\\{um / 1000}"
    )
    body = _text(0x00080008, "CS", kind) + _text(0x00080016, "UI", _SLIDE)
    body += _text(0x00080018, "UI", instance) + _text(0x00080060, "CS", "SM")
    body += _text(0x0020000D, "UI", "1.2.4") + _text(0x0020000E, "UI", series)
    body += _text(0x00200013, "IS", str(number)) + _text(0x00200052, "UI", "1.2.5")
    body += _text(0x00209311, "CS", "TILED_FULL") + _numbers(0x00280002, "US", 3)
    body += _text(0x00280004, "CS", "YBR_FULL_422") + _numbers(0x00280006, "US", 0)
    body += _text(0x00280008, "IS", "1") + _numbers(0x00280010, "US", side)
    body += _numbers(0x00280011, "US", side) + _numbers(0x00280100, "US", 8)
    body += _numbers(0x00280101, "US", 8) + _numbers(0x00280102, "US", 7)
    body += _numbers(0x00280103, "US", 0)
    body += _numbers(0x00480001, "FL", width * um / 1000) + _numbers(
        0x00480002, "FL", height * um / 1000
    )
    body += _numbers(0x00480003, "FL", 0.001) + _numbers(0x00480006, "UL", width)
    body += _numbers(0x00480007, "UL", height)
    body += _sequence(0x00480105, _text(0x00480106, "SH", "0"))
    body += _numbers(0x00480302, "UL", 1) + _numbers(0x00480303, "UL", 1)
    body += _sequence(0x52009229, _sequence(0x00289110, measures))
    item = (
        struct.pack("<HHI", 0xFFFE, 0xE000, 0)
        + struct.pack("<HHI", 0xFFFE, 0xE000, len(data))
        + data
    )
    pixels = struct.pack("<HH2sHI", 0x7FE0, 0x0010, b"OB", 0, 0xFFFFFFFF) + item
    pixels += struct.pack("<HHI", 0xFFFE, 0xE0DD, 0)
    head = b"\0" * 128 + b"DICM" + _numbers(0x00020000, "UL", len(meta))
    path.write_bytes(head + meta + body + pixels)


def write_slide(
    folder: Path, picture: np.ndarray, *, series: str = "1.2.3", levels: int = 2
) -> None:
    """`levels` files of a slide, each half as large as the one before, and its label."""
    folder.mkdir(parents=True, exist_ok=True)
    for level in range(levels):
        kind = "DERIVED\\PRIMARY\\VOLUME\\RESAMPLED" if level else "ORIGINAL\\PRIMARY\\VOLUME\\NONE"
        write_dicom(
            folder / f"level{level}.dcm", picture[:: 2**level, :: 2**level], kind, number=level + 1,
            um=0.5 * 2**level, series=series,
        )  # fmt: skip
    write_dicom(
        folder / "label.dcm", picture[:32, :32], "ORIGINAL\\PRIMARY\\LABEL\\NONE",
        number=9, series=series,
    )  # fmt: skip
