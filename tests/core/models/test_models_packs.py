"""Packs survive a round trip; hostile ones are refused in one line before they cost anything."""

import json
import re
import struct
import time
import tomllib

import msgspec
import numpy as np
import pytest
import torch

from graticule.classes import BACKGROUND, PALETTE, ClassInfo
from graticule.errors import PackError
from graticule.models import (
    Architecture,
    Manifest,
    Normalisation,
    build_network,
    list_packs,
    load_pack,
    save_pack,
)
from graticule.models import packs as packs_module
from graticule.models.toml_text import toml_text

SMALL = Architecture("Unet", "timm-tf_efficientnet_lite0", decoder=(16, 8, 8, 8, 8))


def manifest(**changes):
    fields = {
        "title": "A test",
        "classes": (BACKGROUND, ClassInfo("particle", PALETTE[0])),
        "architecture": SMALL,
        "distance": True,
        "normalisation": Normalisation((0.5,), (0.5,)),
        "margin": 64,
        "patch": 256,
        "receptive_field": (200, 190),
        "training": {"command": "none", "names": ["a", "b"]},
        "metrics": {"dice": 0.5},
    }
    return Manifest(**(fields | changes))


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    torch.manual_seed(0)
    network = build_network(SMALL, 3).eval()
    folder = tmp_path_factory.mktemp("packs") / "small"
    return save_pack(folder, manifest(), network, "# small"), network


@pytest.fixture
def copy(made, tmp_path):
    """The files of a good pack, to be spoilt."""
    folder = tmp_path / "spoilt"
    folder.mkdir()
    for file in made[0].path.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    return folder


def refused(folder, *, words="."):
    """The one line with which loading the pack or its network is refused, quickly."""
    start = time.process_time()
    with pytest.raises(PackError, match=words) as caught:
        load_pack(folder).network()
    assert time.process_time() - start < 5
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 500
    return str(caught.value)


def test_a_pack_comes_back_as_it_was_saved(made):
    pack, network = made
    again = load_pack(pack.path)
    assert again == pack
    assert (again.name, again.stride, again.outputs, again.exact_margin) == ("small", 32, 3, 224)
    assert again.training["names"] == ["a", "b"]
    pixels = torch.randn(1, 1, 64, 96)
    with torch.inference_mode():
        ours, theirs = again.network()(pixels), network(pixels)
    assert ours.dtype == torch.float32
    assert ours.shape == (1, 3, 64, 96)
    assert torch.allclose(ours, theirs, atol=0.02 * float(theirs.abs().max()))


def test_the_hash_is_of_both_files(copy):
    before = load_pack(copy).sha256
    text = (copy / "pack.toml").read_text()
    (copy / "pack.toml").write_text(text + "\n")
    changed = load_pack(copy).sha256
    with (copy / "weights.safetensors").open("r+b") as file:
        file.seek(-1, 2)
        file.write(b"\x01")
    assert len({before, changed, load_pack(copy).sha256}) == 3


def test_packs_are_listed_by_name_and_a_users_own_comes_first(made, tmp_path, monkeypatch):
    shipped, own = tmp_path / "shipped", tmp_path / "own"
    for root, title in ((shipped, "shipped"), (own, "own")):
        folder = root / "small"
        folder.mkdir(parents=True)
        for file in made[0].path.iterdir():
            (folder / file.name).write_bytes(file.read_bytes())
        text = (folder / "pack.toml").read_text().replace("A test", title)
        (folder / "pack.toml").write_text(text)
    (shipped / "broken").mkdir()
    (shipped / "broken" / "pack.toml").write_text("]")
    monkeypatch.setattr(packs_module, "shipped_folder", lambda: shipped)
    monkeypatch.setattr(packs_module, "user_folder", lambda: own)
    assert [pack.title for pack in list_packs()] == ["own"]
    assert load_pack("small").title == "own"
    with pytest.raises(PackError, match="there are: small"):
        load_pack("large")


@pytest.mark.parametrize("name", ["", "..", "../../etc", "a/b", "x\0y", "a" * 300, "~", "con."])
def test_odd_names_are_refused(name):
    with pytest.raises(PackError):
        load_pack(name)


SPOILT_MANIFESTS = {
    "no toml": ("title", "]]]"),
    "an unknown entry": ("title", "surprise = 1\ntitle"),
    "no such network": ('name = "Unet"', 'name = "os.system"'),
    "no such encoder": ("timm-tf_efficientnet_lite0", "tu-vit_giant_patch14_clip_224"),
    "an encoder out of a path": ("timm-tf_efficientnet_lite0", "../../encoder"),
    "a decoder of a million": ("decoder = [16", "decoder = [1000000"),
    "a decoder of three": ("decoder = [16, 8, 8", "decoder = [8"),
    "a million channels": ("in_channels = 1", "in_channels = 1000000"),
    "a stride of 96": ("reduce = 1", "reduce = 3"),
    "a margin off the stride": ("margin = 64", "margin = 65"),
    "a margin larger than the tile": ("margin = 64", "margin = 128"),
    "a negative margin": ("margin = 64", "margin = -64"),
    "a temperature of nan": ("temperature = 1.0", "temperature = nan"),
    "an infinite temperature": ("temperature = 1.0", "temperature = inf"),
    "a deviation of 0": ("sd = [0.5]", "sd = [0.0]"),
    "a mean of nan": ("mean = [0.5]", "mean = [nan]"),
    "two means for one channel": ("mean = [0.5]", "mean = [0.5, 0.5]"),
    "a colour out of range": ("[230, 159, 0]", "[230, 159, 256]"),
    "a pixel size that is none": ('working_pixel_size = ""', 'working_pixel_size = "1/nm"'),
    "nested too deep": ("title", "x = " + "[" * 5000 + "]" * 5000 + "\ntitle"),
    "more than a page": ("title", "# " + "x" * (1 << 20) + "\ntitle"),
}


@pytest.mark.parametrize("what", SPOILT_MANIFESTS)
def test_spoilt_manifests(copy, what):
    old, new = SPOILT_MANIFESTS[what]
    text = (copy / "pack.toml").read_text()
    assert old in text
    (copy / "pack.toml").write_text(text.replace(old, new, 1))
    refused(copy)


def test_missing_files(copy, tmp_path):
    refused(tmp_path / "nothing", words="no model pack")
    (copy / "weights.safetensors").unlink()
    refused(copy, words=r"weights\.safetensors")


def header_and_rest(path):
    data = path.read_bytes()
    length = int.from_bytes(data[:8], "little")
    return json.loads(data[8 : 8 + length]), data[8 + length :]


def write(path, header, rest, length=None):
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text) if length is None else length) + text + rest)


@pytest.mark.parametrize("size", [0, 4, 8, 300, 20_000])
def test_truncated_weights(copy, size):
    path = copy / "weights.safetensors"
    path.write_bytes(path.read_bytes()[:size])
    refused(copy)


def test_a_header_larger_than_the_file(copy):
    path = copy / "weights.safetensors"
    for claimed in (2**63, 2**64 - 1, 10**8):
        path.write_bytes(struct.pack("<Q", claimed) + path.read_bytes()[8:])
        refused(copy, words="header")


def test_a_header_that_is_no_table(copy):
    path = copy / "weights.safetensors"
    for text in (b"[]", b"{", b'{"a": 1}', b'{"a": {"dtype": "F16"}}', b"[" * 100_000, b"\xff\xfe"):
        path.write_bytes(struct.pack("<Q", len(text)) + text)
        refused(copy)


def test_tensors_that_do_not_fit(copy):
    path = copy / "weights.safetensors"
    header, rest = header_and_rest(path)
    key = "encoder.conv_stem.weight"
    for change, words in (
        ({"shape": [10**9, 10**9]}, "shape"),
        ({"shape": [32, 3, 3, 1]}, "shape"),
        ({"dtype": "I64"}, "weights must be"),
        ({"data_offsets": [0, 10**15]}, "cannot be read"),
    ):
        write(path, header | {key: header[key] | change}, rest)
        refused(copy, words=words)
    write(path, {k: v for k, v in header.items() if k != key}, rest)
    refused(copy, words="missing")
    write(path, header | {"more": header[key]}, rest)
    refused(copy, words="not of this network")


def test_a_weight_that_is_not_finite(copy):
    path = copy / "weights.safetensors"
    header, rest = header_and_rest(path)
    start, _ = header["segmentation_head.0.bias"]["data_offsets"]
    nan = np.array([np.nan], np.float16).tobytes()
    write(path, header, rest[:start] + nan + rest[start + 2 :])
    refused(copy, words="not finite")


def test_a_pickle_is_never_opened(copy):
    torch.save({"a": torch.zeros(1)}, copy / "weights.safetensors")
    refused(copy)


def test_a_weight_too_large_for_float16_is_not_saved(tmp_path):
    network = build_network(SMALL, 3)
    with torch.no_grad():
        network.get_parameter("segmentation_head.0.bias").fill_(1e6)
    with pytest.raises(ValueError, match="float16"):
        save_pack(tmp_path / "large", manifest(), network, "")
    assert not (tmp_path / "large" / "pack.toml").exists()


def test_a_manifest_without_distance_has_one_logit_per_class():
    assert manifest(distance=False).outputs == 2
    assert manifest(receptive_field=()).exact_margin is None
    assert msgspec.structs.replace(manifest(), working_pixel_size="4 um").pixel_size.unit == "µm"


def test_toml_is_read_back_as_it_was_written():
    data = {
        "text": 'a "quote", a \\ and\na line, µ\x7f\x01',
        "number": 3,
        "share": 1e-7,
        "yes": True,
        "list": [1, 2, [3]],
        "empty": [],
        "table": {"a b": 1, "inner": {"x": ["y"]}, "z": 2.0},
        "tables": [{"name": "a", "more": {"b": 1}}, {"name": "c"}],
    }
    assert tomllib.loads(toml_text({**data, "nothing": None})) == data
    for odd in ([None], float("nan"), object()):
        with pytest.raises(ValueError, match="no way"):
            toml_text({"x": odd})


def changed(folder, old, new):
    path = folder / "pack.toml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_a_pack_says_its_kind_and_format_and_one_of_old_needs_neither(copy):
    head = (copy / "pack.toml").read_text().splitlines()[:3]
    assert head == ["format = 2", 'kind = "segmentation"', 'needs = "0.1.0"']
    assert load_pack(copy).format == 2
    changed(copy, "\n".join(head) + "\n", "")
    old = load_pack(copy)
    assert old.format == 1
    assert old.notices == ()
    assert all(pack.format in packs_module.FORMATS for pack in list_packs())


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("format = 2", "format = 3", "needs Graticule 0.1.0 or newer: its format is 3"),
        ('format = 2\nkind = "segmentation"', 'format = 9\nkind = "holograms"', "format is 9"),
        ('needs = "0.1.0"', 'needs = "4.2"\nrays = 7', "unknown field"),
        ('format = 2\nkind = "segmentation"\nneeds = "0.1.0"', "format = 7", "a newer Graticule"),
        ("format = 2", "format = 0", "format 0 is not read any more"),
        ('kind = "segmentation"', 'kind = "encoder"', "kind 'encoder', and no segmentation"),
        ('kind = "segmentation"', 'kind = "detector"', "kind 'detector'"),
        ('kind = "segmentation"', 'kind = "hologram"', "no kind of pack 'hologram'"),
        ("format = 2", 'format = "two"', "Expected `int`"),
    ],
)
def test_a_pack_of_another_kind_or_format_is_refused_in_one_line(copy, old, new, said):
    changed(copy, old, new)
    with pytest.raises(PackError, match=re.escape(said)) as caught:
        load_pack(copy)
    assert "\n" not in str(caught.value)


def test_a_newer_pack_names_the_version_that_it_needs_whatever_else_is_in_it(copy):
    changed(copy, "format = 2", "format = 3")
    changed(copy, 'needs = "0.1.0"', 'needs = "1.4"\nwavelets = [1, 2]')
    with pytest.raises(PackError, match=r"needs Graticule 1\.4 or newer"):
        load_pack(copy)


def test_a_deprecated_format_or_encoder_opens_with_a_notice(copy, monkeypatch):
    monkeypatch.setitem(packs_module.DEPRECATED, 2, "0.9")
    (notice,) = load_pack(copy).notices
    assert "format 2, which Graticule 0.9 will not read" in notice
    monkeypatch.undo()
    changed(copy, "timm-tf_efficientnet_lite0", "timm-efficientnet-b0")
    (notice,) = load_pack(copy).notices
    assert "encoder timm-efficientnet-b0" in notice
