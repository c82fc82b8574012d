"""One line of the list of imported outlines."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from graticule_app.look import icons, theme
from graticule_app.look.translation import tr


class LayerRow(QWidget):
    """An eye, the name over what is in the file, and a bin."""

    eye_toggled = Signal(str, bool)
    removed = Signal(str)

    def __init__(
        self, name: str, summary: str, visible: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name = name
        self._eye = QToolButton()
        self._eye.setCheckable(True)
        self._eye.setChecked(visible)
        self._eye.toggled.connect(self._toggled)
        self._look(visible)
        title, what = QLabel(name), QLabel(summary)
        theme.role(what, "quiet")
        for label in (title, what):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            label.setToolTip(f"{name}\n{summary}")
        bin_ = QToolButton()
        bin_.setIcon(icons.icon("delete"))
        bin_.setToolTip(tr("Remove these outlines from the scan; the file stays"))
        bin_.setAccessibleName(tr("Remove {name}", name=name))
        bin_.clicked.connect(lambda: self.removed.emit(self._name))
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(title)
        texts.addWidget(what)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.TIGHT, theme.TIGHT, theme.TIGHT, theme.TIGHT)
        row.setSpacing(theme.GAP)
        row.addWidget(self._eye)
        row.addLayout(texts, 1)
        row.addWidget(bin_)

    def _toggled(self, visible: bool) -> None:
        self._look(visible)
        self.eye_toggled.emit(self._name, visible)

    def _look(self, visible: bool) -> None:
        self._eye.setIcon(icons.icon("eye" if visible else "eye-off"))
        text = tr("Hide {name}", name=self._name) if visible else tr("Show {name}", name=self._name)
        self._eye.setToolTip(text)
        self._eye.setAccessibleName(text)
