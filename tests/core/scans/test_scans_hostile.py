"""Files that are damaged or made to harm: one clear line each, soon, and in little memory."""

import os
import struct
import sys
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import h5py
import imagecodecs
import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))  # not a package
from mutants import Prober, write_scans


@pytest.fixture(scope="module")
def probe():
    if not sys.platform.startswith("linux"):
        pytest.skip("memory is bounded and told through Linux' own means")
    prober = Prober()

    def opened(path: Path) -> dict:
        answer = prober("scan", path)
        if answer.how == "died":
            pytest.fail(f"the reader died of {path.name}: {answer.said}")
        return {
            "kind": answer.how,
            "said": answer.said,
            "seconds": answer.seconds,
            "grown": answer.grown,
        }

    yield opened
    prober.close()


def tiff(tags: dict[int, tuple[int, list[int]]], data: bytes = b"", after: int = 0) -> bytes:
    """A little-endian TIFF of one page: {tag: (type, values)}; `data` begins at byte 8."""
    sizes = {1: "B", 2: "B", 3: "H", 4: "I", 5: "I", 12: "d", 16: "Q"}
    data += b"\0" * (len(data) % 2)
    offset = 8 + len(data)
    entries, extra = b"", b""
    place = offset + 2 + 12 * len(tags) + 4
    for tag, (kind, values) in sorted(tags.items()):
        packed = struct.pack(f"<{len(values)}{sizes[kind]}", *values)
        count = len(values) // (2 if kind == 5 else 1)
        if len(packed) > 4:
            entries += struct.pack("<HHII", tag, kind, count, place + len(extra))
            extra += packed + b"\0" * (len(packed) % 2)
        else:
            entries += struct.pack("<HHI", tag, kind, count) + packed.ljust(4, b"\0")
    page = struct.pack("<H", len(tags)) + entries + struct.pack("<I", after) + extra
    return b"II*\0" + struct.pack("<I", offset) + data + page


def grey(
    width: int, height: int, **more: tuple[int, list[int]]
) -> dict[int, tuple[int, list[int]]]:
    """Tags of an 8-bit grey page; further ones as t259=(3, [8])."""
    tags = {256: (4, [width]), 257: (4, [height]), 258: (3, [8]), 259: (3, [1]), 262: (3, [1]),
            277: (3, [1])}  # fmt: skip
    return tags | {int(key[1:]): value for key, value in more.items()}


def tiled(codec: int, tile: bytes, side: int = 256, size: int = 256) -> bytes:
    """A page of one compressed tile, or of a corner of it."""
    tags = grey(size, size, t259=(3, [codec]), t322=(4, [side]), t323=(4, [side]),
                t324=(4, [8]), t325=(4, [len(tile)]))  # fmt: skip
    return tiff(tags, tile)


def stripped(width: int, height: int, **more: tuple[int, list[int]]) -> bytes:
    tags = grey(width, height, t273=(4, [8]), t278=(4, [height]), t279=(4, [4000]), **more)
    return tiff(tags, bytes(4000))


def png(width: int, height: int, pixels: bytes) -> bytes:
    def part(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", pixels) + part(b"IEND", b"")


def jpeg_claiming(width: int, height: int) -> bytes:
    data = bytearray(imagecodecs.jpeg8_encode(np.zeros((64, 64), np.uint8)))
    place = data.index(b"\xff\xc0")
    data[place + 5 : place + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def jpeg2000_claiming(side: int) -> bytes:
    data = bytearray(imagecodecs.jpeg2k_encode(np.zeros((64, 64), np.uint8), codecformat="j2k"))
    struct.pack_into(">IIIIIIII", data, 8, side, side, 0, 0, side, side, 0, 0)
    return bytes(data)


def ring(length: int) -> bytes:
    """Pages of which the last is followed by the second."""
    one = 2 + 12 * 6 + 4
    pages = b""
    for i in range(length):
        after = 8 + one * (i + 1 if i + 1 < length else 1)
        page = tiff(grey(4, 4), b"", after)[8:]
        pages += page
    return b"II*\0" + struct.pack("<I", 8) + pages


def many_sizes(count: int) -> bytes:
    """A chain of pages of all sizes, each of four pixels' data."""
    one = 2 + 12 * 6 + 4
    starts = [8 + one * i for i in range(1, count)]
    pages = (tiff(grey(4 + i % 50, 4), b"", after)[8:] for i, after in enumerate([*starts, 0]))
    return b"II*\0" + struct.pack("<I", 8) + b"".join(pages)


def many_tags() -> bytes:
    return b"II*\0" + struct.pack("<IH", 8, 65535) + b"\1\1\4\0\1\0\0\0\1\0\0\0" * 65535 + bytes(4)


def described(text: bytes) -> bytes:
    """A small sound page with a description that lies about the rest."""
    tags = grey(8, 8, t270=(2, list(text + b"\0")), t273=(4, [8]), t278=(4, [8]), t279=(4, [64]))
    return tiff(tags, bytes(64))


XML = b'<?xml version="1.0"?>%s<OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06">%s</OME>'
PIXELS = (
    b'<Image ID="Image:0"><Pixels ID="Pixels:0" DimensionOrder="XYZCT" Type="uint8" SizeX="8" '
    b'SizeY="8" SizeZ="%d" SizeC="1" SizeT="1">%s<TiffData/></Pixels></Image>'
)
LAUGHS = b"<!DOCTYPE x [<!ENTITY a0 'ha'>%s]>" % b"".join(
    b"<!ENTITY a%d '&a%d;&a%d;&a%d;&a%d;&a%d;&a%d;&a%d;&a%d;'>" % (i, *[i - 1] * 8)
    for i in range(1, 12)
)
ZEROS = bytes(50 << 20)

HOSTILE: dict[str, Callable[[], bytes]] = {
    "empty.tif": lambda: b"",
    "header only.tif": lambda: b"II*\0",
    "no page.tif": lambda: b"II*\0\0\0\0\0",
    "first page past the end.tif": lambda: b"II*\0\xff\xff\xff\x7f",
    "noise.svs": lambda: np.random.default_rng(0).bytes(1000),
    "billion wide strips.tif": lambda: stripped(10**9, 10**9),
    "billion wide strip of deflate.tif": lambda: stripped(10**9, 10**9, t259=(3, [8])),
    "billion wide tiles.tif": lambda: tiff(
        grey(10**9, 10**9, t322=(4, [256]), t323=(4, [256]), t324=(4, [8]), t325=(4, [99])),
        bytes(99),
    ),
    "billion wide and nothing there.tif": lambda: tiff(
        grey(10**9, 10**9, t273=(4, [0]), t278=(4, [10**9]), t279=(4, [0]))
    ),
    "wide and nothing there.tif": lambda: tiff(
        grey(5000, 5000, t273=(4, [0]), t278=(4, [5000]), t279=(4, [0]))
    ),
    "tile as large as the world.tif": lambda: tiled(8, zlib.compress(bytes(99)), 2**31 - 16, 4096),
    "tile without a size.tif": lambda: tiled(8, zlib.compress(bytes(99)), 0),
    "no width.tif": lambda: stripped(0, 10),
    "tile past the end.tif": lambda: tiff(
        grey(512, 256, t322=(4, [256]), t323=(4, [256]), t324=(4, [8, 2**31]),
             t325=(4, [65536, 65536])), bytes(65536)),
    "tile of four gigabytes.tif": lambda: tiff(
        grey(256, 256, t322=(4, [256]), t323=(4, [256]), t324=(4, [8]), t325=(4, [2**32 - 1])),
        bytes(65536)),
    "chain to itself.tif": lambda: tiff(grey(4, 4, t273=(4, [8]), t279=(4, [16])), bytes(16), 24),
    "ring of 3 pages.tif": lambda: ring(3),
    "ring of 150 pages.tif": lambda: ring(150),
    "many sizes.tif": lambda: many_sizes(12_000),
    "many tags.tif": many_tags,
    "tag of four billion values.tif": lambda: stripped(64, 64).replace(
        struct.pack("<HHI", 279, 4, 1), struct.pack("<HHI", 279, 4, 2**32 - 1)),
    "negative strip.tif": lambda: stripped(64, 64).replace(
        struct.pack("<HHI", 273, 4, 1), struct.pack("<HHI", 273, 9, 1)).replace(
        struct.pack("<HHII", 273, 9, 1, 8), struct.pack("<HHIi", 273, 9, 1, -8)),
    "deflate bomb.tif": lambda: tiled(8, zlib.compress(ZEROS, 9)),
    "lzw bomb.tif": lambda: tiled(5, imagecodecs.lzw_encode(ZEROS[: 20 << 20]), 16),
    "zstd bomb.tif": lambda: tiled(50000, imagecodecs.zstd_encode(ZEROS)),
    "packbits bomb.tif": lambda: tiled(32773, b"\x81\0" * 200_000),
    "png bomb in a tile.tif": lambda: tiled(34933, png(30000, 30000, zlib.compress(ZEROS, 9))),
    "jpeg that claims more than its tile.tif": lambda: tiled(7, jpeg_claiming(65500, 65500)),
    "jpeg 2000 that claims more than its tile.tif": lambda: tiled(34712, jpeg2000_claiming(2**31)),
    "jpeg of noise.tif": lambda: tiled(7, np.random.default_rng(1).bytes(5000)),
    "unknown compression.tif": lambda: tiled(31337, bytes(99)),
    "thumbnail of 64000 samples.tif": lambda: stripped(4, 4, t277=(3, [64000])),
    "OME of a billion planes.tif": lambda: described(XML % (b"", PIXELS % (10**9, b""))),
    "shaped as a trillion.tif": lambda: described(b'{"shape": [1000000, 1000000, 8, 8]}'),
    "picture of a billion.png": lambda: png(10**9, 10**9, zlib.compress(bytes(99))),
    "picture of gigabytes.png": lambda: png(200_000, 200_000, zlib.compress(bytes(99))),
    "half a picture.png": lambda: png(500, 500, zlib.compress(bytes(251 * 501)))[:200],
    "picture without pixels.png": lambda: png(500, 500, b""),
    "huge.jpg": lambda: jpeg_claiming(65500, 65500),
    "only a start.jpg": lambda: b"\xff\xd8\xff\xe0\x00\x10JFIF",
    "backwards.jpg": lambda: b"\xff\xd8\xff\xe1\0\0" * 2000,
    "huge.bmp": lambda: b"BM" + struct.pack("<IIIIiiHHIIIIII", 99, 0, 54, 40, 10**9, 10**9, 1, 24,
                                            0, 0, 0, 0, 0, 0),
    "short.bmp": lambda: b"BM1234",
    "broken.h5": lambda: b"\x89HDF\r\n\x1a\n" + np.random.default_rng(2).bytes(500),
    "noise.dm3": lambda: struct.pack(">III", 3, 500, 1) + np.random.default_rng(3).bytes(500),
    "noise.dm4": lambda: struct.pack(">IQI", 4, 500, 1) + np.random.default_rng(4).bytes(500),
    "huge.mrc": lambda: struct.pack("<4i", 10**9, 10**9, 10**9, 2) + bytes(1008),
    "noise.ser": lambda: np.random.default_rng(5).bytes(500),
    "noise.emd": lambda: np.random.default_rng(6).bytes(500),
    "noise.mrxs": lambda: np.random.default_rng(7).bytes(500),
}  # fmt: skip

# What these claim is left aside: the picture itself is sound, or cut to the size of its tile.
HARMLESS: dict[str, Callable[[], bytes]] = {
    "lzma bomb.tif": lambda: tiled(34925, imagecodecs.lzma_encode(ZEROS[: 20 << 20], level=1)),
    "OME that laughs.tif": lambda: described(XML % (LAUGHS, b"&a11;" + PIXELS % (1, b""))),
    "ImageJ of a billion images.tif": lambda: described(
        b"ImageJ=1.53\nimages=1000000000\nslices=1000000000\nhyperstack=true\n"),
    "lzw that goes on.tif": lambda: tiled(5, imagecodecs.lzw_encode(ZEROS[: 20 << 20])),
}  # fmt: skip


def is_one_clear_line(answer: dict, path: Path) -> bool:
    said = answer["said"]
    return "\n" not in said and path.name in said and len(said) < 400 and "object at 0x" not in said


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_soon_in_one_line_and_little_memory(name, tmp_path, probe):
    path = tmp_path / name
    path.write_bytes(HOSTILE[name]())
    answer = probe(path)
    assert answer["kind"] == "refused", answer
    assert is_one_clear_line(answer, path), answer
    assert answer["seconds"] < 5
    assert answer["grown"] < 300


@pytest.mark.parametrize("name", HARMLESS)
def test_lies_that_do_no_harm_cost_neither_time_nor_memory(name, tmp_path, probe):
    path = tmp_path / name
    path.write_bytes(HARMLESS[name]())
    answer = probe(path)
    assert answer["kind"] == "opened", answer
    assert answer["seconds"] < 5
    assert answer["grown"] < 300


def odd_places(folder: Path) -> Iterator[tuple[str, Path]]:
    os.mkfifo(folder / "pipe.tif")
    (folder / "loop.tif").symlink_to(folder / "loop.tif")
    (folder / "gone.tif").symlink_to(folder / "nowhere.tif")
    (folder / "folder.tif").mkdir()
    yield from {
        "pipe": folder / "pipe.tif", "loop of links": folder / "loop.tif",
        "link to nothing": folder / "gone.tif", "folder": folder / "folder.tif",
        "device": Path("/dev/zero"), "nothing": folder / "nothing.tif",
        "endless name": folder / ("n" * 5000 + ".tif"), "name with NUL": folder / "a\0b.tif",
        "inside a file": Path(__file__) / "scan.tif",
    }.items()  # fmt: skip


def test_what_is_no_file_is_refused_without_waiting(tmp_path, probe):
    for kind, path in odd_places(tmp_path):
        answer = probe(path)
        assert answer["kind"] == "refused", (kind, answer)
        assert "\n" not in answer["said"]
        assert answer["seconds"] < 1


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads anything")
def test_an_unreadable_file_is_refused(tmp_path, probe):
    path = tmp_path / "secret.tif"
    path.write_bytes(stripped(8, 8))
    path.chmod(0)
    answer = probe(path)
    assert answer["kind"] == "refused"
    assert "Permission denied" in answer["said"]


def test_a_data_set_of_a_billion_by_a_billion_is_refused(tmp_path, probe):
    path = tmp_path / "a.h5"
    with h5py.File(path, "w") as file:
        data = file.create_dataset("a", (10**9, 10**9), np.uint8, chunks=(64, 64))
        data[:64, :64] = 1
    answer = probe(path)
    assert answer["kind"] == "refused"
    assert is_one_clear_line(answer, path)


def test_a_flat_file_is_looked_at_in_bands(tmp_path, probe):
    path, side = tmp_path / "flat.tif", 14_000
    tags = grey(side, side, t273=(4, [8]), t278=(4, [side]), t279=(4, [side * side]))
    page = tiff(tags)
    with path.open("wb") as file:  # mostly a hole, which takes no place on the disk
        file.write(b"II*\0" + struct.pack("<I", 8 + side * side))
        file.seek(8 + side * side)
        file.write(page[8:])
    answer = probe(path)
    assert answer["kind"] == "opened", answer
    assert answer["grown"] < 100  # MiB, of 187


def damaged(sound: bytes, seed: int) -> bytes:
    """A few bits turned over, most of them near the start or the end, where the structure is."""
    random = np.random.default_rng(seed)
    data = bytearray(sound)
    for _ in range(random.integers(1, 9)):
        near = random.choice(3)
        span = min(len(data), 400)
        place = random.integers(len(data) if near == 0 else span)
        place = len(data) - 1 - place if near == 2 else place
        data[place] ^= 1 << random.integers(8)
    return bytes(data)


def test_turned_bits_never_bring_anything_but_one_clear_line(tmp_path, probe):
    write_scans(tmp_path)
    refused = 0
    for sample in sorted(tmp_path.iterdir()):
        sound = sample.read_bytes()
        assert probe(sample)["kind"] == "opened", sample.name
        for seed in range(14):
            path = tmp_path / f"turned{sample.name}"
            path.write_bytes(damaged(sound, seed))
            answer = probe(path)
            assert answer["kind"] in ("opened", "refused"), (sample.name, seed, answer)
            assert answer["seconds"] < 5, (sample.name, seed, answer)
            assert answer["grown"] < 300, (sample.name, seed, answer)
            if answer["kind"] == "refused":
                assert is_one_clear_line(answer, path), (sample.name, seed, answer)
                refused += 1
    assert refused > 50


def test_files_cut_short_are_refused(tmp_path, probe):
    write_scans(tmp_path)
    for sample in sorted(tmp_path.iterdir()):
        sound = sample.read_bytes()
        for share in (0.02, 0.3, 0.6, 0.9):
            path = tmp_path / f"cut{sample.name}"
            path.write_bytes(sound[: int(len(sound) * share)])
            answer = probe(path)
            assert answer["kind"] == "refused", (sample.name, share, answer)
            assert is_one_clear_line(answer, path), (sample.name, share, answer)


@pytest.mark.data
def test_real_files_with_turned_bits_or_cut_short(tmp_path, probe, shared_data):
    for name in ("dm/image_stack.dm3", "dm/int_image.dm4", "dm/test_rgb.dm3",
                 "slides/fluorescence-dapi.ndpi", "slides/cmu-1-small-region.svs"):  # fmt: skip
        sample = shared_data / name
        sound = sample.read_bytes()
        for seed in range(8):
            path = tmp_path / f"turned{sample.name}"
            path.write_bytes(damaged(sound, seed) if seed % 4 else sound[: len(sound) * seed // 9])
            answer = probe(path)
            assert answer["kind"] in ("opened", "refused"), (name, seed, answer)
            assert answer["seconds"] < 5, (name, seed, answer)
            if answer["kind"] == "refused":
                assert "\n" not in answer["said"], (name, seed, answer)
