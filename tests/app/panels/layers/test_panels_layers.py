"""The panels beside the view."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton, QSlider, QToolButton

from graticule.scans import ArrayScan
from graticule_app.model.document import Document
from graticule_app.panels.layers.display_panel import DisplayPanel
from graticule_app.panels.layers.layer_panel import LayerPanel


def named(panel, kind, name: str):
    (found,) = [
        w for w in panel.findChildren(kind) if w.accessibleName() == name and w.isVisibleTo(panel)
    ]
    return found


@pytest.fixture
def panel(workspace, qtbot, view, document, result):
    document.set_result(result)
    made = LayerPanel(workspace)
    qtbot.addWidget(made)
    made.show()
    return made


def test_an_eye_switches_its_layer(qtbot, view, panel):
    qtbot.mouseClick(named(panel, QToolButton, "Hide Outlines"), Qt.MouseButton.LeftButton)
    assert not view.layers.visible("outlines")
    view.layers.set_visible("outlines", True)
    assert named(panel, QToolButton, "Hide Outlines").isChecked()


def test_a_slider_sets_the_strength_and_follows_it(view, panel):
    slider = named(panel, QSlider, "Strength of Classes")
    slider.setValue(80)
    assert view.layers.layer("classes").opacity == pytest.approx(0.8)
    view.layers.set_opacity("classes", 0.25)
    assert slider.value() == 25


def test_each_class_but_the_background_has_an_eye(qtbot, view, panel):
    names = {label.text() for label in panel.findChildren(QLabel)}
    assert {"spore", "fibre"} <= names
    assert "background" not in names
    qtbot.mouseClick(named(panel, QToolButton, "Hide fibre"), Qt.MouseButton.LeftButton)
    assert not view.layers.class_visible(2)
    assert view.layers.class_visible(1)


def test_layers_change_places(qtbot, view, panel):
    qtbot.mouseClick(named(panel, QToolButton, "Move up: Classes"), Qt.MouseButton.LeftButton)
    keys = [layer.key for layer in view.layers.layers]
    assert keys.index("classes") > keys.index("uncertainty")
    qtbot.wait(1)
    assert named(panel, QToolButton, "Move up: Classes").isVisible()


@pytest.fixture
def display(workspace, qtbot, view):
    made = DisplayPanel(workspace)
    qtbot.addWidget(made)
    made.show()
    return made


def test_sliders_set_the_tone_and_one_button_puts_it_back(qtbot, view, display):
    named(display, QSlider, "Gamma").setValue(50)
    named(display, QSlider, "Brightness").setValue(-20)
    assert view.display.tone.gamma == pytest.approx(2)
    assert view.display.tone.brightness == pytest.approx(-0.2)
    (reset,) = display.findChildren(QPushButton)
    qtbot.mouseClick(reset, Qt.MouseButton.LeftButton)
    assert view.display.tone.plain
    assert named(display, QSlider, "Gamma").value() == 0
    assert not reset.isEnabled()


def test_channels_are_chosen_but_never_none(workspace, qtbot, view, display):
    rng = np.random.default_rng(0)
    workspace.show(Document(ArrayScan(rng.integers(0, 4000, (60, 60, 5)).astype(np.uint16))))
    qtbot.wait(1)
    boxes = display.findChildren(QCheckBox)
    assert len(boxes) == 5
    for box in boxes[1:]:
        box.click()
    assert view.display.tone.channels == (0,)
    boxes[0].click()
    assert view.display.tone.channels == (0,)
    assert boxes[0].isChecked()


def test_channels_are_called_as_the_file_calls_them(workspace, german, qtbot, display):
    for names, shown in ((("red", "green", "blue"), ["Rot", "Grün", "Blau"]),
                         (("DAPI", "anti-Ki67"), ["DAPI", "Anti-Ki67"])):  # fmt: skip
        scan = ArrayScan(np.zeros((60, 60, len(names)), np.uint8))
        scan.amend(channel_names=names)
        workspace.show(Document(scan))
        qtbot.wait(1)
        assert [box.text() for box in display._boxes] == shown


def test_a_stack_has_a_slider(workspace, view, display):
    assert named(display, QSlider, "Gamma").isVisible()
    sliders = [
        s for s in display.findChildren(QSlider) if s.accessibleName() == "Picture of the stack"
    ]
    assert not sliders[0].isVisible()
    document = Document(ArrayScan(np.zeros((4, 30, 30), np.uint8), stack=True))
    workspace.show(document)
    assert sliders[0].isVisible()
    sliders[0].setValue(3)
    assert document.frame == 3
