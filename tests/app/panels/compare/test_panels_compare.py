"""Outlines from QuPath over the scan, and how they compare."""

import csv
import json
import time

import numpy as np
import pytest
import shapely
from dropping import drop
from PySide6.QtCore import QPoint, QTimer
from PySide6.QtGui import QColor

from graticule.classes import BACKGROUND, ClassInfo
from graticule.geometry import PixelSize
from graticule.particles import measure_particles, outline_particles
from graticule.reports import Analysis, MethodFacts, Provenance, ScanFacts
from graticule.scans import ArrayScan
from graticule_app.look import theme
from graticule_app.model.document import Document
from graticule_app.panels.compare.confusion import ConfusionView, luminance, readable_on
from graticule_app.panels.compare.import_panel import ImportPanel


def analysis_of_squares() -> Analysis:
    """Two squares of 8 px, found as fibres, at the places of the first two of `squares`."""
    labels = np.zeros((40, 60), np.uint32)
    labels[0:8, 0:8], labels[0:8, 10:18] = 1, 2
    classes = (labels > 0).astype(np.uint8)
    table = measure_particles(labels, classes, pixel_size=PixelSize.unknown())
    return Analysis(
        scan=ScanFacts(
            name="x.tif", path="/x.tif", format="TIFF", width=60, height=40,
            pixel_size=PixelSize.unknown(), fingerprint="0",
        ),
        method=MethodFacts(protocol="p", protocol_text=""),
        provenance=Provenance(
            versions={}, device="cpu", runtime="", settings={}, started="", seconds=0
        ),
        classes=(BACKGROUND, ClassInfo("fibre", (230, 159, 0))),
        scale=1.0,
        table=table,
        labels=labels,
        uncertainty=None,
        outlines=lambda: outline_particles(labels, table),
        overview=lambda side: np.zeros((1, 1, 3), np.uint8),
    )  # fmt: skip


@pytest.fixture
def panel(workspace, qtbot, document):
    made = ImportPanel(workspace)
    qtbot.addWidget(made)
    made.shown, made.told = {}, []
    made.show_annotations.connect(lambda name, shapes: made.shown.update({name: shapes}))
    made.hide_annotations.connect(lambda name: made.shown.pop(name, None))
    made.failed.connect(lambda *texts: made.told.append(texts))
    workspace.show(document)
    yield made
    made.stop()


def squares(path, count=3, name="fibre", **classification):
    features = [
        {
            "type": "Feature",
            "geometry": shapely.geometry.mapping(shapely.box(10 * i, 0, 10 * i + 8, 8)),
            "properties": {"classification": {"name": name, **classification}},
        }
        for i in range(count)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def on_planes(path, planes, name="bead"):
    """A square on each plane, at x = 10 × its z."""
    features = [
        {
            "type": "Feature",
            "geometry": {
                **shapely.geometry.mapping(shapely.box(10 * z, 0, 10 * z + 8, 8)),
                "plane": {"c": -1, "z": z, "t": 0},
            },
            "properties": {"objectType": "annotation", "classification": {"name": name}},
        }
        for z in planes
    ]
    features.append(
        {
            "type": "Feature",
            "geometry": shapely.geometry.mapping(shapely.box(0, 0, 60, 40)),
            "properties": {"objectType": "tma_core"},
        }
    )
    path.write_text(json.dumps(features))
    return path


def test_each_image_of_a_stack_shows_its_own_outlines(workspace, qtbot, panel, tmp_path):
    scan = ArrayScan(np.full((5, 40, 60, 1), 200, np.uint8), stack=True)
    document = Document(scan)
    workspace.show(document)
    imported(panel, qtbot, on_planes(tmp_path / "a.geojson", [0, 1, 1, 3, 9]))

    def lefts():
        return [shape.bounds[0] for shape, _, _ in panel.shown["a.geojson"]]

    def summary():
        (layer,) = panel._mine()
        return layer.imported.summary(document.frame)

    assert lefts() == [0, 0]  # with the core
    assert summary() == (
        "1 bead, 1 TMA core · 3 on other images · 1 on planes that the scan does not have"
    )
    document.set_frame(1)
    assert lefts() == [10, 10]
    document.set_frame(3)
    assert lefts() == [30]
    panel.set_visible("a.geojson", False)
    document.set_frame(2)
    assert "a.geojson" not in panel.shown
    panel.set_visible("a.geojson", True)
    assert lefts() == []
    assert summary().startswith("none on this image · 5 on other images")
    workspace.show(None)


def imported(panel, qtbot, *paths):
    panel.import_files(list(paths))
    qtbot.waitUntil(lambda: not panel._tasks.busy, timeout=10_000)


def test_a_file_becomes_a_layer_in_its_own_colours(panel, qtbot, tmp_path):
    path = squares(tmp_path / "drawn.geojson", color=[10, 200, 30])
    imported(panel, qtbot, path, squares(tmp_path / "other.geojson", 2, "hair"))
    assert list(panel.shown) == panel.layer_names() == ["drawn.geojson", "other.geojson"]
    (shape, color, label) = panel.shown["drawn.geojson"][1]
    assert shape.bounds == (10, 0, 18, 8)
    assert (color.name(), label) == ("#0ac81e", "fibre")
    row = panel._list.itemWidget(panel._list.item(1))
    row._eye.setChecked(False)
    assert list(panel.shown) == ["drawn.geojson"]
    row._eye.setChecked(True)
    assert len(panel.shown["other.geojson"]) == 2
    row.removed.emit("other.geojson")
    qtbot.waitUntil(lambda: panel.layer_names() == ["drawn.geojson"])
    assert list(panel.shown) == ["drawn.geojson"]
    assert path.exists()


def test_the_same_file_twice_is_two_layers(panel, qtbot, tmp_path):
    path = squares(tmp_path / "drawn.geojson")
    imported(panel, qtbot, path, path)
    assert panel.layer_names() == ["drawn.geojson", "drawn.geojson (2)"]


def test_another_scan_has_its_own_layers_and_the_first_ones_come_back(
    workspace, panel, qtbot, tmp_path
):
    first = panel._document
    imported(panel, qtbot, squares(tmp_path / "drawn.geojson"))
    other = Document(ArrayScan(np.zeros((50, 50), np.uint8), pixel_size=PixelSize.unknown()))
    workspace.show(other)
    assert panel.layer_names() == []
    assert panel.shown == {}
    workspace.show(first)
    assert list(panel.shown) == ["drawn.geojson"]
    workspace.show(None)
    assert panel.shown == {}


@pytest.mark.parametrize("text", ["no json", '{"type":"FeatureCollection","features":[]}'])
def test_what_is_no_outline_is_told_in_words(panel, qtbot, tmp_path, text):
    path = tmp_path / "wrong.geojson"
    path.write_text(text)
    imported(panel, qtbot, path, squares(tmp_path / "right.geojson"))
    assert "wrong.geojson" in panel.told[0][0]
    assert panel.layer_names() == ["right.geojson"]


def test_outlines_may_be_dropped_and_scans_may_not(panel, qtbot, tmp_path):
    path = squares(tmp_path / "drawn.geojson")
    assert not drop(panel, tmp_path / "scan.tif")
    assert drop(panel, path)
    qtbot.waitUntil(lambda: panel.layer_names() == ["drawn.geojson"], timeout=10_000)


def test_a_large_file_does_not_stop_the_window(panel, qtbot, tmp_path):
    path = squares(tmp_path / "many.geojson", 20_000)
    imported(panel, qtbot, squares(tmp_path / "warm.geojson"))  # compiles, imports
    ticks = []
    timer = QTimer()
    timer.timeout.connect(lambda: ticks.append(time.perf_counter()))
    timer.start(2)
    imported(panel, qtbot, path)
    assert len(panel.shown["many.geojson"]) == 20_000
    assert len(ticks) > 10
    # A second of another program's work is no fault of ours: the usual wait counts.
    assert np.quantile(np.diff(ticks), 0.98) < 0.25


def test_a_comparison_is_shown_and_exported(panel, qtbot, tmp_path, document):
    analysis = analysis_of_squares()
    document._table = analysis.table
    document._result = object()
    panel.set_analysis(lambda: analysis)
    imported(panel, qtbot, squares(tmp_path / "drawn.geojson", 3))
    with qtbot.waitSignal(panel.compared, timeout=20_000):
        panel._compare.click()
    view = panel._view
    heads = [view.table.horizontalHeaderItem(i).text() for i in range(view.table.columnCount())]
    found = {h: view.table.item(0, i).text() for i, h in enumerate(heads)}
    assert (found["Class"], found["Annotated"], found["Correct"], found["Missed"]) == (
        "fibre", "3", "2", "1",
    )  # fmt: skip
    assert found["Recall"] == "0.67"
    view._particles.setChecked(True)
    assert view.matrix._rows == ["not annotated", "fibre"]
    panel.export(tmp_path / "c.csv")
    with (tmp_path / "c.csv").open(encoding="utf-8-sig") as file:
        assert next(csv.DictReader(file))["Missed"] == "1"
    document.table_changed.emit()
    assert panel._stale.isVisibleTo(panel)


def test_outlines_of_other_classes_are_told(panel, qtbot, tmp_path, document):
    analysis = analysis_of_squares()
    document._table, document._result = analysis.table, object()
    panel.set_analysis(lambda: analysis)
    imported(panel, qtbot, squares(tmp_path / "drawn.geojson", 3, "pollen"))
    with qtbot.waitSignal(panel.failed, timeout=20_000):
        panel.compare()
    assert "pollen" in panel.told[0][0]
    assert not panel._view.isVisibleTo(panel)


@pytest.mark.parametrize("choice", ["dark", "light"])
def test_numbers_can_be_read_on_every_shade_of_both_themes(qtbot, qapp, choice):
    theme.apply(qapp, choice)
    view = ConfusionView()
    qtbot.addWidget(view)
    counts = np.array([[1000, 0, 1], [20, 70, 10], [0, 0, 0]])
    view.show_counts(counts, ["a", "b", "c"], ["a", "b", "c"])
    view.resize(view.sizeHint())
    picture = view.grab().toImage()
    for row in range(3):
        for column in range(3):
            cell = view._cell(row, column)
            ground = QColor(picture.pixel(int(cell.left()) + 3, int(cell.top()) + 3))
            light, text = luminance(ground), luminance(readable_on(ground))
            assert (max(light, text) + 0.05) / (min(light, text) + 0.05) > 4.5
    first, fourth = (view._cell(1, column).center().toPoint() for column in (0, 1))
    assert view.text_at(first) == "20 annotated as b, found as a"
    assert "70" in view.text_at(fourth)
    assert view.text_at(QPoint(0, 0)) == ""
    assert view.shares()[1].tolist() == [0.2, 0.7, 0.1]
    assert view.shares()[2].tolist() == [0, 0, 0]
