"""What a screen reader hears of the table: its rows, what is selected, where the keys are."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

from graticule_app.panels.particles.particle_panel import ParticlePanel


@pytest.fixture
def heard(monkeypatch):
    """The events that reach a screen reader: their kind, and the words of announcements."""
    events = []

    def note(event):
        words = event.message() if isinstance(event, QAccessibleAnnouncementEvent) else ""
        events.append((event.type(), words))

    QAccessible.setActive(True)
    monkeypatch.setattr(QAccessible, "updateAccessibility", note)
    yield events
    QAccessible.setActive(False)


@pytest.fixture
def panel(workspace, qtbot, opened):
    made = ParticlePanel(workspace)
    qtbot.addWidget(made)
    made.resize(900, 500)
    made.show()
    workspace.show(opened)
    return made


def cells(panel, row: int) -> list[str]:
    """The names of a row's cells, as Qt hands them to a screen reader."""
    table = QAccessible.queryAccessibleInterface(panel.view)
    assert table is not None
    assert table.role() == QAccessible.Role.Table
    names = []
    for number in range(min(table.childCount(), 8 * panel.model.columnCount())):
        cell = table.child(number)
        place = cell.tableCellInterface() if cell is not None else None
        is_cell = cell is not None and cell.role() == QAccessible.Role.Cell
        if cell is not None and is_cell and place is not None and place.rowIndex() == row:
            names.append(cell.text(QAccessible.Text.Name))
    return names


def test_the_table_and_its_rows_have_names(panel):
    table = QAccessible.queryAccessibleInterface(panel.view)
    assert table is not None
    assert table.text(QAccessible.Text.Name) == "Particles"
    row = panel.model.spoken_row(0)
    assert row.startswith("Particle: 1, Class: ")
    assert "Area (" in row


def test_what_is_selected_says_so(panel, opened):
    ids = panel.ordered.listing.ids[panel.ordered.rows]
    opened.selection.set(ids[1:3])
    assert [any(name.endswith(", selected") for name in cells(panel, row)) for row in range(4)] == [
        False, True, True, False,
    ]  # fmt: skip


def test_a_selection_made_elsewhere_is_announced(panel, opened, heard):
    ids = panel.ordered.listing.ids[panel.ordered.rows]
    opened.selection.set(ids[:3])
    assert (QAccessible.Event.Announcement, "3 particles selected") in heard
    assert (QAccessible.Event.SelectionWithin, "") in heard
    heard.clear()
    opened.selection.set(ids[1:2])
    assert heard[0][1] == panel.model.spoken_row(1)


def test_keys_move_what_has_the_focus(panel, qtbot):
    panel.view.setFocus()
    panel.view.set_current(0)
    qtbot.keyClick(panel.view, Qt.Key.Key_Down)
    assert panel.view.current_row() == 1
    table = QAccessible.queryAccessibleInterface(panel.view)
    assert table is not None
    focused = table.focusChild()
    assert focused is not None
    assert focused.text(QAccessible.Text.Name) in cells(panel, 1)
    assert focused.text(QAccessible.Text.Name).endswith(", selected")


def test_it_is_german_in_german(panel, opened, german, heard):
    ids = panel.ordered.listing.ids[panel.ordered.rows]
    opened.selection.set(ids[:2])
    assert heard[0][1] == "2 Partikel gewählt"
