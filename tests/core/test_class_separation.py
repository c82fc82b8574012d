"""A protocol says for each class how its particles are told apart, and an analysis follows it."""

import numpy as np
import pytest

from graticule.errors import ProtocolError
from graticule.geometry import PixelSize
from graticule.instances import ClassSeparation, Separation, SeparationSettings
from graticule.particles import Labelled, iter_label_particles
from graticule.protocol import Protocol, parse_protocol

TEXT = """
name = "traces"
title = "Traces"

[method]
kind = "threshold"
method = "multi-otsu"
classes = 2

[[classes]]
name = "skin"

[[classes]]
name = "fibre"

[separation]
method = "watershed"
smallest = 40

[separation.classes.fibre]
method = "strands"
gap = "0.4 mm"
"""


def test_a_class_says_only_what_differs():
    protocol = parse_protocol(TEXT)
    assert protocol.separations(protocol.load_method()) == (
        Separation("watershed", smallest=40),
        Separation("strands", smallest=40, gap="0.4 mm"),
    )
    assert protocol.separation.classes == {"fibre": ClassSeparation("strands", gap="0.4 mm")}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("classes.fibre", "classes.fibres", "separates fibres, but its classes are skin, fibre"),
        ('"watershed"', '"distance"', "its network gives none"),
    ],
)
def test_what_cannot_be_separated_so_is_told(old, new, words):
    protocol = parse_protocol(TEXT.replace(old, new))
    with pytest.raises(ProtocolError, match=words):
        protocol.separations(protocol.load_method())


@pytest.mark.parametrize("line", ['gap = "0.4 parsecs"', 'way = "strands"', "smallest = 0"])
def test_a_wrong_entry_is_refused(line):
    with pytest.raises(ProtocolError):
        parse_protocol(TEXT.replace('gap = "0.4 mm"', line))


def test_a_gap_in_millimetres_needs_a_pixel_size():
    way = Separation("strands", gap="0.4 mm")
    assert way.reach(PixelSize(4.0, 4.0, "µm")) == pytest.approx(100)
    with pytest.raises(ProtocolError, match="needs a pixel size"):
        way.reach(PixelSize.unknown())
    assert Separation("watershed", gap="0.4 mm").reach(PixelSize.unknown()) == 0


def test_protocols_of_old_mean_what_they_meant():
    old = parse_protocol(TEXT[: TEXT.index("[separation.classes")])
    assert isinstance(old, Protocol)
    assert old.separation == SeparationSettings("watershed", smallest=40)
    assert set(old.separations(old.load_method())) == {Separation("watershed", smallest=40)}


def test_each_class_is_separated_in_its_own_way():
    y, x = np.mgrid[:80, :160]
    discs = np.hypot(y - 40, x - 30) < 15
    discs |= np.hypot(y - 40, x - 56) < 15
    cross = (abs(y - 40) < 3) & (x > 80) & (x < 156) | (abs(x - 120) < 3) & (y > 4) & (y < 76)
    classes = (discs + 2 * cross).astype(np.uint8)
    wide = parse_protocol(TEXT.replace("0.4 mm", "90 px"))
    ways = wide.separations(wide.load_method())
    for separation, count in ((ways, 4), (ways[::-1], 2), (None, 2)):
        labels = np.zeros(classes.shape, np.uint32)
        *_, last = iter_label_particles(classes, labels, class_count=2, separation=separation)
        assert isinstance(last, Labelled)
        assert last.count == count
