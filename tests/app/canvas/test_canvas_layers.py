"""Layers, and how tiles look with them."""

import numpy as np
import pytest

from graticule.classes import TAKEN_APART
from graticule.geometry import Box
from graticule.particles import ParticleTable
from graticule.particles.columns import COLUMNS
from graticule.scans import ArrayScan, Tone
from graticule_app.canvas.baking import Baker
from graticule_app.canvas.maps import ResultMaps, Wanted
from graticule_app.canvas.pyramid import Pyramid, TileKey
from graticule_app.canvas.style import APART, heat_colors, style_of
from graticule_app.model.layers import LayerModel

GREY = 100


@pytest.fixture
def layers(result) -> LayerModel:
    model = LayerModel()
    model.set_classes(result.classes)
    for key in ("uncertainty", "outlines", "annotations"):
        model.set_visible(key, False)
    return model


@pytest.fixture
def baked(result, layers):
    """The tile at 1:1 over an even grey, as RGB (h, w, 3)."""
    scan = ArrayScan(np.full((400, 600), GREY, np.uint8))
    pyramid = Pyramid(scan)
    baker = Baker(scan, pyramid, ResultMaps(result))
    rung = [r.step for r in pyramid.rungs].index(1)

    def bake(tone: Tone | None = None) -> np.ndarray:
        image = baker.bake(TileKey(rung, 0, 0), style_of(layers, tone or Tone()))
        bits = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)
        return bits[..., 2::-1].astype(int)

    return bake


def test_the_scan_alone_is_as_it_is(layers, baked):
    layers.set_visible("classes", False)
    assert (baked() == GREY).all()


def test_classes_are_mixed_in_by_their_opacity(layers, baked):
    layers.set_opacity("classes", 0.5)
    picture = baked()
    assert picture[50, 50] == pytest.approx([150, 50, 50], abs=2)  # particle 1, class 1
    assert picture[50, 150] == pytest.approx([50, 50, 150], abs=2)  # particle 2, class 2
    assert (picture[10, 10] == GREY).all()


def test_a_closed_eye_hides_one_class(layers, baked):
    layers.set_class_visible(1, False)
    picture = baked()
    assert (picture[50, 50] == GREY).all()
    assert (picture[50, 150] != GREY).any()
    layers.show_only(1)
    picture = baked()
    assert (picture[50, 50] != GREY).any()
    assert (picture[50, 150] == GREY).all()
    layers.show_only(1)
    assert layers.class_visible(2)


def test_uncertainty_has_the_heat_maps_colours(layers, baked):
    layers.set_visible("classes", False)
    layers.set_visible("uncertainty", True)
    layers.set_opacity("uncertainty", 1)
    picture = baked()
    assert picture[50, 50] == pytest.approx(heat_colors()[128].astype(int), abs=2)
    assert (picture[10, 10] == GREY).all()


def test_outlines_are_one_pixel_along_the_edge(layers, baked):
    layers.set_visible("classes", False)
    layers.set_visible("outlines", True)
    drawn = (baked() != GREY).any(axis=2)
    assert drawn[38, 38:62].all()
    assert drawn[38:62, 61].all()
    assert not drawn[39:61, 39:61].any()
    assert not drawn[37].any()


def test_what_was_taken_apart_has_another_outline(result, layers, baked):
    table = result.table
    separated = np.isin(table["id"], (1, 2))
    result.table = ParticleTable(
        {**table.columns, "separated": separated},
        (*table.specs, *(spec for spec in COLUMNS if spec.key == "separated")),
    )
    layers.set_visible("classes", False)
    layers.set_visible("outlines", True)
    picture = baked()
    assert picture[38, 38] == pytest.approx(TAKEN_APART, abs=2)
    assert picture[38, 138] == pytest.approx(TAKEN_APART, abs=2)
    assert picture[38, 238] == pytest.approx([214, 64, 64], abs=3)
    layers.set_class_visible(2, False)  # that of the second one
    assert (baked()[38, 138] == GREY).all()


def test_what_was_taken_apart_is_seen_from_afar(result):
    result.table = ParticleTable(
        {"id": result.table["id"], "separated": result.table["id"] == 2},
        tuple(spec for spec in COLUMNS if spec.key in ("id", "separated")),
    )
    maps = ResultMaps(result)
    while maps.fill_next((0.0, 0.0)) is not None:
        pass
    patch = maps.patch(2, Box(0, 0, 150, 100), Wanted())
    assert patch.edges[9, 36] == APART + 2
    assert set(np.unique(patch.edges)) == {0, 1, 2, APART + 2}


def test_the_order_decides_what_lies_on_top(layers, baked):
    for key in ("classes", "uncertainty"):
        layers.set_visible(key, True)
        layers.set_opacity(key, 1)
    assert baked()[50, 50] == pytest.approx(heat_colors()[128].astype(int), abs=2)
    layers.move("classes", 3)
    assert baked()[50, 50] == pytest.approx([200, 0, 0], abs=2)


def test_scan_and_selection_stay_at_the_ends(layers):
    layers.move("scan", 3)
    layers.move("selection", 1)
    layers.move("outlines", 99)
    keys = [layer.key for layer in layers.layers]
    assert keys[0] == "scan"
    assert keys[-2:] == ["outlines", "selection"]


def test_only_changes_are_told(qtbot, layers):
    with qtbot.assertNotEmitted(layers.changed):
        layers.set_visible("scan", True)
        layers.set_class_visible(1, True)
    with qtbot.waitSignal(layers.changed):
        layers.toggle("scan")
    with pytest.raises(KeyError):
        layers.visible("roads")


def test_the_tone_reaches_the_picture(layers, baked):
    layers.set_visible("classes", False)
    assert (baked(Tone(brightness=0.2)) == round(GREY + 0.2 * 255)).all()
