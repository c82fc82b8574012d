"""What each edit does to pixels and particles."""

import numpy as np
import pytest

from graticule.errors import GraticuleError
from graticule.review import Cut, Delete, Draw, Erase, Mark, Merge, Paint, Reviewed, SetClass, Split

DUMB_BELL = (60, 384)
BAR = (250, 356)  # from x 200 to 330, y 350 to 362
FREE = (8.0, 400.0)


def row(reviewed: Reviewed, id_: int) -> dict:
    (place,) = np.flatnonzero(reviewed.table["id"] == id_)
    return {key: reviewed.table[key][place] for key in reviewed.table.columns}


def pixels(reviewed: Reviewed, id_: int) -> int:
    return int((reviewed.labels[:, :] == id_).sum())


def test_class_changes_in_table_and_map(reviewed, particle):
    id_ = particle(*BAR)
    area = row(reviewed, id_)["area_px"]
    change = reviewed.apply(SetClass((id_,), 2))
    assert row(reviewed, id_)["class"] == 2
    assert row(reviewed, id_)["reviewed"]
    assert (reviewed.class_map[:, :] == 2).sum() == area
    assert any(box.left <= 200 and box.right >= 330 for box in change.boxes)


def test_deleted_particles_leave_table_and_map(reviewed, particle):
    bar, bell = particle(*BAR), particle(*DUMB_BELL)
    count = len(reviewed.table)
    reviewed.apply(Delete((bar, bell)))
    assert len(reviewed.table) == count - 2
    assert particle(*BAR) == particle(*DUMB_BELL) == 0
    with pytest.raises(GraticuleError, match="no longer there"):
        reviewed.apply(Delete((bar,)))


def test_merged_particles_are_one_new_one_of_the_largest_ones_class(reviewed, particle):
    bar, bell = particle(*BAR), particle(*DUMB_BELL)
    following = int(reviewed.table["id"].max()) + 1
    areas = [row(reviewed, id_)["area_px"] for id_ in (bar, bell)]
    reviewed.apply(SetClass((bar,), 2))  # the bar is larger
    change = reviewed.apply(Merge((bar, bell)))
    assert (change.before, change.after) == (tuple(sorted((bar, bell))), (following,))
    assert particle(*BAR) == particle(*DUMB_BELL) == following
    merged = row(reviewed, following)
    assert merged["area_px"] == sum(areas) == pixels(reviewed, following)
    assert merged["class"] == 2
    assert merged["feret_max"] > 200 * 0.5  # they lie far apart


def test_split_finds_the_neck(reviewed, particle):
    change = reviewed.apply(Split(particle(*DUMB_BELL)))
    left, right = particle(*DUMB_BELL), particle(82, 384)
    assert set(change.after) == {left, right}
    areas = [row(reviewed, id_)["area_px"] for id_ in (left, right)]
    assert areas == pytest.approx([np.pi * 13**2] * 2, rel=0.1)
    assert row(reviewed, left)["separated"]


def test_split_of_what_was_merged_gives_its_parts_back(reviewed, particle):
    bar, bell = particle(*BAR), particle(*DUMB_BELL)
    areas = {pixels(reviewed, bar), pixels(reviewed, bell)}
    merged = reviewed.apply(Merge((bar, bell))).after[0]
    parts = reviewed.apply(Split(merged)).after
    assert {pixels(reviewed, id_) for id_ in parts} == areas
    assert not {bar, bell, merged} & set(reviewed.table["id"].tolist())


def test_a_disc_has_no_neck(reviewed, particle):
    disc = reviewed.apply(Paint((FREE,), 5, class_number=1)).after[0]
    with pytest.raises(GraticuleError, match="no neck"):
        reviewed.apply(Split(disc))


def test_cut_divides_all_the_pixels(reviewed, particle):
    bar = particle(*BAR)
    area = pixels(reviewed, bar)
    change = reviewed.apply(Cut(((231.0, 340.0), (233.0, 370.0))))
    assert change.before == (bar,)
    left, right = particle(205, 356), particle(320, 356)
    assert set(change.after) == {left, right}
    assert pixels(reviewed, left) + pixels(reviewed, right) == area
    assert pixels(reviewed, left) == pytest.approx(32 * 12, rel=0.06)


def test_a_cut_that_does_not_cross_is_refused(reviewed, particle):
    with pytest.raises(GraticuleError, match="from one side to the other"):
        reviewed.apply(Cut(((231.0, 340.0), (231.0, 356.0))))
    with pytest.raises(GraticuleError, match="crosses no particle"):
        reviewed.apply(Cut(((0.0, 419.0), (9.0, 419.0))))


def test_painting_makes_and_enlarges_particles(reviewed, particle):
    new = reviewed.apply(Paint((FREE, (14.0, 400.0)), 4, class_number=2)).after
    assert len(new) == 1
    assert row(reviewed, new[0])["class"] == 2
    assert pixels(reviewed, new[0]) == pytest.approx(np.pi * 16 + 6 * 8, rel=0.12)
    before = pixels(reviewed, new[0])
    change = reviewed.apply(Paint(((20.0, 400.0),), 4, id=new[0]))
    assert change.before == change.after == new
    assert pixels(reviewed, new[0]) > before
    assert row(reviewed, new[0])["area_px"] == pixels(reviewed, new[0])


def test_painting_spares_others_unless_asked(reviewed, particle):
    bar = particle(*BAR)
    area = pixels(reviewed, bar)
    stroke = ((225.0, 340.0), (225.0, 372.0))
    first = reviewed.apply(Paint(stroke, 6, class_number=1)).after[0]
    assert pixels(reviewed, bar) == area
    change = reviewed.apply(Paint(stroke, 6, id=first, over=True))
    assert pixels(reviewed, bar) < area
    assert particle(225, 356) == first
    # The stroke took the bar apart: its larger part keeps the id.
    assert particle(300, 356) == bar
    other = particle(205, 356)
    assert other not in (0, bar, first)
    assert set(change.after) == {bar, first, other}


def test_erasing_takes_apart_and_away(reviewed, particle):
    bar = particle(*BAR)
    reviewed.apply(Erase(((225.0, 340.0), (225.0, 372.0)), 4))
    assert particle(225, 356) == 0
    assert particle(300, 356) == bar
    rest = particle(205, 356)
    assert rest not in (0, bar)
    reviewed.apply(Erase(((195.0, 356.0), (230.0, 356.0)), 30, ids=(rest,)))
    assert rest not in reviewed.table["id"]
    with pytest.raises(GraticuleError, match="no particle under"):
        reviewed.apply(Erase(((225.0, 356.0),), 3))


def test_erasing_a_chosen_particle_spares_the_others(reviewed, particle):
    bell = particle(*DUMB_BELL)
    sizes = {id_: pixels(reviewed, id_) for id_ in reviewed.table["id"].tolist()}
    reviewed.apply(Erase(((60.0, 384.0),), 60, ids=(bell,)))
    del sizes[bell]
    assert {id_: pixels(reviewed, id_) for id_ in reviewed.table["id"].tolist()} == sizes


def test_a_drawn_outline_keeps_its_area(reviewed, particle):
    outline = ((2.0, 390.0), (22.0, 390.0), (22.0, 410.0), (2.0, 410.0))
    free = int((reviewed.labels[390:410, 2:22] == 0).sum())
    new = reviewed.apply(Draw(outline, 1)).after[0]
    assert pixels(reviewed, new) == free
    with pytest.raises(GraticuleError, match="covers no pixel"):
        reviewed.apply(Draw(outline, 1))


def test_an_outline_that_crosses_itself_is_taken_for_both_loops(reviewed):
    bow = ((2.0, 390.0), (22.0, 410.0), (22.0, 390.0), (2.0, 410.0))
    new = reviewed.apply(Draw(bow, 1)).after[0]
    assert pixels(reviewed, new) == pytest.approx(200, rel=0.1)


def test_drawing_beyond_the_edge_is_cut_off_and_outside_refused(reviewed):
    over = reviewed.apply(Draw(((-9.0, 405.0), (6.0, 405.0), (6.0, 999.0)), 1)).after[0]
    assert row(reviewed, over)["touches_border"]
    with pytest.raises(GraticuleError, match="covers no pixel"):
        reviewed.apply(Draw(((-9.0, -9.0), (-6.0, -9.0), (-6.0, -4.0)), 1))
    with pytest.raises(GraticuleError, match="covers no pixel"):
        reviewed.apply(Paint(((5000.0, 5000.0),), 5, class_number=1))


def test_marks_and_notes(reviewed, particle):
    bar = particle(*BAR)
    assert reviewed.progress == (0, len(reviewed.table))
    assert reviewed.apply(Mark((bar,), note="a fibre?")).boxes == []
    assert reviewed.progress[0] == 1
    assert reviewed.note_of(bar) == "a fibre?"
    assert reviewed.undo_text == f"Reviewed particle {bar}: a fibre?"
    reviewed.apply(Mark((bar,), reviewed=False))
    assert reviewed.progress[0] == 0


@pytest.mark.parametrize(
    "edit",
    [SetClass((1,), 3), SetClass((99_999,), 1), Delete((0,)), Merge((1, 1)), Split(99_999)],
)
def test_what_is_not_there_is_refused_and_changes_nothing(reviewed, edit):
    ids = reviewed.table["id"].tolist()
    with pytest.raises(GraticuleError):
        reviewed.apply(edit)
    assert reviewed.table["id"].tolist() == ids
    assert reviewed.log_length == 0


def test_colours_are_named_against_the_light_of_the_whole_scan(reviewed):
    grey = int(reviewed.table["id"][reviewed.table["colour"] == "grey"][0])
    x, y = (float(row(reviewed, grey)[key]) for key in ("x_px", "y_px"))
    rim = Erase(((x, y),), 1.5)
    reviewed.apply(rim)
    assert row(reviewed, grey)["colour"] == "grey"
    reviewed.undo()
    reviewed.store.note(light=(228.0, 100.0, 228.0))  # what looks grey there lets green through
    reviewed.apply(rim)
    assert row(reviewed, grey)["colour"] == "green"
