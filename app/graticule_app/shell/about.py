"""What the program is, and of what it is made."""

import platform
import sys
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from graticule import __version__
from graticule.fault_report import versions
from graticule_app.look import icons, theme
from graticule_app.look.fitting import Fitted
from graticule_app.look.translation import tr


class AboutDialog(QDialog):
    """Version, licence, parts."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("About Graticule"))
        picture = QLabel()
        picture.setPixmap(icons.app_icon().pixmap(72, 72))
        name = QLabel(f"Graticule {__version__}")
        theme.role(name, "title")
        what = QLabel(
            tr(
                "Every trace or particle of a microscope scan: found, classed and measured, with "
                "its uncertainty.\n\nFree software under the GNU General Public License, version 3 "
                "or later. It comes without warranty."
            ),
            wordWrap=True,
        )
        self._parts = "\n".join([f"Python {platform.python_version()}", *versions()])
        parts = QLabel(self._parts)
        theme.role(parts, "quiet")
        parts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        copy = buttons.addButton(tr("Copy versions"), QDialogButtonBox.ButtonRole.ActionRole)
        copy.clicked.connect(
            lambda: QGuiApplication.clipboard().setText(f"{name.text()}\n{self._parts}")
        )
        licences = licences_file()
        if licences is not None:
            told = buttons.addButton(tr("Licences"), QDialogButtonBox.ButtonRole.HelpRole)
            told.setToolTip(tr("The licences of everything that the program brings along"))
            told.clicked.connect(
                lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(licences)))
            )
        buttons.rejected.connect(self.close)
        text = QVBoxLayout()
        for part in (name, what, parts):
            text.addWidget(part)
        row = QHBoxLayout()
        row.setSpacing(theme.WIDE)
        row.addWidget(picture, alignment=Qt.AlignmentFlag.AlignTop)
        row.addLayout(text, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.WIDE, theme.WIDE, theme.WIDE, theme.WIDE)
        layout.setSpacing(theme.WIDE)
        layout.addLayout(row)
        layout.addWidget(buttons)
        theme.keep(self, self.setMinimumWidth, 480)
        Fitted(self)


def licences_file() -> Path | None:
    """Where a packaged program tells the licences of what it brings along; else None."""
    path = Path(sys.executable).with_name("THIRD-PARTY-LICENCES.txt")
    return path if getattr(sys, "frozen", False) and path.exists() else None
