"""The panel: classes, keys, progress, tools and the log."""

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage, QPainter, QTransform
from PySide6.QtWidgets import QPushButton, QToolButton

from graticule.geometry import Box
from graticule.particles import ParticleTable
from graticule_app.canvas.tool import Mouse
from graticule_app.panels.review.brush import BrushTool
from graticule_app.panels.review.cut import CutTool
from graticule_app.panels.review.order import next_unreviewed
from graticule_app.panels.review.review_panel import ReviewPanel

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def panel(workspace, qtbot, controller) -> ReviewPanel:
    made = ReviewPanel(workspace)
    qtbot.addWidget(made)
    made.resize(280, 700)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    return made


def button(panel: ReviewPanel, name: str) -> QToolButton | QPushButton:
    (found,) = [
        b
        for kind in (QToolButton, QPushButton)
        for b in panel.findChildren(kind)
        if name in (b.accessibleName(), b.text())
    ]
    return found


def mouse(x: float, y: float, keys: Qt.KeyboardModifier = NONE, scale: float = 1.0) -> Mouse:
    return Mouse(x, y, LEFT, keys, scale)


def drag(tool, points, keys: Qt.KeyboardModifier = NONE, scale: float = 1.0) -> None:
    tool.press(mouse(*points[0], keys, scale))
    for point in points[1:]:
        tool.move(mouse(*point, keys, scale))
    tool.release(mouse(*points[-1], keys, scale))


def test_a_class_button_classes_what_is_selected(qtbot, panel, discs_document, disc):
    discs_document.selection.set((disc(0, 0), disc(0, 1)))
    button(panel, "Class glass & stone").click()
    assert discs_document.table["class"].tolist().count(2) == 2
    assert button(panel, "Class glass & stone").isChecked()


def test_a_number_typed_into_the_note_is_text(qtbot, panel, discs_document, disc):
    discs_document.selection.set((disc(0, 0),))
    panel._note.setFocus()
    qtbot.keyClicks(panel._note, "2 mm?")
    qtbot.keyClick(panel._note, Qt.Key.Key_Return)
    assert 2 not in discs_document.table["class"]
    assert panel._controller.reviewed.note_of(disc(0, 0)) == "2 mm?"


def test_right_next_walks_from_the_most_to_the_least_uncertain(qtbot, panel, discs_document):
    shown = []
    panel.go_to.connect(shown.append)
    unsure = dict(
        zip(
            discs_document.table["id"].tolist(),
            discs_document.table["uncertainty_mean"],
            strict=True,
        )
    )
    walked = []
    qtbot.mouseClick(button(panel, "Skip"), LEFT)
    for _ in range(24):
        walked.append(discs_document.selection.only)
        qtbot.mouseClick(button(panel, "Right, next"), LEFT)
    assert sorted(walked) == sorted(unsure)
    values = [unsure[id_] for id_ in walked]
    assert values == sorted(values, reverse=True)
    assert panel._count.text() == "24 of 24 reviewed"
    assert len(shown) == 24
    assert all(isinstance(box, Box) and box.width > 24 for box in shown)


def test_skipping_goes_on_and_begins_again():
    table = ParticleTable({}, ())
    columns = {
        "id": np.array([1, 2, 3, 4]),
        "reviewed": np.array([False, True, False, False]),
        "uncertainty_mean": np.array([0.5, 0.9, np.nan, 0.5]),
    }
    object.__setattr__(table, "columns", columns)
    order = [next_unreviewed(table, None)]
    for _ in range(3):
        order.append(next_unreviewed(table, order[-1]))
    assert order == [1, 4, 3, 1]
    columns["reviewed"][:] = True
    assert next_unreviewed(table, 1) is None


def test_buttons_are_on_only_for_what_can_be_done(panel, discs_document, disc):
    assert not button(panel, "Delete").isEnabled()
    assert not button(panel, "Undo").isEnabled()
    discs_document.selection.set((disc(0, 0),))
    assert button(panel, "Delete").isEnabled()
    assert button(panel, "Split").isEnabled()
    assert not button(panel, "Merge").isEnabled()
    discs_document.selection.set((disc(0, 0), disc(0, 1)))
    assert button(panel, "Merge").isEnabled()
    assert not button(panel, "Split").isEnabled()
    button(panel, "Merge").click()
    assert button(panel, "Undo").isEnabled()
    assert "Merged 2 particles" in button(panel, "Undo").toolTip()


def test_the_log_lists_the_last_line_first_and_strikes_what_was_undone(panel, discs_document, disc):
    discs_document.selection.set((disc(0, 0),))
    panel._controller.delete()
    panel._controller.undo()
    lines = panel.log.lines
    assert lines.rowCount() == 2
    assert "Undid" in lines.index(0, 0).data()
    old = lines.index(1, 0)
    assert "Deleted particle" in old.data()
    assert old.data(Qt.ItemDataRole.FontRole).strikeOut()
    assert lines.index(0, 0).data(Qt.ItemDataRole.FontRole) is None
    assert "Maria" in old.data(Qt.ItemDataRole.ToolTipRole)


def test_one_tool_is_on_at_a_time(panel):
    wanted = []
    panel.tool_wanted.connect(wanted.append)
    button(panel, "Brush").click()
    button(panel, "Eraser").click()
    assert [type(tool) for tool in wanted] == [BrushTool, BrushTool]
    assert wanted[-1].erasing
    assert not button(panel, "Brush").isChecked()
    button(panel, "Cut").click()
    button(panel, "Cut").click()
    assert isinstance(wanted[2], CutTool)
    assert wanted[3] is None
    button(panel, "Outline").click()
    wanted[-1].ended()  # the view was given another tool
    assert not button(panel, "Outline").isChecked()
    assert panel.tools.chosen == ""


def test_the_brush_draws_what_was_meant(panel, discs_document, disc):
    brush = panel.tools.brush
    brush.set_size(20)
    drag(brush, [(100.0, 100.0), (110.0, 100.0), (120.0, 100.0)], scale=0.5)
    new = panel._controller.reviewed.particle_at(110, 100)
    assert new
    assert discs_document.table["area_px"][discs_document.table["id"] == new][0] == pytest.approx(
        20 * 10 + np.pi * 25, rel=0.1
    )
    discs_document.selection.set(())
    drag(brush, [(110.0, 90.0), (110.0, 110.0)], Qt.KeyboardModifier.AltModifier, scale=0.4)
    assert panel._controller.reviewed.particle_at(110, 100) == 0
    assert panel._controller.reviewed.particle_at(101, 100)
    assert panel._controller.reviewed.particle_at(119, 100)


def test_the_brush_s_size_is_one_thing(qtbot, panel):
    brush, slider = panel.tools.brush, panel.tools._size
    slider.setValue(50)
    assert brush.size == 50
    for _ in range(40):
        brush.key(Qt.Key.Key_BracketRight, NONE)
    assert brush.size == slider.value() == slider.maximum()
    for _ in range(40):
        brush.key(Qt.Key.Key_BracketLeft, NONE)
    assert brush.size == slider.value() == slider.minimum()


def test_escape_drops_what_was_begun(panel, discs_document):
    for tool in (panel.tools.brush, panel.tools.knife, panel.tools.pen):
        tool.press(mouse(100, 100))
        tool.move(mouse(130, 130))
        assert tool.key(Qt.Key.Key_Escape, NONE)
        tool.release(mouse(130, 130))
    assert panel._controller.reviewed.log_length == 0


def test_the_knife_cuts_and_shift_keeps_it_straight(panel, discs_document, disc):
    id_ = disc(0, 0)
    drag(panel.tools.knife, [(50.0, 30.0), (90.0, 50.0), (50.0, 70.0)],
         Qt.KeyboardModifier.ShiftModifier)  # fmt: skip
    assert id_ not in discs_document.table["id"]
    assert len(discs_document.table) == 25


@pytest.mark.parametrize("by", ["corners", "hand"])
def test_an_outline_by_corners_or_by_hand(panel, discs_document, by):
    pen = panel.tools.pen
    corners = [(80.0, 80.0), (120.0, 80.0), (120.0, 120.0), (80.0, 120.0)]
    if by == "corners":
        for corner in corners:
            drag(pen, [corner])
        drag(pen, [(100.0, 300.0)])
        assert pen.key(Qt.Key.Key_Backspace, NONE)
        drag(pen, [corners[0]])  # on the first corner: closed
    else:
        around = [*corners, corners[0]]
        path = [
            (x0 + (x1 - x0) * k / 8, y0 + (y1 - y0) * k / 8)
            for (x0, y0), (x1, y1) in pairwise(around)
            for k in range(8)
        ]
        drag(pen, path)
    assert len(discs_document.table) == 25
    new = discs_document.selection.only
    assert discs_document.table["area_px"][discs_document.table["id"] == new][0] == pytest.approx(
        1600, rel=0.05
    )


def test_tools_paint_where_the_mouse_is(panel):
    image = QImage(100, 100, QImage.Format.Format_RGB32)
    for tool in (panel.tools.brush, panel.tools.knife, panel.tools.pen):
        image.fill(Qt.GlobalColor.gray)
        tool.press(mouse(40, 50))
        tool.move(mouse(60, 50))
        painter = QPainter(image)
        tool.paint(painter, QTransform())
        painter.end()
        assert image.pixelColor(50, 50) != image.pixelColor(5, 5), tool
        tool.ended()


def test_everything_is_reached_by_keyboard_and_has_a_name(panel, discs_document, disc):
    discs_document.selection.set((disc(0, 0), disc(0, 1)))
    for kind in (QToolButton, QPushButton):
        for one in panel.findChildren(kind):
            assert one.accessibleName() or one.text()
            assert one.toolTip(), one.text()
            assert one.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_without_a_document_the_panel_says_what_it_waits_for(workspace, panel, controller):
    workspace.show(None)
    assert panel._count.text() == "Nothing to review yet"
    assert not button(panel, "Right, next").isEnabled()
    assert not panel.classes.isEnabled()
    assert panel.log.lines.rowCount() == 0


def test_the_first_point_of_the_view_is_the_scan_s(panel):
    assert mouse(3, 4).point == QPointF(3, 4)
