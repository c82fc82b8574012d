"""The charts: their numbers, the brush, and the files they are saved to."""

import xml.etree.ElementTree as ET

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication, QImage

from graticule.particles import size_statistics
from graticule_app.model.filters import Filter
from graticule_app.model.listing import Listing
from graticule_app.panels.charts import chart_data
from graticule_app.panels.charts.chart_data import (
    ClassChart,
    PairChart,
    PairOptions,
    SizeChart,
    SizeOptions,
    class_chart,
    pair_chart,
    size_chart,
    told,
)
from graticule_app.panels.charts.chart_panel import ChartPanel, brushed_rows, clicked_rows, facts

NO_KEYS = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def listing(analysed) -> Listing:
    return Listing(analysed.table, analysed.result.classes)


@pytest.fixture
def everything(listing):
    return np.arange(len(listing)), np.zeros(len(listing), bool)


@pytest.fixture
def panel(workspace, qtbot, opened):
    made = ChartPanel(workspace)
    qtbot.addWidget(made)
    made.resize(560, 420)
    made.show()
    workspace.show(opened)
    qtbot.waitUntil(lambda: made.chart is not None)
    return made


@pytest.mark.parametrize("log", [True, False])
@pytest.mark.parametrize("by_area", [True, False])
def test_bars_marks_and_curve_tell_the_same(listing, everything, log, by_area):
    rows, selected = everything
    selected[:10] = True
    options = SizeOptions(key="equivalent_diameter", log=log, by_area=by_area)
    chart = size_chart(listing, rows, selected, options)
    assert chart is not None
    sizes, areas = listing.table["equivalent_diameter"], listing.table["area"]
    assert chart.bars.sum() == pytest.approx(100 if by_area else len(listing))
    statistics = size_statistics(sizes, areas)
    assert chart.marks == (statistics.by_area if by_area else statistics.by_number)
    assert np.interp(0.5, chart.shares, chart.curve) == pytest.approx(chart.marks.d50)
    part = areas[:10].sum() / areas.sum() * 100 if by_area else 10
    assert chart.selected.sum() == pytest.approx(part)
    by_class = [(listing.class_indices() == i).sum() for i in range(len(listing.classes))]
    if not by_area:
        assert chart.bars.sum(1).tolist() == by_class


def test_the_fit_lies_on_bars_that_are_log_normal():
    from graticule.particles import COLUMNS, ParticleTable

    sizes = np.random.default_rng(3).lognormal(2, 0.4, 40_000)
    columns = {"id": np.arange(1, 40_001), "area": sizes**2, "equivalent_diameter": sizes}
    specs = tuple(c.told_in("µm") for c in COLUMNS if c.key in columns)
    listing = Listing(ParticleTable(columns, specs), ())
    rows, nothing = np.arange(40_000), np.zeros(40_000, bool)
    for log in (True, False):
        chart = size_chart(listing, rows, nothing, SizeOptions(key="equivalent_diameter", log=log))
        assert chart is not None
        middles = (
            np.sqrt(chart.edges[1:] * chart.edges[:-1])
            if log
            else ((chart.edges[1:] + chart.edges[:-1]) / 2)
        )
        fitted = np.interp(middles, *chart.fit_line)
        assert np.abs(fitted - chart.bars.sum(0)).max() < 0.08 * chart.bars.max()


def test_the_line_tells_mean_sd_and_the_fit(listing, everything):
    rows, selected = everything
    values = listing.table["equivalent_diameter"]
    areas = listing.table["area"]
    chart = size_chart(listing, rows, selected, SizeOptions(key="equivalent_diameter"))
    assert chart is not None
    assert (chart.mean, chart.sd) == pytest.approx((values.mean(), values.std(ddof=1)))
    assert f"mean {told(chart.mean)} · SD {told(chart.sd)}" in facts(chart)
    spread = np.exp(np.log(values).std())
    assert f"geometric SD {told(spread)}" in facts(chart)
    options = SizeOptions(key="equivalent_diameter", by_area=True)
    weighted = size_chart(listing, rows, selected, options)
    assert weighted is not None
    assert weighted.mean == pytest.approx((values * areas).sum() / areas.sum())
    assert weighted.mean > chart.mean


def test_what_has_no_place_on_the_axis_is_counted(listing, everything):
    rows, selected = everything
    chart = size_chart(listing, rows, selected, SizeOptions(key="skeleton_length"))
    assert chart is not None
    blank = int(np.isnan(listing.table["skeleton_length"]).sum())
    assert (chart.left_out, chart.count) == (blank, len(listing) - blank)
    assert f"{blank:,} without a value left out" in facts(chart)


def test_a_column_without_any_value_gives_an_empty_chart(qtbot, panel, listing, everything):
    rows, selected = everything
    chart = size_chart(listing, rows[:0], selected, SizeOptions(key="area"))
    assert chart is not None
    assert chart.count == 0
    assert size_chart(listing, rows, selected, SizeOptions(key="no such")) is None


def test_classes_by_number_and_by_area(listing, everything):
    rows, _ = everything
    table = listing.table
    by_number = class_chart(listing, rows, by_area=False)
    by_area = class_chart(listing, rows, by_area=True)
    assert by_number.counts.tolist() == [int((table["class"] == i).sum()) for i in (1, 2, 3)]
    glass = table["area"][table["class"] == 2].sum() / table["area"].sum() * 100
    assert by_area.shares[1] == pytest.approx(glass)
    assert by_number.shares.sum() == by_area.shares.sum() == pytest.approx(100)


def test_many_points_become_a_density_that_is_said(listing, everything, monkeypatch):
    rows, selected = everything
    options = PairOptions(x="equivalent_diameter", y="circularity")
    few = pair_chart(listing, rows, selected, options)
    monkeypatch.setattr(chart_data, "DENSE", 10)
    many = pair_chart(listing, rows, selected, options)
    assert few is not None
    assert many is not None
    assert few.density is None
    assert len(few.points) == len(listing)
    assert many.density is not None
    assert many.density.sum() == len(listing)
    assert "density" in facts(many)
    assert "density" not in facts(few)


def test_a_range_selects_its_particles_in_table_and_view(panel, opened, analysed):
    panel.view.box.brushed.emit(np.array([(0.8, 0), (1.1, 0), (1.1, 9), (0.8, 9)]), NO_KEYS)
    sizes = analysed.table["equivalent_diameter"]
    expected = analysed.table["id"][(sizes >= 10**0.8) & (sizes <= 10**1.1)]
    assert 0 < len(expected) < len(sizes)
    assert opened.selection.ids.tolist() == expected.tolist()


def test_dragging_in_the_chart_draws_the_range(qtbot, panel, opened, analysed):
    view, box = panel.view, panel.view.box
    low, high = np.log10(7.0), np.log10(12.0)
    middle = box.viewRange()[1][1] / 3
    start, end = (view.mapFromScene(box.mapViewToScene(QPointF(x, middle))) for x in (low, high))
    qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=start)
    for step in range(1, 11):
        qtbot.mouseMove(view.viewport(), start + (end - start) * step / 10)
        qtbot.wait(15)
    qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=end)
    sizes = analysed.table["equivalent_diameter"]
    chosen = sizes[np.isin(analysed.table["id"], opened.selection.ids)]
    pixel = (10 ** box.viewPixelSize()[0] - 1) * 12 * 3
    assert chosen.min() == pytest.approx(sizes[sizes >= 7].min(), abs=pixel)
    assert chosen.max() == pytest.approx(sizes[sizes <= 12].max(), abs=pixel)


def test_rectangle_and_lasso_choose_what_lies_inside(listing, everything):
    rows, selected = everything
    options = PairOptions(x="equivalent_diameter", y="circularity")
    chart = pair_chart(listing, rows, selected, options)
    assert chart is not None
    x, y = chart.points.T
    rectangle = np.array([(6, 0.5), (14, 0.5), (14, 1.0), (6, 1.0)])
    inside = (x >= 6) & (x <= 14) & (y >= 0.5) & (y <= 1)
    assert brushed_rows(chart, listing, rows, rectangle).tolist() == rows[inside].tolist()
    triangle = np.array([(6, 0.5), (14, 0.5), (10, 0.5), (10, 0.8), (6, 1.0)])
    corner = np.array([(6, 0.5), (14, 0.5), (6, 1.0), (6, 0.75), (6, 0.6)])
    below = inside & (y - 0.5 < 0.5 * (14 - x) / 8)
    assert brushed_rows(chart, listing, rows, corner).tolist() == rows[below].tolist()
    assert 0 < below.sum() < inside.sum()
    assert len(brushed_rows(chart, listing, rows, triangle)) <= inside.sum()


def test_a_lasso_that_crosses_itself_is_no_error(listing, everything):
    rows, selected = everything
    chart = pair_chart(listing, rows, selected, PairOptions(x="area", y="circularity"))
    assert chart is not None
    bow = np.array([(0, 0), (400, 2), (400, 0), (0, 2), (0, 1)])
    assert len(brushed_rows(chart, listing, rows, bow)) <= len(rows)
    assert len(brushed_rows(chart, listing, rows, bow[[0, 0, 0, 0, 0]])) == 0


def test_every_bar_selects_what_it_counts(listing, everything):
    rows, selected = everything
    for log in (True, False):
        chart = size_chart(listing, rows, selected, SizeOptions(key="area", log=log))
        assert chart is not None
        middles = (chart.places[1:] + chart.places[:-1]) / 2
        found = [len(clicked_rows(chart, listing, rows, x, 0)) for x in middles]
        assert found == chart.bars.sum(0).tolist()
        assert len(clicked_rows(chart, listing, rows, middles[0], 1e9)) == 0
    classes = class_chart(listing, rows, by_area=False)
    found = [len(clicked_rows(classes, listing, rows, 1, 2 - i)) for i in range(3)]
    assert found == classes.counts.tolist()


def test_a_click_on_a_point_selects_it_and_goes_there(qtbot, panel, opened):
    panel.show_page("pair")
    qtbot.waitUntil(lambda: isinstance(panel.chart, PairChart))
    x, y = panel.chart.points[4]
    with qtbot.waitSignal(panel.go_to):
        panel.view.box.clicked.emit(QPointF(x, y), NO_KEYS)
    assert len(opened.selection.ids) == 1


def test_ctrl_adds_to_the_selection(panel, opened):
    panel.view.box.brushed.emit(np.array([(0, 0), (0.9, 9)]), NO_KEYS)
    first = len(opened.selection.ids)
    panel.view.box.brushed.emit(np.array([(1.2, 0), (3, 9)]), Qt.KeyboardModifier.ControlModifier)
    assert len(opened.selection.ids) > first > 0


def test_charts_follow_filter_table_and_selection(qtbot, panel, opened, analysed):
    panel.shown.set_filter(Filter(classes=frozenset({2})))
    glass = int((analysed.table["class"] == 2).sum())
    qtbot.waitUntil(lambda: panel.chart.count == glass, timeout=1000)
    opened.selection.set(analysed.table["id"][analysed.table["class"] == 2][:3])
    qtbot.waitUntil(lambda: panel.chart.selected.sum() == 3, timeout=1000)
    panel.shown.set_filter(Filter())
    opened.set_table(analysed.table.select(np.arange(10)))
    qtbot.waitUntil(lambda: panel.chart.count == 10, timeout=1000)
    opened.set_table(None)
    qtbot.waitUntil(lambda: panel.chart is None, timeout=1000)
    assert "analysed" in panel._facts.text()


def test_pages_show_their_own_chart_and_options(qtbot, panel):
    for page, kind in (("classes", ClassChart), ("pair", PairChart), ("sizes", SizeChart)):
        panel.show_page(page)
        qtbot.waitUntil(lambda kind=kind: isinstance(panel.chart, kind))
        ticks = [name for name, action in panel.options._ticks.items() if action.isVisible()]
        assert ("lasso" in ticks) == (page == "pair")
        assert ("fit" in ticks) == (page == "sizes")


def test_options_change_the_chart_and_are_remembered(workspace, qtbot, panel, opened):
    panel.options.set_columns(sizes="area")
    panel.options.set_on("by area", True)
    panel.options.set_on("fit", True)
    assert panel.chart.field.key == "area"
    assert panel.chart.options.by_area
    again = ChartPanel(workspace)
    qtbot.addWidget(again)
    workspace.show(opened)
    assert again.options.sizes == panel.options.sizes
    assert again.options.extras.fit


@pytest.mark.parametrize("page", ["sizes", "classes", "pair"])
def test_nothing_is_wider_than_300_px(qtbot, panel, page):
    panel.show_page(page)
    panel.resize(300, 320)
    plot = panel.view._plot
    qtbot.waitUntil(
        lambda: (
            panel.width() == 300
            and plot.sceneBoundingRect().width() <= panel.view.width() + 1
            and panel.view.box.width() > 130
        )
    )


@pytest.mark.parametrize("page", ["sizes", "classes", "pair"])
def test_a_chart_is_saved_as_png_and_svg(qtbot, panel, page, tmp_path):
    panel.show_page(page)
    qtbot.waitUntil(lambda: panel.chart is not None)
    panel.save_picture(tmp_path / "chart.png")
    image = QImage(str(tmp_path / "chart.png"))
    assert (image.width(), image.height()) == (1800, 1200)
    assert image.pixelColor(2, 2).name() == "#ffffff"
    columns = [
        image.pixelColor(x, y).name() for x in range(0, 1800, 15) for y in range(0, 1200, 15)
    ]
    assert len(set(columns)) > 3
    panel.save_picture(tmp_path / "chart.svg")
    root = ET.parse(tmp_path / "chart.svg").getroot()
    assert root.get("viewBox") == "0 0 900 600"
    texts = "".join(root.itertext())
    assert {"sizes": "D50", "classes": "glass", "pair": "Circularity"}[page] in texts


def test_a_place_that_cannot_be_written_is_told(panel, tmp_path):
    (tmp_path / "file").write_text("no folder")
    panel.save_picture(tmp_path / "file" / "chart.png")
    assert "not saved" in panel._facts.text()


def test_the_picture_is_copied(panel):
    panel.copy_picture()
    assert QGuiApplication.clipboard().image().width() == 1800


def test_a_click_beside_the_bars_selects_nothing(panel, opened):
    opened.selection.set([1, 2])
    panel.view.box.clicked.emit(QPointF(0.9, 1e6), NO_KEYS)
    assert len(opened.selection.ids) == 0
