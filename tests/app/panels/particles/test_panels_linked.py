"""Selection and background work that table, gallery and charts share."""

import time

import numpy as np
import pytest

from graticule_app.model.document import Selection
from graticule_app.model.filters import Filter
from graticule_app.panels.charts.chart_panel import ChartPanel
from graticule_app.panels.particles.gallery_panel import GalleryPanel
from graticule_app.panels.particles.particle_panel import ParticlePanel


@pytest.mark.parametrize("given", [[5, 1, 5, 3], np.array([5, 1, 5, 3]), (i for i in (3, 1, 5))])
def test_a_selection_is_ascending_and_each_once(qapp, given):
    selection = Selection()
    selection.set(given)
    assert selection.ids.tolist() == [1, 3, 5]
    assert selection.ids.dtype == np.int64


def test_a_selection_that_is_the_same_is_not_told_again(qtbot):
    selection = Selection()
    selection.set([2, 1])
    with qtbot.assertNotEmitted(selection.changed, wait=0):
        selection.set(np.array([1, 2]))
    with qtbot.waitSignal(selection.changed):
        selection.set([])


def test_selecting_a_million_takes_less_than_a_frame_of_patience(qapp):
    selection, ids = Selection(), np.random.default_rng(0).permutation(1_000_000)
    began = time.thread_time()
    selection.set(ids)
    assert time.thread_time() - began < 0.25
    assert len(selection.ids) == 1_000_000


def test_the_three_panels_share_filter_and_selection(workspace, qtbot, opened, analysed):
    shown = workspace.particles
    table, gallery, charts = (
        ParticlePanel(workspace),
        GalleryPanel(workspace),
        ChartPanel(workspace),
    )
    for panel in (table, gallery, charts):
        qtbot.addWidget(panel)
    workspace.show(opened)
    shown.set_filter(Filter(text="glass"))
    glass = analysed.table["id"][analysed.table["class"] == 2]
    assert len(table.ordered.rows) == len(gallery.ordered.rows) == len(glass)
    qtbot.waitUntil(lambda: charts.chart is not None and charts.chart.count == len(glass))
    table.view.picked.emit(0, 0, "only")
    assert gallery.ordered.selected.sum() == 1
    assert gallery.ordered.rows[gallery.view.current] == table.ordered.rows[0]
    gallery.view.picked.emit(0, 1, "only")
    assert table.ordered.selected.sum() == 2
