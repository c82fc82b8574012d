"""How large is a pixel: typed, drawn, or found in the picture."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from graticule.geometry import PixelSize
from graticule.scans import ArrayScan
from graticule_app.model.document import Document
from graticule_app.panels.protocol.calibration import CalibrationBar
from graticule_app.panels.protocol.scale_bar import bar_in, find_scale_bar
from graticule_app.work import tasks


def picture(*, bar: bool = True, ticks: bool = False, dark: bool = False) -> np.ndarray:
    """A noisy grey picture with letters and, unless told otherwise, a bar of 150 px."""
    rng = np.random.default_rng(3)
    grey = np.clip(rng.normal(120, 12, (500, 700)), 40, 200).astype(np.uint8)
    value = 5 if dark else 250
    for x in range(510, 610, 16):  # letters: short runs
        grey[430:450, x : x + 8] = value
    if bar:
        grey[470:475, 500:650] = value
    if ticks:
        grey[462:483, 500:502] = grey[462:483, 648:650] = value
    return grey


@pytest.fixture
def bar(workspace, qtbot):
    widget = CalibrationBar(workspace)
    qtbot.addWidget(widget)
    widget.resize(900, 40)
    yield widget
    tasks.stop_all()


def opened(bar: CalibrationBar, grey: np.ndarray, **more) -> Document:
    document = Document(ArrayScan(grey, **more))
    bar._workspace.show(document)
    return document


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("ticks", [False, True])
def test_the_bar_is_found(dark, ticks):
    found = find_scale_bar(ArrayScan(picture(dark=dark, ticks=ticks)))
    assert found is not None
    assert (found.left, found.right) == (500, 650)
    assert found.y == pytest.approx(472.5)
    assert found.length == 150


def test_what_is_no_bar_is_not_found():
    assert find_scale_bar(ArrayScan(picture(bar=False))) is None
    assert bar_in(np.full((50, 90), 7.0, np.float32)) is None
    panel = picture(bar=False)
    panel[440:, :] = 255  # an instrument's whole panel
    assert find_scale_bar(ArrayScan(panel)) is None
    block = picture(bar=False)
    block[400:480, 300:460] = 255  # a label's ground
    assert find_scale_bar(ArrayScan(block)) is None


def test_a_wide_picture_is_measured_in_its_own_pixels():
    large = np.kron(picture(), np.ones((1, 8), np.uint8))
    found = find_scale_bar(ArrayScan(large))
    assert found is not None
    assert found.left == pytest.approx(4000, abs=8)
    assert found.length == pytest.approx(1200, abs=8)


def test_it_asks_only_where_nobody_knows(workspace, bar, document):
    workspace.show(document)
    assert bar.isHidden()
    asked = opened(bar, picture(bar=False))
    assert not bar.isHidden()
    asked.set_pixel_size(PixelSize(2, 2, "nm", "user"))  # said elsewhere
    assert bar.isHidden()
    workspace.show(None)
    assert bar.isHidden()


@pytest.mark.parametrize(
    ("text", "size"),
    [("0.5 µm", "0.5 µm"), ("0,25nm", "0.25 nm"), ("2 Å", "0.2 nm"),
     ("0.5 x 0.6 um", "0.5 × 0.6 µm")],
)  # fmt: skip
def test_typed(bar, text, size):
    document = opened(bar, picture(bar=False))
    bar._size.setText(text)
    bar._take_size()
    assert str(document.pixel_size) == size
    assert document.pixel_size.source == "user"
    assert bar.isHidden()


@pytest.mark.parametrize(
    ("text", "hint"),
    [("", "number and a unit"), ("0.5", "of what"), ("half a micron", "no number"),
     ("3 furlong", "no size"), ("0", "larger than nothing"), ("0 nm", "no size"),
     ("4 px", "nm, µm"), ("1,234 nm", "two ways")],
)  # fmt: skip
def test_what_is_typed_wrong_is_told_and_nothing_changes(bar, text, hint):
    document = opened(bar, picture(bar=False))
    bar._size.setText(text)
    bar._take_size()
    assert hint in bar._trouble.text()
    assert not bar.isHidden()
    assert not document.pixel_size.calibrated


def test_drawn(bar, qtbot):
    document = opened(bar, picture(bar=False))
    tools, marks = [], []
    bar.tool_wanted.connect(tools.append)
    bar.marks_changed.connect(marks.append)
    QTest.mouseClick(bar._draw, Qt.MouseButton.LeftButton)
    tools[-1].drawn.emit(QPointF(100, 50), QPointF(400, 450))
    assert tools[-1] is None
    assert marks[-1][0][0].length == 500
    bar._length.setText("abc")
    bar._take_length()
    assert "such as 50" in bar._trouble.text()
    assert not document.pixel_size.calibrated
    bar._length.setText("50")
    bar._unit.setCurrentText("nm")
    bar._preview_length()
    assert "0.1 nm" in bar._result.text()
    QTest.mouseClick(bar._set_length, Qt.MouseButton.LeftButton)
    assert document.pixel_size == PixelSize(0.1, 0.1, "nm", "user")
    assert marks[-1] == []
    assert bar.isHidden()


def test_a_bar_in_the_picture_is_offered(bar, qtbot):
    window, view = QWidget(), QLineEdit()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    column.addWidget(bar)
    column.addWidget(view)
    window.show()
    view.setFocus()
    marks = []
    bar.marks_changed.connect(marks.append)
    document = opened(bar, picture())
    qtbot.waitUntil(lambda: bar.line() is not None, timeout=20000)
    assert "found" in bar._told.text()
    assert window.focusWidget() is view  # whoever is at work in the view is not disturbed
    assert marks[-1][0][0].bounds == (500, 472.5, 650, 472.5)
    bar._length.setText("300")
    bar._unit.setCurrentText("µm")
    bar._take_length()
    assert document.pixel_size == PixelSize(2, 2, "µm", "user")
    bar.setParent(None)  # it ends by itself


def test_the_unit_to_begin_with(bar):
    opened(bar, picture(bar=False))
    assert bar._unit.currentText() == "nm"
    opened(bar, np.repeat(picture(bar=False)[..., None], 3, axis=2))
    assert bar._unit.currentText() == "µm"


def test_an_offer_does_not_disturb_who_types(bar):
    document = opened(bar, picture())
    bar._size.setText("0.")
    bar._offer(document, find_scale_bar(document.scan))
    assert bar.line() is None
    bar._size.clear()
    bar._offer(Document(document.scan), find_scale_bar(document.scan))  # another scan's
    assert bar.line() is None


def test_dismissed_it_stays_away_for_that_scan(workspace, bar, qtbot):
    grey = picture(bar=False)
    document = opened(bar, grey)
    with qtbot.waitSignal(bar.dismissed):
        bar._dismiss.click()
    assert bar.isHidden()
    opened(bar, picture())
    assert not bar.isHidden()
    workspace.show(document)
    assert bar.isHidden()
    bar.ask()
    assert not bar.isHidden()
