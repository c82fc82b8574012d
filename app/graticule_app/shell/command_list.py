"""All commands of the program, and the menus and the tool bar made of them."""

from typing import TYPE_CHECKING

from graticule_app.look.translation import tr, tr_noop
from graticule_app.model.command import Command, Menu
from graticule_app.pages.scan.scan_commands import CLASS_KEYS, scan_commands
from graticule_app.shell.page_list import PAGES

if TYPE_CHECKING:
    from graticule_app.shell.window import MainWindow

MENUS: tuple[Menu, ...] = (
    Menu(tr_noop("&File"), (
        "open", "open-folder", "paste-path", None, "save-report", "save-report-as", "combine",
        "import-outlines", None, "open-project", "save-project", "save-project-as", "reopen", None,
        "start-page",
        "close-scan", "settings", "quit",
    )),
    Menu(tr_noop("&Edit"), (
        "undo", "redo", None, "select-all", "select-none", "find", "copy-rows", None,
        "delete", "merge", Menu(tr_noop("Set c&lass"), CLASS_KEYS), None,
        "right-next", "reviewed", "next-uncertain",
    )),
    Menu(tr_noop("&View"), (
        "fit", "one-to-one", "zoom-in", "zoom-out", "go-to", "rotate-left", "rotate-right", None,
        "show-classes", "show-uncertainty", "show-outlines", "show-minimap", None, "copy-picture",
    )),
    Menu(tr_noop("&Analysis"), (
        "analyse", "analyse-visible", "analyse-region", "analyse-stack", "cancel", None, "preview",
        "pixel-size", "queue", None, "train",
    )),
    Menu(tr_noop("&Tools"), ("tool-none", "measure-line", "measure-path", "measure-area", None,
                    "tool-brush", "tool-cut", "tool-outline")),
    Menu(tr_noop("&Window"), (
        "next-scan", "previous-scan", None, "side-left", "side-right", "side-bottom", None,
        "panel-protocol", "panel-layers", "panel-review", "panel-compare", "panel-table",
        "panel-gallery", "panel-charts", None, "reset-layout", "full-screen", "theme",
    )),
    Menu(tr_noop("&Help"),
         ("help", "help-panel", "shortcuts", "palette", None, "copy-script", None, "reports",
          "about")),
)  # fmt: skip
TOOLS: tuple[str | None, ...] = (
    "start-page", "open", "save-report", None, "undo", "redo", None, "fit", "one-to-one",
    "zoom-in", "zoom-out", None, "tool-none", "measure-line", "measure-area", None,
    "show-classes", "show-uncertainty", "show-outlines",
)  # fmt: skip
IN_VIEW: tuple[str | Menu | None, ...] = (
    "reviewed", "delete", Menu(tr_noop("Set c&lass"), CLASS_KEYS), None, "fit", "one-to-one", None,
    "analyse-visible", "analyse-region", None, "copy-picture", "save-report",
)  # fmt: skip


def commands_of(window: "MainWindow") -> list[Command]:
    """Every command, bound to a window."""
    return [
        *_file(window),
        *scan_commands(window.acts),
        *_window(window),
        *(window.page_command(entry) for entry in PAGES if entry.id),
        *_help(window),
    ]


def _file(w: "MainWindow") -> list[Command]:
    return [
        Command(id="open", text=tr("&Open…"), run=w.files.ask_scans, keys=("Ctrl+O",), icon="open",
                tip=tr("Open scans or pictures")),
        Command(id="open-folder", text=tr("Open &folder…"), run=w.files.ask_folder,
                keys=("Ctrl+Shift+O",), icon="folder",
                tip=tr("Put all scans of a folder into the queue")),
        Command(id="paste-path", text=tr("Open from &clipboard"), run=w.files.paste,
                keys=("Ctrl+V",),
                icon="paste", tip=tr("Open the file whose path was copied")),
        Command(id="open-project", text=tr("Open p&roject…"), run=w.files.ask_project,
                icon="project",
                tip=tr("Open scans, results and layers as they were saved")),
        Command(id="save-project", text=tr("Save &project"), run=w.files.save_project,
                keys=("Ctrl+Shift+S",), icon="save", enabled=w.has_scan,
                tip=tr("Save which scans are open, with their results and looks")),
        Command(id="save-project-as", text=tr("Save pro&ject as…"), run=w.files.save_project_as,
                enabled=w.has_scan, tip=tr("Save the project under another name")),
        Command(id="reopen", text=tr("R&eopen last session"), run=w.reopen, icon="recent",
                enabled=w.can_reopen, tip=tr("Open what was open when the program last ended")),
        Command(id="close-scan", text=tr("&Close scan"), run=w.close_current, keys=("Ctrl+W",),
                icon="close", tip=tr("Close the scan that is shown"), enabled=w.has_scan),
        Command(id="settings", text=tr("Se&ttings…"), run=w.ask_settings, keys=("Ctrl+,",),
                icon="settings", tip=tr("Theme, your name, results folder, memory")),
        Command(id="quit", text=tr("&Quit"), run=w.close, keys=("Ctrl+Q",),
                tip=tr("End the program")),
    ]  # fmt: skip


def _window(w: "MainWindow") -> list[Command]:
    return [
        Command(id="next-scan", text=tr("&Next scan"), run=lambda: w.workspace.step(1),
                keys=("Ctrl+Tab",), icon="next", enabled=w.has_several_scans),
        Command(id="previous-scan", text=tr("Pre&vious scan"), run=lambda: w.workspace.step(-1),
                keys=("Ctrl+Shift+Tab",), icon="previous", enabled=w.has_several_scans),
        Command(id="full-screen", text=tr("&Full screen"), run=w.toggle_full_screen,
                keys=("F11",), checked=w.isFullScreen),
        Command(id="theme", text=tr("&Dark or light"), run=w.toggle_theme, icon="theme",
                tip=tr("Change between the dark and the light theme")),
    ]  # fmt: skip


def _help(w: "MainWindow") -> list[Command]:
    return [
        Command(id="help", text=tr("&First steps"), run=lambda: w.helping.show("first"),
                icon="help",
                keys=("Shift+F1",), tip=tr("A short guide")),
        Command(id="help-panel", text=tr("&Guide to this protocol"), run=w.helping.show_protocol,
                icon="protocol", tip=tr("What the protocol does, and when to use it"),
                enabled=w.has_scan),
        Command(id="shortcuts", text=tr("&Keyboard and mouse"), run=w.helping.show_shortcuts,
                keys=("F1",), icon="keyboard", tip=tr("All shortcuts on one sheet")),
        Command(id="palette", text=tr("&Command palette"), run=w.show_palette,
                keys=("Ctrl+Shift+P", "Ctrl+K"), icon="search",
                tip=tr("Type what you want to do")),
        Command(id="reports", text=tr("&Error reports"), run=w.helping.show_reports, icon="bug",
                tip=tr("Open the folder of reports about mistakes of the program")),
        Command(id="about", text=tr("&About Graticule"), run=w.helping.show_about, icon="info"),
    ]  # fmt: skip
