"""The queue: one after another, stopped and gone on with, kept over restarts."""

import pytest

from graticule.events import Options
from graticule.geometry import Box
from graticule_app.model.entry import State
from graticule_app.model.queue import Queue


@pytest.fixture
def add(queue, generic, tmp_path):
    return lambda name, **options: queue.add(
        tmp_path / name, generic, tmp_path / "out", Options(**options)
    )


def idle(queue) -> bool:
    return not queue.busy


def test_scans_are_analysed_one_after_another(queue, add, qtbot, tmp_path):
    order = []
    queue.started.connect(lambda entry: order.append(entry.name))
    queue.finished.connect(lambda entry, folder: order.append(folder.name))
    first, second = add("good-1.tif"), add("good-2.tif")
    assert (first.state, second.state) == (State.running, State.waiting)
    qtbot.waitUntil(lambda: idle(queue), timeout=5000)
    assert order == ["good-1.tif"] * 2 + ["good-2.tif"] * 2
    assert first.state is State.done
    assert first.particles == 3
    assert first.folder == tmp_path / "out" / "good-1.tif"
    assert first.notices == ("sizes are told in px",)
    assert "3 particles" in first.status


def test_a_failure_is_told_and_the_next_scan_is_analysed(queue, add, qtbot):
    with qtbot.waitSignal(queue.failed, timeout=5000) as told:
        bad, good = add("fails.tif"), add("good.tif")
    assert told.args == [bad, "the scan is torn", "Traceback of it"]
    qtbot.waitUntil(lambda: idle(queue), timeout=5000)
    assert (bad.state, good.state) == (State.failed, State.done)
    assert bad.status == "Failed: the scan is torn"


def test_names_in_any_encoding_are_queued_shown_and_kept(queue, add, qtbot, tmp_path):
    name = "good-gr\udcfcn.tif"  # Latin-1, as Python reads it on Linux
    entry = add(name)
    qtbot.waitUntil(lambda: idle(queue), timeout=5000)
    assert entry.state is State.done
    assert entry.name == "good-gr�n.tif"
    assert entry.scan == tmp_path / name
    queue.stop_all()
    (kept,) = Queue(queue._path.parent).entries
    assert kept.scan == tmp_path / name
    assert queue.entry_for(tmp_path / name) is entry


@pytest.mark.parametrize("name", ["slow.tif", "deaf.tif"])
def test_a_run_is_stopped_within_a_second_and_goes_on_later(queue, add, qtbot, name):
    entry = add(name)
    qtbot.waitUntil(lambda: entry.outlook.share > 0, timeout=5000)
    queue.cancel(entry)
    assert entry.status == "Stopping"
    qtbot.waitUntil(lambda: idle(queue), timeout=1000)
    assert entry.state is State.cancelled
    assert "kept" in entry.status
    queue.resume(entry)
    assert entry.state is State.running


def test_one_that_waits_is_stopped_before_its_turn(queue, add, qtbot):
    first, second, third = add("good-1.tif"), add("good-2.tif"), add("good-3.tif")
    queue.cancel(second)
    qtbot.waitUntil(lambda: idle(queue), timeout=5000)
    assert [e.state for e in (first, second, third)] == [
        State.done, State.cancelled, State.done,
    ]  # fmt: skip
    queue.resume(second)
    qtbot.waitUntil(lambda: idle(queue), timeout=5000)
    assert second.state is State.done


def test_a_crash_is_gone_on_from(queue, add, qtbot):
    entry = add("crash.tif")
    qtbot.waitUntil(lambda: idle(queue), timeout=5000)
    assert entry.state is State.failed
    assert entry.can_continue
    assert "last words" in entry.details


def test_order_and_removal(queue, add, qtbot, qtmodeltester):
    running = add("slow.tif")
    one, two, three = (add(f"good-{i}.tif") for i in range(3))
    queue.move(three, -2)
    assert queue.entries == (running, three, one, two)
    queue.move(three, 99)
    queue.move(one, -1)
    assert queue.entries == (one, running, two, three)
    queue.remove([two, running])
    assert queue.entries == (one, running, three)
    qtmodeltester.check(queue)
    queue.cancel(running)
    finished = []
    queue.finished.connect(lambda entry, folder: finished.append(entry))
    qtbot.waitUntil(lambda: idle(queue), timeout=5000)
    assert finished == [one, three]


def test_the_queue_survives_a_restart(queue, add, qtbot, tmp_path, link):
    done, failed = add("good.tif", frame=1), add("fails.tif")
    running = add("slow.tif", region=Box(1, 2, 30, 40))
    waiting = add("good-2.tif")
    qtbot.waitUntil(lambda: running.outlook.share > 0, timeout=5000)
    queue.stop_all()
    assert not queue.busy
    again = Queue(tmp_path / "data", link=link)
    assert [e.id for e in again.entries] == [e.id for e in (done, failed, running, waiting)]
    assert [e.state for e in again.entries] == [
        State.done, State.failed, State.cancelled, State.cancelled,
    ]  # fmt: skip
    assert again.entries[0].particles == 3
    assert again.entries[1].details == "Traceback of it"
    assert again.entries[2].options.region == Box(1, 2, 30, 40)
    assert again.entries[2].folder == running.folder
    assert "closed" in again.entries[3].status
    again.resume(again.entries[3])
    qtbot.waitUntil(lambda: not again.busy, timeout=5000)
    assert again.entries[3].state is State.done


def test_a_program_that_was_killed_finds_its_queue(queue, add, qtbot, tmp_path, link):
    running = add("slow.tif")
    qtbot.waitUntil(lambda: running.folder is not None, timeout=5000)
    qtbot.waitUntil(lambda: b"out/slow.tif" in (tmp_path / "data/queue.json").read_bytes())
    again = Queue(tmp_path / "data", link=link)  # what lies on disk in mid-run
    assert again.entries[0].state is State.cancelled
    assert "closed" in again.entries[0].status


@pytest.mark.parametrize("data", [b"", b"{", b'[{"id": 1}]', b"\xff\xfe[]"])
def test_a_queue_that_cannot_be_read_is_kept_beside_and_told(
    qapp, tmp_path, link, data, generic, qtbot
):
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "queue.json").write_bytes(data)
    queue = Queue(folder, link=link)
    assert queue.entries == ()
    assert "queue-unreadable-1.json" in queue.trouble
    queue.add(tmp_path / "good.tif", generic, tmp_path / "out")
    queue.stop_all()
    assert (folder / "queue-unreadable-1.json").read_bytes() == data
    again = Queue(folder, link=link)
    assert len(again.entries) == 1
    assert again.trouble == ""


def test_one_that_cannot_even_be_renamed_is_never_written_over(
    qapp, tmp_path, link, generic, monkeypatch
):
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "queue.json").write_bytes(b"{")
    monkeypatch.setattr("graticule_app.model.queue.put_aside", lambda path: None)
    queue = Queue(folder, link=link)
    assert "stays as it is" in queue.trouble
    queue.add(tmp_path / "good.tif", generic, tmp_path / "out")
    queue.stop_all()
    assert (folder / "queue.json").read_bytes() == b"{"


def test_tiles_are_told_at_most_five_times_a_second_and_at_the_end(queue, add, qtbot):
    told = []
    queue.tiles.connect(lambda entry: told.append(entry.outlook.text))
    add("good.tif")
    qtbot.waitUntil(lambda: idle(queue), timeout=5000)
    assert told[0] == "Finding particles"
    assert told[-1] == "Writing the report"
    assert len(told) <= 4


def test_the_entry_of_a_scan(queue, add, tmp_path):
    first = add("slow.tif")
    later = add("slow.tif")
    framed = add("slow.tif", frame=2)
    assert queue.entry_for(tmp_path / "slow.tif") is first
    assert queue.entry_for(tmp_path / "slow.tif", 2) is framed
    assert queue.entry_for(tmp_path / "other.tif") is None
    queue.stop_all()
    assert queue.entry_for(tmp_path / "slow.tif") is later


def test_a_protocol_without_text_is_a_mistake(queue, generic, tmp_path):
    import msgspec

    with pytest.raises(ValueError, match="text"):
        queue.add(tmp_path / "a.tif", msgspec.structs.replace(generic, text=""), tmp_path)
