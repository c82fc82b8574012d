"""How light and dark the scan is shown, and which of its channels."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from graticule.scans import Tone


class DisplaySettings(QObject):
    """The tone of the view; `changed` tells of every change."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tone = Tone()

    @property
    def tone(self) -> Tone:
        """Immutable: a worker may hold it."""
        return self._tone

    def set_tone(self, tone: Tone) -> None:
        """Show the scan otherwise."""
        if tone != self._tone:
            self._tone = tone
            self.changed.emit()

    def set_brightness(self, brightness: float) -> None:
        """-1 (black) to 1 (white); 0 is as it is."""
        self.set_tone(replace(self._tone, brightness=min(max(brightness, -1.0), 1.0)))

    def set_contrast(self, contrast: float) -> None:
        """Slope about the middle, at least 0; 1 is as it is."""
        self.set_tone(replace(self._tone, contrast=max(contrast, 0.0)))

    def set_gamma(self, gamma: float) -> None:
        """Above 1 the dark parts are lighter; 1 is as it is."""
        self.set_tone(replace(self._tone, gamma=max(gamma, 0.05)))

    def set_channels(self, channels: tuple[int, ...] | None) -> None:
        """Numbers of the channels that are mixed; None for all."""
        self.set_tone(replace(self._tone, channels=channels))

    def reset(self) -> None:
        """As the scan is."""
        self.set_tone(Tone())
