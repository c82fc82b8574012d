"""What processes beside a window say: lines of JSON, arrays after theirs, and nothing that runs."""

import io
import re
import sys
from pathlib import Path

import numpy as np
import pytest
import tifffile
import torch

sys.path.insert(0, str(Path(__file__).parent))  # beside this file, not a package

from served import served

import graticule
from graticule.classes import BACKGROUND, ClassInfo
from graticule.models import Architecture, Manifest, Normalisation, build_network, save_pack
from graticule.preview.tile_worker import LINES, TileEmpty, TileFailed, TileWanted, read_maps
from graticule.scans import open_scan
from graticule.segment import PackSettings
from graticule.worker import Array, encode_order, read_array, write_array


@pytest.mark.parametrize("dtype", ["float16", "float32", "uint8"])
@pytest.mark.parametrize("shape", [(2, 3, 4), (0, 5), ()])
def test_an_array_comes_back_as_it_was_sent(dtype, shape):
    stream = io.BytesIO()
    sent = (np.random.default_rng(0).random(shape) * 200).astype(dtype)
    write_array(stream, "x", sent)
    stream.seek(0)
    work, told = LINES.decode_answer(stream.readline())
    found = read_array(stream, told)
    assert work == "x"
    assert found.dtype == sent.dtype
    assert np.array_equal(found, sent)
    assert found.flags.writeable
    assert not stream.read()


def test_arrays_that_break_off_or_claim_the_absurd_are_refused():
    with pytest.raises(EOFError):
        read_array(io.BytesIO(b"123"), Array("float32", (2,)))
    for wrong in (
        Array("object", (1,)),
        Array("float32", (-1, 2)),
        Array("uint8", (1 << 20, 1 << 20)),
    ):
        with pytest.raises(ValueError, match="array"):
            read_array(io.BytesIO(), wrong)
    with pytest.raises(EOFError):
        read_maps(io.BytesIO(b""))


def test_nothing_is_unpickled_but_what_numba_has_compiled_here():
    core = Path(graticule.__file__).parent
    used = re.compile(r"^\s*(import|from) (pickle|dill|cloudpickle|shelve|marshal)\b", re.M)
    found = {p.name for p in core.rglob("*.py") if used.search(p.read_text(encoding="utf-8"))}
    assert found == {"compiled.py"}  # its files are numba's, each beside its hash


@pytest.fixture
def wanted(tmp_path):
    """A scan with a square on one half, a pack, and the order for a tile of them."""
    grey = np.full((256, 512), 100, np.uint8)
    grey[60:120, 60:120] = 220
    tifffile.imwrite(tmp_path / "scan.tif", grey)
    torch.manual_seed(0)
    built = Architecture("Unet", "resnet18", depth=3, decoder=(8, 8, 8))
    manifest = Manifest(
        title="T",
        classes=(BACKGROUND, ClassInfo("a", (1, 2, 3))),
        architecture=built,
        normalisation=Normalisation((0.5,), (0.5,)),
        margin=16,
        patch=96,
    )
    pack = save_pack(tmp_path / "pack", manifest, build_network(built, 2), "card")

    def order(**changes):
        plain = {
            "scan": str(tmp_path / "scan.tif"),
            "pixel_size": None,
            "grey_range": None,
            "frame": 0,
            "pack": str(pack.path),
            "sha256": pack.sha256,
            "working_pixel_size": "",
            "settings": PackSettings(runtime="fp32"),
            "index": 0,
        }
        return TileWanted(**{**plain, **changes})

    return order, pack


def test_the_process_answers_with_the_maps_that_this_one_computes(wanted):
    from graticule.methods.network_maps import Networks

    order, pack = wanted
    with served("-m", "graticule.preview.tile_worker", decode=LINES.decode_answer) as it:

        def asked(**changes):
            it.orders.write(encode_order(order(**changes)))
            it.orders.flush()
            return read_maps(it.answers)

        found = asked()
        with open_scan(order().scan) as scan:
            expected = Networks()(scan, pack, order().settings, 0)
        assert np.array_equal(found, expected)
        assert isinstance(asked(sha256="0" * 64), TileFailed)
        gone = asked(scan="/nowhere/scan.tif")
        assert isinstance(gone, TileFailed)
        assert gone.told
        assert np.array_equal(asked(), expected)  # an error ends no process
        last = [asked(index=index) for index in range(4)]
        assert any(isinstance(one, TileEmpty | np.ndarray) for one in last)
