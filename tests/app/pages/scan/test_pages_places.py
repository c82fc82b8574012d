"""What a person types to go somewhere."""

from types import SimpleNamespace

import pytest

from graticule.geometry import Box, PixelSize
from graticule_app.pages.scan.places import place_of

DOCUMENT = SimpleNamespace(
    pixel_size=PixelSize(0.5, 0.5, "µm"),
    scan=SimpleNamespace(width=4000, height=3000, box=Box(0, 0, 4000, 3000)),
    table=None,
)


@pytest.mark.parametrize(
    ("text", "center"),
    [("1000, 800", (2000, 1600)), ("1000,800", (2000, 1600)), ("1000 800 px", (1000, 800)),
     ("1000 µm, 800 µm", (2000, 1600)), ("1000.5, 800.5", (2001, 1601)),
     ("1000,5; 800,5", (2001, 1601)), ("1000,5 800,5 µm", (2001, 1601)),
     ("1,25 mm; 0,8 mm", (2500, 1600)), ("1; 0,8 mm", (2000, 1600))],
)  # fmt: skip
def test_places_with_points_and_with_commas(text, center):
    found = place_of(text, DOCUMENT)  # type: ignore[arg-type]
    assert found is not None
    assert found[0].center == center


@pytest.mark.parametrize(
    "text", ["", "somewhere", "9000, 1", "1000, 800 furlong", "1,250 mm; 1 mm"]
)
def test_what_is_no_place(text):
    assert place_of(text, DOCUMENT) is None  # type: ignore[arg-type]
