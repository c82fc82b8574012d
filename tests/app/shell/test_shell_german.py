"""The window in German: nothing stays English, keys are unique, files are the same."""

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator

import openpyxl
import pytest
from discs import LONG, analyse, open_one, shown_window, write_discs
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QMenu,
    QTabBar,
    QTableView,
    QWidget,
)
from walking import pages

from graticule.review import Delete
from graticule_app.look import translation
from graticule_app.model.report_choice import ReportChoice
from graticule_app.shell.command_list import IN_VIEW


def english() -> set[str]:
    """The texts that have another German one, without their mnemonics."""
    found = set()
    for message in ET.parse(translation.folder() / "graticule_de.ts").iter("message"):
        source, made = message.findtext("source", ""), message.findtext("translation", "")
        if message.get("numerus") is None and source != made and "{" not in source:
            found.add(source.replace("&", ""))
    return found - {"Filter", "Pixel"}


def words(root: QWidget) -> Iterator[tuple[str, str]]:
    """Each text below a widget, shown or spoken, and what shows it."""
    for widget in (root, *root.findChildren(QWidget)):
        kind = type(widget).__name__
        for text in (
            widget.toolTip(), widget.accessibleName(), widget.accessibleDescription(),
            widget.windowTitle(), widget.statusTip(), *_own(widget),
        ):  # fmt: skip
            if text:
                yield text, kind
    for action in root.findChildren(QAction):
        yield from ((text, "QAction") for text in (action.text(), action.toolTip()))


def _own(widget: QWidget) -> list[str]:
    if isinstance(widget, QLabel | QAbstractButton):
        return [widget.text()]
    if isinstance(widget, QLineEdit):
        return [widget.placeholderText()]
    if isinstance(widget, QMenu):
        return [widget.title()]
    if isinstance(widget, QComboBox):
        return [widget.itemText(number) for number in range(widget.count())]
    if isinstance(widget, QTabBar):
        return [widget.tabText(number) for number in range(widget.count())]
    if isinstance(widget, QListWidget):
        return [widget.item(number).text() for number in range(widget.count())]
    if isinstance(widget, QTableView) and widget.model() is not None:
        model, across = widget.model(), Qt.Orientation.Horizontal
        heads = [model.headerData(number, across) for number in range(model.columnCount())]
        return [str(head) for head in heads]
    return []


def test_nothing_stays_english(qtbot, german, tmp_path):
    window = shown_window(qtbot, tmp_path / "results", size=(1600, 1000))
    known, left = english(), {}
    for name, shown in pages(window, qtbot, tmp_path):
        for text, kind in words(shown):
            if text.replace("&", "") in known:
                left[text] = f"{kind} in {name}"
    assert left == {}


def keys(actions: list[QAction]) -> list[str]:
    texts = [action.text().replace("&&", "") for action in actions if not action.isSeparator()]
    return [found[1].lower() for text in texts if (found := re.search(r"&(\w)", text))]


def test_no_two_entries_of_a_menu_have_one_key(qtbot, german, tmp_path):
    window = shown_window(qtbot, tmp_path / "results")
    open_one(window, qtbot, write_discs(tmp_path / "discs.tif"))
    window.commands._refresh()
    menus = {"menu bar": window.menuBar().actions()}
    menus |= {title: menu.actions() for title, menu in window.menus.items()}
    menus["in the view"] = window.commands.menu(IN_VIEW, window).actions()
    for title, actions in menus.items():
        twice = [key for key, count in Counter(keys(actions)).items() if count > 1]
        assert not twice, (title, twice)
    assert len(keys(menus["menu bar"])) == len(menus["menu bar"])


def test_no_two_fields_of_the_settings_have_one_key(qtbot, german, tmp_path):
    from graticule_app.shell.settings_dialog import SettingsDialog

    window = shown_window(qtbot, tmp_path / "results")
    dialog = SettingsDialog(window.workspace.settings, window)
    found = re.findall(r"&(\w)", " ".join(label.text() for label in dialog.findChildren(QLabel)))
    assert len(found) == len({key.lower() for key in found}) == 7


def saved(qtbot, tmp_path, language: str) -> dict[str, object]:
    """What a window in a language writes of one scan: tables byte for byte, cells of the report."""
    translation.apply(language)
    folder = tmp_path / language
    folder.mkdir()
    window = shown_window(qtbot, folder / "results")
    open_one(window, qtbot, tmp_path / "discs.tif")
    analyse(window, qtbot)
    bench = window.bench
    bench.review.apply(Delete(ids=(2,)))
    (folder / "out").mkdir()
    choice = ReportChoice(folder / "out", frozenset({"csv", "geojson", "excel"}))
    with qtbot.waitSignal(bench.saver.saved, timeout=LONG):
        bench.saver.save(bench.analysis(), "discs", choice)
    files = {path.name: path for path in (folder / "out").iterdir()}
    made: dict[str, object] = {
        name: path.read_bytes() for name, path in files.items() if path.suffix != ".xlsx"
    }
    book = openpyxl.load_workbook(next(p for p in files.values() if p.suffix == ".xlsx"))
    made["sheets"] = book.sheetnames
    made["cells"] = [
        [cell for cell in row if isinstance(cell, str) and not re.search(r"\d\d:\d\d|/", cell)]
        for sheet in book
        for row in sheet.iter_rows(values_only=True)
    ]
    return made


def test_files_are_the_same_in_each_language(qtbot, tmp_path):
    write_discs(tmp_path / "discs.tif")
    try:
        german, english = saved(qtbot, tmp_path, "de"), saved(qtbot, tmp_path, "en")
    finally:
        translation.apply("en")
    assert len(german) == 4
    assert german == english


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_copied_script_makes_the_same_table(qtbot, tmp_path, language):
    translation.apply(language)
    try:
        window = shown_window(qtbot, tmp_path / "results")
        open_one(window, qtbot, write_discs(tmp_path / "discs.tif"))
        analyse(window, qtbot)
        bench = window.bench
        bench.review.apply(Delete(ids=(2, 5)))
        bench.review.undo()
        bench.review.apply(Delete(ids=(3,)))
        window.commands._refresh()
        window.commands.run("copy-script")
    finally:
        translation.apply("en")
    script = QGuiApplication.clipboard().text()
    shown = bench.view.document.table
    code = f"{script}\nprint(result.table['id'].tolist(), result.table['area_px'].sum())"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    told = f"{shown['id'].tolist()} {shown['area_px'].sum()}"
    assert done.stdout.splitlines()[-1] == told
    assert len(shown) == 11
