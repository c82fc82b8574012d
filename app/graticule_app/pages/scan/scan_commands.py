"""What can be done with the scan that is shown, as commands."""

from functools import partial

from PySide6.QtCore import Qt

from graticule_app.look.translation import tr
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
        Command(id="undo", text=tr("&Undo"), run=acts.undo, keys=("Ctrl+Z",), icon="undo",
                tip=tr("Take the last correction back"), enabled=acts.can_undo,
                label=acts.undo_label),
        Command(id="redo", text=tr("&Redo"), run=acts.redo, keys=("Ctrl+Y", "Ctrl+Shift+Z"),
                icon="redo", tip=tr("Make the correction again"), enabled=acts.can_redo,
                label=acts.redo_label),
        Command(id="select-all", text=tr("Select &all"), run=acts.select_all, keys=("Ctrl+A",),
                within=("view",), tip=tr("Select all particles that the table shows"),
                enabled=acts.has_table),
        Command(id="select-none", text=tr("Select &none"), run=acts.select_none,
                keys=("Ctrl+Shift+A",), tip=tr("Select no particle"), enabled=acts.has_selection),
        Command(id="copy-rows", text=tr("&Copy rows"), run=acts.copy_rows, icon="copy",
                tip=tr("Copy the rows of the table for a spreadsheet"), enabled=acts.has_table),
        Command(id="find", text=tr("&Find particles…"), run=acts.find, keys=("Ctrl+F",),
                icon="search", within=("view",), enabled=acts.has_table,
                tip=tr("Filter the particles by class, size, colour or number")),
        Command(id="delete", text=tr("&Delete particles"), run=acts.delete, keys=("Del",),
                icon="delete", within=("view", "table", "gallery"),
                tip=tr("The selected particles are none"), enabled=acts.has_selection),
        Command(id="merge", text=tr("&Merge particles"), run=acts.merge, keys=("Ctrl+M",),
                icon="merge", tip=tr("Make one of the selected particles"),
                enabled=acts.has_several),
        Command(id="right-next", text=tr("&Right, next one"), run=acts.right_and_next,
                keys=("Ctrl+Return",), icon="check", enabled=acts.has_table,
                within=("view", "table", "gallery", "review"),
                tip=tr("The selected particle is right: mark it and go on")),
        *(
            Command(id=name, text=tr("Class {number}", number=number),
                    run=partial(acts.set_class, number),
                    keys=(str(number),), within=("view", "table", "gallery"),
                    tip=tr("The selected particles, and what is drawn next, are of this class"),
                    label=partial(acts.class_label, number),
                    enabled=partial(acts.has_class, number),
                    offered=partial(acts.has_class, number))
            for number, name in enumerate(CLASS_KEYS, 1)
        ),
        Command(id="reviewed", text=tr("Mark as re&viewed"), run=acts.reviewed, keys=("Ctrl+R",),
                icon="reviewed", tip=tr("The selected particles are right as they are"),
                enabled=acts.has_selection),
        Command(id="next-uncertain", text=tr("Next un&certain particle"), run=acts.next_uncertain,
                keys=("Ctrl+Right",), icon="next",
                tip=tr("Go to the least certain particle that nobody has reviewed"),
                enabled=acts.has_table),
    ]  # fmt: skip


def _view(acts: ScanActs) -> list[Command]:
    has = acts.has_scan
    return [
        Command(id="fit", text=tr("&Fit"), run=acts.fit, keys=("Ctrl+0",), icon="fit", enabled=has,
                tip=tr("Show the whole scan")),
        Command(id="one-to-one", text=tr("&1:1"), run=acts.one_to_one, keys=("Ctrl+1",),
                enabled=has,
                icon="one-to-one", tip=tr("Show each pixel of the scan as one of the screen")),
        Command(id="zoom-in", text=tr("Zoom &in"), run=acts.zoom_in, keys=("Ctrl++", "Ctrl+="),
                icon="zoom-in", enabled=has),
        Command(id="zoom-out", text=tr("Zoom &out"), run=acts.zoom_out, keys=("Ctrl+-",),
                icon="zoom-out", enabled=has),
        Command(id="go-to", text=tr("&Go to…"), run=acts.ask_place, keys=("Ctrl+G",), icon="go-to",
                tip=tr("Go to a place or to a particle's number"), enabled=has),
        Command(id="rotate-left", text=tr("Rotate &left"), run=acts.rotate_left,
                keys=("Ctrl+Shift+L",),
                icon="rotate-left", tip=tr("Turn the view by 90° to the left"), enabled=has),
        Command(id="rotate-right", text=tr("Rotate &right"), run=acts.rotate_right,
                keys=("Ctrl+Shift+R",), icon="rotate-right",
                tip=tr("Turn the view by 90° to the right"), enabled=has),
        Command(id="show-classes", text=tr("&Classes"), run=partial(acts.toggle_layer, "classes"),
                keys=("Ctrl+Shift+C",), icon="classes", tip=tr("Show or hide the classes' colours"),
                checked=partial(acts.layer_shown, "classes"), enabled=acts.has_result),
        Command(id="show-uncertainty", text=tr("&Uncertainty"),
                run=partial(acts.toggle_layer, "uncertainty"),
                keys=("Ctrl+Shift+U",), icon="uncertainty",
                tip=tr("Show or hide where the result is uncertain"),
                checked=partial(acts.layer_shown, "uncertainty"), enabled=acts.has_result),
        Command(id="show-outlines", text=tr("&Outlines"),
                run=partial(acts.toggle_layer, "outlines"),
                keys=("Ctrl+Shift+E",), icon="outlines", tip=tr("Show or hide the outlines"),
                checked=partial(acts.layer_shown, "outlines"), enabled=acts.has_result),
        Command(id="show-minimap", text=tr("&Map"), run=acts.toggle_map, keys=("Ctrl+Shift+M",),
                icon="map", tip=tr("Show or hide the small map of the whole scan"),
                checked=acts.map_shown, enabled=has),
        Command(id="copy-picture", text=tr("Copy &picture"), run=acts.copy_picture,
                keys=("Ctrl+C",), icon="picture", within=("view",),
                tip=tr("Copy the view as a picture"), enabled=has),
    ]  # fmt: skip


def _analysis(acts: ScanActs) -> list[Command]:
    return [
        Command(id="analyse", text=tr("&Analyse"), run=acts.analyse, keys=("F5",),
                icon="analyse", tip=tr("Find, class and measure all particles of this scan"),
                enabled=acts.can_analyse),
        Command(id="analyse-visible", text=tr("Analyse the &visible part"),
                run=acts.analyse_visible,
                keys=("Ctrl+F5",), icon="eye", tip=tr("Analyse what the view shows now"),
                enabled=acts.can_analyse),
        Command(id="analyse-region", text=tr("Analyse a &drawn region"), run=acts.analyse_region,
                icon="region", tip=tr("Draw a rectangle, and analyse it"),
                enabled=acts.can_analyse),
        Command(id="analyse-stack", text=tr("Analyse all &images of the stack"),
                run=acts.analyse_stack, icon="layers", enabled=acts.can_analyse_stack,
                tip=tr("Each image of the stack gets a result of its own")),
        Command(id="cancel", text=tr("&Cancel"), run=acts.cancel, keys=("Shift+F5",), icon="cancel",
                tip=tr("Stop; what is done is kept"), enabled=acts.is_running),
        Command(id="preview", text=tr("&Preview"), run=acts.toggle_preview, keys=("Ctrl+P",),
                icon="preview", tip=tr("Show at once what the protocol finds in the visible part"),
                checked=acts.previewing, enabled=acts.has_scan),
        Command(id="pixel-size", text=tr("Pixel &size…"), run=acts.ask_pixel_size, icon="ruler",
                tip=tr("Tell how large a pixel is"), enabled=acts.has_scan),
        Command(id="queue", text=tr("&Queue"), run=lambda: acts.toggle_panel("queue"), icon="queue",
                keys=("Ctrl+8",), tip=tr("The scans that wait to be analysed"),
                checked=lambda: acts.panel_shown("queue"), enabled=acts.has_page),
    ]  # fmt: skip


def _tools(acts: ScanActs) -> list[Command]:
    entries = (
        ("tool-none", tr("&Move and select"), "", "pan", tr("Drag to move, click to select")),
        ("measure-line", tr("Measure a &length"), "Ctrl+L", "measure",
         tr("Draw a line to measure it")),
        ("measure-path", tr("Measure a &path"), "", "polyline",
         tr("Click along a path to measure it")),
        ("measure-area", tr("Measure an &area"), "", "area", tr("Draw an outline to measure")),
        ("tool-brush", tr("&Brush"), "Ctrl+B", "brush",
         tr("Paint to add to particles, Alt erases")),
        ("tool-cut", tr("&Cut"), "Ctrl+T", "cut", tr("Draw across a particle to cut it in two")),
        ("tool-outline", tr("Draw a par&ticle"), "Ctrl+D", "outline", tr("Draw a new particle")),
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
        Command(id="save-report", text=tr("&Save report"), run=acts.save_report, keys=("Ctrl+S",),
                icon="save-report", tip=tr("Save the Excel report, tables, outlines and pictures"),
                enabled=acts.has_table),
        Command(id="save-report-as", text=tr("Save report &as…"), run=acts.save_report_as,
                keys=("Ctrl+E",), tip=tr("Choose what to save, and where"),
                enabled=acts.has_table),
        Command(id="combine", text=tr("Co&mbine results…"), run=acts.combine, icon="combine",
                tip=tr("Put the results of several scans into one workbook"),
                enabled=acts.has_page),
        Command(id="import-outlines", text=tr("&Import outlines…"), run=acts.import_outlines,
                icon="import", tip=tr("Show GeoJSON from QuPath over the scan, and compare"),
                enabled=acts.has_scan),
        Command(id="copy-script", text=tr("Copy as &Python"), run=acts.copy_script, icon="copy",
                tip=tr("Copy the calls that repeat the analysis and the corrections"),
                enabled=acts.has_table),
    ]  # fmt: skip


def _panels(acts: ScanActs) -> list[Command]:
    panels = (
        ("protocol", tr("&Protocol"), "options", 2), ("layers", tr("&Layers"), "layers", 3),
        ("review", tr("&Review"), "review", 4), ("compare", tr("&Compare"), "compare", 5),
        ("table", tr("P&articles"), "table", 6), ("gallery", tr("&Gallery"), "gallery", 7),
        ("charts", tr("C&harts"), "charts", 9),
    )  # fmt: skip
    sides = (("left", tr("Left side"), tr("Fold the panels of the left side"), "F7", _LEFT),
             ("right", tr("Right side"), tr("Fold the panels of the right side"), "F8", _RIGHT),
             ("bottom", tr("Lower side"),
              tr("Fold the panels of the lower side"), "F9", _BOTTOM))  # fmt: skip
    return [
        *(
            Command(id=f"side-{name}", text=text, run=lambda a=area: acts.toggle_side(a),
                    keys=(key,), icon="layout", tip=tip,
                    checked=lambda a=area: acts.side_shown(a), enabled=acts.has_page)
            for name, text, tip, key, area in sides
        ),
        *(
            Command(id=f"panel-{key}", text=text, run=lambda k=key: acts.toggle_panel(k),
                    keys=(f"Ctrl+{number}",), icon=icon, tip=tr("Show this panel, or fold it away"),
                    checked=lambda k=key: acts.panel_shown(k), enabled=acts.has_page)
            for key, text, icon, number in panels
        ),
        Command(id="reset-layout", text=tr("Reset la&yout"), run=acts.reset_layout, icon="layout",
                tip=tr("Put all panels back where they were at first"), enabled=acts.has_page),
    ]  # fmt: skip
