"""The status line: what is going on at the left, what is under the mouse at the right."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QStatusBar, QWidget

from graticule_app.look import theme
from graticule_app.look.translation import tr

if TYPE_CHECKING:
    from graticule_app.canvas.under import Under


class StatusLine(QStatusBar):
    """Fixed places for fixed things, so that nothing jumps while the mouse moves."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self._busy = QLabel()
        self._learning = QLabel()
        self._learning.setAccessibleName(tr("Learning"))
        theme.role(self._learning, "quiet")
        self._scan, self._zoom = QLabel(), QLabel()
        self._found, self._sure, self._place = QLabel(), QLabel(), QLabel()
        self.addWidget(self._busy, 1)
        self.addPermanentWidget(self._learning)
        for label, name, widest in (
            (self._found, tr("Class under the mouse"), ""),
            (self._sure, tr("Uncertainty under the mouse"), tr("uncertainty 100 %")),
            (self._place, tr("Place under the mouse"), "00,000.0, 00,000.0 µm"),
            (self._zoom, tr("Zoom"), "1 : 1,000"),
            (self._scan, tr("Scan"), ""),
        ):
            label.setAccessibleName(name)
            label.setMinimumWidth(self.fontMetrics().horizontalAdvance(widest) if widest else 0)
            theme.role(label, "quiet")
            self.addPermanentWidget(label)
        edge = QWidget()
        edge.setFixedWidth(theme.TIGHT)
        self.addPermanentWidget(edge)

    def show_scan(self, shown: bool) -> None:
        """Whether a scan is on screen; without one, nothing is said of it."""
        for label in (self._found, self._sure, self._place, self._zoom, self._scan):
            label.setVisible(shown)

    def set_busy(self, text: str) -> None:
        """What is being done; "" when nothing is."""
        self._busy.setText(text)

    def set_learning(self, text: str) -> None:
        """How far the learning is, on whatever page; "" where nothing is learned."""
        self._learning.setText(text)

    def set_scan(self, text: str) -> None:
        """Facts of the scan that is shown; "" clears everything of it."""
        self._scan.setText(text)
        if not text:
            self.set_under(None)
            self._zoom.clear()

    def set_zoom(self, scale: float) -> None:
        """`scale` is level-0 px per px of the screen."""
        text = f"1 : {scale:,.3g}" if scale >= 1 else f"{1 / scale:,.3g} : 1"
        self._zoom.setText(text)

    def set_under(self, under: "Under | None") -> None:
        """What is under the mouse; None when it is outside."""
        if under is None:
            for label in (self._found, self._sure, self._place):
                label.clear()
            return
        particle = f" {under.id}" if under.id else ""
        self._found.setText(f"{under.class_name}{particle}" if under.class_name else "")
        known = under.uncertainty is not None
        self._sure.setText(
            tr("uncertainty {uncertainty:.0%}", uncertainty=under.uncertainty) if known else ""
        )
        self._place.setText(under.place)
