"""What the window does to a result, and what it tells of it."""

import numpy as np
import pytest

from graticule.annotations import read_geojson, read_sources
from graticule.results import Result
from graticule.review import Reviewed, SetClass, open_result


def test_a_complete_result_is_shown_with_its_review(
    qtbot, controller, discs_document, folder, disc
):
    assert isinstance(discs_document.result, Reviewed)
    assert discs_document.result is controller.reviewed
    discs_document.selection.set((disc(0, 0),))
    controller.delete()
    assert len(discs_document.table) == 23
    discs_document.set_result(open_result(folder))  # as when its scan is shown again
    qtbot.waitUntil(lambda: discs_document.result is controller.reviewed)
    assert len(discs_document.table) == 23


def test_an_edit_sets_table_maps_and_selection(qtbot, controller, discs_document, disc):
    one, two = disc(0, 0), disc(0, 1)
    discs_document.selection.set((one, two))
    with (
        qtbot.waitSignal(discs_document.table_changed),
        qtbot.waitSignal(discs_document.map_changed) as grown,
        qtbot.waitSignal(controller.told) as told,
    ):
        controller.merge()
    (boxes,) = grown.args
    assert told.args[0].startswith("Merged 2 particles")
    assert any(box.left <= 38 and box.right >= 62 for box in boxes)
    new = controller.reviewed.particle_at(50, 50)
    assert discs_document.selection.ids.tolist() == [new]
    controller.split()
    assert len(discs_document.selection.ids) == 2
    controller.undo()
    assert discs_document.selection.ids.tolist() == [new]
    controller.undo()
    assert sorted(discs_document.selection.ids.tolist()) == [one, two]
    assert (controller.can_undo, controller.can_redo) == (False, True)
    controller.redo()
    assert disc(0, 0) == disc(0, 1) == new


def test_a_stroke_that_begins_on_a_particle_enlarges_it(controller, discs_document, disc):
    id_ = disc(1, 1)
    area = _area(discs_document, id_)
    controller.paint([(150.0, 150.0), (180.0, 150.0)], 6.0, False)
    assert _area(discs_document, id_) > area + 100
    assert controller.undo_text() == f"Enlarged particle {id_}"


def test_a_stroke_beside_a_particle_makes_one_unless_it_touches_the_selected(
    controller, discs_document, disc
):
    controller.set_drawing_class(2)
    controller.paint([(100.0, 100.0)], 8.0, False)
    new = controller.reviewed.particle_at(100, 100)
    assert discs_document.selection.only == new
    assert discs_document.table["class"][discs_document.table["id"] == new][0] == 2
    controller.paint([(112.0, 100.0)], 5.0, False)  # the new one is selected, and touched
    assert controller.reviewed.particle_at(112, 100) == new
    controller.paint([(100.0, 200.0)], 5.0, False)
    assert controller.reviewed.particle_at(100, 200) not in (0, new)


def test_the_eraser_spares_what_is_not_selected(controller, discs_document, disc):
    one, two = disc(2, 2), disc(2, 3)
    discs_document.selection.set((one,))
    controller.erase([(250.0, 250.0), (350.0, 250.0)], 5.0)
    assert disc(2, 3) == two
    assert disc(2, 2) == 0
    discs_document.selection.set(())
    controller.erase([(350.0, 250.0)], 5.0)
    assert disc(2, 3) == 0


def test_what_cannot_be_done_is_said_in_plain_words(qtbot, controller, discs_document, disc):
    for act, words in (
        (controller.delete, "Select a particle"),
        (controller.merge, "two or more"),
        (lambda: controller.cut([(0.0, 0.0), (5.0, 5.0)]), "crosses no particle"),
        (controller.undo, "nothing to undo"),
    ):
        with qtbot.waitSignal(controller.failed) as failed:
            act()
        assert words in failed.args[0]
    discs_document.selection.set((disc(0, 0),))
    with qtbot.waitSignal(controller.failed) as failed:
        controller.split()
    assert "no neck" in failed.args[0]
    assert controller.reviewed.log_length == 0


def test_without_a_result_nothing_happens(workspace, qtbot, discs_document):
    controller = workspace.review
    workspace.show(discs_document)
    with qtbot.waitSignal(controller.failed) as failed:
        controller.paint([(1.0, 1.0)], 3.0, False)
    assert "analyse the scan first" in failed.args[0]
    assert not controller.apply(SetClass((1,), 1))
    assert controller.progress() == (0, 0)
    workspace.show(None)
    assert controller.selected() == ()


def test_the_log_bears_the_user_of_the_window(controller, discs_document, disc):
    discs_document.selection.set((disc(0, 0),))
    controller.set_class(2)
    line = controller.reviewed.log_line(0)
    assert (line.user, line.text) == ("Maria", f"Changed particle {disc(0, 0)} to glass & stone")
    assert controller.class_number == 2


def test_another_window_s_review_is_refused_in_plain_words(
    qtbot, controller, discs_document, folder
):
    with Reviewed.open(folder) as other:
        other.apply(SetClass((1,), 2))
        discs_document.selection.set((2,))
        with qtbot.waitSignal(controller.failed) as failed:
            controller.delete()
        assert "another window" in failed.args[0]


def test_a_report_is_of_the_corrected_particles(controller, discs_document, disc):
    discs_document.selection.set((disc(0, 0),))
    controller.delete()
    analysis = controller.analysis()
    assert len(analysis.table) == 23
    assert analysis.review is not None


def test_training_data_are_written_beside_the_review(
    qtbot, controller, discs_document, folder, disc
):
    with qtbot.waitSignal(controller.failed) as failed:
        controller.save_annotations()
    assert "No particle has been reviewed" in failed.args[0]
    discs_document.selection.set(discs_document.table["id"])
    controller.mark_reviewed()
    with qtbot.waitSignal(controller.told) as told:
        controller.save_annotations()
    assert "corrections.geojson" in told.args[0]
    notes = read_geojson(folder / "review" / "corrections.geojson")
    assert [note.class_name for note in notes].count("Region") >= 1
    assert len([note for note in notes if note.class_name != "Region"]) == 24
    with qtbot.waitSignal(controller.told) as told:
        controller.save_crops()
    assert told.args[0].startswith("6 pictures with labels in")
    sources = read_sources([folder / "review" / "training"], target="particles").sources
    assert len(sources) == 6
    assert max(int(source.labels(source.box).max()) for source in sources) >= 6


def test_a_growing_result_is_left_alone(workspace, qtbot, discs_document, folder):
    (folder / "record.json").unlink()
    controller = workspace.review
    workspace.show(discs_document)
    growing = Result.open(folder)
    discs_document.set_result(growing)
    qtbot.wait(100)
    assert discs_document.result is growing
    assert controller.reviewed is None


@pytest.mark.parametrize("count", [1, 3])
def test_undo_goes_all_the_way_back(controller, discs_document, count):
    table = discs_document.table
    for k in range(count):
        controller.paint([(100.0, 100.0 * (k + 1))], 4.0, False)
    for _ in range(count):
        controller.undo()
    assert not controller.can_undo
    for key in table.columns:
        equal_nan = table[key].dtype.kind == "f"
        assert np.array_equal(table[key], discs_document.table[key], equal_nan=equal_nan)


def _area(document, id_: int) -> int:
    return int(document.table["area_px"][document.table["id"] == id_][0])
