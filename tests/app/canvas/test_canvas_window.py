"""The view as a person uses it."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import shapely
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication

from graticule.errors import ScanError
from graticule.geometry import Box
from graticule.scans import ArrayScan
from graticule_app.canvas.scan_view import ScanView
from graticule_app.canvas.tool import Tool
from graticule_app.model.document import Document

Button, Key, Modifier = Qt.MouseButton, Qt.Key, Qt.KeyboardModifier


def rgb(picture: QImage) -> np.ndarray:
    picture = picture.convertToFormat(QImage.Format.Format_RGB32)
    bits = np.frombuffer(picture.constBits(), np.uint8)
    return bits.reshape(picture.height(), picture.bytesPerLine() // 4, 4)[..., 2::-1].astype(int)


def test_one_to_one_shows_the_files_own_pixels(view, document, settled):
    view.one_to_one()
    settled()
    left, top = (round(v) for v in view.camera.corner)
    box = Box(left, top, left + 600, top + 400).clipped(document.scan.box)
    shown = rgb(view.grab_picture())[:300, :600]
    pixels = document.scan.read(box)[:300, :600, 0]
    assert box.shape == (400, 600)
    assert (shown[..., 0] == pixels).all()


@pytest.mark.parametrize("ratio", ["1.5", "2"])
def test_one_to_one_on_fine_screens(ratio, tmp_path):
    script = Path(__file__).with_name("one_to_one.py")
    environment = {"QT_SCALE_FACTOR": ratio, "QT_QPA_PLATFORM": "offscreen", "HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, str(script)], env={**os.environ, **environment}, capture_output=True,
        text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.stdout.split() == [ratio, "identical"], done.stderr[-2000:]


def test_the_whole_scan_is_shown_at_first_and_after_resizing(view, document):
    assert view.camera.box().contains(document.scan.box)
    view.resize(300, 300)
    assert view.camera.box().contains(document.scan.box)
    view.zoom_by(4)
    scale = view.camera.scale
    view.resize(500, 400)
    assert view.camera.scale == scale


def test_the_wheel_zooms_about_the_cursor(view):
    at = QPointF(420, 130)
    before = view.place_at(at)
    wheel = QWheelEvent(
        at, QPointF(view.mapToGlobal(at.toPoint())), QPoint(), QPoint(0, 240), Button.NoButton,
        Modifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    scale = view.camera.scale
    QApplication.sendEvent(view, wheel)
    assert view.camera.scale == pytest.approx(scale / 1.25**2)
    after = view.place_at(at)
    assert after.x() == pytest.approx(before.x(), abs=1)
    assert after.y() == pytest.approx(before.y(), abs=1)


def test_keys(qtbot, view):
    view.setFocus()
    view.one_to_one()
    x = view.camera.x
    qtbot.keyClick(view, Key.Key_Plus)
    assert view.camera.scale < 1
    qtbot.keyClick(view, Key.Key_Right)
    assert view.camera.x > x
    qtbot.keyClick(view, Key.Key_Down)
    qtbot.keyClick(view, Key.Key_Home)
    assert view.camera.box().contains(view.document.scan.box)


def test_dragging_moves_and_is_no_click(qtbot, view):
    view.one_to_one()
    view.zoom_by(2)
    x, y = view.camera.x, view.camera.y
    with qtbot.assertNotEmitted(view.particle_clicked):
        qtbot.mousePress(view, Button.LeftButton, pos=QPoint(300, 200))
        qtbot.mouseMove(view, QPoint(340, 190))
        qtbot.mouseRelease(view, Button.LeftButton, pos=QPoint(340, 190))
    assert (view.camera.x, view.camera.y) == (
        pytest.approx(x - 20, abs=1),
        pytest.approx(y + 5, abs=1),
    )


def test_a_click_tells_the_particle(qtbot, view, document, result):
    document.set_result(result)
    for place, number in (((50, 50), 1), ((150, 50), 2), ((10, 10), 0)):
        at = view.to_screen().map(QPointF(*place)).toPoint()
        with qtbot.waitSignal(view.particle_clicked, timeout=5000) as told:
            qtbot.mouseClick(view, Button.LeftButton, Modifier.ControlModifier, pos=at)
        assert told.args[0] == number
        assert told.args[1] & Modifier.ControlModifier


def test_the_cursor_is_told_what_is_under_it(qtbot, view, document, result):
    document.set_result(result)
    seen = []
    view.cursor_moved.connect(seen.append)
    at = view.to_screen().map(QPointF(150, 50)).toPoint()
    qtbot.mouseMove(view, at)

    def known() -> bool:
        under = seen[-1] if seen else None
        return under is not None and None not in (under.id, under.class_name, under.uncertainty)

    qtbot.waitUntil(known)
    under = seen[-1]
    assert (under.id, under.class_name) == (2, "fibre")
    assert under.uncertainty == pytest.approx(128 / 255)
    assert under.lengths[0] == pytest.approx(75, abs=1)
    qtbot.mouseMove(view, QPoint(1, view.height() // 2))
    assert seen[-1] is None or seen[-1].x < 5


def test_the_overlay_grows(view, document, result, settled):
    whole = result.class_map.copy()
    result.class_map[:], result.labels, result.done = 0, None, []
    document.set_result(result)
    settled()
    empty = rgb(view.grab_picture())
    result.class_map[:] = whole
    document.map_grew([Box(0, 0, 600, 400)])
    settled()
    grown = rgb(view.grab_picture())
    at = view.to_screen().map(QPointF(50, 50)).toPoint()
    assert grown[at.y(), at.x(), 0] > empty[at.y(), at.x(), 0] + 20
    off = view.to_screen().map(QPointF(100, 100)).toPoint()
    assert (grown[off.y(), off.x()] == empty[off.y(), off.x()]).all()


def test_the_selection_is_drawn_brighter(qtbot, view, document, result, settled):
    view.minimap.set_wanted(False)  # it shows what tiles there are, and some come later
    document.set_result(result)
    view.fly_to(Box(0, 0, 100, 100))
    settled()
    before = rgb(view.grab_picture())
    document.selection.set([1])
    edge = view.to_screen().map(QPointF(38, 50)).toPoint()

    def bright() -> bool:  # a box at first, the outline when it has been followed
        near = rgb(view.grab_picture())[edge.y(), edge.x() - 1 : edge.x() + 2]
        return bool(near.min(axis=1).max() > 240)

    qtbot.waitUntil(bright)
    after = rgb(view.grab_picture())
    inside = view.to_screen().map(QPointF(50, 50)).toPoint()
    assert (after[inside.y(), inside.x()] == before[inside.y(), inside.x()]).all()
    document.selection.set(())
    assert (rgb(view.grab_picture()) == before).all()


def test_rotation_turns_the_picture(view, settled):
    view.one_to_one()
    settled()
    view.minimap.set_wanted(False)
    upright = rgb(view.grab_picture())
    middle = upright[100:300, 200:400]
    view.rotate(1)
    settled()
    turned = rgb(view.grab_picture())[100:300, 200:400]
    assert (turned == np.rot90(middle, -1)).all()
    view.rotate(-1)
    settled()
    assert (rgb(view.grab_picture())[100:300, 200:400] == middle).all()


def test_a_tool_takes_the_left_button_until_space_is_held(qtbot, view):
    class Counting(Tool):
        pressed = 0

        def press(self, mouse):
            self.pressed += 1
            return True

    tool = Counting()
    view.set_tool(tool)
    view.zoom_by(3)
    view.setFocus()
    qtbot.mouseClick(view, Button.LeftButton, pos=QPoint(200, 200))
    assert tool.pressed == 1
    x = view.camera.x
    qtbot.keyPress(view, Key.Key_Space)
    qtbot.mousePress(view, Button.LeftButton, pos=QPoint(200, 200))
    qtbot.mouseMove(view, QPoint(250, 200))
    qtbot.mouseRelease(view, Button.LeftButton, pos=QPoint(250, 200))
    qtbot.keyRelease(view, Key.Key_Space)
    assert tool.pressed == 1
    assert view.camera.x < x


def test_the_minimap_moves_the_view(qtbot, view):
    view.one_to_one()
    view.zoom_by(4)
    minimap = view.minimap
    assert minimap.isVisible()
    qtbot.mouseClick(minimap, Button.LeftButton, pos=QPoint(8, 8))
    assert view.camera.x < 60
    assert view.camera.y < 60
    view.fit()
    assert not minimap.isVisible()


def test_annotations_are_drawn_and_taken_away(view, settled):
    view.one_to_one()
    settled()
    before = rgb(view.grab_picture())
    view.set_annotations("them", [(shapely.box(250, 150, 350, 250), QColor(255, 0, 255), "")])
    settled()
    after = rgb(view.grab_picture())
    at = view.to_screen().map(QPointF(300, 150))
    assert list(after[round(at.y()), round(at.x())]) == [255, 0, 255]
    view.clear_annotations("them")
    settled()
    assert (rgb(view.grab_picture()) == before).all()


def test_a_stack_shows_the_frame_of_its_document(workspace, qtbot, view, settled):
    frames = np.stack([np.full((300, 400), value, np.uint8) for value in (40, 200)])
    document = Document(ArrayScan(frames, stack=True))
    workspace.show(document)
    settled()
    assert rgb(view.grab_picture())[200, 300, 0] == 40
    document.set_frame(1)
    settled()
    assert rgb(view.grab_picture())[200, 300, 0] == 200


def test_another_document_and_none(workspace, view, qtbot, settled):
    other = Document(ArrayScan(np.full((50, 50), 9, np.uint8)))
    workspace.show(other)
    settled()
    assert view.visible_box() == Box(0, 0, 50, 50)
    workspace.show(None)
    assert view.visible_box().area == 0
    view.grab_picture()


def test_a_scan_that_cannot_be_read_says_so(workspace, qtbot):
    class Broken(ArrayScan):
        def _pixels(self, window):
            raise ScanError("gone.tif: cannot be read")

    view = ScanView(workspace)
    qtbot.addWidget(view)
    view.resize(300, 200)
    view.show()
    with qtbot.waitSignal(view.failed, timeout=5000) as told:
        workspace.show(Document(Broken(np.zeros((300, 300), np.uint8))))
    assert told.args == ["gone.tif: cannot be read"]
    workspace.show(None)
