"""Which grey values of the scan are black and white, as the user says."""

from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from graticule.geometry import parse_number
from graticule.scans import GreyRange
from graticule_app.look.translation import tr, tr_noop
from graticule_app.panels.protocol.fields import Field

_TIP = tr_noop(
    "Which grey values of this scan are black and white: of a camera of 12 bits 0 and 4095. "
    "Networks, names of colours and ranges of colours follow it. Empty: {told}."
)


class GreyField(Field):
    """Black and white of one scan; what is empty is as the scan has it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scan_range: GreyRange | None = None
        self.black, self.white = QLineEdit(), QLineEdit()
        self.black.setAccessibleName(tr("Grey value that is black"))
        self.white.setAccessibleName(tr("Grey value that is white"))
        self.add(self.black)
        self.add(QLabel(tr("to", "from black to white")), 0)
        self.add(self.white)
        for edit in (self.black, self.white):
            edit.textEdited.connect(lambda _text: self.edited.emit())
        self.set_scan_range(None)

    def set_scan_range(self, found: GreyRange | None) -> None:
        """What the scan itself has, None for no scan: it stands where nothing is typed."""
        self._scan_range = found
        self.setEnabled(found is not None)
        self.black.setPlaceholderText("" if found is None else f"{found.black:.10g}")
        self.white.setPlaceholderText("" if found is None else f"{found.white:.10g}")
        told = tr("as the scan has it") if found is None else found.told
        self.name(tr("Black to white"), tr(_TIP, told=told))

    def value(self) -> GreyRange | None:
        """What the user says, None for nothing; `ValueError` where it is no range."""
        found = self._scan_range
        texts = [edit.text().strip() for edit in (self.black, self.white)]
        if found is None or not any(texts):
            return None
        ends = (found.black, found.white)
        black, white = (parse_number(t) if t else end for t, end in zip(texts, ends, strict=True))
        return GreyRange(black, white, "you")

    def set_value(self, value: GreyRange | None) -> None:
        """Show where a range is not the scan's own; `edited` is not sent."""
        own = self._scan_range
        for edit, end in ((self.black, "black"), (self.white, "white")):
            told = None if value is None else getattr(value, end)
            same = told is None or (own is not None and told == getattr(own, end))
            edit.setText("" if same else f"{told:.10g}")
