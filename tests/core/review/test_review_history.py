"""Whatever is done can be taken back, and is told by the log alone."""

import hashlib
import json
import shutil
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graticule.errors import GraticuleError, ResultError
from graticule.particles import ParticleTable, measure_particles
from graticule.review import (
    AnyEdit,
    Cut,
    Delete,
    Draw,
    Erase,
    Mark,
    Merge,
    Paint,
    Reviewed,
    SetClass,
    Split,
)
from graticule.review.reviewed import LOG

place = st.tuples(st.floats(0, 420), st.floats(0, 420))
stroke = st.lists(place, min_size=1, max_size=3).map(tuple)
which = st.integers(0, 10_000)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("class"), which, st.integers(1, 2)),
        st.tuples(st.just("delete"), which),
        st.tuples(st.just("merge"), which, which),
        st.tuples(st.just("split"), which),
        st.tuples(st.just("cut"), which, st.floats(0, 3.2)),
        st.tuples(st.just("paint"), stroke, st.floats(0.4, 25), st.one_of(st.none(), which),
                  st.booleans()),
        st.tuples(st.just("erase"), stroke, st.floats(0.4, 25)),
        st.tuples(st.just("draw"), st.lists(place, min_size=3, max_size=6).map(tuple)),
        st.tuples(st.just("mark"), which),
        st.just(("undo",)),
        st.just(("redo",)),
    ),
    min_size=1,
    max_size=9,
)  # fmt: skip


def edit_of(step: tuple, reviewed: Reviewed) -> AnyEdit:
    """A random step as an edit of particles that there are."""
    ids = reviewed.table["id"].tolist()

    def some(number: int) -> int:
        return ids[number % len(ids)] if ids else 1

    def across(id_: int, angle: float) -> Cut:
        row = np.flatnonzero(reviewed.table["id"] == id_)[0]
        x, y = reviewed.table["x_px"][row], reviewed.table["y_px"][row]
        dx, dy = 200 * np.cos(angle), 200 * np.sin(angle)
        return Cut(((x - dx, y - dy), (x + dx, y + dy)), ids=(id_,))

    makers = {
        "class": lambda id_, number: SetClass((some(id_),), number),
        "delete": lambda id_: Delete((some(id_),)),
        "merge": lambda one, other: Merge((some(one), some(other))),
        "split": lambda id_: Split(some(id_)),
        "cut": lambda id_, angle: across(some(id_), angle),
        "paint": lambda points, radius, id_, over: Paint(
            points, radius, id=0 if id_ is None else some(id_), class_number=1, over=over
        ),
        "erase": Erase,
        "draw": lambda outline: Draw(outline, 2),
        "mark": lambda id_: Mark((some(id_),)),
    }
    name, *rest = step
    return makers[name](*rest)


def take(reviewed: Reviewed, step: tuple) -> None:
    """Do a random step; what cannot be done is refused and changes nothing."""
    with suppress(GraticuleError):
        if step == ("undo",):
            reviewed.undo()
        elif step == ("redo",):
            reviewed.redo()
        elif len(reviewed.table):
            reviewed.apply(edit_of(step, reviewed))


def measured_anew(reviewed: Reviewed) -> ParticleTable:
    """The whole corrected map, measured as the analysis does it."""
    ids = reviewed.table["id"]
    labels = reviewed.labels[:, :]
    row_of = np.zeros(int(max(ids.max(initial=0), labels.max())) + 1, np.uint32)
    row_of[ids] = np.arange(1, len(ids) + 1)
    layers = reviewed._layers()
    return measure_particles(
        row_of[labels],
        reviewed.class_map[:, :],
        uncertainty=reviewed.uncertainty,
        read_scan=layers.read_scan,
        channel_names=layers.channel_names,
        pixel_size=reviewed.pixel_size,
        scale=reviewed.scale,
        separated=reviewed.table["separated"],
        light=layers.light,
    ).moved(reviewed.work_origin, scale=reviewed.scale, pixel_size=reviewed.pixel_size)


def assert_same(one: ParticleTable, other: ParticleTable, leave_out: tuple[str, ...] = ()) -> None:
    assert len(one) == len(other)
    for key in other.columns:
        if key not in leave_out:
            equal_nan = other[key].dtype.kind == "f"
            assert np.array_equal(one[key], other[key], equal_nan=equal_nan), key


@pytest.mark.parametrize("kind", ["whole", "region"])
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=steps)
def test_edits_measure_what_the_whole_would_and_the_log_tells_them(
    kind, steps, request, tmp_path_factory
):
    folder = tmp_path_factory.mktemp("edited") / "result"
    shutil.copytree(request.getfixturevalue(kind), folder)
    with Reviewed.open(folder) as reviewed:
        first_table, first_labels = reviewed.table, reviewed.labels[:, :]
        for step in steps:
            take(reviewed, step)
        table, labels = reviewed.table, reviewed.labels[:, :]
        assert set(np.unique(labels)) - {0} == set(table["id"].tolist())
        assert_same(table, measured_anew(reviewed), leave_out=("id",))
        analysis = reviewed.analysis()
        assert [row for row, _ in analysis.outlines()] == list(range(len(table)))
        assert np.array_equal(analysis.id_of[analysis.labels[:, :]], labels)
    with Reviewed.open(folder) as again:
        assert_same(again.table, table)
        assert np.array_equal(again.labels[:, :], labels)
        done = 0
        while again.undo_text:
            again.undo()
            done += 1
        assert_same(again.table, first_table)
        assert np.array_equal(again.labels[:, :], first_labels)
        for _ in range(done):
            again.redo()
        assert_same(again.table, table)
        assert np.array_equal(again.labels[:, :], labels)


def test_files_of_the_analysis_stay_as_they_are(reviewed, folder, particle):
    def digest() -> dict[str, str]:
        files = (p for p in folder.rglob("*") if p.is_file() and "review" not in p.parts)
        return {str(p): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}

    before = digest()
    reviewed.apply(Erase(((250.0, 356.0),), 10))
    reviewed.apply(Delete((1,)))
    assert digest() == before


def test_a_line_cut_short_by_a_crash_is_forgotten_and_written_over(folder):
    with Reviewed.open(folder) as reviewed:
        reviewed.apply(Delete((1,)))
        whole = (folder / LOG).read_bytes()
        reviewed.apply(Paint(((8.0, 400.0),), 5, class_number=1))
    longer = (folder / LOG).read_bytes()
    for length in range(len(whole), len(longer), 41):
        (folder / LOG).write_bytes(longer[:length])
        with Reviewed.open(folder) as reviewed:
            assert reviewed.log_length == 1
            assert 1 not in reviewed.table["id"]
            if length % 7 == 0:
                reviewed.apply(Delete((2,)))
                assert len((folder / LOG).read_text().splitlines()) == 3
    with Reviewed.open(folder) as reviewed:
        assert reviewed.log_length == 1


def test_a_damaged_line_is_named(folder):
    with Reviewed.open(folder) as reviewed:
        reviewed.apply(Delete((1,)))
        reviewed.apply(Delete((2,)))
    lines = (folder / LOG).read_text().splitlines()
    lines[1] = lines[1][:20]
    (folder / LOG).write_text("\n".join(lines) + "\n")
    with pytest.raises(ResultError, match="line 2 is damaged"):
        Reviewed.open(folder)


def test_the_log_tells_who_did_what_to_which_particles_and_what_was_undone(reviewed, folder):
    reviewed.apply(Merge((3, 7)))
    new = int(reviewed.table["id"].max())
    reviewed.undo()
    reviewed.user = "Jörg"
    reviewed.apply(Delete((4,)))
    lines = [reviewed.log_line(i) for i in range(reviewed.log_length)]
    assert [line.text for line in lines] == [
        f"Merged 2 particles into {new}",
        f"Undid “Merged 2 particles into {new}”",
        "Deleted particle 4",
    ]
    assert [line.user for line in lines] == ["Maria", "Maria", "Jörg"]
    assert [line.in_force for line in lines] == [False, True, True]
    assert (lines[0].before, lines[0].after) == ((3, 7), (new,))
    written = [json.loads(line) for line in (folder / LOG).read_text().splitlines()[1:]]
    assert written[0]["edit"] == {"do": "merge", "ids": [3, 7]}
    assert written[1]["undo"] == 1
    assert all(entry["time"][:2] == "20" for entry in written)


def test_ids_are_never_given_twice(folder):
    given = set()
    for _ in range(3):
        with Reviewed.open(folder) as reviewed:
            new = reviewed.apply(Paint(((8.0, 400.0),), 5, class_number=1)).after[0]
            assert new not in given
            given.add(new)
            reviewed.undo()


def test_after_a_new_edit_nothing_can_be_redone(reviewed):
    reviewed.apply(Delete((1,)))
    reviewed.undo()
    assert reviewed.redo_text == "Deleted particle 1"
    reviewed.apply(Delete((2,)))
    assert reviewed.redo_text == ""
    with pytest.raises(GraticuleError, match="nothing to do again"):
        reviewed.redo()


def test_two_windows_do_not_correct_one_result(reviewed, folder):
    reviewed.apply(Delete((1,)))
    with Reviewed.open(folder) as other:
        assert 1 not in other.table["id"]
        with pytest.raises(ResultError, match="another window"):
            other.apply(Delete((2,)))
        assert 2 in other.table["id"]


def test_what_cannot_be_logged_is_not_done(reviewed, folder, monkeypatch):
    reviewed.apply(Delete((1,)))
    size = (folder / LOG).stat().st_size

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(ResultError, match="No space left"):
        reviewed.apply(Delete((2,)))
    assert 2 in reviewed.table["id"]
    assert (folder / LOG).stat().st_size == size


def test_the_review_of_another_analysis_is_put_aside(folder, region):
    with Reviewed.open(folder) as reviewed:
        reviewed.apply(Delete((1,)))
    other = Path(shutil.copytree(region, folder.parent / "other"))
    shutil.copytree(folder / "review", other / "review")
    with Reviewed.open(other) as reviewed:
        assert reviewed.put_aside
        assert 1 in reviewed.table["id"]
        assert reviewed.log_length == 0
        reviewed.apply(Delete((2,)))
    assert (other / "review" / "review-earlier-1.jsonl").is_file()
    with Reviewed.open(other) as reviewed:
        assert reviewed.log_length == 1


def test_what_was_read_stays_as_it_was(reviewed):
    table, analysis = reviewed.table, None
    reviewed.apply(Delete((1,)))
    analysis = reviewed.analysis()
    labels = np.asarray(analysis.labels[:, :])
    reviewed.apply(Erase(((250.0, 356.0),), 30))
    reviewed.undo()
    reviewed.undo()
    assert 1 in table["id"]
    assert 1 not in analysis.table["id"]
    assert np.array_equal(analysis.labels[:, :], labels)


def test_a_scan_that_is_gone_leaves_its_columns_blank(folder, whole):
    scan = whole.parent.parent / "blobs.tif"
    away = scan.rename(scan.with_suffix(".away"))
    try:
        with Reviewed.open(folder) as reviewed:
            new = reviewed.apply(Paint(((8.0, 400.0),), 5, class_number=1)).after[0]
            row = int(np.flatnonzero(reviewed.table["id"] == new)[0])
            assert np.isnan(reviewed.table["mean_red"][row])
            assert reviewed.table["colour"][row] == ""
            assert reviewed.table["area_px"][row] > 60
    finally:
        away.rename(scan)
