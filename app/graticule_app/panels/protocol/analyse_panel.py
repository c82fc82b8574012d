"""The protocol with the one big button under it."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from graticule_app.look import icons, theme
from graticule_app.look.translation import tr, tr_noop
from graticule_app.model.workspace import Workspace
from graticule_app.panels.protocol.protocol_panel import ProtocolPanel

_TIP = tr_noop("Find, class and measure all particles of this scan")


class AnalysePanel(QWidget):
    """What is done with the scan, and the button that does it."""

    analyse = Signal()
    cancel = Signal()

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.protocols = ProtocolPanel(workspace)
        self._running = False
        self.button = QPushButton(tr("Analyse"))
        self.button.setToolTip(tr(_TIP))
        theme.keep(self.button, self.button.setMinimumHeight, 40)
        theme.role(self.button, "primary")
        self.button.clicked.connect(self._clicked)
        self._part = QPushButton()
        self._part.setToolTip(tr("Analyse only a part of the scan"))
        self._part.setAccessibleName(tr("Analyse only a part of the scan"))
        theme.keep(self._part, self._part.setFixedSize, 36, 40)
        theme.role(self._part, "more")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.protocols, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(theme.GAP, theme.GAP, theme.GAP, theme.GAP)
        foot.setSpacing(theme.TIGHT)
        foot.addWidget(self.button, 1)
        foot.addWidget(self._part)
        column.addLayout(foot)
        self.set_running(running=False)

    def set_parts(self, actions: list[QAction]) -> None:
        """What the small button beside the big one offers."""
        menu = QMenu(self._part)
        menu.addActions(actions)
        self._part.setMenu(menu)

    def set_running(self, *, running: bool) -> None:
        """While this scan is analysed, the button ends that."""
        self._running = running
        self.button.setText(tr("Stop") if running else tr("Analyse"))
        tip = tr("Stop; what is done is kept") if running else tr(_TIP)
        self.button.setToolTip(tip)
        colour = "text" if running else "accent_text"
        self.button.setIcon(icons.icon("cancel" if running else "analyse", colour))
        theme.role(self.button, "" if running else "primary")
        self._part.setEnabled(not running)

    def _clicked(self) -> None:
        (self.cancel if self._running else self.analyse).emit()
