"""The table panel: order, filter and selection as a user drives them."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication

from graticule.geometry import Box
from graticule_app.model import ordered, shown
from graticule_app.model.filters import Filter
from graticule_app.panels.particles.particle_panel import ParticlePanel


@pytest.fixture
def panel(workspace, qtbot, opened):
    made = ParticlePanel(workspace)
    qtbot.addWidget(made)
    made.resize(900, 500)
    made.show()
    workspace.show(opened)
    return made


def click(qtbot, panel, row, *, button=Qt.MouseButton.LeftButton, modifier=None):
    y = panel.view.rowViewportPosition(row) + 4
    held = modifier or Qt.KeyboardModifier.NoModifier
    qtbot.mouseClick(panel.view.viewport(), button, held, QPoint(30, y))


def ids_shown(panel):
    return panel.ordered.listing.ids[panel.ordered.rows].tolist()


def test_all_particles_are_listed_with_the_usual_columns(panel, analysed):
    count = len(analysed.table)
    assert panel._count.text() == f"{count:,} of {count:,} particles"
    assert panel.model.rowCount() == count
    shown_keys = [field.key for field in panel._shown_fields()]
    assert shown_keys[:2] == ["id", "class"]
    assert "uncertainty_mean" in shown_keys
    assert "left" not in shown_keys


def test_a_heading_sorts_down_up_and_back(panel, analysed):
    column = [field.key for field in panel.model.fields].index("area")
    header = panel.view.horizontalHeader()
    areas = analysed.table["area"]
    header.sectionClicked.emit(column)
    assert areas[panel.ordered.rows].tolist() == sorted(areas, reverse=True)
    header.sectionClicked.emit(column)
    assert areas[panel.ordered.rows].tolist() == sorted(areas)
    header.sectionClicked.emit(column)
    assert ids_shown(panel) == analysed.table["id"].tolist()


def test_a_filter_keeps_the_order_and_says_how_many_pass(panel, analysed):
    panel.ordered.sort_by("area", descending=True)
    panel.shown.set_filter(Filter(classes=frozenset({2})))
    table = analysed.table
    glass = table.select(table["class"] == 2)
    assert panel._count.text() == f"{len(glass)} of {len(table)} particles"
    assert table["area"][panel.ordered.rows].tolist() == sorted(glass["area"], reverse=True)
    panel.filter_row.reset()
    assert panel.model.rowCount() == len(table)


def test_what_is_typed_filters_after_a_moment(qtbot, panel, analysed):
    qtbot.keyClicks(panel.filter_row._text, "area > 100")
    expected = int((analysed.table["area"] > 100).sum())
    qtbot.waitUntil(lambda: panel.model.rowCount() == expected)
    assert 0 < expected < len(analysed.table)


def test_a_text_that_makes_no_sense_is_told_and_changes_nothing(qtbot, panel, analysed):
    panel.filter_row._text.setText("aera > 100")
    qtbot.keyClick(panel.filter_row._text, Qt.Key.Key_Return)
    assert panel.filter_row._problem.isVisible()
    assert "aera" in panel.filter_row._problem.text()
    assert panel.model.rowCount() == len(analysed.table)
    panel.filter_row._text.setText("glass")
    qtbot.keyClick(panel.filter_row._text, Qt.Key.Key_Return)
    assert not panel.filter_row._problem.isVisible()


def test_a_click_selects_and_goes_there(qtbot, panel, opened, analysed):
    panel.ordered.sort_by("area", descending=True)
    with qtbot.waitSignal(panel.go_to) as went:
        click(qtbot, panel, 3)
    row = panel.ordered.rows[3]
    assert opened.selection.ids.tolist() == [analysed.table["id"][row]]
    box = went.args[0]
    assert isinstance(box, Box)
    assert box.left <= analysed.table["x_px"][row] <= box.right
    assert box.top <= analysed.table["y_px"][row] <= box.bottom


def test_ctrl_and_shift_select_as_in_every_list(qtbot, panel, opened):
    ids = ids_shown(panel)
    with qtbot.assertNotEmitted(panel.go_to, wait=0):
        click(qtbot, panel, 1, modifier=Qt.KeyboardModifier.ControlModifier)
        click(qtbot, panel, 4, modifier=Qt.KeyboardModifier.ControlModifier)
        assert opened.selection.ids.tolist() == [ids[1], ids[4]]
        click(qtbot, panel, 1, modifier=Qt.KeyboardModifier.ControlModifier)
        assert opened.selection.ids.tolist() == [ids[4]]
    click(qtbot, panel, 2)
    click(qtbot, panel, 6, modifier=Qt.KeyboardModifier.ShiftModifier)
    assert opened.selection.ids.tolist() == ids[2:7]


def test_keys_move_select_and_open(qtbot, panel, opened):
    ids = ids_shown(panel)
    click(qtbot, panel, 0)
    qtbot.keyClick(panel.view, Qt.Key.Key_Down)
    assert opened.selection.ids.tolist() == [ids[1]]
    qtbot.keyClick(panel.view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert opened.selection.ids.tolist() == ids[1:3]
    qtbot.keyClick(panel.view, Qt.Key.Key_End)
    assert opened.selection.ids.tolist() == [ids[-1]]
    with qtbot.waitSignal(panel.go_to):
        qtbot.keyClick(panel.view, Qt.Key.Key_Return)
    qtbot.keyClick(panel.view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(opened.selection.ids) == len(ids)
    qtbot.keyClick(panel.view, Qt.Key.Key_Escape)
    assert len(opened.selection.ids) == 0


def test_a_particle_clicked_in_the_view_is_found_in_the_table(qtbot, panel, opened, analysed):
    panel.ordered.sort_by("area", descending=True)
    smallest = int(analysed.table["id"][np.argmin(analysed.table["area"])])
    with qtbot.assertNotEmitted(panel.go_to, wait=0):
        opened.selection.set([smallest])
    row = panel.view.current_row()
    assert ids_shown(panel)[row] == smallest
    assert 0 <= panel.view.rowViewportPosition(row) < panel.view.viewport().height()
    assert panel._note.text() == "1 selected"


def test_a_selected_particle_that_the_filter_hides_is_told(panel, opened, analysed):
    glass = analysed.table["id"][analysed.table["class"] == 2]
    opened.selection.set(glass[:2])
    panel.shown.set_filter(Filter(classes=frozenset({1})))
    assert panel._note.text() == "2 selected, 2 of them hidden by the filter"


def test_the_selection_survives_sorting_and_is_painted(panel, opened):
    opened.selection.set([5])
    panel.ordered.sort_by("area", descending=True)
    row = ids_shown(panel).index(5)
    picture = panel.view.viewport().grab().toImage()
    y = panel.view.rowViewportPosition(row)
    from graticule_app.look import theme

    assert picture.pixelColor(2, y + 2) == theme.color("selection")
    assert picture.pixelColor(2, y - 3) != theme.color("selection")


def test_a_new_table_of_the_same_document_keeps_filter_order_and_selection(panel, opened, analysed):
    panel.ordered.sort_by("area", descending=True)
    panel.shown.set_filter(Filter(text="not glass"))
    table = analysed.table
    opened.selection.set([int(table["id"][table["class"] != 2][0])])
    kept = opened.selection.ids.tolist()
    without = table.select(np.flatnonzero(table["id"] != 20))
    opened.set_table(without)
    expected = without.select(without["class"] != 2)
    assert sorted(ids_shown(panel)) == expected["id"].tolist()
    areas = panel.ordered.listing.table["area"][panel.ordered.rows]
    assert areas.tolist() == sorted(areas, reverse=True)
    assert opened.selection.ids.tolist() == kept


def test_large_tables_are_sorted_and_filtered_in_a_thread_with_the_same_answer(
    qtbot, panel, analysed, monkeypatch
):
    for module in (ordered, shown):
        monkeypatch.setattr(module, "SMALL", 0)
    areas = analysed.table["area"]
    panel.ordered.sort_by("id", descending=True)
    panel.ordered.sort_by("area", descending=True)  # the newest wins
    assert panel.ordered._tasks.busy
    qtbot.waitUntil(lambda: panel.ordered.settled)
    assert areas[panel.ordered.rows].tolist() == sorted(areas, reverse=True)
    panel.shown.set_filter(Filter(text="red"))
    panel.shown.set_filter(Filter(text="area > 100"))
    qtbot.waitUntil(lambda: panel.model.rowCount() == int((areas > 100).sum()))


def test_another_document_brings_its_own_particles_and_no_filter(
    workspace, panel, analysed, opened, document
):
    panel.shown.set_filter(Filter(text="glass"))
    workspace.show(document)
    assert panel.model.rowCount() == 0
    assert not panel.view.isVisible()
    assert "analysed" in panel._empty.text()
    workspace.show(opened)
    assert panel.model.rowCount() == len(analysed.table)
    assert panel.shown.filter == Filter()


def test_copied_rows_paste_into_a_spreadsheet(qtbot, panel, opened, analysed):
    opened.selection.set([3, 4])
    panel.copy()
    lines = QGuiApplication.clipboard().text().split("\n")
    fields = panel._shown_fields()
    assert lines[0].split("\t") == [field.heading for field in fields]
    cells = [line.split("\t") for line in lines[1:]]
    area = [field.key for field in fields].index("area")
    assert [row[0] for row in cells] == ["3", "4"]
    assert [float(row[area]) for row in cells] == pytest.approx(analysed.table["area"][2:4])


def test_columns_are_chosen_and_remembered(workspace, qtbot, panel, opened):
    panel._columns.choose({"id", "perimeter"})
    assert [field.key for field in panel._shown_fields()] == ["id", "perimeter"]
    again = ParticlePanel(workspace)
    qtbot.addWidget(again)
    workspace.show(opened)
    assert [field.key for field in again._shown_fields()] == ["id", "perimeter"]


def test_the_last_column_cannot_be_hidden(panel):
    panel._columns.choose({"id"})
    item = panel._columns._list.item(0)
    item.setCheckState(Qt.CheckState.Unchecked)
    assert [field.key for field in panel._shown_fields()] == ["id"]


def test_the_heading_explains_itself(panel):
    column = [field.key for field in panel.model.fields].index("circularity")
    tip = panel.model.headerData(column, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
    assert "4πA/P²" in tip


def test_classes_are_chosen_in_the_filter_row(panel, analysed):
    button = panel.filter_row._classes
    button._actions[2].trigger()
    assert panel.shown.filter.classes == frozenset({2})
    assert "glass" in button.text()
    button._actions[3].trigger()
    assert panel.shown.filter.classes == frozenset({2, 3})
    assert panel.model.rowCount() == int(np.isin(analysed.table["class"], (2, 3)).sum())
    button._actions[1].trigger()  # all of them are no filter
    assert panel.shown.filter == Filter()


def test_a_range_is_typed_with_either_decimal_mark(qtbot, panel, analysed):
    qtbot.keyClicks(panel.filter_row._size._low, "8,5")
    sizes = analysed.table["equivalent_diameter"]
    qtbot.waitUntil(lambda: panel.model.rowCount() == int((sizes >= 8.5).sum()))
    assert panel.filter_row._size._high.placeholderText() == f"{sizes.max():.1f}"


@pytest.mark.parametrize("width", [300, 420, 900])
def test_the_filter_breaks_into_lines_and_nothing_is_cut_off(qtbot, panel, opened, width):
    opened.selection.set([1, 2, 3])
    panel.shown.set_filter(Filter(text="aera > 2"))
    panel.resize(width, 500)
    qtbot.waitUntil(lambda: panel.width() == width)
    panel.layout().activate()
    inside = panel.filter_row.rect()
    parts = [w for w in panel.filter_row.children() if hasattr(w, "isVisible") and w.isVisible()]
    assert len(parts) >= 5
    for part in parts:
        assert inside.contains(part.geometry())
    for part in parts:
        for other in parts:
            assert part is other or not part.geometry().intersects(other.geometry())
