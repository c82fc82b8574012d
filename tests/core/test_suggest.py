"""The protocol that is proposed is the one that a person who knows the sample would take."""

from importlib import resources
from pathlib import Path

import numpy as np
import pytest
import tifffile

from graticule import suggest
from graticule.errors import UnsupportedScan
from graticule.geometry import PixelSize
from graticule.protocol import list_protocols
from graticule.scans import ArrayScan, open_scan
from graticule.suggest import SuggestionRule, look_at, suggest_protocol

SAMPLES = Path(str(resources.files("graticule_resources"))) / "samples"
RANDOM = np.random.default_rng(5)


def field(level: float, spots: float, *, shape=(300, 400), noise=4.0) -> np.ndarray:
    """A noisy even field with 20 discs of another grey."""
    rows, columns = np.mgrid[: shape[0], : shape[1]]
    image = np.full(shape, level)
    for y, x in RANDOM.integers(20, 280, (20, 2)):
        image[(rows - y) ** 2 + (columns - x) ** 2 <= 64] = spots
    return np.clip(image + RANDOM.normal(0, noise, shape), 0, 255).astype(np.uint8)


def coloured(grey: np.ndarray, tint: tuple[float, float, float]) -> np.ndarray:
    return (grey[..., None] * np.array(tint)).astype(np.uint8)


@pytest.mark.parametrize(
    ("name", "protocol"),
    [("tape", "microtraces"), ("filter", "microplastics"), ("particles", "particles")],
)
def test_shipped_samples(name, protocol):
    with open_scan(SAMPLES / f"{name}-sample.tif") as scan:
        found = suggest_protocol(scan)
    assert found.name == protocol
    assert found.reason.endswith(".")
    assert "\n" not in found.reason


def test_every_other_protocol_is_an_alternative_once():
    with open_scan(SAMPLES / "filter-sample.tif") as scan:
        found = suggest_protocol(scan)
    names = [found.name, *found.alternatives]
    assert len(names) == len(set(names)) == len(suggest.RULES)
    assert found.alternatives[:2] == ("mp-vat", "mp-vat-2")


def test_every_rule_names_a_shipped_protocol():
    assert {rule.protocol for rule in suggest.RULES} <= {p.name for p in list_protocols()}


def test_grey_pictures():
    nanometre = PixelSize(0.5, 0.5, "nm")
    grey = field(150, 70)
    assert suggest_protocol(ArrayScan(grey)).name == "particles"
    bright = suggest_protocol(ArrayScan(grey, pixel_size=nanometre))
    assert (bright.name, bright.alternatives[0]) == ("particles", "nanoparticles")
    # Three equal channels are grey: journals and cameras save micrographs so.
    assert suggest_protocol(ArrayScan(np.repeat(grey[..., None], 3, axis=2))).name == "particles"
    # A dark field of an electron microscope is no fluorescence.
    assert suggest_protocol(ArrayScan(field(12, 200), pixel_size=nanometre)).name == "particles"
    assert (
        suggest_protocol(ArrayScan(field(12, 200), pixel_size=PixelSize(0.5, 0.5, "µm"))).name
        == "mp-vat"
    )
    deep = field(12, 200) * 40.0 + RANDOM.integers(0, 40, (300, 400)) + 300
    assert (
        suggest_protocol(ArrayScan((field(12, 200) * 40).astype(np.uint16))).name == "particles"
    )  # 8 bits
    deep = deep.astype(np.uint16)
    assert suggest_protocol(ArrayScan(deep)).name == "mp-vat"


def test_coloured_pictures():
    assert suggest_protocol(ArrayScan(coloured(field(230, 60), (1, 0.9, 0.7)))).name == "generic"
    glow = suggest_protocol(ArrayScan(coloured(field(8, 240), (1, 0.3, 0.1))))
    assert (glow.name, glow.alternatives[:2]) == ("microplastics", ("mp-vat", "mp-vat-2"))


@pytest.mark.parametrize(
    ("size", "spots", "protocol"),
    [(1, 60, "microtraces"), (0.05, 60, "generic"), (20, 60, "generic"), (1, 230, "generic")],
)
def test_a_tape_lift_is_bright_mostly_empty_and_of_a_pixel_size_that_shows_traces(
    size, spots, protocol
):
    colour = coloured(field(230, spots), (1, 0.9, 0.7))
    if spots == 230:
        colour[:120] = colour[:120] // 3  # much of it is covered
    assert (
        suggest_protocol(ArrayScan(colour, pixel_size=PixelSize(size, size, "µm"))).name == protocol
    )


def test_an_empty_picture_gets_the_protocol_for_any_scan():
    assert suggest_protocol(ArrayScan(np.full((40, 50), 7, np.uint8))).name == "generic"
    assert suggest_protocol(ArrayScan(np.full((1, 1), np.nan, np.float32))).name == "generic"


def test_a_protocol_that_needs_a_pixel_size_is_not_proposed_without_one(tmp_path, monkeypatch):
    monkeypatch.setattr("graticule.protocol.user_folder", lambda: tmp_path)
    (tmp_path / "fine.toml").write_text(
        'name = "fine"\ntitle = "Needs micrometres"\n[method]\nkind = "threshold"\n'
        '[cleaning]\nmin_diameter = "2 um"\n'
    )
    first = SuggestionRule("fine", lambda look: "Always.")
    monkeypatch.setattr(suggest, "RULES", (first, *suggest.RULES))
    grey = field(150, 70)
    assert suggest_protocol(ArrayScan(grey, pixel_size=PixelSize(1, 1, "µm"))).name == "fine"
    without = suggest_protocol(ArrayScan(grey))
    assert without.name == "particles"
    assert "fine" in without.alternatives


def test_a_large_flat_file_is_looked_at_in_windows(tmp_path, monkeypatch):
    monkeypatch.setattr(suggest, "_READABLE", 1000)
    path = tmp_path / "large.tif"
    tifffile.imwrite(path, coloured(field(230, 60, shape=(2400, 3000)), (1, 0.9, 0.7)))
    with open_scan(path) as scan:
        seen = suggest._overview(scan)
        look = look_at(scan)
    assert len(seen) < 2400 * 3000
    assert look.colour
    assert look.background > 0.8
    assert look.empty > 0.9


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "protocol"),
    [
        ("cmu-1-small-region.svs", "generic"),
        ("fluorescence-dapi.ndpi", "mp-vat"),
        ("kidney-48-5.tif", "generic"),
    ],
)
def test_real_slides(shared_data, name, protocol):
    with open_scan(shared_data / "slides" / name) as scan:
        assert suggest_protocol(scan).name == protocol


@pytest.mark.data
def test_real_electron_micrographs(shared_data):
    asked = 0
    for path in sorted((shared_data / "dm").glob("*.dm?")):
        try:
            scan = open_scan(path)
        except UnsupportedScan:
            continue
        with scan:
            assert suggest_protocol(scan).name == "particles", path.name
        asked += 1
    assert asked == 6
    pictures = [
        *sorted((shared_data / "particles" / "images").glob("*.png"))[::6],
        *sorted((shared_data / "micrographs").glob("EBC?/train/*.png"))[::3],
    ]
    assert len(pictures) > 60
    for path in pictures:
        with open_scan(path) as scan:
            assert suggest_protocol(scan).name == "particles", path.name
