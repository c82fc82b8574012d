"""Drawing and measuring with the mouse."""

import math

import pytest
from PySide6.QtCore import QPointF, Qt

from graticule.geometry import Box, PixelSize
from graticule_app.canvas.drawing_tools import LineTool, RegionTool
from graticule_app.canvas.hud import area_text, length_text, scale_bar
from graticule_app.canvas.measuring import Kind, Measurement, MeasureTool
from graticule_app.canvas.tool import Mouse

NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton
HALF = PixelSize(0.5, 0.5, "µm")


def at(x: float, y: float, modifiers=NONE, scale: float = 1.0) -> Mouse:
    return Mouse(x, y, LEFT, modifiers, scale)


def drag(tool, start: tuple[float, float], end: tuple[float, float], modifiers=NONE) -> None:
    tool.press(at(start[0], start[1], modifiers))
    tool.move(at(end[0], end[1], modifiers))
    tool.release(at(end[0], end[1], modifiers))


def test_a_region_is_whole_pixels_within_the_scan(qtbot):
    tool = RegionTool(Box(0, 0, 100, 80))
    with qtbot.waitSignal(tool.drawn) as told:
        drag(tool, (90.4, 70.7), (-20, 20.2))
    assert told.args == [Box(0, 20, 91, 71)]


def test_a_click_draws_no_region_and_escape_forgets_it(qtbot):
    tool = RegionTool()
    with qtbot.assertNotEmitted(tool.drawn):
        drag(tool, (10, 10), (12, 11))
        tool.press(at(10, 10))
        assert tool.key(Qt.Key.Key_Escape, NONE)
        tool.release(at(90, 90))


def test_a_line_tells_its_ends_and_shift_levels_it(qtbot):
    tool = LineTool()
    with qtbot.waitSignal(tool.drawn) as told:
        drag(tool, (10, 20), (110, 29))
    assert told.args == [QPointF(10, 20), QPointF(110, 29)]
    with qtbot.waitSignal(tool.drawn) as told:
        drag(tool, (10, 20), (110, 29), SHIFT)
    assert told.args[1].y() == pytest.approx(20)


def test_a_dragged_line_is_measured():
    tool = MeasureTool(Kind.LINE, HALF)
    drag(tool, (0, 0), (30, 40))
    (found,) = tool.measurements
    assert found.length(HALF) == pytest.approx(25)
    assert found.text(HALF) == "25 µm"


def test_a_line_can_be_clicked_at_both_ends():
    tool = MeasureTool(Kind.LINE, HALF)
    for place in ((0, 0), (0, 8)):
        tool.press(at(*place))
        tool.release(at(*place))
    assert tool.measurements[0].length(HALF) == pytest.approx(4)


def test_a_polyline_ends_with_a_double_click():
    tool = MeasureTool(Kind.POLYLINE, HALF)
    for place in ((0, 0), (10, 0), (10, 10)):
        tool.press(at(*place))
        tool.release(at(*place))
    assert tool.double_click(at(10, 10))
    assert tool.measurements[0].length(HALF) == pytest.approx(10)


def test_an_area_is_closed_at_its_start():
    tool = MeasureTool(Kind.AREA, PixelSize(0.5, 2, "µm"))
    for place in ((0, 0), (20, 0), (20, 10), (0, 10), (1, 1)):
        tool.press(at(*place))
        tool.release(at(*place))
    (found,) = tool.measurements
    assert len(found.points) == 4
    assert found.area(PixelSize(0.5, 2, "µm")) == pytest.approx(10 * 20)


def test_backspace_escape_and_delete():
    tool = MeasureTool(Kind.POLYLINE, HALF)
    for place in ((0, 0), (10, 0), (50, 50)):
        tool.press(at(*place))
    tool.key(Qt.Key.Key_Backspace, NONE)
    tool.key(Qt.Key.Key_Return, NONE)
    assert tool.measurements[0].length(HALF) == pytest.approx(5)
    tool.press(at(0, 0))
    assert tool.key(Qt.Key.Key_Escape, NONE)
    assert not tool.key(Qt.Key.Key_Escape, NONE)
    tool.key(Qt.Key.Key_Delete, NONE)
    assert tool.measurements == ()


def test_without_calibration_it_is_pixels():
    found = Measurement(Kind.LINE, ((0, 0), (3, 4)))
    assert found.text(PixelSize.unknown()) == "5 px"


@pytest.mark.parametrize("per_px", [0.013, 0.5, 1, 7.3, 2600])
def test_the_bar_is_round_and_fits(per_px):
    bar = scale_bar(PixelSize(per_px, per_px, "nm"), 1.0, most=160)
    assert 160 / 2.5 <= bar.width <= 160 + 1e-6
    number = float(bar.text.split()[0].replace(",", ""))
    digit = number / 10 ** math.floor(math.log10(number))
    assert round(digit, 6) in (1, 2, 5)


@pytest.mark.parametrize(
    ("length", "unit", "text"),
    [
        (0.2, "µm", "200 nm"),
        (1500, "µm", "1.5 mm"),
        (12.5, "µm", "12.5 µm"),
        (2000, "px", "2,000 px"),
    ],
)
def test_lengths_are_told_in_a_unit_that_reads_well(length, unit, text):
    assert length_text(length, unit) == text


def test_areas_change_units_by_the_square():
    assert area_text(2.5e6, "µm") == "2.5 mm²"
    assert area_text(0.05, "µm") == "50,000 nm²"
