"""What can be done with the scan that is shown, as commands."""

from functools import partial

from PySide6.QtCore import Qt

from graticule_app.model.command import Command
from graticule_app.pages.scan.scan_acts import ScanActs

_LEFT, _RIGHT, _BOTTOM = (
    Qt.DockWidgetArea.LeftDockWidgetArea,
    Qt.DockWidgetArea.RightDockWidgetArea,
    Qt.DockWidgetArea.BottomDockWidgetArea,
)

CLASS_KEYS = tuple(f"class-{number}" for number in range(1, 10))
"""The classes that have a key each, its number."""


def scan_commands(acts: ScanActs) -> list[Command]:
    """All of them; they are there before the page is."""
    parts = (_out, _edit, _view, _analysis, _tools, _panels)
    return [command for part in parts for command in part(acts)]


def _edit(acts: ScanActs) -> list[Command]:
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
            Command(id=name, text=f"Class {number}", run=partial(acts.set_class, number),
                    keys=(str(number),), within=("view", "table", "gallery"),
                    tip="The selected particles, and what is drawn next, are of this class",
                    label=partial(acts.class_label, number),
                    enabled=partial(acts.has_class, number),
                    offered=partial(acts.has_class, number))
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


def _view(acts: ScanActs) -> list[Command]:
    has = acts.has_scan
    return [
        Command(id="fit", text="&Fit", run=acts.fit, keys=("Ctrl+0",), icon="fit", enabled=has,
                tip="Show the whole scan"),
        Command(id="one-to-one", text="&1:1", run=acts.one_to_one, keys=("Ctrl+1",), enabled=has,
                icon="one-to-one", tip="Show each pixel of the scan as one of the screen"),
        Command(id="zoom-in", text="Zoom &in", run=acts.zoom_in, keys=("Ctrl++", "Ctrl+="),
                icon="zoom-in", enabled=has),
        Command(id="zoom-out", text="Zoom &out", run=acts.zoom_out, keys=("Ctrl+-",),
                icon="zoom-out", enabled=has),
        Command(id="go-to", text="&Go to…", run=acts.ask_place, keys=("Ctrl+G",), icon="go-to",
                tip="Go to a place or to a particle's number", enabled=has),
        Command(id="rotate-left", text="Rotate &left", run=acts.rotate_left, keys=("Ctrl+Shift+L",),
                icon="rotate-left", tip="Turn the view by 90° to the left", enabled=has),
        Command(id="rotate-right", text="Rotate &right", run=acts.rotate_right,
                keys=("Ctrl+Shift+R",), icon="rotate-right",
                tip="Turn the view by 90° to the right", enabled=has),
        Command(id="show-classes", text="&Classes", run=partial(acts.toggle_layer, "classes"),
                keys=("Ctrl+Shift+C",), icon="classes", tip="Show or hide the classes' colours",
                checked=partial(acts.layer_shown, "classes"), enabled=acts.has_result),
        Command(id="show-uncertainty", text="&Uncertainty",
                run=partial(acts.toggle_layer, "uncertainty"),
                keys=("Ctrl+Shift+U",), icon="uncertainty",
                tip="Show or hide where the result is uncertain",
                checked=partial(acts.layer_shown, "uncertainty"), enabled=acts.has_result),
        Command(id="show-outlines", text="&Outlines", run=partial(acts.toggle_layer, "outlines"),
                keys=("Ctrl+Shift+E",), icon="outlines", tip="Show or hide the outlines",
                checked=partial(acts.layer_shown, "outlines"), enabled=acts.has_result),
        Command(id="show-minimap", text="&Map", run=acts.toggle_map, keys=("Ctrl+Shift+M",),
                icon="map", tip="Show or hide the small map of the whole scan",
                checked=acts.map_shown, enabled=has),
        Command(id="copy-picture", text="Copy &picture", run=acts.copy_picture,
                keys=("Ctrl+C",), icon="picture", within=("view",),
                tip="Copy the view as a picture", enabled=has),
    ]  # fmt: skip


def _analysis(acts: ScanActs) -> list[Command]:
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
                checked=acts.previewing, enabled=acts.has_scan),
        Command(id="pixel-size", text="Pixel &size…", run=acts.ask_pixel_size, icon="ruler",
                tip="Tell how large a pixel is", enabled=acts.has_scan),
        Command(id="queue", text="&Queue", run=lambda: acts.toggle_panel("queue"), icon="queue",
                keys=("Ctrl+8",), tip="The scans that wait to be analysed",
                checked=lambda: acts.panel_shown("queue"), enabled=acts.has_page),
    ]  # fmt: skip


def _tools(acts: ScanActs) -> list[Command]:
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
            id=name, text=text, run=partial(acts.take_tool, name),
            keys=(key,) if key else (), icon=icon, tip=tip,
            checked=partial(acts.tool_taken, name), enabled=partial(acts.tool_possible, name),
        )
        for name, text, key, icon, tip in entries
    ]  # fmt: skip


def _out(acts: ScanActs) -> list[Command]:
    return [
        Command(id="save-report", text="&Save report", run=acts.save_report, keys=("Ctrl+S",),
                icon="save-report", tip="Save the Excel report, tables, outlines and pictures",
                enabled=acts.has_table),
        Command(id="save-report-as", text="Save report &as…", run=acts.save_report_as,
                keys=("Ctrl+E",), tip="Choose what to save, and where",
                enabled=acts.has_table),
        Command(id="combine", text="Co&mbine results…", run=acts.combine, icon="combine",
                tip="Put the results of several scans into one workbook",
                enabled=acts.has_page),
        Command(id="import-outlines", text="&Import outlines…", run=acts.import_outlines,
                icon="import", tip="Show GeoJSON from QuPath over the scan, and compare",
                enabled=acts.has_scan),
    ]  # fmt: skip


def _panels(acts: ScanActs) -> list[Command]:
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
        *(
            Command(id=f"side-{name}", text=text, run=lambda a=area: acts.toggle_side(a),
                    keys=(key,), icon="layout", tip=f"Fold the panels of the {text.lower()}",
                    checked=lambda a=area: acts.side_shown(a), enabled=acts.has_page)
            for name, text, key, area in sides
        ),
        *(
            Command(id=f"panel-{key}", text=text, run=lambda k=key: acts.toggle_panel(k),
                    keys=(f"Ctrl+{number}",), icon=icon, tip="Show this panel, or fold it away",
                    checked=lambda k=key: acts.panel_shown(k), enabled=acts.has_page)
            for key, text, icon, number in panels
        ),
        Command(id="reset-layout", text="Reset la&yout", run=acts.reset_layout, icon="layout",
                tip="Put all panels back where they were at first", enabled=acts.has_page),
    ]  # fmt: skip
