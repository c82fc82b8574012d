"""The start page: drop place, recent scans with their pictures, samples that are copied."""

import threading
import time
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QImage

from graticule.scans import open_scan
from graticule_app.model import recent
from graticule_app.model.samples import SAMPLES, copying
from graticule_app.pages.start.start_page import StartPage

WAIT = 60_000  # ms; far longer than any of this takes


@pytest.fixture
def page(workspace, qtbot):
    made = StartPage(workspace)
    qtbot.addWidget(made)
    made.resize(1366, 700)
    return made


def run(work):
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


def names(page) -> list[str]:
    return [card.text() for card in page.recent_cards]


def scan_file(path: Path, side: int = 400) -> Path:
    tifffile.imwrite(path, np.random.default_rng(2).integers(0, 255, (side, side), np.uint8))
    return path


def test_recent_scans_come_newest_first_and_those_that_are_gone_do_not(page, qtbot, tmp_path):
    for name in ("a.tif", "b.tif", "c.tif"):
        recent.remember(scan_file(tmp_path / name), "facts")
    recent.remember(tmp_path / "a.tif", "facts")
    assert [Path(r.path).name for r in recent.load_recent()] == ["a.tif", "c.tif", "b.tif"]
    (tmp_path / "b.tif").unlink()
    page.refresh()
    qtbot.waitUntil(lambda: names(page) == ["a.tif", "c.tif"], timeout=WAIT)
    scan_file(tmp_path / "b.tif")  # the drive is back
    page.refresh()
    qtbot.waitUntil(lambda: names(page) == ["a.tif", "c.tif", "b.tif"], timeout=WAIT)


def test_a_share_that_is_away_makes_nobody_wait(page, qtbot, tmp_path, monkeypatch):
    """The page comes at once with what it remembers; scans elsewhere are looked for meanwhile."""
    asked, answer = threading.Event(), threading.Event()
    look = recent._is_file

    def is_file(path):
        if "drive-z" in path:
            asked.set()
            assert answer.wait(WAIT / 1000)
            return False
        return look(path)

    monkeypatch.setattr(recent, "_is_file", is_file)
    recent.remember(scan_file(tmp_path / "gone.tif"), "facts")
    (tmp_path / "gone.tif").unlink()
    recent.remember(tmp_path / "drive-z" / "a.tif", "facts")
    for _ in range(3):
        page.refresh()
        assert "a.tif" in names(page)
    assert asked.wait(WAIT / 1000)
    qtbot.waitUntil(lambda: names(page) == ["a.tif"], timeout=WAIT)
    assert sum("drive-z" in folder for folder in page._looking) == 1  # one look, however often
    answer.set()
    qtbot.waitUntil(lambda: names(page) == [], timeout=WAIT)
    qtbot.waitUntil(lambda: not page._looking, timeout=WAIT)


def test_their_number_is_bounded(tmp_path):
    for number in range(20):
        recent.remember(scan_file(tmp_path / f"{number}.tif", 8), "facts")
    assert len(recent.load_recent()) == 12


def test_a_thumbnail_is_made_once_and_anew_for_a_changed_file(tmp_path):
    path = scan_file(tmp_path / "a.tif")
    with open_scan(path) as scan:
        made = run(recent.making_thumbnail(scan))
        first = made.stat().st_mtime_ns
        assert run(recent.making_thumbnail(scan)).stat().st_mtime_ns == first
    assert QImage(str(made)).width() == max(recent.THUMBNAIL)
    time.sleep(0.01)
    scan_file(path, 300)
    assert recent.thumbnail_path(path) != made


def test_thumbnails_on_disk_are_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr(recent, "_KEPT", 2)
    for number in range(4):
        with open_scan(scan_file(tmp_path / f"{number}.tif", 50 + number)) as scan:
            made = run(recent.making_thumbnail(scan))
    assert len(list(made.parent.glob("*.jpg"))) == 2


def test_a_scan_that_would_take_long_to_read_gets_no_thumbnail(tmp_path, monkeypatch):
    monkeypatch.setattr(recent, "_LARGEST", 1000)
    with open_scan(scan_file(tmp_path / "a.tif")) as scan:
        assert run(recent.making_thumbnail(scan)) is None


def test_what_another_version_wrote_is_no_harm():
    for text in ("no json", "[3]", '[{"path": "/x"}]', "{}"):
        QSettings().setValue("start/recent", text)
        assert recent.load_recent() == []
    QSettings().setValue("start/recent", '[{"path": "/x", "facts": "", "when": 3}, {"path": "/y"}]')
    assert [entry.path for entry in recent.load_recent()] == ["/x"]


def test_a_list_that_cannot_be_read_is_not_written_over(tmp_path):
    QSettings().setValue("start/recent", '[{"path": "/torn')
    recent.remember(tmp_path / "a.tif", "facts")
    assert [Path(entry.path).name for entry in recent.load_recent()] == ["a.tif"]
    assert QSettings().value("start/recent-unreadable") == '[{"path": "/torn'


def test_every_sample_is_there_with_a_picture(page):
    assert [card.text() for card in page.sample_cards] == [s.title for s in SAMPLES]
    for sample in SAMPLES:
        assert sample.shipped.is_file()
        assert not QImage(str(sample.picture)).isNull()


def test_a_sample_is_copied_and_never_written_where_the_program_lies(tmp_path):
    made = run(copying(SAMPLES[0], tmp_path))
    assert made.parent == tmp_path / "Samples"
    assert made.read_bytes() == SAMPLES[0].shipped.read_bytes()
    made.write_bytes(b"changed")
    assert run(copying(SAMPLES[0], tmp_path)).read_bytes() == SAMPLES[0].shipped.read_bytes()


def test_each_sample_opens(tmp_path):
    for sample in SAMPLES:
        with open_scan(sample.shipped) as scan:
            assert scan.width > 500


def test_cards_and_drop_place_work_by_mouse_and_keyboard(
    workspace, page, qtbot, tmp_path, monkeypatch
):
    opened = []
    for name in ("open", "open_sample"):
        monkeypatch.setattr(workspace, name, opened.append)
    path = scan_file(tmp_path / "a.tif")
    recent.remember(path, "facts")
    page.refresh()
    qtbot.mouseClick(page.recent_cards[0], Qt.MouseButton.LeftButton)
    qtbot.keyClick(page.sample_cards[1], Qt.Key.Key_Space)
    assert opened == [[path], SAMPLES[1]]
    with qtbot.waitSignal(workspace.scans_wanted):
        qtbot.keyClick(page.drop, Qt.Key.Key_Space)


def test_without_recent_scans_nothing_is_said_of_them(page):
    assert page._recent_title.isHidden()
    assert page.recent_cards == []


def test_every_card_has_a_name(page):
    assert all(card.accessibleName() for card in page.sample_cards)
    assert page.drop.accessibleName()
