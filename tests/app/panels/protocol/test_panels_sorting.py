"""Size classes, shape classes and colour ranges, as a person sets them."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from graticule.counting import CountSettings
from graticule.preview import GreyLevels
from graticule.protocol import load_protocol
from graticule_app.panels.protocol.colour_ranges import ColourRanges
from graticule_app.panels.protocol.levels import LevelsView
from graticule_app.panels.protocol.protocol_form import ProtocolForm


@pytest.fixture
def form(qtbot):
    widget = ProtocolForm()
    qtbot.addWidget(widget)
    widget.set_protocol(load_protocol("generic"))
    widget.show()
    return widget


@pytest.fixture
def bars(qtbot):
    widget = ColourRanges()
    qtbot.addWidget(widget)
    widget.resize(320, 200)
    widget.show_ranges("rgb", [(0, 255), (40, 200), (0, 255)])
    widget.show()
    return widget


def retype(edit, text):
    edit.setText(text)  # letters beyond ASCII are more than QTest can type
    edit.textEdited.emit(text)


@pytest.mark.parametrize("text", ["1-10-20", "1 – 10 – 20", "1; 10; 20", "1 10 20"])
def test_limits_are_typed_as_people_write_them(form, text):
    field = form.row("sizes").field
    retype(field.limits, text)
    assert form.protocol().sizes.limits == (1, 10, 20)
    assert form.protocol().sizes.measure == "feret_max"
    assert field.limits.text() == text  # what was typed stays as it was typed


def test_wrong_limits_are_told_and_change_nothing(form):
    row = form.row("sizes")
    retype(row.field.limits, "1-10")
    for text, told in (("10-1", "must grow"), ("1-x", "not a number")):
        retype(row.field.limits, text)
        assert told in row.message.text()
    assert form.protocol().sizes.limits == (1, 10)
    retype(row.field.limits, "")
    assert form.protocol().sizes.limits == ()
    assert not row.message.text()


def test_a_shape_class_is_added_changed_and_removed(form, qtbot):
    field = form.row("shapes").field
    field.more.click()
    (rule,) = field._rules
    QTest.keyClicks(rule.name, "fibre")
    QTest.keyClicks(rule.when, "aspect_ratio >")
    assert "a number" in form.row("shapes").message.text()
    QTest.keyClicks(rule.when, " 3")
    assert [(r.name, r.when) for r in form.protocol().shapes.rules] == [
        ("fibre", "aspect_ratio > 3")
    ]
    assert form.protocol().shapes.rest == "fragment"
    retype(field.rest, "other")
    assert form.protocol().shapes.names == ("fibre", "other")
    rule.removed.emit()
    assert form.protocol().shapes.rules == ()


def test_counting_is_switched_on_with_its_usual_settings(form):
    box = form.row("sample").field.box
    assert form.row("sample.detection").field.isHidden()
    box.click()
    assert form.protocol().sample == CountSettings()
    retype(form.row("sample.detection").field.edit, "3.3")
    assert form.protocol().sample.detection == 3.3
    box.click()
    assert form.protocol().sample is None
    box.click()
    assert form.protocol().sample.detection == 3.3  # what was set is not forgotten


def test_a_bar_is_dragged_and_a_number_typed(bars, qtbot):
    bar = bars.bars[1]
    start = QPoint(round(bar.place_of(40)), 10)
    with qtbot.waitSignal(bars.ranges_moved) as told:
        QTest.mousePress(bar, Qt.MouseButton.LeftButton, pos=start)
        QTest.mouseMove(bar, QPoint(round(bar.place_of(90)), 10))
        QTest.mouseRelease(bar, Qt.MouseButton.LeftButton, pos=QPoint(round(bar.place_of(90)), 10))
    (low, high) = told.args[0][1]
    assert abs(low - 90) <= 2
    assert high == 200
    assert bars.numbers[1][0].text() == str(low)
    with qtbot.waitSignal(bars.ranges_moved) as told:
        retype(bars.numbers[1][1], "120")
    assert told.args[0] == [(0, 255), (low, 120), (0, 255)]
    QTest.keyClick(bar, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert bars.numbers[1][0].text() == str(low - 10)


def test_the_ranges_of_the_form_are_those_that_are_drawn(form, qtbot):
    view = LevelsView(form)
    qtbot.addWidget(view)
    form.edited.connect(view.show_form)
    form.set_protocol(load_protocol("mp-act"))
    view.show_form()
    assert view.grey.isHidden()
    assert [e.text() for e in view.colours.numbers[2]] == ["120", "255"]
    view.colours.ranges_moved.emit([(240, 20), (0, 255), (99, 255)])
    assert form.protocol().method.ranges == ((240, 20), (0, 255), (99, 255))
    assert [e.text() for e in view.colours.numbers[0]] == ["240", "20"]
    form.set_protocol(load_protocol("mp-vat"))
    view.show_form()
    assert view.colours.isHidden()
    assert not view.grey.isHidden()


def test_what_is_left_out_is_not_coloured(bars, qtbot):
    counts = np.full(256, 100)
    bars.show_levels(tuple(GreyLevels(counts, 0, 255, (0, 255), bright=True) for _ in range(3)))
    bar = bars.bars[1]
    picture = bar.grab().toImage()
    ratio = picture.devicePixelRatio()

    def color(level):
        return picture.pixelColor(round(bar.place_of(level) * ratio), round(30 * ratio))

    assert color(120) == color(190) != color(20)
    bars.show_ranges("rgb", [(0, 255), (200, 40), (0, 255)])
    picture = bar.grab().toImage()
    assert color(20) == color(240) != color(120)
