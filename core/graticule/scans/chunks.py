"""One page of a TIFF in its tiles or strips, each decoded on its own."""

import math
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import tifffile

from graticule.errors import ScanError, UnsupportedScan
from graticule.geometry import Box
from graticule.scans.colour import conversion, stored
from graticule.scans.guard import check_chunk, check_plausible, check_size, reading
from graticule.scans.raw import RawFile

_JPEG = {6, 7, 34892, 33007}
_JPEG2000 = {33003, 33004, 33005, 34712}
_BY_BYTES = {1, 5, 8, 32773, 32946, 34925, 34926, 50000, 50013}  # decoded into a bounded buffer
_FAX = {2, 3, 4, 32771}
_WITH_OUT = {34887, 34927, 50001, 34933, 34934, 22610, 50002, 52546}


class PageChunks:
    """How the pages of one kind are cut, and what turns a piece's bytes into pixels.

    Holds nothing of a particular page but its first one (the key frame); `ScanError` or
    `UnsupportedScan` on making it if the pages make no sense.
    """

    def __init__(self, page: tifffile.TiffPage, path: Path, *, numbers: bool = False) -> None:
        name = path.name
        separate, depth, height, width, samples = page.shaped
        check_size(path, width, height, separate * samples)
        check_plausible(path, width * height)
        if depth != 1:
            raise UnsupportedScan(f"{name}: holds a volume in one page; save it as a stack")
        if page.dtype is None or np.dtype(page.dtype).kind not in "biuf":
            raise UnsupportedScan(
                f"{name}: holds {page.bitspersample}-bit samples of a kind that is no picture "
                f"(sample format {int(page.sampleformat)})"
            )
        self.path = path
        self.page = page
        self.width, self.height = width, height
        self.separate, self.stored = separate, samples
        with reading(path, "the colours"):
            self.convert, self.dtype, self.samples = (
                stored(page) if numbers else conversion(page, name)
            )
        with reading(path, "the size of its tiles"):  # damaged, a size may be several numbers
            tiled = bool(page.is_tiled)
            rows = int(page.tilelength if tiled else min(page.rowsperstrip or height, height))
            columns = int(page.tilewidth if tiled else width)
        self.tile_width, self.tile_height = columns, rows
        if self.tile_width < 1 or self.tile_height < 1:
            raise ScanError(f"{name}: its tiles have no size; the file is damaged")
        self.across = math.ceil(width / self.tile_width)
        self.down = math.ceil(height / self.tile_height)
        self.pieces = self.across * self.down * separate
        self.raw = not tiled and self._is_raw()
        self._check_codec()
        if not self.raw:
            nbytes = self.tile_width * self.tile_height * samples * np.dtype(page.dtype).itemsize
            check_chunk(path, nbytes, "one tile" if tiled else "one strip")
        with reading(path, "the kind of compression"):
            self._decode = page.decode

    @property
    def channels(self) -> int:
        """Channels that one page gives."""
        return self.separate * self.samples

    def check(self, offsets: Sequence[int], counts: Sequence[int], size: int) -> None:
        """Raise `ScanError` if a page's list of pieces does not fit its size or the file's."""
        name = self.path.name
        if len(offsets) < self.pieces or len(counts) < self.pieces:
            raise ScanError(
                f"{name}: claims {self.width} × {self.height} px but lists "
                f"{min(len(offsets), len(counts))} of {self.pieces} pieces; the file is damaged"
            )
        try:
            begin = np.asarray(offsets[: self.pieces], dtype=np.uint64)
            length = np.asarray(counts[: self.pieces], dtype=np.uint64)
        except (OverflowError, ValueError, TypeError) as error:
            raise ScanError(f"{name}: its list of pieces is damaged") from error
        if not begin.any():
            raise ScanError(
                f"{name}: claims {self.width} × {self.height} px but holds none of them"
            )
        if self.raw:
            length = np.where(begin == 0, 0, self._raw_strip_bytes())
        past = (begin > size) | (length > size)
        past |= (begin + np.where(past, 0, length) > size) & (length > 0)
        if past.any():
            raise ScanError(
                f"{name}: {int(past.sum())} of {self.pieces} pieces lie past the end of the file; "
                "it is cut short or damaged"
            )

    def places(self, plane: int, box: Box) -> Iterator[tuple[int, Box]]:
        """Number and place of each tile or strip of a plane that shares a pixel with the box."""
        high, wide = self.tile_height, self.tile_width
        for row in range(box.top // high, (box.bottom - 1) // high + 1):
            for column in range(box.left // wide, (box.right - 1) // wide + 1):
                place = Box(column * wide, row * high, (column + 1) * wide, (row + 1) * high)
                yield (plane * self.down + row) * self.across + column, place

    def decode(self, data: bytes, index: int, tables: bytes | None) -> np.ndarray:
        """Pixels (h, w, samples) of a piece; a strip at the foot may be lower than the others."""
        what = f"{'tile' if self.page.is_tiled else 'strip'} {index}"
        with reading(self.path, what):
            compression = int(self.page.compression)
            self._check_claim(data, compression, what)
            if compression in _WITH_OUT:
                piece = self._decode_into(data, index)
            elif compression in _JPEG:
                piece = self._decode(
                    data, index, jpegtables=tables, jpegheader=self.page.jpegheader
                )[0]
            else:
                piece = self._decode(data, index)[0]
            if piece is None or piece.ndim != 4:
                raise ScanError(f"{self.path.name}: {what} is damaged")
            piece = piece[0]
            self._check_piece(piece, index, what)
            return piece if self.convert is None else self.convert(piece)

    def _check_piece(self, piece: np.ndarray, index: int, what: str) -> None:
        rows = self.height - index // self.across % self.down * self.tile_height
        columns = self.width - index % self.across * self.tile_width
        least = (min(rows, self.tile_height), min(columns, self.tile_width), self.stored)
        if piece.shape[0] < least[0] or piece.shape[1] < least[1] or piece.shape[2] != least[2]:
            raise ScanError(f"{self.path.name}: {what} holds fewer pixels than it should")

    def blank(self) -> np.ndarray:
        """What a piece without data holds: the no-data value, white in colour pictures, or 0."""
        value = self.page.nodata
        if not value and int(self.page.photometric) in (2, 6) and self.dtype == np.uint8:
            value = 255  # slide scanners leave out what is glass
        shape = (self.tile_height, self.tile_width, self.samples)
        return np.broadcast_to(np.asarray(value, self.dtype), shape)

    def read_raw(self, file: RawFile, offsets: Sequence[int], plane: int, box: Box) -> np.ndarray:
        """Rows straight from uncompressed strips, without the parts beside the box."""
        page_dtype = np.dtype(self.page.parent.byteorder + np.dtype(self.page.dtype).char)
        pixel = self.stored * page_dtype.itemsize
        out = np.empty((box.height, box.width, self.stored), page_dtype)
        flat = out.reshape(box.height, -1).view(np.uint8)
        whole_rows = box.width == self.width
        row = box.top
        while row < box.bottom:
            strip = row // self.tile_height
            stop = min(box.bottom, (strip + 1) * self.tile_height) if whole_rows else row + 1
            first = offsets[plane * self.down + strip]
            place = ((row - strip * self.tile_height) * self.width + box.left) * pixel
            if first == 0:
                out[row - box.top : stop - box.top] = self.blank()[0, 0]
            else:
                data = file.at(int(first) + place, (stop - row) * box.width * pixel)
                part = np.frombuffer(data, np.uint8).reshape(stop - row, -1)
                flat[row - box.top : stop - box.top] = part
            row = stop
        out = out.astype(page_dtype.newbyteorder("="), copy=False)
        return out if self.convert is None else self.convert(out)

    def _is_raw(self) -> bool:
        page = self.page
        return (
            int(page.compression) == 1
            and page.predictor == 1
            and page.fillorder == 1
            and page.bitspersample in (8, 16, 32, 64)
            and not page.is_subsampled
        )

    def _raw_strip_bytes(self) -> np.ndarray:
        """Bytes that each uncompressed strip must have, the last ones of each plane fewer."""
        rows = np.full(self.down, self.tile_height, np.uint64)
        rows[-1] = self.height - (self.down - 1) * self.tile_height
        row_bytes = self.width * self.stored * np.dtype(self.page.dtype).itemsize
        return np.tile(rows * np.uint64(row_bytes), self.separate)

    def _check_codec(self) -> None:
        compression = int(self.page.compression)
        if compression not in _JPEG | _JPEG2000 | _BY_BYTES | _FAX | _WITH_OUT:
            raise UnsupportedScan(
                f"{self.path.name}: is compressed with {self.page.compression!s}, "
                "which no reader here decodes"
            )

    def _check_claim(self, data: bytes, compression: int, what: str) -> None:
        """Raise `ScanError` if a picture inside a piece claims to be larger than the piece."""
        size = None
        if compression in _JPEG:
            size = jpeg_size(data)
        elif compression in _JPEG2000:
            size = jpeg2000_size(data)
        most = 2 * (self.tile_width + 16) * (self.tile_height + 16)
        if size is not None and size[0] * size[1] > most:
            raise ScanError(
                f"{self.path.name}: {what} claims to hold {size[0]} × {size[1]} px; it is damaged"
            )

    def _decode_into(self, data: bytes, index: int) -> np.ndarray:
        """Decode with a codec that refuses, before it decodes, what does not fit the answer."""
        rows = self.tile_height
        if not self.page.is_tiled:
            rows = min(rows, self.height - index % self.down * rows)
        shape = (rows, self.tile_width)
        if self.stored > 1:
            shape = (*shape, self.stored)
        out = np.empty(shape, np.dtype(self.page.dtype))
        decompress = tifffile.TIFF.DECOMPRESSORS[int(self.page.compression)]
        piece = decompress(data, out=out)
        return piece.reshape(1, rows, self.tile_width, self.stored)


def jpeg_size(data: bytes) -> tuple[int, int] | None:
    """(width, height) that a JPEG stream's frame header claims; None if it has none."""
    place = 2
    while place + 9 <= len(data):
        if data[place] != 0xFF:
            place += 1
            continue
        marker = data[place + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", data, place + 5)
            return width, height
        if marker == 0xDA:
            return None
        if marker in (0xFF, 0x01) or 0xD0 <= marker <= 0xD9:
            place += 1 if marker == 0xFF else 2
            continue
        place += 2 + struct.unpack_from(">H", data, place + 2)[0]
    return None


def jpeg2000_size(data: bytes) -> tuple[int, int] | None:
    """(width, height) that a JPEG 2000 codestream's SIZ marker claims; None if it has none."""
    place = data.find(b"\xff\x4f\xff\x51")
    if place < 0 or place + 40 > len(data):
        return None
    right, bottom, left, top = struct.unpack_from(">IIII", data, place + 8)
    return max(0, right - left), max(0, bottom - top)
