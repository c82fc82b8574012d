"""The gallery: what it reads, what it keeps, and how it is driven."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage

from graticule.errors import ScanError
from graticule_app.model.filters import Filter
from graticule_app.panels.particles.gallery_panel import GalleryPanel
from graticule_app.panels.particles.gallery_view import captions
from graticule_app.panels.particles.portrait import Painter, Subject, around
from graticule_app.panels.particles.thumbnails import Thumbnails


@pytest.fixture
def panel(workspace, qtbot, opened):
    made = GalleryPanel(workspace)
    qtbot.addWidget(made)
    made.resize(520, 360)
    workspace.show(opened)
    made.show()
    qtbot.waitUntil(lambda: settled(made))
    return made


def settled(panel) -> bool:
    return not panel.thumbnails.busy and all(
        panel.thumbnails.get(int(panel.ordered.listing.ids[panel.ordered.rows[place]]))
        for place in panel.view._visible()
    )


def ids_shown(panel):
    return panel.ordered.listing.ids[panel.ordered.rows].tolist()


def click(qtbot, panel, place, modifier=Qt.KeyboardModifier.NoModifier):
    where = panel.view.rect_of(place).center()
    qtbot.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, modifier, where)


def subject(analysed, row):
    table = analysed.table
    edges = (float(table[key][row]) for key in ("left", "top", "right", "bottom"))
    return Subject(int(table["id"][row]), around(tuple(edges)), (255, 0, 255))


def test_the_least_certain_come_first(panel, analysed):
    unsure = analysed.table["uncertainty_mean"][panel.ordered.rows]
    assert unsure.tolist() == sorted(unsure, reverse=True)


def test_only_what_is_seen_is_read(panel, analysed):
    seen = len(panel.view._visible())
    assert 0 < len(panel.thumbnails._kept) <= seen < len(analysed.table)


def test_a_click_selects_and_two_go_there(qtbot, panel, opened):
    ids = ids_shown(panel)
    with qtbot.assertNotEmitted(panel.go_to, wait=0):
        click(qtbot, panel, 2)
        assert opened.selection.ids.tolist() == [ids[2]]
        click(qtbot, panel, 0, Qt.KeyboardModifier.ShiftModifier)
        assert opened.selection.ids.tolist() == sorted(ids[:3])
        click(qtbot, panel, 1, Qt.KeyboardModifier.ControlModifier)
        assert opened.selection.ids.tolist() == sorted([ids[0], ids[2]])
    with qtbot.waitSignal(panel.go_to) as went:
        qtbot.mouseDClick(
            panel.view.viewport(), Qt.MouseButton.LeftButton, pos=panel.view.rect_of(1).center()
        )
    row = panel.ordered.rows[1]
    assert went.args[0] == panel.ordered.listing.surroundings(int(row))


def test_keys_move_by_places_and_lines(qtbot, panel, opened):
    ids, across = ids_shown(panel), panel.view._across()
    click(qtbot, panel, 0)
    qtbot.keyClick(panel.view, Qt.Key.Key_Right)
    assert opened.selection.ids.tolist() == [ids[1]]
    qtbot.keyClick(panel.view, Qt.Key.Key_Down)
    assert opened.selection.ids.tolist() == [ids[1 + across]]
    qtbot.keyClick(panel.view, Qt.Key.Key_End)
    assert opened.selection.ids.tolist() == [ids[-1]]
    last = panel.view.rect_of(len(ids) - 1)
    assert panel.view.viewport().rect().intersects(last)
    with qtbot.waitSignal(panel.go_to):
        qtbot.keyClick(panel.view, Qt.Key.Key_Return)


def test_a_selection_made_elsewhere_is_brought_into_sight(panel, opened):
    opened.selection.set([ids_shown(panel)[-1]])
    last = panel.view.rect_of(len(ids_shown(panel)) - 1)
    assert panel.view.viewport().rect().contains(last.center())


def test_places_and_rectangles_agree_at_every_size(panel):
    for side in (64, 112, 200):
        panel.view.set_side(side)
        for place in panel.view._visible():
            assert panel.view.place_at(panel.view.rect_of(place).center()) == place
        assert panel.view.place_at(QPoint(-5, 5)) == -1


def test_the_filter_holds_for_the_gallery(panel, analysed):
    panel.shown.set_filter(Filter(classes=frozenset({2})))
    assert len(panel.ordered.rows) == int((analysed.table["class"] == 2).sum())


def test_any_column_sorts(panel, analysed):
    panel._sort.setCurrentIndex(panel._sort.findData("area"))
    panel._sort.activated.emit(panel._sort.currentIndex())
    areas = analysed.table["area"][panel.ordered.rows]
    assert areas.tolist() == sorted(areas, reverse=True)
    panel._turn.click()
    assert analysed.table["area"][panel.ordered.rows].tolist() == sorted(areas)


def test_captions_tell_uncertainty_and_what_is_sorted_by(panel, analysed):
    listing = panel.ordered.listing
    unsure, size = captions(listing, 0, "uncertainty_mean")
    assert float(unsure) == pytest.approx(analysed.table["uncertainty_mean"][0], abs=0.006)
    assert size.endswith(" µm")
    assert captions(listing, 0, "area")[1].endswith(" µm²")


def test_a_picture_shows_the_particle_with_its_outline(analysed):
    row = int(np.argmax(analysed.table["area"]))
    painter = Painter(analysed.scan, 0, analysed.labels, 2.0)
    bare = Painter(analysed.scan, 0)
    drawn, plain = (p.picture(subject(analysed, row), 160) for p in (painter, bare))
    assert drawn.width() == plain.width() == 160
    outline = [
        (x, y)
        for x in range(drawn.width())
        for y in range(drawn.height())
        if drawn.pixelColor(x, y) != plain.pixelColor(x, y)
    ]
    box = subject(analysed, row).box
    zoom = 160 / max(box.shape)
    left, top, right, bottom = (
        float(analysed.table[key][row]) for key in ("left", "top", "right", "bottom")
    )
    xs, ys = [x for x, _ in outline], [y for _, y in outline]
    assert min(xs) == pytest.approx((left - box.left) * zoom, abs=4)
    assert max(xs) == pytest.approx((right - box.left) * zoom, abs=4)
    assert min(ys) == pytest.approx((top - box.top) * zoom, abs=4)
    assert max(ys) == pytest.approx((bottom - box.top) * zoom, abs=4)
    assert any(drawn.pixelColor(x, y) == QColor(255, 0, 255) for x, y in outline)


def test_the_outline_of_a_region_s_result_is_moved_by_its_origin(analysed):
    inside = (analysed.table["left"] > 100) & (analysed.table["top"] > 100)
    row = int(np.argmax(analysed.table["area"] * inside))
    part = analysed.labels[20:, 30:]
    whole = Painter(analysed.scan, 0, analysed.labels, 2.0).picture(subject(analysed, row), 96)
    moved = Painter(analysed.scan, 0, part, 2.0, (60, 40)).picture(subject(analysed, row), 96)
    assert whole == moved


class FailingPainter(Painter):
    """A scan that cannot be read; counts how often it is tried."""

    tried = 0

    def picture(self, subject: Subject, side: int) -> QImage:
        self.tried += 1
        raise ScanError("damaged")


def test_an_unreadable_particle_is_tried_once_and_stays_empty(qtbot, analysed):
    thumbnails = Thumbnails()
    painter = FailingPainter(analysed.scan, 0)
    thumbnails.set_painter(painter, forget=True)
    for _ in range(3):
        thumbnails.want([subject(analysed, 0)])
        qtbot.waitUntil(lambda: not thumbnails.busy)
    assert painter.tried == 1
    image = thumbnails.get(1)
    assert image is not None
    assert image.isNull()


def test_the_cache_is_bounded_and_keeps_the_newest(qtbot, analysed):
    thumbnails = Thumbnails(limit=5 * 64 * 64 * 4)
    thumbnails.set_painter(Painter(analysed.scan, 0), forget=True)
    thumbnails.set_side(64)
    for row in range(12):
        thumbnails.want([subject(analysed, row)])
        qtbot.waitUntil(lambda: not thumbnails.busy)
    assert thumbnails.nbytes <= 5 * 64 * 64 * 4
    assert thumbnails.get(12) is not None
    assert thumbnails.get(1) is None


def test_after_an_edit_the_old_picture_stays_until_the_new_one_has_come(qtbot, panel, opened):
    seen = int(panel.ordered.listing.ids[panel.ordered.rows[0]])
    old = panel.thumbnails.get(seen)
    opened.map_grew([])
    assert panel.thumbnails.get(seen) == old
    revision = panel.thumbnails._revision
    qtbot.waitUntil(
        lambda: (panel.view.viewport().repaint() or panel.thumbnails._kept[seen][0]) == revision
    )
