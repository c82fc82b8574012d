"""A recipe says the colours of a pack's classes; those that it leaves out differ from them."""

import pytest

from graticule.classes import BACKGROUND, PALETTE
from graticule.learn.recipe import About

CLASSES = ("background", "oxide", "crack")


def test_a_colour_that_is_set_is_the_pack_s_and_the_other_is_another():
    found = About(classes=CLASSES, colors={"crack": PALETTE[0]}).class_infos()
    assert found[0] == BACKGROUND
    assert [info.name for info in found] == list(CLASSES)
    assert found[2].color == PALETTE[0]
    assert found[1].color != PALETTE[0]


def test_without_colours_they_are_the_palette_s():
    assert [info.color for info in About(classes=CLASSES).class_infos()[1:]] == list(PALETTE[:2])


def test_a_class_that_there_is_none_of_and_one_colour_of_two_are_refused():
    with pytest.raises(ValueError, match="rust: the classes are oxide, crack"):
        About(classes=CLASSES, colors={"rust": (1, 2, 3)})
    with pytest.raises(ValueError, match="one colour"):
        About(classes=CLASSES, colors={"oxide": (1, 2, 3), "crack": (1, 2, 3)})
