"""What a threshold cuts: the scan's grey values, or the three numbers of its colours."""

from PySide6.QtWidgets import QWidget

from graticule.preview import Preview
from graticule_app.panels.protocol.colour_ranges import ColourRanges
from graticule_app.panels.protocol.fields import Column
from graticule_app.panels.protocol.histogram import HistogramView
from graticule_app.panels.protocol.protocol_form import ProtocolForm


class LevelsView(Column):
    """The histogram that belongs to the form's method; what is dragged in it goes to the form."""

    def __init__(self, form: ProtocolForm, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._form = form
        self.grey = HistogramView()
        self.colours = ColourRanges()
        for widget in (self.grey, self.colours):
            self.column.addWidget(widget)
        self.grey.level_moved.connect(form.set_level)
        self.colours.ranges_moved.connect(form.set_ranges)

    def clear(self) -> None:
        """Show no scan's values."""
        self.grey.show_levels(None, (0, 0, 0))
        self.colours.show_levels(())

    def show_form(self) -> None:
        """Show what the form's method cuts, and where."""
        self.grey.setVisible(self._form.has_levels())
        ranges = self._form.ranges()
        self.colours.setVisible(ranges is not None)
        if ranges is not None:
            self.colours.show_ranges(*ranges)

    def show_found(self, found: Preview) -> None:
        """Show the values of the scan in a preview."""
        grey = found.levels[0] if len(found.levels) == 1 else None
        self.grey.show_levels(grey, found.classes[1].color)
        self.colours.show_levels(found.levels)
        if grey is not None and grey.edges:
            self._form.suggest_level(grey.edges[0])
