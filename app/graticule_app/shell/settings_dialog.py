"""The small dialog in which the settings are set."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from graticule_app.look import theme, translation
from graticule_app.look.translation import tr, tr_noop
from graticule_app.model.settings import MEMORY, Settings, default_results, login_name

_THEMES = {"system": tr_noop("As the desktop"), "dark": tr_noop("Dark"), "light": tr_noop("Light")}
_DEVICES = {"auto": tr_noop("Fastest there is"), "cpu": tr_noop("Processor (CPU)"),
            "cuda": tr_noop("Graphics card (CUDA)"),
            "mps": tr_noop("Apple graphics (MPS)")}  # fmt: skip


class SettingsDialog(QDialog):
    """Everything at once, on one page; the theme is shown while it is chosen."""

    changed = Signal(object)  # Settings

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Settings"))
        self._before = settings
        self._theme = QComboBox()
        for key, text in _THEMES.items():
            self._theme.addItem(tr(text), key)
        self._theme.setCurrentIndex(self._theme.findData(settings.theme))
        self._theme.currentIndexChanged.connect(self._tell)
        self._text = QComboBox()
        for size in theme.TEXT_SIZES:
            self._text.addItem(f"{size}%", size)
        self._text.setCurrentIndex(self._text.findData(settings.text))
        self._text.setToolTip(tr("Of the size that the desktop gives its text"))
        self._text.currentIndexChanged.connect(self._tell)
        self._language = QComboBox()
        for key, text in (("auto", tr("As the desktop")), *translation.LANGUAGES.items()):
            self._language.addItem(text, key)
        self._language.setCurrentIndex(self._language.findData(settings.language))
        self._language.setToolTip(tr("From the next start of the program on"))
        self._user = QLineEdit(settings.user)
        self._user.setToolTip(tr("Stands beside each correction, in the log and in the report"))
        self._results = QLineEdit(str(settings.results))
        self._results.setToolTip(tr("Each scan gets a folder of its own in it"))
        choose = QPushButton(tr("Choose…"))
        choose.clicked.connect(self._choose_folder)
        self._memory = QSpinBox(minimum=MEMORY[0], maximum=MEMORY[2], singleStep=128)
        self._memory.setSuffix(" MiB")
        self._memory.setValue(settings.tile_memory)
        self._memory.setToolTip(tr("More keeps more of a scan sharp while you move around"))
        self._device = QComboBox()
        for key, text in _DEVICES.items():
            self._device.addItem(tr(text), key)
        self._device.setCurrentIndex(self._device.findData(settings.device))
        self._lay_out(choose)

    def _lay_out(self, choose: QPushButton) -> None:
        folder = QHBoxLayout()
        folder.addWidget(self._results)
        folder.addWidget(choose)
        form = QFormLayout()
        form.setSpacing(theme.GAP)
        form.addRow(tr("&Theme"), self._theme)
        form.addRow(tr("Te&xt size"), self._text)
        form.addRow(tr("&Language"), self._language)
        form.addRow(tr("&Your name"), self._user)
        label = QLabel(tr("&Results folder"))
        label.setBuddy(self._results)
        form.addRow(label, folder)
        form.addRow(tr("&Memory for the view"), self._memory)
        form.addRow(tr("&Networks run on"), self._device)
        self._name_parts()
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.WIDE, theme.WIDE, theme.WIDE, theme.WIDE)
        layout.setSpacing(theme.WIDE)
        layout.addLayout(form)
        layout.addWidget(buttons)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        theme.keep(self, self.setMinimumWidth, 520)

    @property
    def settings(self) -> Settings:
        """As they stand in the form; an emptied name or folder is as at first."""
        results = self._results.text().strip()
        return replace(
            self._before,
            theme=self._theme.currentData(),
            text=self._text.currentData(),
            language=self._language.currentData(),
            user=self._user.text().strip() or login_name(),
            results=Path(results).expanduser() if results else default_results(),
            tile_memory=self._memory.value(),
            device=self._device.currentData(),
        )

    def reject(self) -> None:
        """All is as before, the theme too."""
        self.changed.emit(self._before)
        super().reject()

    def accept(self) -> None:
        """Keep what is in the form."""
        self.settings.save()
        self.changed.emit(self.settings)
        super().accept()

    def _name_parts(self) -> None:
        for widget, name in (
            (self._theme, tr("Theme")), (self._text, tr("Text size")),
            (self._language, tr("Language")), (self._user, tr("Your name")),
            (self._results, tr("Results folder")), (self._memory, tr("Memory for the view")),
            (self._device, tr("Networks run on")),
        ):  # fmt: skip
            widget.setAccessibleName(name)

    def _tell(self) -> None:
        self.changed.emit(self.settings)

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, tr("Results folder"), self._results.text())
        if chosen:
            self._results.setText(chosen)
