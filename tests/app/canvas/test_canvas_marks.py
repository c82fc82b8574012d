"""What is selected is seen: outlines, boxes, rings or dots, in time however many they are."""

import time

import numpy as np
import pytest
from PySide6.QtGui import QTransform

from graticule.geometry import Box
from graticule_app.canvas import warming

BRIGHT, DARK = 0xFFFFFFFF, 0xC8000000


@pytest.fixture
def shown(qtbot, view, result):
    """The view at 1:1 with its result; nothing moves any more."""
    view.document.set_result(result)
    view.document.set_table(result.table)
    view.one_to_one()
    qtbot.waitUntil(warming.MARKS.is_set, timeout=120_000)
    return view


def marks(view) -> np.ndarray:
    """What the marks' own picture holds, uint32 (h, w)."""
    return view._marks._draw(view.to_screen(), 1.0, (view.height(), view.width()))


def test_a_selected_particle_gets_its_outline(qtbot, shown, result):
    shown.document.selection.set((8,))
    shown.repaint()
    qtbot.waitUntil(lambda: 8 in shown._marks._outlines, timeout=20_000)
    picture = marks(shown)
    place = int(np.flatnonzero(result.table["id"] == 8)[0])
    left, top = result.table["left"][place], result.table["top"][place]
    corner = shown.to_screen().map(float(left), float(top))
    x, y = (round(value) for value in corner)
    assert (picture[y - 1 : y + 1, x : x + 24] == BRIGHT).all()  # two px about the upper edge
    assert (picture[y - 2, x : x + 24] == DARK).all()
    assert (picture[y + 1, x + 2 : x + 22] == DARK).all()
    assert not picture[y + 6 : y + 18, x + 6 : x + 18].any()
    picture[y - 2 : y + 27, x - 2 : x + 27] = 0
    assert not picture.any()


def test_on_the_screen_the_marks_lie_over_the_picture_by_their_layers_strength(shown, settled):
    settled()
    before = shown.grab_picture()
    shown.document.selection.set((8,))
    settled()
    after = shown.grab_picture()
    assert after != before
    shown.layers.set_opacity("selection", 0.0)
    settled()
    assert shown.grab_picture() == before


def test_what_is_small_gets_a_ring_and_what_is_missing_a_box(shown, result):
    result.outlines = lambda ids: iter(())
    shown.document.selection.set((1, 24))
    shown.zoom_by(0.25)  # 6 px wide
    picture = marks(shown)
    middle = shown.to_screen().map(50.0, 50.0)
    x, y = (round(value) for value in middle)
    assert picture[y, x] == 0
    assert {picture[y - 7, x], picture[y, x + 7], picture[y + 7, x], picture[y, x - 7]} == {BRIGHT}
    shown.zoom_by(4)
    shown.center_on(50, 50)
    assert (marks(shown) == BRIGHT).sum() == pytest.approx(2 * 4 * 28, rel=0.15)


@pytest.mark.parametrize("turns", range(4))
def test_marks_turn_with_the_picture(shown, turns):
    shown.rotate(turns)
    shown.document.selection.set((8,))
    shown._marks._outlines[8] = None
    ys, xs = np.nonzero(marks(shown) == BRIGHT)
    middle = shown.to_screen().map(150.0, 150.0)
    assert (xs.min() + xs.max()) / 2 == pytest.approx(middle[0], abs=1.5)
    assert (ys.min() + ys.max()) / 2 == pytest.approx(middle[1], abs=1.5)


def test_marks_that_reach_in_from_outside_are_drawn_and_none_beyond(shown):
    shown.document.selection.set((8,))
    shown._marks._outlines[8] = None
    shown.look(shown.camera)
    shown.center_on(150 + 300 + 12, 150)  # the particle's right edge is the screen's left
    picture = marks(shown)
    assert picture[:, :4].any()
    assert not picture[:, 8:].any()
    shown.center_on(150 + 300 + 40, 150)
    assert not marks(shown).any()


def test_the_same_frame_is_drawn_once(shown):
    shown.document.selection.set((8,))
    shown._marks._outlines[8] = None
    shown.repaint()
    drawn = shown._marks._drawn[1]
    shown.repaint()
    assert shown._marks._drawn[1] is drawn
    shown.move_by(3, 0)
    shown.repaint()
    assert shown._marks._drawn[1] is not drawn


@pytest.mark.parametrize("side", [3, 12, 40])
def test_the_time_grows_no_faster_than_the_number_selected(shown, side):
    """Paths of Qt's painter took 180 times as long for ten times as many."""

    def seconds(count: int) -> float:
        rng = np.random.default_rng(1)
        corners = rng.uniform(0, [600, 400], (count, 2))
        shown._marks._boxes = np.concatenate([corners, corners + side], 1)
        shown._marks._ids = np.arange(count)
        shown._marks._outlines = dict.fromkeys(range(count))
        times = []
        for _ in range(5):
            begun = time.thread_time()
            shown._marks._draw(QTransform(), 1.0, (400, 600))
            times.append(time.thread_time() - begun)
        return min(times)

    seconds(100)
    assert seconds(10_000) < 20 * max(seconds(1_000), 1e-3)


def test_a_table_of_other_particles_forgets_the_outlines(qtbot, shown, result):
    shown.document.selection.set((8,))
    shown.repaint()
    qtbot.waitUntil(lambda: 8 in shown._marks._outlines, timeout=20_000)
    shown.document.map_grew([Box(0, 0, 10, 10)])
    assert shown._marks._outlines == {}
