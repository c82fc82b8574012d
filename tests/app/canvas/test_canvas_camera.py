"""The camera: what is where on the screen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF

from graticule.geometry import Box
from graticule_app.model.camera import FINEST, Camera

cameras = st.builds(
    Camera,
    x=st.floats(-1e5, 1e5), y=st.floats(-1e5, 1e5), scale=st.floats(0.05, 500),
    turns=st.integers(0, 3), width=st.integers(10, 4000), height=st.integers(10, 4000),
)  # fmt: skip


@given(camera=cameras, factor=st.floats(0.2, 5), x=st.floats(0, 1), y=st.floats(0, 1))
def test_zoom_leaves_what_is_under_the_mouse(camera, factor, x, y):
    about = (x * camera.width, y * camera.height)
    before = camera.at(*about)
    after = camera.zoomed(factor, about, coarsest=1e6)
    found = after.to_screen().map(before)
    # both cameras stand on whole px of the screen
    assert abs(found.x() - about[0]) <= 1 + 1e-6 + 1 / min(factor, 1) * 0.5
    assert abs(found.y() - about[1]) <= 1 + 1e-6 + 1 / min(factor, 1) * 0.5


@given(camera=cameras, dx=st.floats(-500, 500), dy=st.floats(-500, 500))
def test_what_is_dragged_follows_the_mouse(camera, dx, dy):
    place = QPointF(camera.x, camera.y)
    before, after = camera.to_screen().map(place), camera.moved(dx, dy).to_screen().map(place)
    assert after.x() - before.x() == pytest.approx(dx, abs=1.01)
    assert after.y() - before.y() == pytest.approx(dy, abs=1.01)


def test_one_to_one_lies_on_whole_pixels():
    left, top = Camera(x=100.3, y=77.9, scale=1, width=401, height=300).corner
    assert (left, top) == (round(left), round(top))


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_all_of_a_fitted_box_is_seen(turns):
    box = Box(1000, 500, 9000, 2500)
    camera = Camera(turns=turns, width=800, height=600).fitted(box)
    assert camera.box().contains(box)
    shorter = 600 if turns % 2 else 800
    assert box.width / camera.scale == pytest.approx(shorter / 1.02, rel=1e-6)


def test_a_quarter_turn_is_clockwise():
    camera = Camera(x=0, y=0, scale=1, turns=1, width=200, height=100)
    right_of_middle = camera.to_screen().map(QPointF(30, 0))
    assert (round(right_of_middle.x()), round(right_of_middle.y())) == (100, 80)


def test_zoom_ends():
    camera = Camera(width=100, height=100)
    assert camera.zoomed(1e9, (50, 50), 100).scale == FINEST
    assert camera.zoomed(1e-9, (50, 50), 100).scale == 100


def test_the_middle_stays_over_the_scan():
    camera = Camera(x=-500, y=2000).kept(Box(0, 0, 1000, 1000))
    assert (camera.x, camera.y) == (0, 1000)
