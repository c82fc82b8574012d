"""Choosing what to save, and saving it: nothing overwritten, nothing half-written, nothing lost."""

import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtGui import QImage

from graticule.errors import ResultError
from graticule.files import WriteProgress
from graticule_app.model import report_writing as writing_module
from graticule_app.model.report_choice import PARTS, ReportChoice, has_chosen, remember, remembered
from graticule_app.model.report_writing import in_the_way, planned, write_report
from graticule_app.panels.report.save_dialog import OneClick, SaveReportDialog
from graticule_app.panels.report.save_line import SaveLine

ALL = frozenset(part.key for part in PARTS)


def an_analysis():
    """An analysis that only the replaced writers of this file look at."""
    return SimpleNamespace(provenance=SimpleNamespace(settings={}))


@pytest.fixture
def writers(monkeypatch):
    """Small files instead of a report's; `writers["report.xlsx"]` may be replaced."""

    def small(name):
        def write(path: Path):
            yield WriteProgress(path.name, 1, 2)
            path.parent.mkdir(exist_ok=True, parents=True)
            path.write_text(name)
            yield WriteProgress(path.name, 2, 2)

        return write

    made = {file: small(file) for part in PARTS for file in part.files if file != "view.png"}
    monkeypatch.setattr(writing_module, "report_writers", lambda *a, **k: dict(made))

    def drawn(analysis, name):
        yield WriteProgress(name, 1, 1)
        return "picture"

    monkeypatch.setattr(writing_module, "iter_prepare_overview", drawn)
    return made


@pytest.fixture
def saver(workspace):
    made = workspace.reports
    yield made
    assert made.stop()


@pytest.fixture
def picture(qapp):
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(0x336699)
    return image


def test_files_bear_the_scans_name_and_the_command_lines(tmp_path):
    choice = ReportChoice(tmp_path, frozenset({"excel", "maps"}))
    names = [path.name for path in planned(choice, "tape 12.5x").values()]
    assert names == [
        "tape 12.5x-report.xlsx", "tape 12.5x-classes.ome.tif", "tape 12.5x-uncertainty.ome.tif",
        "tape 12.5x-labels.ome.tif",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["a/b:c?.tif", "...", "x" * 400 + ".tif", "con\x00.tif", ".tif"])
def test_no_scans_name_makes_a_name_that_cannot_be_written(tmp_path, name):
    for path in planned(ReportChoice(tmp_path, ALL), name).values():
        assert path.parent == tmp_path
        path.touch()


def test_files_that_are_there_are_numbered_together_or_replaced(tmp_path):
    choice = ReportChoice(tmp_path, frozenset({"excel", "maps"}))
    (tmp_path / "tape-report.xlsx").touch()
    (tmp_path / "tape-labels (2).ome.tif").touch()
    assert in_the_way(choice, "tape") == [tmp_path / "tape-report.xlsx"]
    names = [path.name for path in planned(choice, "tape").values()]
    assert names[0] == "tape-report (3).xlsx"
    assert names[3] == "tape-labels (3).ome.tif"
    replacing = ReportChoice(tmp_path, frozenset({"excel"}), "replace")
    assert planned(replacing, "tape") == {"report.xlsx": tmp_path / "tape-report.xlsx"}


def test_what_was_chosen_is_chosen_again(qapp, tmp_path):
    assert not has_chosen()
    assert "excel" in remembered().parts
    remember(ReportChoice(tmp_path, frozenset({"csv", "maps"}), "replace"))
    assert has_chosen()
    assert remembered() == ReportChoice(tmp_path, frozenset({"csv", "maps"}), "number")
    QSettings().setValue("out/parts", "nonsense")
    assert remembered().parts


def test_the_dialog_saves_what_is_ticked_and_says_where(
    workspace, qtbot, saver, writers, picture, tmp_path
):
    line = SaveLine(workspace)
    qtbot.addWidget(line)
    dialog = SaveReportDialog(saver, an_analysis, "tape", picture)
    for key, box in dialog._boxes.items():
        box.setChecked(key in ("excel", "view"))
    dialog._folder.setText(str(tmp_path / "new"))
    assert not line.isVisibleTo(None)
    with qtbot.waitSignal(saver.saved) as saved:
        dialog.accept()
    assert sorted(p.name for p in saved.args[0]) == ["tape-report.xlsx", "tape-view.png"]
    assert QImage(str(tmp_path / "new" / "tape-view.png")).pixelColor(3, 3).name() == "#336699"
    assert (tmp_path / "new" / "tape-report.xlsx").read_text() == "report.xlsx"
    assert "2 files" in line._text.text()
    assert line._open.isVisibleTo(line)
    assert remembered().parts == {"excel", "view"}


def test_the_dialog_asks_before_it_replaces(qtbot, saver, writers, tmp_path):
    remember(ReportChoice(tmp_path, frozenset({"excel"})))
    there = tmp_path / "tape-report.xlsx"
    there.write_text("an older one")
    for replace, expected in ((False, "an older one"), (True, "report.xlsx")):
        dialog = SaveReportDialog(saver, an_analysis, "tape")
        qtbot.waitUntil(lambda dialog=dialog: dialog._clash.isVisibleTo(dialog))
        assert dialog.choice().existing == "number"
        dialog._replace.setChecked(replace)
        with qtbot.waitSignal(saver.saved):
            dialog.accept()
        assert there.read_text() == expected
    assert (tmp_path / "tape-report (2).xlsx").read_text() == "report.xlsx"


@pytest.mark.parametrize("text", ["", "relative/folder", "{file}"])
def test_a_folder_that_is_none_cannot_be_saved_to(qtbot, saver, tmp_path, text):
    (tmp_path / "file").touch()
    dialog = SaveReportDialog(saver, an_analysis, "tape")
    qtbot.addWidget(dialog)
    dialog._folder.setText(text.format(file=tmp_path / "file"))
    dialog.accept()
    qtbot.waitUntil(lambda: dialog._wrong.isVisibleTo(dialog) and not dialog._accepting)
    assert not saver.busy


def test_one_click_saves_as_the_last_time_and_asks_where_it_must(qtbot, saver, writers, tmp_path):
    one_click, asked = OneClick(saver), []
    one_click.asked.connect(asked.append)
    one_click.save(an_analysis, "tape")
    qtbot.waitUntil(lambda: len(asked) == 1)
    remember(ReportChoice(tmp_path, frozenset({"csv"})))
    with qtbot.waitSignal(saver.saved) as saved:
        one_click.save(an_analysis, "tape")
    assert saved.args[0] == [tmp_path / "tape-particles.csv"]
    assert len(asked) == 1
    one_click.save(an_analysis, "tape")
    qtbot.waitUntil(lambda: len(asked) == 2)
    for dialog in asked:
        assert isinstance(dialog, SaveReportDialog)
        qtbot.addWidget(dialog)


def test_cancel_keeps_whole_files_and_no_half_ones(workspace, qtbot, saver, writers, tmp_path):
    def endless(path: Path):
        try:
            for step in range(10**9):
                time.sleep(0.001)
                yield WriteProgress(path.name, step, 10**9)
        finally:
            (tmp_path / "closed").touch()

    writers["particles.csv"] = endless
    line = SaveLine(workspace)
    qtbot.addWidget(line)
    choice = ReportChoice(tmp_path / "out", frozenset({"excel", "csv"}))
    saver.save(an_analysis, "tape", choice)
    qtbot.waitUntil(lambda: "particles.csv" in line._text.text(), timeout=3000)
    assert line._cancel.isVisibleTo(line)
    with qtbot.waitSignal(saver.cancelled, timeout=1000) as cancelled:
        line._cancel.click()
    assert cancelled.args[0] == [tmp_path / "out" / "tape-report.xlsx"]
    assert (tmp_path / "closed").exists()
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["tape-report.xlsx"]
    assert "1 complete" in line._text.text()


@pytest.mark.parametrize(
    ("error", "words"),
    [(ResultError("disk full"), "disk full"), (RuntimeError("oops"), "mistake in the program")],
)
def test_what_goes_wrong_is_told_and_the_next_report_is_written(
    qtbot, saver, writers, tmp_path, error, words
):
    def broken():
        raise error

    choice = ReportChoice(tmp_path, frozenset({"csv"}))
    told = []
    saver.failed.connect(lambda *texts: told.append(texts))
    with qtbot.waitSignal(saver.saved):
        saver.save(broken, "one", choice)
        saver.save(an_analysis, "two", choice)
    ((text, details),) = told
    assert words in text
    assert "Traceback" in details
    assert [path.name for path in tmp_path.glob("*.csv")] == ["two-particles.csv"]
    qtbot.waitUntil(lambda: not saver.busy)


def test_what_a_result_lacks_is_left_out(writers, picture, tmp_path):
    del writers["uncertainty.ome.tif"]
    written: list[Path] = []
    choice = ReportChoice(tmp_path, frozenset({"maps", "view"}))
    steps = list(write_report(an_analysis, "t", choice, None, written))
    assert [path.name for path in written] == ["t-classes.ome.tif", "t-labels.ome.tif"]
    assert {step.files for step in steps if step.number} == {2}
