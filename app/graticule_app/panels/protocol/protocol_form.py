"""The form: every field of a protocol, grouped, with what is wrong said beside it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from graticule.errors import ProtocolError
from graticule.instances import SEPARATIONS
from graticule.models import Pack
from graticule.protocol import Protocol
from graticule_app.look import theme
from graticule_app.look.icons import icon
from graticule_app.look.translation import tr
from graticule_app.model import shelf
from graticule_app.model.draft import Draft
from graticule_app.panels.protocol.by_class import ClassSizes, ClassWays
from graticule_app.panels.protocol.contents import CHANNELS, SECTIONS, WAYS_APART, Line
from graticule_app.panels.protocol.fields import LABELS, Choice, Column, Field, wrapping

# A change of these may show or hide other lines.
_SHOWS_OTHERS = (
    "way", "method.classes", "method.pack", "classes", "separation.method", "separation.classes",
    "sample",
)  # fmt: skip


class Row:
    """A line of the form on the screen: label, field, and a message below."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self.field: Field = line.make()
        self.label = QLabel(tr(line.label))
        self.label.setBuddy(self.field)
        self.label.setToolTip(tr(line.tip))
        theme.keep(self.label, self.label.setMinimumWidth, LABELS)
        self.message = QLabel()
        self.message.setWordWrap(True)
        theme.role(self.message, "error")
        self.message.hide()
        self.field.name(tr(line.label or line.tip), tr(line.tip))

    def place(self, form: QFormLayout) -> None:
        """Add the row at the end of a form."""
        if self.line.label:
            form.addRow(self.label, self.field)
        else:  # a switch says itself what it is
            form.addRow(self.field)
        form.addRow(self.message)

    def show(self, visible: bool) -> None:
        """Show or hide all of it; a hidden row has no trouble to tell."""
        self.label.setVisible(visible and bool(self.line.label))
        self.field.setVisible(visible)
        if not visible:
            self.say("")

    def say(self, text: str) -> None:
        """What is wrong with the field; "" if nothing is."""
        self.message.setText(text)
        self.message.setVisible(bool(text))
        self.field.setAccessibleDescription(text or tr(self.line.tip))


class Section(QWidget):
    """A titled group of rows, some of them folded away under "More"."""

    def __init__(self, title: str, lines: tuple[Line, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = [Row(line) for line in lines]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.TIGHT)
        heading = QLabel(tr(title))
        theme.role(heading, "heading")
        column.addWidget(heading)
        self.extra = Column()  # what does not belong to one row, such as a histogram
        more = QWidget()
        for body, folded in ((QWidget(), False), (more, True)):
            form = wrapping(QFormLayout(body))
            for row in self.rows:
                if row.line.more == folded:
                    row.place(form)
            if not folded:
                column.addWidget(body)
                column.addWidget(self.extra)
        self.fold = QToolButton()
        self.fold.setText(tr("More"))
        self.fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.fold.setAccessibleName(tr("More of {section}", section=tr(title)))
        self.fold.clicked.connect(lambda: self.unfold(self._more.isHidden()))
        self._more = more
        column.addWidget(self.fold)
        column.addWidget(more)
        self.unfold(False)

    def unfold(self, on: bool) -> None:
        """Show or fold away what is rarely changed."""
        self._more.setVisible(on)
        self.fold.setIcon(icon("down" if on else "right", "quiet"))
        self.fold.setToolTip(tr("Show less") if on else tr("Show what is rarely changed"))

    def show_for(self, draft: Draft) -> None:
        """Show the rows that the draft's method has."""
        for row in self.rows:
            row.show(row.line.shown(draft))
        self.fold.setVisible(any(r.line.more and r.line.shown(draft) for r in self.rows))
        if not self.fold.isVisibleTo(self):
            self.unfold(False)


class ProtocolForm(QWidget):
    """Shows a protocol and lets it be changed; a wrong value is told beside its field."""

    edited = Signal()  # by a person; `protocol()` may be another one

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.WIDE)
        self.sections = {title: Section(title, lines) for title, lines in SECTIONS}
        self._rows: dict[str, Row] = {}
        for section in self.sections.values():
            column.addWidget(section)
            for row in section.rows:
                self._rows[row.line.path] = row
                row.field.edited.connect(lambda row=row: self._take(row))
        self._draft: Draft | None = None
        self._protocol: Protocol | None = None
        self._level = 128.0
        self._packs: dict[str, Pack] = {}

    def set_channels(self, names: tuple[str, ...]) -> None:
        """The channels of the scan that is open; colours keep their own words."""
        known = [name.lower() for name in names[:3]] == ["red", "green", "blue"] or len(names) < 2
        options = list(CHANNELS[:6])
        if not known:
            options[2:] = [(str(i), name) for i, name in enumerate(names)]
        self._choice("method.channel").set_options(options)
        self._show()

    def set_protocol(self, protocol: Protocol) -> None:
        """Show a protocol; `edited` is not sent."""
        self._protocol = protocol
        self._draft = Draft(protocol)
        self._offer_packs()
        self._show()

    def protocol(self) -> Protocol | None:
        """The protocol as it stands; the last one that was right while a field is wrong."""
        return self._protocol

    def set_level(self, level: float) -> None:
        """Cut at a grey value by hand, as if it had been typed."""
        if self._draft is None:
            return
        self._level = level
        self._draft.choose_way("fixed", level=level)
        self._draft.set("method.level", level)
        self._show()
        self._build()

    def suggest_level(self, level: float) -> None:
        """The grey value to begin with when a threshold is set by hand."""
        self._level = level

    def set_ranges(self, ranges: list[tuple[int, int]]) -> None:
        """Cut at ranges of three channels, as if they had been typed."""
        if self._draft is not None and self._draft.way == "colour-range":
            self._draft.set("method.ranges", [list(ends) for ends in ranges])
            self._build()

    def ranges(self) -> tuple[str, list[tuple[int, int]]] | None:
        """Colour space and ranges of a colour threshold; None where there is none."""
        if self._draft is None or self._draft.way != "colour-range":
            return None
        return self._draft.get("method.space"), self._draft.get("method.ranges")

    def has_levels(self) -> bool:
        """Whether the method cuts grey values, so that a histogram says something."""
        return self._draft is not None and self._draft.way in ("threshold", "fixed", "multi-otsu")

    def trouble(self) -> bool:
        """Whether a field that is shown holds what cannot be used."""
        return any(row.message.text() for row in self._rows.values())

    def row(self, path: str) -> Row:
        """The row of a value, by its path."""
        return self._rows[path]

    def _choice(self, path: str) -> Choice:
        field = self._rows[path].field
        assert isinstance(field, Choice)
        return field

    def _offer_packs(self) -> None:
        packs = shelf.packs()
        self._packs = {pack.name: pack for pack in packs}
        self._choice("method.pack").set_options([(pack.name, pack.title) for pack in packs])

    def _show(self) -> None:
        draft = self._draft
        if draft is None:
            return
        self._offer_by_class(draft)
        for section in self.sections.values():
            section.show_for(draft)
        for path, row in self._rows.items():
            if row.line.shown(draft):
                value = draft.way if path == "way" else draft.get(path)
                row.field.set_value(str(value) if path == "method.channel" else value)
                row.say("")

    def _offer_by_class(self, draft: Draft) -> None:
        pack = self._packs.get(draft.get("method.pack") or "")
        draft.know_network(tuple(info.name for info in pack.classes[1:]) if pack else ())
        distance = pack is not None and pack.distance
        ways = [w for w in WAYS_APART if distance or not SEPARATIONS[w[0]].needs_distance]
        self._choice("separation.method").set_options(ways)
        cut, clean = (self._rows[f"{part}.classes"].field for part in ("separation", "cleaning"))
        assert isinstance(cut, ClassWays)
        assert isinstance(clean, ClassSizes)
        cut.offer(draft.class_names, ways)
        clean.offer(draft.class_names)

    def _take(self, row: Row) -> None:
        """A person changed a field: its value goes into the draft, or its trouble beside it."""
        draft = self._draft
        if draft is None:
            return
        try:
            value = row.field.value()
        except ValueError as error:
            row.say(str(error))
            return
        row.say("")
        path = row.line.path
        if path == "way":
            first = next(iter(self._packs), "")
            draft.choose_way(value, level=self._level, pack=first)
        else:
            draft.set(path, value)
        if path in ("method.classes", "way"):
            draft.fit_classes()
        if path == "method.pack" and (pack := self._packs.get(value)) is not None:
            draft.know_network(tuple(info.name for info in pack.classes[1:]))
            draft.fit_by_class(distance=pack.distance)
        elif path == "classes":
            draft.fit_by_class(distance=False)
        if path in _SHOWS_OTHERS:
            self._show()
        self._build(row)

    def _build(self, row: Row | None = None) -> None:
        assert self._draft is not None
        try:
            self._protocol = self._draft.protocol()
        except ProtocolError as error:
            if row is not None:
                row.say(str(error))
            return
        self.edited.emit()
