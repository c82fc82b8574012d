"""Names of colours, seen against the light."""

import numpy as np
import pytest

from graticule.particles import measure_particles
from graticule.particles.colour import COLOURS, name_colours
from graticule.scans import GreyRange

SEEN = {
    "black": (12, 12, 14),
    "grey": (128, 128, 128),
    "white": (250, 250, 250),
    "red": (200, 20, 25),
    "orange": (245, 125, 20),
    "yellow": (250, 235, 40),
    "green": (30, 150, 50),
    "cyan": (20, 200, 205),
    "blue": (30, 70, 190),
    "violet": (120, 40, 170),
    "pink": (250, 130, 190),
    "brown": (105, 65, 25),
}


def test_clear_colours_have_their_names():
    assert set(SEEN) == set(COLOURS)
    names = name_colours(np.array(list(SEEN.values()), float), None, GreyRange(0.0, 255.0))
    assert dict(zip(SEEN, names, strict=True)) == {name: name for name in SEEN}


def scene(colour, light, dtype=np.uint8):
    scan = np.empty((80, 90, 3), dtype)
    scan[:] = light
    classes = np.zeros((80, 90), np.uint8)
    classes[30:40, 20:60] = 1
    scan[classes == 1] = colour
    return classes, scan


def named(classes, scan, names=("red", "green", "blue"), **settings):
    table = measure_particles(
        classes.astype(np.uint32),
        classes,
        read_scan=lambda box: scan[box.slices],
        channel_names=names,
        **settings,
    )
    return str(table["colour"][0])


def test_a_yellowish_lamp_colours_nothing():
    lamp = np.array([250, 225, 160]) / 255

    def through(colour):  # what the lamp leaves of a colour, in linear light
        linear = (np.array(colour) / 255) ** 2.2 * lamp**2.2
        return np.round(255 * linear ** (1 / 2.2)).astype(np.uint8)

    for name, colour in SEEN.items():
        assert named(*scene(through(colour), lamp * 255)) == name


def test_sixteen_bits_and_an_alpha_channel_are_colour_too():
    classes, scan = scene((250 * 257, 235 * 257, 40 * 257), 60000, np.uint16)
    scan = np.concatenate([scan, np.full((80, 90, 1), 65535, np.uint16)], axis=2)
    assert named(classes, scan, ("red", "green", "blue", "alpha")) == "yellow"


def test_in_the_dark_a_fluorescent_particle_has_its_own_colour():
    assert named(*scene((220, 30, 30), (6, 5, 9))) == "red"


def test_a_particle_without_background_is_named_all_the_same():
    _, scan = scene((30, 150, 50), (30, 150, 50))
    assert named(np.ones((80, 90), np.uint8), scan) == "green"


@pytest.mark.parametrize("names", [("dapi", "fitc", "cy5"), ("grey",)])
def test_what_is_no_colour_picture_stays_blank(names):
    classes, scan = scene((30, 150, 50), 200)
    assert named(classes, scan[..., : len(names)], names) == ""


def test_the_block_size_changes_no_light():
    rng = np.random.default_rng(0)
    classes, scan = scene((110, 70, 40), (230, 220, 210))
    scan = (scan - rng.integers(0, 30, scan.shape)).astype(np.uint8)
    assert named(classes, scan, block=64) == named(classes, scan, block=999) == "brown"
