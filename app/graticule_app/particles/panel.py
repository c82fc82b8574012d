"""The table of particles with its filter."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from graticule_app.document import Document
from graticule_app.particles.shown import ShownParticles


class ParticlePanel(QWidget):
    """The table of particles with its filter."""

    go_to = Signal(object)  # Box in level-0 px

    def __init__(self, shown: ShownParticles | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown = shown or ShownParticles(self)

    def set_document(self, document: Document | None) -> None:
        """Show the particles of another document."""
        self.shown.set_document(document)
