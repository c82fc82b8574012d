"""Joins the parts of the page: what one tells, another does. All connections stand here."""

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices

from graticule_app.model.preview import NAME as PREVIEW
from graticule_app.model.preview import shapes
from graticule_app.panels.protocol.calibration import NAME as SCALE_BAR
from graticule_app.work.message import Message

if TYPE_CHECKING:
    from graticule_app.pages.scan.scan_page import ScanPage


def join(page: "ScanPage") -> None:
    """Connect everything, once."""
    _join_view(page)
    _join_analysis(page)
    _join_preview(page)
    _join_calibration(page)
    _join_review(page)
    _join_out(page)


def _join_view(page: "ScanPage") -> None:
    view = page.view
    view.particle_clicked.connect(lambda number, keys: _clicked(page, number, keys))
    view.failed.connect(lambda text: page.message.emit(Message(text, "error")))
    for panel in (page.table, page.gallery, page.charts, page.review_panel):
        panel.go_to.connect(view.fly_to)
    view.layers.changed.connect(page.changed)
    page.tools.changed.connect(page.changed)
    page.docks.changed.connect(page.changed)


def _clicked(page: "ScanPage", number: int, keys: Qt.KeyboardModifier) -> None:
    """A click selects, with Ctrl or Shift it adds or takes away; beside all particles, nothing."""
    document = page.view.document
    if document is None:
        return
    more = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    if not number:
        if not keys & more:
            document.selection.set((), page.view)
        return
    if keys & more:
        wanted = np.setxor1d(document.selection.ids, np.array([number]))
    else:
        wanted = np.array([number])
    document.selection.set(wanted, page.view)


def _join_analysis(page: "ScanPage") -> None:
    analysing, panel = page.analysing, page.analyse
    panel.analyse.connect(analysing.start)
    panel.cancel.connect(analysing.cancel)
    analysing.changed.connect(lambda: panel.set_running(running=analysing.running))
    analysing.changed.connect(page.changed)
    analysing.message.connect(page.message)
    analysing.combine = page.combine
    page.queue_panel.combine.connect(page.combine)
    analysing.save_report = lambda: page.save_report(ask=False)
    analysing.particles_found.connect(page.show_particles)
    page.queue.noticed.connect(
        lambda entry, text: page.message.emit(Message(f"{entry.name}: {text}", "warning"))
    )
    page.queue_panel.open_result.connect(page.open_entry)
    page.queue_panel.show_folder.connect(
        lambda folder: QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
    )
    page.follower.failed.connect(lambda text: page.message.emit(Message(text, "error")))
    if page.queue.trouble:
        told = Message(page.queue.trouble, "warning")
        QTimer.singleShot(0, page, lambda: page.message.emit(told))  # when the window listens
    page.queue.warm_up()


def _join_preview(page: "ScanPage") -> None:
    view, preview = page.view, page.protocols.preview
    view.camera_changed.connect(lambda: preview.set_view_box(view.visible_box()))
    preview.ready.connect(lambda found: view.set_annotations(PREVIEW, shapes(found)))
    preview.cleared.connect(lambda: view.clear_annotations(PREVIEW))
    page.protocols.switch.toggled.connect(lambda _: page.changed.emit())


def _join_calibration(page: "ScanPage") -> None:
    bar = page.calibration
    bar.tool_wanted.connect(lambda tool: page.tools.lend(tool, "scale-bar"))
    bar.marks_changed.connect(lambda marks: page.view.set_annotations(SCALE_BAR, marks))
    for signal in (bar.calibrated, bar.dismissed):
        signal.connect(page.changed)


def _join_review(page: "ScanPage") -> None:
    review, panel, tools = page.review, page.review_panel, page.tools
    review.changed.connect(page.changed)
    review.failed.connect(lambda text: page.message.emit(Message(text, "warning")))
    review.told.connect(page.busy_text)
    panel.tool_wanted.connect(lambda tool: tools.lend(tool, tools.correction_of(tool)))
    tools.corrections = {
        "tool-brush": panel.brush,
        "tool-cut": panel.cut,
        "tool-outline": panel.outline,
    }
    tools.put_down = panel.put_down


def _join_out(page: "ScanPage") -> None:
    view, imports = page.view, page.imports
    imports.show_annotations.connect(view.set_annotations)
    imports.hide_annotations.connect(view.clear_annotations)
    for source in (imports, page.saver):
        source.failed.connect(
            lambda text, details: page.message.emit(Message(text, "error", details))
        )
