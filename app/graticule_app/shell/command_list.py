"""All commands of the program, and the menus and the tool bar made of them."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from graticule_app.shell.commands import Command, Menu

if TYPE_CHECKING:
    from graticule_app.shell.window import MainWindow

_LEFT, _RIGHT, _BOTTOM = (
    Qt.DockWidgetArea.LeftDockWidgetArea,
    Qt.DockWidgetArea.RightDockWidgetArea,
    Qt.DockWidgetArea.BottomDockWidgetArea,
)

CLASS_KEYS = tuple(f"class-{number}" for number in range(1, 10))
"""The classes that have a key each, its number."""
MENUS: tuple[Menu, ...] = (
    Menu("&File", (
        "open", "open-folder", "paste-path", None, "save-report", "save-report-as", "combine",
        "import-outlines", None, "open-project", "save-project", "save-project-as", "reopen", None,
        "start-page",
        "close-scan", "settings", "quit",
    )),
    Menu("&Edit", (
        "undo", "redo", None, "select-all", "select-none", "find", "copy-rows", None,
        "delete", "merge", Menu("Set c&lass", CLASS_KEYS), None,
        "right-next", "reviewed", "next-uncertain",
    )),
    Menu("&View", (
        "fit", "one-to-one", "zoom-in", "zoom-out", "go-to", "rotate-left", "rotate-right", None,
        "show-classes", "show-uncertainty", "show-outlines", "show-minimap", None, "copy-picture",
    )),
    Menu("&Analysis", (
        "analyse", "analyse-visible", "analyse-region", "analyse-stack", "cancel", None, "preview",
        "pixel-size", "queue", None, "train",
    )),
    Menu("&Tools", ("tool-none", "measure-line", "measure-path", "measure-area", None,
                    "tool-brush", "tool-cut", "tool-outline")),
    Menu("&Window", (
        "next-scan", "previous-scan", None, "side-left", "side-right", "side-bottom", None,
        "panel-protocol", "panel-layers", "panel-review", "panel-compare", "panel-table",
        "panel-gallery", "panel-charts", None, "reset-layout", "full-screen", "theme",
    )),
    Menu("&Help", ("help", "help-panel", "shortcuts", "palette", None, "reports", "about")),
)  # fmt: skip
TOOLS: tuple[str | None, ...] = (
    "start-page", "open", "save-report", None, "undo", "redo", None, "fit", "one-to-one",
    "zoom-in", "zoom-out", None, "tool-none", "measure-line", "measure-area", None,
    "show-classes", "show-uncertainty", "show-outlines",
)  # fmt: skip
IN_VIEW: tuple[str | Menu | None, ...] = (
    "reviewed", "delete", Menu("Set c&lass", CLASS_KEYS), None, "fit", "one-to-one", None,
    "analyse-visible", "analyse-region", None, "copy-picture", "save-report",
)  # fmt: skip


def commands_of(window: "MainWindow") -> list[Command]:
    """Every command, bound to a window."""
    return [
        *_file(window),
        *_edit(window),
        *_view(window),
        *_analysis(window),
        *_tools(window),
        *_window(window),
        *_help(window),
    ]


def _file(w: "MainWindow") -> list[Command]:
    return [
        Command(id="open", text="&Open…", run=w.files.ask_scans, keys=("Ctrl+O",), icon="open",
                tip="Open scans or pictures"),
        Command(id="open-folder", text="Open &folder…", run=w.files.ask_folder,
                keys=("Ctrl+Shift+O",), icon="folder",
                tip="Put all scans of a folder into the queue"),
        Command(id="paste-path", text="Open from &clipboard", run=w.files.paste, keys=("Ctrl+V",),
                icon="paste", tip="Open the file whose path was copied"),
        Command(id="save-report", text="&Save report", run=w.acts.save_report, keys=("Ctrl+S",),
                icon="save-report", tip="Save the Excel report, tables, outlines and pictures",
                enabled=w.acts.has_table),
        Command(id="save-report-as", text="Save report &as…", run=w.acts.save_report_as,
                keys=("Ctrl+E",), tip="Choose what to save, and where",
                enabled=w.acts.has_table),
        Command(id="combine", text="Co&mbine results…", run=w.acts.combine, icon="combine",
                tip="Put the results of several scans into one workbook",
                enabled=w.acts.has_bench),
        Command(id="import-outlines", text="&Import outlines…", run=w.acts.import_outlines,
                icon="import", tip="Show GeoJSON from QuPath over the scan, and compare",
                enabled=w.has_scan),
        Command(id="open-project", text="Open p&roject…", run=w.files.ask_project, icon="project",
                tip="Open scans, results and layers as they were saved"),
        Command(id="save-project", text="Save &project", run=w.files.save_project,
                keys=("Ctrl+Shift+S",), icon="save", enabled=w.has_scan,
                tip="Save which scans are open, with their results and looks"),
        Command(id="save-project-as", text="Save pro&ject as…", run=w.files.save_project_as,
                enabled=w.has_scan, tip="Save the project under another name"),
        Command(id="reopen", text="R&eopen last session", run=w.reopen, icon="recent",
                enabled=w.can_reopen, tip="Open what was open when the program last ended"),
        Command(id="start-page", text="S&tart page", run=w.toggle_start, keys=("Ctrl+H",),
                icon="home", tip="Recent scans and samples", checked=w.on_start,
                enabled=w.has_scan),
        Command(id="close-scan", text="&Close scan", run=w.close_current, keys=("Ctrl+W",),
                icon="close", tip="Close the scan that is shown", enabled=w.has_scan),
        Command(id="settings", text="Se&ttings…", run=w.ask_settings, keys=("Ctrl+,",),
                icon="settings", tip="Theme, your name, results folder, memory"),
        Command(id="quit", text="&Quit", run=w.close, keys=("Ctrl+Q",), tip="End the program"),
    ]  # fmt: skip


def _edit(w: "MainWindow") -> list[Command]:
    acts = w.acts
    return [
        Command(id="undo", text="&Undo", run=acts.undo, keys=("Ctrl+Z",), icon="undo",
                tip="Take the last correction back", enabled=acts.can_undo, label=acts.undo_label),
        Command(id="redo", text="&Redo", run=acts.redo, keys=("Ctrl+Y", "Ctrl+Shift+Z"),
                icon="redo", tip="Make the correction again", enabled=acts.can_redo,
                label=acts.redo_label),
        Command(id="select-all", text="Select &all", run=acts.select_all, keys=("Ctrl+A",),
                within=("view",), tip="Select all particles that the table shows",
                enabled=acts.has_table),
        Command(id="select-none", text="Select &none", run=acts.select_none,
                keys=("Ctrl+Shift+A",), tip="Select no particle", enabled=acts.has_selection),
        Command(id="copy-rows", text="&Copy rows", run=acts.copy_rows, icon="copy",
                tip="Copy the rows of the table for a spreadsheet", enabled=acts.has_table),
        Command(id="find", text="&Find particles…", run=acts.find, keys=("Ctrl+F",),
                icon="search", within=("view",), enabled=acts.has_table,
                tip="Filter the particles by class, size, colour or number"),
        Command(id="delete", text="&Delete particles", run=acts.delete, keys=("Del",),
                icon="delete", within=("view", "table", "gallery"),
                tip="The selected particles are none", enabled=acts.has_selection),
        Command(id="merge", text="&Merge particles", run=acts.merge, keys=("Ctrl+M",),
                icon="merge", tip="Make one of the selected particles",
                enabled=acts.has_several),
        Command(id="right-next", text="&Right, next one", run=acts.right_and_next,
                keys=("Ctrl+Return",), icon="check", enabled=acts.has_table,
                within=("view", "table", "gallery", "review"),
                tip="The selected particle is right: mark it and go on"),
        *(
            Command(id=name, text=f"Class {number}", run=acts.classing(number).choose,
                    keys=(str(number),), within=("view", "table", "gallery"),
                    tip="The selected particles, and what is drawn next, are of this class",
                    label=acts.classing(number).label, enabled=acts.classing(number).possible,
                    offered=acts.classing(number).possible)
            for number, name in enumerate(CLASS_KEYS, 1)
        ),
        Command(id="reviewed", text="Mark as re&viewed", run=acts.reviewed, keys=("Ctrl+R",),
                icon="reviewed", tip="The selected particles are right as they are",
                enabled=acts.has_selection),
        Command(id="next-uncertain", text="Next un&certain particle", run=acts.next_uncertain,
                keys=("Ctrl+Right",), icon="next",
                tip="Go to the least certain particle that nobody has reviewed",
                enabled=acts.has_table),
    ]  # fmt: skip


def _view(w: "MainWindow") -> list[Command]:
    acts = w.acts
    has, layer = w.has_scan, acts.layer
    return [
        Command(id="fit", text="&Fit", run=acts.fit, keys=("Ctrl+0",), icon="fit", enabled=has,
                tip="Show the whole scan"),
        Command(id="one-to-one", text="&1:1", run=acts.one_to_one, keys=("Ctrl+1",), enabled=has,
                icon="one-to-one", tip="Show each pixel of the scan as one of the screen"),
        Command(id="zoom-in", text="Zoom &in", run=acts.zoom_in, keys=("Ctrl++", "Ctrl+="),
                icon="zoom-in", enabled=has),
        Command(id="zoom-out", text="Zoom &out", run=acts.zoom_out, keys=("Ctrl+-",),
                icon="zoom-out", enabled=has),
        Command(id="go-to", text="&Go to…", run=w.ask_place, keys=("Ctrl+G",), icon="go-to",
                tip="Go to a place or to a particle's number", enabled=has),
        Command(id="rotate-left", text="Rotate &left", run=acts.rotate_left, keys=("Ctrl+Shift+L",),
                icon="rotate-left", tip="Turn the view by 90° to the left", enabled=has),
        Command(id="rotate-right", text="Rotate &right", run=acts.rotate_right,
                keys=("Ctrl+Shift+R",), icon="rotate-right",
                tip="Turn the view by 90° to the right", enabled=has),
        Command(id="show-classes", text="&Classes", run=layer("classes").toggle,
                keys=("Ctrl+Shift+C",), icon="classes", tip="Show or hide the classes' colours",
                checked=layer("classes").shown, enabled=acts.has_result),
        Command(id="show-uncertainty", text="&Uncertainty", run=layer("uncertainty").toggle,
                keys=("Ctrl+Shift+U",), icon="uncertainty",
                tip="Show or hide where the result is uncertain",
                checked=layer("uncertainty").shown, enabled=acts.has_result),
        Command(id="show-outlines", text="&Outlines", run=layer("outlines").toggle,
                keys=("Ctrl+Shift+E",), icon="outlines", tip="Show or hide the outlines",
                checked=layer("outlines").shown, enabled=acts.has_result),
        Command(id="show-minimap", text="&Map", run=acts.toggle_map, keys=("Ctrl+Shift+M",),
                icon="map", tip="Show or hide the small map of the whole scan",
                checked=acts.map_shown, enabled=has),
        Command(id="copy-picture", text="Copy &picture", run=acts.copy_picture,
                keys=("Ctrl+C",), icon="picture", within=("view",),
                tip="Copy the view as a picture", enabled=has),
    ]  # fmt: skip


def _analysis(w: "MainWindow") -> list[Command]:
    acts = w.acts
    return [
        Command(id="analyse", text="&Analyse", run=acts.analyse, keys=("F5",),
                icon="analyse", tip="Find, class and measure all particles of this scan",
                enabled=acts.can_analyse),
        Command(id="analyse-visible", text="Analyse the &visible part", run=acts.analyse_visible,
                keys=("Ctrl+F5",), icon="eye", tip="Analyse what the view shows now",
                enabled=acts.can_analyse),
        Command(id="analyse-region", text="Analyse a &drawn region", run=acts.analyse_region,
                icon="region", tip="Draw a rectangle, and analyse it", enabled=acts.can_analyse),
        Command(id="analyse-stack", text="Analyse all &images of the stack",
                run=acts.analyse_stack, icon="layers", enabled=acts.can_analyse_stack,
                tip="Each image of the stack gets a result of its own"),
        Command(id="cancel", text="&Cancel", run=acts.cancel, keys=("Shift+F5",), icon="cancel",
                tip="Stop; what is done is kept", enabled=acts.is_running),
        Command(id="preview", text="&Preview", run=acts.toggle_preview, keys=("Ctrl+P",),
                icon="preview", tip="Show at once what the protocol finds in the visible part",
                checked=acts.previewing, enabled=w.has_scan),
        Command(id="pixel-size", text="Pixel &size…", run=acts.ask_pixel_size, icon="ruler",
                tip="Tell how large a pixel is", enabled=w.has_scan),
        Command(id="queue", text="&Queue", run=lambda: acts.toggle_panel("queue"), icon="queue",
                keys=("Ctrl+8",), tip="The scans that wait to be analysed",
                checked=lambda: acts.panel_shown("queue"), enabled=acts.has_bench),
        Command(id="train", text="&Teach it what to find…", run=w.toggle_training, icon="train",
                keys=("Ctrl+Shift+T",), checked=w.on_training,
                tip="Learn from annotated scans, and make a pack that finds the same in others"),
    ]  # fmt: skip


def _tools(w: "MainWindow") -> list[Command]:
    acts = w.acts
    entries = (
        ("tool-none", "&Move and select", "", "pan", "Drag to move, click to select"),
        ("measure-line", "Measure a &length", "Ctrl+L", "measure", "Draw a line to measure it"),
        ("measure-path", "Measure a &path", "", "polyline", "Click along a path to measure it"),
        ("measure-area", "Measure an &area", "", "area", "Draw an outline to measure"),
        ("tool-brush", "&Brush", "Ctrl+B", "brush", "Paint to add to particles, Alt erases"),
        ("tool-cut", "&Cut", "Ctrl+T", "cut", "Draw across a particle to cut it in two"),
        ("tool-outline", "Draw a par&ticle", "Ctrl+D", "outline", "Draw a new particle"),
    )  # fmt: skip
    return [
        Command(
            id=name, text=text, run=acts.tool(name).choose, keys=(key,) if key else (), icon=icon,
            tip=tip, checked=acts.tool(name).chosen, enabled=acts.tool(name).possible,
        )
        for name, text, key, icon, tip in entries
    ]  # fmt: skip


def _window(w: "MainWindow") -> list[Command]:
    acts = w.acts
    panels = (
        ("protocol", "&Protocol", "options", 2), ("layers", "&Layers", "layers", 3),
        ("review", "&Review", "review", 4), ("compare", "&Compare", "compare", 5),
        ("table", "P&articles", "table", 6), ("gallery", "&Gallery", "gallery", 7),
        ("charts", "C&harts", "charts", 9),
    )  # fmt: skip
    sides = (("left", "Left side", "F7", _LEFT),
             ("right", "Right side", "F8", _RIGHT),
             ("bottom", "Lower side", "F9", _BOTTOM))  # fmt: skip
    return [
        Command(id="next-scan", text="&Next scan", run=lambda: w.workspace.step(1),
                keys=("Ctrl+Tab",), icon="next", enabled=w.has_several_scans),
        Command(id="previous-scan", text="Pre&vious scan", run=lambda: w.workspace.step(-1),
                keys=("Ctrl+Shift+Tab",), icon="previous", enabled=w.has_several_scans),
        *(
            Command(id=f"side-{name}", text=text, run=lambda a=area: acts.toggle_side(a),
                    keys=(key,), icon="layout", tip=f"Fold the panels of the {text.lower()}",
                    checked=lambda a=area: acts.side_shown(a), enabled=acts.has_bench)
            for name, text, key, area in sides
        ),
        *(
            Command(id=f"panel-{key}", text=text, run=lambda k=key: acts.toggle_panel(k),
                    keys=(f"Ctrl+{number}",), icon=icon, tip="Show this panel, or fold it away",
                    checked=lambda k=key: acts.panel_shown(k), enabled=acts.has_bench)
            for key, text, icon, number in panels
        ),
        Command(id="reset-layout", text="Reset la&yout", run=acts.reset_layout, icon="layout",
                tip="Put all panels back where they were at first", enabled=acts.has_bench),
        Command(id="full-screen", text="&Full screen", run=w.toggle_full_screen,
                keys=("F11",), checked=w.isFullScreen),
        Command(id="theme", text="&Dark or light", run=w.toggle_theme, icon="theme",
                tip="Change between the dark and the light theme"),
    ]  # fmt: skip


def _help(w: "MainWindow") -> list[Command]:
    return [
        Command(id="help", text="&First steps", run=lambda: w.helping.show("first"), icon="help",
                keys=("Shift+F1",), tip="A short guide"),
        Command(id="help-panel", text="&Guide to this protocol", run=w.helping.show_protocol,
                icon="protocol", tip="What the protocol does, and when to use it",
                enabled=w.has_scan),
        Command(id="shortcuts", text="&Keyboard and mouse", run=w.helping.show_shortcuts,
                keys=("F1",), icon="keyboard", tip="All shortcuts on one sheet"),
        Command(id="palette", text="&Command palette", run=w.show_palette,
                keys=("Ctrl+Shift+P", "Ctrl+K"), icon="search",
                tip="Type what you want to do"),
        Command(id="reports", text="&Error reports", run=w.helping.show_reports, icon="bug",
                tip="Open the folder of reports about mistakes of the program"),
        Command(id="about", text="&About Graticule", run=w.helping.show_about, icon="info"),
    ]  # fmt: skip
