"""The form shows every field of a protocol and says beside it what is wrong."""

from collections.abc import Iterator

import msgspec
import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from graticule.instances import Separation
from graticule.preview import GreyLevels
from graticule.protocol import Protocol, load_protocol
from graticule.segment.local_rules import LOCAL_RULES
from graticule_app.model.draft import Draft
from graticule_app.panels.protocol.contents import SECTIONS, WAYS
from graticule_app.panels.protocol.fields import Choice, Measure, Number
from graticule_app.panels.protocol.histogram import HistogramView
from graticule_app.panels.protocol.protocol_form import ProtocolForm

WHOLE = {"sizes", "shapes"}  # one field for all of it
# What a run decides (device: see RunOptions; runtime: on the command line alone), the program
# itself, or the histograms.
ELSEWHERE = {"name", "text", "method.kind", "method.device", "method.runtime", "method.pixel_size",
             "method.ranges"}  # fmt: skip


@pytest.fixture
def form(qtbot):
    widget = ProtocolForm()
    qtbot.addWidget(widget)
    widget.set_protocol(load_protocol("generic"))
    widget.show()
    return widget


def type_into(form: ProtocolForm, path: str, text: str) -> None:
    edit = form.row(path).field.edit
    edit.clear()
    QTest.keyClicks(edit, text)


def pick(form: ProtocolForm, path: str, value: object) -> None:
    field = form.row(path).field
    assert isinstance(field, Choice)
    index = field.box.findData(value)
    assert index >= 0
    field.box.setCurrentIndex(index)
    field.box.activated.emit(index)


def leaves(protocol: Protocol) -> Iterator[str]:
    for key, value in msgspec.to_builtins(protocol).items():
        if isinstance(value, dict) and key not in WHOLE:
            yield from (f"{key}.{inner}" for inner in value)
        else:
            yield key


def test_every_field_of_a_protocol_has_its_line():
    lines = {line.path for _, section in SECTIONS for line in section}
    for name in ("generic", "particles", "mp-act"):
        for path in leaves(Draft(load_protocol(name)).protocol()):
            assert path in lines | ELSEWHERE, path
    known = {"way", "sample", *leaves(load_protocol("mp-act"))} | {
        path
        for way, _ in WAYS
        for path in leaves(_of(way))
    }  # fmt: skip
    assert lines <= known


def _of(way: str) -> Protocol:
    draft = Draft(load_protocol("generic"))
    draft.choose_way(way, pack="particles")
    return draft.protocol()


def test_what_is_typed_is_in_the_protocol(form, qtbot):
    with qtbot.waitSignal(form.edited):
        type_into(form, "cleaning.min_diameter", "2.5")
    pick_unit(form, "cleaning.min_diameter", "µm")
    assert form.protocol().cleaning.min_diameter == "2.5 µm"
    assert 'min_diameter = "2.5 µm"' in form.protocol().text
    pick(form, "method.method", "otsu")
    assert form.protocol().method.method == "otsu"
    form.row("cleaning.remove_border").field.box.click()
    assert form.protocol().cleaning.remove_border


def pick_unit(form: ProtocolForm, path: str, unit: str) -> None:
    box = form.row(path).field.unit
    box.setCurrentIndex(box.findData(unit))
    box.activated.emit(box.currentIndex())


def test_a_unit_can_be_typed_after_the_number(form):
    type_into(form, "cleaning.min_diameter", "2.5 um")
    field = form.row("cleaning.min_diameter").field
    assert isinstance(field, Measure)
    assert (field.edit.text(), field.unit.currentText()) == ("2.5", "µm")
    assert form.protocol().cleaning.min_diameter == "2.5 µm"


def test_areas_and_empty_limits(form):
    type_into(form, "cleaning.min_area", "30")
    assert form.protocol().cleaning.min_area == "30 px"
    pick_unit(form, "cleaning.min_area", "µm")
    assert form.protocol().cleaning.min_area == "30 µm²"
    form.set_protocol(form.protocol())
    field = form.row("cleaning.min_area").field
    assert (field.edit.text(), field.unit.currentData()) == ("30", "µm")
    field.edit.clear()
    field.edit.textEdited.emit("")
    assert form.protocol().cleaning.min_area == ""


def test_what_is_wrong_is_said_beside_the_field_and_changes_nothing(form):
    before = form.protocol()
    type_into(form, "cleaning.max_diameter", "big")
    row = form.row("cleaning.max_diameter")
    assert "big" in row.message.text()
    assert row.message.isVisible()
    assert form.trouble()
    assert form.protocol() == before
    type_into(form, "cleaning.max_diameter", "80")
    assert not row.message.isVisible()
    assert not form.trouble()
    assert form.protocol().cleaning.max_diameter == "80 px"


@pytest.mark.parametrize("way", [way for way, _ in WAYS])
def test_every_way_shows_its_own_fields_only(form, way):
    if way != "threshold":
        pick(form, "way", way)
    shown = {row.line.path for s in form.sections.values() for row in s.rows
             if not row.field.isHidden()}  # fmt: skip
    assert ("method.pack" in shown) == (way == "network")
    assert ("method.level" in shown) == (way == "fixed")
    assert ("method.radius" in shown) == (way in LOCAL_RULES)
    assert ("method.space" in shown) == (way == "colour-range")
    assert ("classes" in shown) == (way != "network")
    assert form.has_levels() == (way in ("threshold", "fixed", "multi-otsu"))
    assert Draft(form.protocol()).way == way


def test_several_classes_have_names(form):
    pick(form, "way", "multi-otsu")
    type_into(form, "method.classes", "3")
    names = form.row("classes").field
    assert [entry["name"] for entry in names.value()] == ["particle", "class 2", "class 3"]
    assert len({tuple(entry["color"]) for entry in names.value()}) == 3
    names._edits[1].setText("particle")
    names.edited.emit()
    assert "same name" in form.row("classes").message.text()
    names._edits[1].setText("fibre")
    names.edited.emit()
    assert [c.name for c in form.protocol().classes] == ["particle", "fibre", "class 3"]


def test_only_a_network_with_distances_can_cut_by_them(form):
    assert form.row("separation.method").field.box.findData("distance") < 0
    form.set_protocol(load_protocol("particles"))
    assert form.row("separation.method").field.value() == "distance"
    pick(form, "way", "threshold")
    assert form.protocol().separation.method == "watershed"


def test_parts_that_overlap_have_their_own_limits(form):
    for path in ("separation.convexity", "separation.smallest_marker"):
        assert form.row(path).field.isHidden()
    pick(form, "separation.method", "uecs")
    assert form.row("separation.neck").field.isHidden()
    type_into(form, "separation.convexity", "0.95")
    type_into(form, "separation.smallest_marker", "0.5 nm")
    assert form.protocol().separation.of("particle") == Separation(
        "uecs", convexity=0.95, smallest_marker="0.5 nm"
    )
    type_into(form, "separation.convexity", "1.2")
    assert "From 0.5 to 0.999" in form.row("separation.convexity").message.text()


def test_each_class_may_be_cut_in_its_own_way(form):
    assert form.row("separation.classes").field.isHidden()  # one class is all of them
    pick(form, "way", "multi-otsu")
    field = form.row("separation.classes").field
    assert not field.isHidden()
    assert list(field.boxes) == ["particle", "class 2"]
    assert form.row("separation.gap").field.isHidden()
    box = field.boxes["class 2"]
    box.setCurrentIndex(box.findData("strands"))
    box.activated.emit(box.currentIndex())
    assert not form.row("separation.gap").field.isHidden()
    type_into(form, "separation.gap", "80")
    separation = form.protocol().separation
    assert separation.of("particle").method == "none"
    assert separation.of("class 2") == Separation("strands", gap="80 px")
    names = form.row("classes").field
    names._edits[1].setText("fibre")  # another class: what was said of the old one goes
    names.edited.emit()
    assert form.protocol().separation.classes == {}
    protocol = form.protocol()
    protocol.separations(protocol.load_method())


def test_each_class_may_have_its_own_smallest_size(form):
    assert form.row("cleaning.classes").field.isHidden()
    pick(form, "way", "multi-otsu")
    field = form.row("cleaning.classes").field
    measure = field.measures["class 2"]
    measure.edit.setText("9")
    measure.edit.textEdited.emit("9")
    cleaning = form.protocol().cleaning
    assert cleaning.of("class 2").min_diameter == "9 px"
    assert cleaning.of("particle").min_diameter == cleaning.min_diameter
    measure.edit.setText("nine")
    measure.edit.textEdited.emit("nine")
    assert "class 2" in form.row("cleaning.classes").message.text()
    measure.edit.setText("")
    measure.edit.textEdited.emit("")
    assert form.protocol().cleaning.classes == {}
    pick(form, "way", "threshold")
    protocol = form.protocol()
    protocol.cleanings(protocol.load_method())


def test_bounds_of_numbers(qtbot):
    field = Number(1, 8, whole=True)
    qtbot.addWidget(field)
    for text, words in (("", "Type"), ("x", "not"), ("2.5", "whole"), ("9", "From 1 to 8"),
                        ("nan", "not"), ("1e999", "not")):  # fmt: skip
        field.edit.setText(text)
        with pytest.raises(ValueError, match=words):
            field.value()
    field.edit.setText("3")
    assert field.value() == 3


def test_channels_are_those_of_the_scan(form):
    form.set_channels(("DAPI", "FITC", "TRITC", "Cy5"))
    pick(form, "method.channel", "3")
    assert form.protocol().method.channel == "3"
    form.set_channels(("red", "green", "blue"))
    assert "not here" in form.row("method.channel").field.box.currentText()


def test_the_wheel_passes_over_fields(form):
    box = form.row("method.method").field.box
    before = box.currentIndex()
    event = QWheelEvent(
        QPointF(5, 5), QPointF(5, 5), QPoint(), QPoint(0, -240), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(box, event)
    assert box.currentIndex() == before
    assert event.type() == QEvent.Type.Wheel


def test_every_field_is_named_for_a_screen_reader(form):
    for section in form.sections.values():
        for row in section.rows:
            assert row.field.accessibleName(), row.line.path
            assert row.line.tip, row.line.path


def levels(edges: tuple[float, ...] = (100.0,), *, bright: bool = False) -> GreyLevels:
    counts = np.zeros(256, np.int64)
    counts[20:230] = 5
    counts[180:220] = 900
    return GreyLevels(counts, 0.0, 255.0, edges, bright)


def test_the_threshold_is_dragged_in_the_histogram(qtbot):
    view = HistogramView()
    qtbot.addWidget(view)
    view.resize(300, 84)
    view.show()
    view.show_levels(levels(), (230, 159, 0))
    moved = []
    view.level_moved.connect(moved.append)
    start = QPoint(round(view.place_of(100)), 30)
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(view, QPoint(round(view.place_of(150)), 30))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton)
    assert moved[-1] == pytest.approx(150, abs=1)
    assert all(level == round(level) for level in moved)
    before = len(moved)
    QTest.mouseMove(view, QPoint(40, 30))
    assert len(moved) == before  # released
    view.show_levels(levels((150.0,)), (230, 159, 0))
    QTest.keyClick(view, Qt.Key.Key_Left)
    assert moved[-1] == pytest.approx(149, abs=1)


def test_the_histogram_draws_particles_on_their_side(qtbot):
    view = HistogramView()
    qtbot.addWidget(view)
    view.resize(300, 84)
    for bright, side in ((False, 0), (True, 1)):
        view.show_levels(levels(bright=bright), (255, 0, 0))
        picture = view.grab().toImage()
        ratio = picture.width() / 300
        halves = [0, 0]
        for x in range(picture.width()):
            for y in range(picture.height()):
                if picture.pixelColor(x, y).getRgb()[:3] == (255, 0, 0):
                    halves[int(x / ratio > view.place_of(100))] += 1
        assert halves[side] > 50
        assert halves[1 - side] <= 60 * ratio  # the line's own edge
