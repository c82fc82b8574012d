"""The page from the choice of data to the pack, over a training that only plays its part."""

import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

sys.path.insert(0, str(Path(__file__).parents[2]))  # beside this folder, not a package
from disk import listened

from graticule.models import list_packs, load_pack
from graticule_app.model import shelf
from graticule_app.pages.training.found import Found, Problem
from graticule_app.pages.training.runs import home_of, unfinished

LEFT = Qt.MouseButton.LeftButton


def choose(qtbot, page, *paths):
    page.source.add(list(paths))
    qtbot.waitUntil(lambda: page._found is not None, timeout=20_000)


def learn(qtbot, page):
    QTest.mouseClick(page.learning.start, LEFT)
    assert page.busy
    qtbot.waitUntil(lambda: not page.busy, timeout=20_000)


def test_nothing_can_start_before_something_is_chosen(make_page):
    page = make_page()
    assert not page.learning.start.isEnabled()
    assert page.learning.start.toolTip() == "First choose what to learn from"


def test_the_page_tells_what_is_in_a_folder(qtbot, make_page, pictures):
    page = make_page()
    choose(qtbot, page, pictures)
    assert page._found.images == 6
    [only] = page._found.classes
    assert 0.03 < only.share < 0.2
    assert page.learning.start.isEnabled()
    assert "6 annotated pictures" in page.source._sum.text()


def test_what_is_chosen_is_looked_at_in_jobs(qtbot, make_page, pictures, monkeypatch):
    with listened({}, monkeypatch) as asked:
        asked.action = "training"
        page = make_page()
        choose(qtbot, page, pictures)
        qtbot.waitUntil(page.learning.start.isEnabled)
        asked.action = ""
    shipped = [  # recipes that come with the program, which lie where it lies
        line for line in asked.lines.get("training", []) if line.startswith("parse")
    ]
    assert [line for line in asked.lines.get("training", []) if line not in shipped] == []


def test_a_folder_without_annotations_is_named_with_what_to_do(qtbot, make_page, tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()
    page = make_page()
    choose(qtbot, page, empty)
    assert not page.learning.start.isEnabled()
    [problem] = page._found.problems
    assert problem.kind == "error"
    assert str(empty) in problem.text


def test_what_must_be_put_right_comes_first(make_page):
    page = make_page()
    many = [Problem("info", f"note {n}") for n in range(6)]
    page.source.set_found(Found(images=2, problems=(*many, Problem("error", "broken"))))
    shown = [page.source._problems.itemAt(i).widget().accessibleName()
             for i in range(page.source._problems.count())]  # fmt: skip
    assert shown[0] == "broken"
    assert len(shown) == 4
    QTest.mouseClick(page.source._more, LEFT)
    assert page.source._problems.count() == 7


def test_numbered_particles_are_learned_as_particles(qtbot, make_page, tmp_path):
    for number in range(3):
        labels = np.kron(np.arange(1, 50).reshape(7, 7), np.ones((9, 9)))
        labels[::9] = labels[:, ::9] = 0
        for part in ("images", "labels"):
            place = tmp_path / "numbered" / part
            place.mkdir(parents=True, exist_ok=True)
            pixels = labels if part == "labels" else (labels > 0) * (100 + 9 * number) + labels
            Image.fromarray(pixels.astype(np.uint8)).save(place / f"{number}.png")
    page = make_page()
    page.how.target.setCurrentIndex(page.how.target.findData("classes"))  # at first
    choose(qtbot, page, tmp_path / "numbered")
    assert page.how.target.currentData() == "particles"
    assert page.how.guessed.isVisible()
    assert page._found.classes[0].objects == 147


def test_curves_samples_and_verdict(qtbot, make_page, pictures):
    page = make_page()
    choose(qtbot, page, pictures)
    learn(qtbot, page)
    assert page.learning.curves.counts == (20, 4)
    assert page.learning.samples.steps == [5, 10, 15, 20]
    assert all(pane.filled for pane in page.learning.samples.panes)
    assert page.learning.outcome.isVisible()
    assert "84" in page.learning.outcome._sentence.text()


def test_the_pack_is_saved_and_gets_a_protocol(qtbot, make_page, pictures):
    page = make_page()
    used = []
    page.desk.use_protocol.connect(lambda *told: used.append(told))
    choose(qtbot, page, pictures)
    learn(qtbot, page)
    name = page.learning.outcome.name
    name.setFocus()
    name.clear()
    QTest.keyClicks(name, "particles")  # a shipped one's name
    assert not page.learning.outcome.save.isEnabled()
    name.clear()
    QTest.keyClicks(name, "Fibres on Tape")
    QTest.keyClick(name, Qt.Key.Key_Return)
    qtbot.waitUntil(page.learning.outcome.use.isVisible, timeout=10_000)
    pack = load_pack("fibres-on-tape")
    assert pack.title == "Fibres on Tape"
    assert pack.name in [one.name for one in list_packs()]
    assert (pack.path / "card.md").read_text().startswith("# fibres-on-tape: Fibres on Tape\n")
    QTest.mouseClick(page.learning.outcome.use, LEFT)
    qtbot.waitUntil(lambda: used == [("fibres-on-tape", "Fibres on Tape")], timeout=10_000)
    protocol = shelf.load("fibres-on-tape")
    assert protocol.method.pack == "fibres-on-tape"
    assert protocol.separation.method == "distance"  # the pack tells the distance


def test_stopped_it_goes_on_where_it_was(qtbot, make_page, pictures):
    page = make_page(pace=0.05, steps=40)
    choose(qtbot, page, pictures)
    QTest.mouseClick(page.learning.start, LEFT)
    qtbot.waitUntil(lambda: page.learning.progress.step >= 8, timeout=20_000)
    QTest.mouseClick(page.learning.stop, LEFT)
    qtbot.waitUntil(lambda: not page.busy, timeout=10_000)
    step = page.teaching.run.record.step
    assert 8 <= step < 40
    QTest.mouseClick(page.learning.go_on, LEFT)
    qtbot.waitUntil(lambda: bool(page.busy), timeout=10_000)
    qtbot.waitUntil(lambda: page.learning.progress.step > step, timeout=20_000)
    losses, _ = page.learning.curves.counts
    assert losses >= step  # the earlier part is in the curve
    QTest.mouseClick(page.learning.stop, LEFT)
    qtbot.waitUntil(lambda: not page.busy, timeout=10_000)


def test_good_enough_makes_the_pack_at_once(qtbot, make_page, pictures):
    page = make_page(pace=0.03, steps=1000)
    choose(qtbot, page, pictures)
    QTest.mouseClick(page.learning.start, LEFT)
    assert not page.learning.keep.isEnabled()  # nothing is known to be good yet
    qtbot.waitUntil(page.learning.keep.isEnabled, timeout=20_000)
    QTest.mouseClick(page.learning.keep, LEFT)
    qtbot.waitUntil(page.learning.outcome.isVisible, timeout=20_000)


def test_a_training_that_the_window_left_is_offered_again(qtbot, make_page, pictures, tmp_path):
    page = make_page(pace=0.05, steps=100)
    choose(qtbot, page, pictures)
    QTest.mouseClick(page.learning.start, LEFT)
    qtbot.waitUntil(lambda: page.learning.progress.step >= 5, timeout=20_000)
    page.end()
    again = make_page()
    qtbot.waitUntil(again.learning.go_on.isVisible)
    assert "Not finished yet" in again.learning._empty._offer.text()
    QTest.mouseClick(again.learning.forget, LEFT)
    qtbot.waitUntil(lambda: not again.learning.go_on.isVisible())
    assert not unfinished(home_of(tmp_path / "results"))


@pytest.mark.parametrize(("name", "told"), [("fail", "another planet"), ("crash", "Go on")])
def test_what_goes_wrong_is_told_and_can_go_on(qtbot, make_page, pictures, name, told):
    page = make_page()
    messages = []
    page.message.connect(messages.append)
    choose(qtbot, page, pictures.rename(pictures.with_name(name)))
    learn(qtbot, page)
    assert told in messages[-1].text
    assert messages[-1].details
    assert told in page.learning.state.text()
    assert page.learning.go_on.isVisible()


def test_every_part_has_a_name_for_those_who_cannot_see_it(make_page):
    from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QSlider

    page = make_page()
    for kind in (QAbstractButton, QComboBox, QLineEdit, QSlider):
        for widget in page.findChildren(kind):
            text = widget.text() if isinstance(widget, QAbstractButton) else ""
            assert widget.accessibleName() or text, widget


def test_the_keyboard_reaches_all_three_steps(qtbot, make_page, pictures):
    page = make_page()
    choose(qtbot, page, pictures)
    page.source.drop.setFocus()
    reached = set()
    for _ in range(40):
        QTest.keyClick(page.focusWidget() or page, Qt.Key.Key_Tab)
        focus = page.focusWidget()
        for step in (page.source, page.how, page.learning):
            if focus is not None and step.isAncestorOf(focus):
                reached.add(step)
    assert reached == {page.source, page.how, page.learning}
