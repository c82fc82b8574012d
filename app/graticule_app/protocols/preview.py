"""The preview on the visible region, computed in the background."""

from PySide6.QtCore import QObject, Signal

from graticule.geometry import Box
from graticule.protocols import Protocol
from graticule_app.document import Document


class PreviewController(QObject):
    """Keeps a preview of the visible region up to date with the protocol in the form."""

    ready = Signal(object)  # graticule.preview.Preview
    cleared = Signal()
    working = Signal(str)  # what takes a moment, in a few words; "" when nothing does
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document: Document | None = None
        self._box: Box | None = None
        self._protocol: Protocol | None = None

    def set_document(self, document: Document | None) -> None:
        """Preview another scan, or none."""
        self._document = document

    def set_view_box(self, box: Box) -> None:
        """What the view shows, in level-0 px."""
        self._box = box

    def set_protocol(self, protocol: Protocol) -> None:
        """What to preview."""
        self._protocol = protocol

    def set_enabled(self, enabled: bool) -> None:
        """Switch the preview on or off."""
