"""What was in the sample: its facts to type in, and the numbers per filter and amount."""

from collections.abc import Callable
from pathlib import Path

import msgspec
from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from graticule.counting import (
    Blank,
    FilterCounts,
    SampleChange,
    SampleFacts,
    parse_amount,
    parse_area,
)
from graticule.errors import GraticuleError
from graticule.reports.filter import quantities, remarks
from graticule.result_folder import result_folders
from graticule.results import Result
from graticule.review import blank_of, tell_sample
from graticule_app.look import theme
from graticule_app.look.icons import icon
from graticule_app.look.translation import grouped, tr, tr_engine, tr_noop
from graticule_app.panels.charts.chart_data import told
from graticule_app.panels.charts.class_bars import ClassBars
from graticule_app.work.tasks import Policy, Tasks

_FOLDER = "particles/blank folder"
# Key of the fact, its label, an example, how it is read.
_FACTS: tuple[tuple[str, str, str, Callable[[str], object]], ...] = (
    ("amount", tr_noop("Amount"), tr_noop("2 L, 5 g, 3 individuals"), parse_amount),
    (
        "filter_area",
        tr_noop("Whole filter"),
        tr_noop("1200 mm2, or its diameter: 40 mm"),
        parse_area,
    ),
    ("counted_area", tr_noop("Of it counted"), tr_noop("all that was analysed"), parse_area),
)


class SamplePage(QWidget):
    """The facts of one result's sample, and what follows from them.

    What is typed lies on disk at once and counts from then on in every report that is saved.
    """

    changed = Signal()  # the facts on disk are others

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.counts: FilterCounts | None = None
        self._result: Result | None = None
        self._sample = SampleFacts()
        self._edits: dict[str, QLineEdit] = {}
        self._tasks = Tasks(self, self._fail, Policy.LATEST)
        self.bars = ClassBars()
        self._lay_out()

    def set_result(self, result: Result | None) -> None:
        """Show the sample of a result, as its table stands now."""
        self._result = result
        self._compute(SampleChange())

    # --- making

    def _lay_out(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP)
        column.addLayout(self._lay_out_facts())
        self._problem = QLabel()
        self._problem.setWordWrap(True)
        theme.role(self._problem, "error")
        self._problem.hide()
        column.addWidget(self._problem)
        self._remarks = QLabel()
        self._remarks.setWordWrap(True)
        theme.role(self._remarks, "quiet")
        self._numbers = QGridLayout()
        self._numbers.setHorizontalSpacing(theme.GAP)
        self._numbers.setVerticalSpacing(theme.TIGHT)
        self._numbers.setColumnStretch(3, 1)
        column.addLayout(self._numbers)
        column.addWidget(self._remarks)
        column.addWidget(self.bars)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)

    def _lay_out_facts(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.GAP)
        grid.setVerticalSpacing(theme.TIGHT)
        grid.setColumnStretch(1, 1)
        for row, (key, label, example, parse) in enumerate(_FACTS):
            edit = QLineEdit()
            edit.setPlaceholderText(tr(example))
            edit.setAccessibleName(tr(label))
            edit.editingFinished.connect(
                lambda key=key, edit=edit, parse=parse: self._typed(key, edit, parse)
            )
            self._edits[key] = edit
            grid.addWidget(QLabel(tr(label)), row, 0)
            grid.addWidget(edit, row, 1)
        self._blanks = QVBoxLayout()
        self._blanks.setSpacing(0)
        self._number = QLineEdit()
        self._number.setPlaceholderText(tr("Number of particles in a blank"))
        self._number.setAccessibleName(tr("Number of particles in a blank"))
        self._number.returnPressed.connect(self._add_number)
        choose = QPushButton(tr("Add results…"))
        choose.setToolTip(tr("Choose the result of a blank, or a folder with those of several"))
        choose.clicked.connect(self._choose)
        line = QHBoxLayout()
        line.setSpacing(theme.TIGHT)
        line.addWidget(self._number, 1)
        line.addWidget(choose)
        self._blanks.addLayout(line)
        grid.addWidget(QLabel(tr("Blanks")), len(_FACTS), 0, Qt.AlignmentFlag.AlignTop)
        grid.addLayout(self._blanks, len(_FACTS), 1)
        return grid

    # --- from the person to the disk

    def _typed(self, key: str, edit: QLineEdit, parse: Callable[[str], object]) -> None:
        text = edit.text().strip()
        if text == getattr(self._sample, key):
            return
        try:
            if text:
                parse(text)
        except ValueError as error:
            self._say(str(error))
            return
        self._compute(msgspec.convert({key: text}, SampleChange))

    def _add_number(self) -> None:
        text = self._number.text().strip()
        if not text.isdigit() or len(text) > 9:
            self._say(tr("“{text}” is no number of particles; type 0, 1, 2, …", text=text))
            return
        self._number.clear()
        self._compute(SampleChange(blanks=(*self._sample.blanks, Blank(int(text)))))

    def _choose(self) -> None:
        start = str(QSettings().value(_FOLDER, Path.home()))
        dialog = QFileDialog(self, tr("Results of blanks"), start)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.add_results)
        dialog.open()

    def add_results(self, folder: str) -> None:
        """Take the result in a folder, or all that lie in it, as blanks."""
        QSettings().setValue(_FOLDER, str(Path(folder).parent))
        self._compute(SampleChange(), Path(folder))

    def _remove(self, index: int) -> None:
        rest = (*self._sample.blanks[:index], *self._sample.blanks[index + 1 :])
        self._compute(SampleChange(blanks=rest))

    def _compute(self, change: SampleChange, blanks: Path | None = None) -> None:
        result, known = self._result, self._sample.blanks
        if result is None:
            self.counts = None
            return

        def work() -> tuple[Result, FilterCounts | None, bool]:
            told_ = change
            if blanks is not None:
                groups = result.groups
                own = result.folder.resolve()
                more = [blank_of(f, groups) for f in result_folders(blanks) if f.resolve() != own]
                kept = tuple(b for b in known if b.folder not in {m.folder for m in more})
                told_ = SampleChange(blanks=(*kept, *more))
            if told_:
                tell_sample(result, told_)
            return result, result.counts(), bool(told_)

        run = self._tasks.now if blanks is None and not change else self._tasks.run
        run(work, tr("The counts of the sample"), self._show)

    # --- from the disk to the person

    def _show(self, answer: tuple[Result, FilterCounts | None, bool]) -> None:
        result, counts, told_ = answer
        if result is not self._result:
            return
        self._say("")
        self.counts = counts
        if counts is None:
            return
        self._sample = counts.sample
        for key, edit in self._edits.items():
            if not edit.hasFocus() or told_:
                edit.setText(getattr(counts.sample, key))
        self._show_blanks(counts.sample.blanks)
        self._show_numbers(counts)
        self._remarks.setText("\n".join(tr_engine(text) for text in remarks(counts)))
        self.bars.show_counts(counts)
        if told_:
            self.changed.emit()

    def _show_blanks(self, blanks: tuple[Blank, ...]) -> None:
        while self._blanks.count() > 1:
            item = self._blanks.takeAt(0)
            if item is not None and (widget := item.widget()) is not None:
                widget.deleteLater()
        for index, blank in enumerate(blanks):
            line = QWidget()
            row = QHBoxLayout(line)
            row.setContentsMargins(0, 0, 0, 0)
            name = blank.name or tr("typed in")
            text = QLabel(f"{grouped(blank.count)} · {name}")
            text.setToolTip(blank.folder or tr("A number on the whole filter"))
            remove = QToolButton()
            remove.setIcon(icon("clear"))
            remove.setToolTip(tr("This is no blank of the sample"))
            remove.setAccessibleName(tr("Remove blank {index}", index=index + 1))
            remove.clicked.connect(lambda _on, index=index: self._remove(index))
            row.addWidget(text, 1)
            row.addWidget(remove)
            self._blanks.insertWidget(index, line)

    def _show_numbers(self, counts: FilterCounts) -> None:
        while (item := self._numbers.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for row, quantity in enumerate(quantities(counts)):
            title, value, interval = (
                QLabel(tr_engine(quantity.title)),
                QLabel(_told(quantity.value)),
                QLabel(),
            )
            theme.role(interval, "quiet")
            font = value.font()
            font.setBold(True)
            value.setFont(font)
            unit = quantity.unit
            if quantity.interval is not None:
                low, high = quantity.interval
                interval.setText(f"{_told(low)} – {_told(high)}")
            tip = f"{quantity.formula}\n{quantity.source}".strip()
            value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            for column, label in enumerate((title, value, QLabel(unit), interval)):
                label.setToolTip(tip)
                self._numbers.addWidget(label, row, column)

    def _fail(self, _doing: str, error: Exception) -> None:
        if not isinstance(error, GraticuleError):
            raise error
        self._say(str(error))

    def _say(self, text: str) -> None:
        self._problem.setText(text)
        self._problem.setVisible(bool(text))


def _told(value: float) -> str:
    """A whole number as it is, any other with three digits."""
    return grouped(value, ",.0f") if value == round(value) else told(value)
