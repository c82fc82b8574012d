"""The panel in which a protocol is chosen and edited."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from graticule.analyse import Options
from graticule.protocols import Protocol, load_protocol
from graticule_app.document import Document


class ProtocolPanel(QWidget):
    """Choose a protocol, edit every field of it, save it under a name."""

    changed = Signal(object)  # Protocol, as it now stands
    options_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document: Document | None = None
        self._protocol = load_protocol("generic")

    def set_document(self, document: Document | None) -> None:
        """Propose a protocol for another scan."""
        self._document = document

    def protocol(self) -> Protocol:
        """The protocol as it stands in the form, with the text that the report will carry."""
        return self._protocol

    def options(self) -> Options:
        """What holds for this run only: device, pixel size, frame."""
        return Options()

    def choose(self, name: str) -> None:
        """Choose a shipped protocol or one of the user's own by its name."""
        self._protocol = load_protocol(name)
        self.changed.emit(self._protocol)
