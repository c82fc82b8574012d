"""Joins the parts of the bench: what one tells, another does. All connections stand here."""

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices

from graticule_app.model.preview import NAME as PREVIEW
from graticule_app.model.preview import shapes
from graticule_app.panels.protocol.calibration import NAME as SCALE_BAR
from graticule_app.work.message import Message

if TYPE_CHECKING:
    from graticule_app.pages.scan.scan_page import Bench


def join(bench: "Bench") -> None:
    """Connect everything, once."""
    _join_view(bench)
    _join_analysis(bench)
    _join_preview(bench)
    _join_calibration(bench)
    _join_review(bench)
    _join_out(bench)


def _join_view(bench: "Bench") -> None:
    view = bench.view
    view.particle_clicked.connect(lambda number, keys: _clicked(bench, number, keys))
    view.failed.connect(lambda text: bench.message.emit(Message(text, "error")))
    for panel in (bench.table, bench.gallery, bench.charts, bench.review_panel):
        panel.go_to.connect(view.fly_to)
    view.layers.changed.connect(bench.changed)
    bench.tools.changed.connect(bench.changed)
    bench.docks.changed.connect(bench.changed)


def _clicked(bench: "Bench", number: int, keys: Qt.KeyboardModifier) -> None:
    """A click selects, with Ctrl or Shift it adds or takes away; beside all particles, nothing."""
    document = bench.view.document
    if document is None:
        return
    more = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    if not number:
        if not keys & more:
            document.selection.set((), bench.view)
        return
    if keys & more:
        wanted = np.setxor1d(document.selection.ids, np.array([number]))
    else:
        wanted = np.array([number])
    document.selection.set(wanted, bench.view)


def _join_analysis(bench: "Bench") -> None:
    analysing, panel = bench.analysing, bench.analyse
    panel.analyse.connect(analysing.start)
    panel.cancel.connect(analysing.cancel)
    analysing.changed.connect(lambda: panel.set_running(running=analysing.running))
    analysing.changed.connect(bench.changed)
    analysing.message.connect(bench.message)
    analysing.combine = bench.combine
    bench.queue_panel.combine.connect(bench.combine)
    analysing.save_report = lambda: bench.save_report(ask=False)
    analysing.particles_found.connect(bench.show_particles)
    bench.queue.noticed.connect(
        lambda entry, text: bench.message.emit(Message(f"{entry.name}: {text}", "warning"))
    )
    bench.queue_panel.open_result.connect(bench.open_entry)
    bench.queue_panel.show_folder.connect(
        lambda folder: QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
    )
    bench.follower.failed.connect(lambda text: bench.message.emit(Message(text, "error")))
    if bench.queue.trouble:
        told = Message(bench.queue.trouble, "warning")
        QTimer.singleShot(0, bench, lambda: bench.message.emit(told))  # when the window listens
    bench.queue.warm_up()


def _join_preview(bench: "Bench") -> None:
    view, preview = bench.view, bench.protocols.preview
    view.camera_changed.connect(lambda: preview.set_view_box(view.visible_box()))
    preview.ready.connect(lambda found: view.set_annotations(PREVIEW, shapes(found)))
    preview.cleared.connect(lambda: view.clear_annotations(PREVIEW))
    bench.protocols.switch.toggled.connect(lambda _: bench.changed.emit())


def _join_calibration(bench: "Bench") -> None:
    bar = bench.calibration
    bar.tool_wanted.connect(lambda tool: bench.tools.lend(tool, "scale-bar"))
    bar.marks_changed.connect(lambda marks: bench.view.set_annotations(SCALE_BAR, marks))
    for signal in (bar.calibrated, bar.dismissed):
        signal.connect(bench.changed)


def _join_review(bench: "Bench") -> None:
    review, panel, tools = bench.review, bench.review_panel, bench.tools
    review.changed.connect(bench.changed)
    review.failed.connect(lambda text: bench.message.emit(Message(text, "warning")))
    review.told.connect(bench.busy)
    panel.tool_wanted.connect(lambda tool: tools.lend(tool, tools.correction_of(tool)))
    tools.corrections = {
        "tool-brush": panel.brush,
        "tool-cut": panel.cut,
        "tool-outline": panel.outline,
    }
    tools.put_down = panel.put_down


def _join_out(bench: "Bench") -> None:
    view, imports = bench.view, bench.imports
    imports.show_annotations.connect(view.set_annotations)
    imports.hide_annotations.connect(view.clear_annotations)
    for source in (imports, bench.saver):
        source.failed.connect(
            lambda text, details: bench.message.emit(Message(text, "error", details))
        )
