"""A walk over every page, panel and dialog of the program."""

from collections.abc import Iterator
from pathlib import Path

from discs import analyse, open_one, write_discs
from PySide6.QtWidgets import QWidget

from graticule_app.panels.report.combine_dialog import CombineDialog
from graticule_app.panels.report.save_dialog import SaveReportDialog
from graticule_app.shell.about import AboutDialog
from graticule_app.shell.command_list import MENUS
from graticule_app.shell.help_viewer import HelpViewer
from graticule_app.shell.settings_dialog import SettingsDialog
from graticule_app.shell.shortcuts import ShortcutSheet

PROTOCOLS = ("generic", "microtraces", "microplastics", "nanoparticles-uecs")


def pages(window, qtbot, tmp_path: Path) -> Iterator[tuple[str, QWidget]]:
    """Every page, panel and dialog of the program, one after another, by its name."""
    yield "start", window
    open_one(window, qtbot, write_discs(tmp_path / "discs.tif"))
    bench = window.bench
    analyse(window, qtbot)
    bench.ask_pixel_size()
    yield "calibration", window
    bench.calibration.hide()
    bench.view.document.selection.set(bench.view.document.table["id"][:1])
    for panel in bench.docks:
        bench.docks.show(panel.key)
        yield panel.key, window
    for name in PROTOCOLS:
        bench.protocols.choose(name)
        for section in bench.protocols.form.sections.values():
            section.unfold(True)
        yield f"protocol {name}", window
    window.show_page("training")
    yield "training", window
    for dialog in (
        SettingsDialog(window.workspace.settings, window),
        ShortcutSheet(window.commands, MENUS, window),
        CombineDialog(bench.saver, [], bench), AboutDialog(window), HelpViewer(window),
        SaveReportDialog(bench.saver, bench.analysis(), "discs", bench.view.grab_picture(), bench),
    ):  # fmt: skip
        dialog.show()
        yield type(dialog).__name__, dialog
        dialog.close()
