"""What holds for one run and is no part of a protocol: where it computes, and how carefully."""

import sys
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QLabel, QWidget

from graticule.events import Options
from graticule_app.look import theme
from graticule_app.look.translation import tr, tr_noop
from graticule_app.model.document import Document
from graticule_app.panels.protocol.fields import LABELS, Choice, Switch, wrapping
from graticule_app.panels.protocol.grey_field import GreyField

_WORDS = {
    "auto": tr_noop("Automatic (the fastest)"),
    "cpu": tr_noop("Processor"),
    "cuda": tr_noop("NVIDIA graphics card"),
    "mps": tr_noop("Apple graphics"),
    "xpu": tr_noop("Intel graphics"),
}


def likely_devices() -> tuple[str, ...]:
    """Devices that this computer seems to have; asking torch would take seconds."""
    found = ["auto", "cpu"]
    system = Path("C:/Windows/System32/nvcuda.dll")
    if Path("/proc/driver/nvidia").exists() or (sys.platform == "win32" and system.exists()):
        found.append("cuda")
    if sys.platform == "darwin":
        found.append("mps")
    return tuple(found)


class RunOptions(QWidget):
    """Device and care of the next run."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.device = Choice(())
        self.background = Switch(tr("Look at empty parts, too"))
        self.views = Switch(tr("Average eight views (8 × slower)"))
        self.afresh = Switch(tr("Begin anew, even if done before"))
        self.greys = GreyField()
        self.set_devices(likely_devices())
        label = QLabel(tr("Computes on"))
        label.setBuddy(self.device)
        theme.keep(label, label.setMinimumWidth, LABELS)
        form = wrapping(QFormLayout(self))
        form.addRow(label, self.device)
        ends = QLabel(tr("Black to white"))
        ends.setBuddy(self.greys)
        theme.keep(ends, ends.setMinimumWidth, LABELS)
        form.addRow(ends, self.greys)
        self._careful = (self.background, self.views)
        for field in (*self._careful, self.afresh):
            form.addRow(field)
        self.device.name(tr("Computes on"), tr("Which part of this computer runs the network."))
        self.background.name(
            tr("Look at empty parts"), tr("For this run: the network looks everywhere.")
        )
        self.views.name(
            tr("Average eight views"),
            tr("For this run: a little better, with a better uncertainty."),
        )
        self.afresh.name(
            tr("Begin anew"), tr("What an earlier run of the same scan did is not used.")
        )
        self._network = (label, self.device, *self._careful)
        for field in (self.device, self.greys, *self._careful, self.afresh):
            field.edited.connect(self.edited)

    def set_devices(self, names: tuple[str, ...]) -> None:
        """Offer these devices, such as those that the engine found."""
        self.device.set_options([(name, tr(_WORDS.get(name, name))) for name in names])

    def show_for(self, *, network: bool) -> None:
        """Show what matters: a threshold needs no device."""
        for widget in self._network:
            widget.setVisible(network)

    def show_document(self, document: Document | None) -> None:
        """Show what is black and white in a scan."""
        self.greys.set_scan_range(None if document is None else document.scan.grey_range)
        self.greys.set_value(None if document is None else document.grey_range)

    def options(self, document: Document | None) -> Options:
        """For a run of a document, with what the user says of its scan and the frame shown."""
        size = document.pixel_size if document is not None else None
        told = size is not None and size.source == "user" and size.calibrated
        return Options(
            pixel_size=size if told else None,
            grey_range=document.grey_range if document is not None else None,
            frame=document.frame if document is not None else 0,
            device=self.device.value(),
            keep_background=self.background.value(),
            tta=self.views.value(),
            restart=self.afresh.value(),
        )
