"""What a comparison says: the table per class, the confusion matrix, and what was left out."""

import math

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from graticule.evaluation import ClassAgreement
from graticule.evaluation.comparison import COLUMNS, Comparison
from graticule_app.look import icons, theme
from graticule_app.look.translation import grouped, tr, tr_engine, tr_noop
from graticule_app.panels.compare.confusion import ConfusionView

_TIPS = {
    "iou": tr_noop("Share of pixels that both call this class, of those that either does"),
    "dice": tr_noop("2 × common pixels ÷ pixels of both"),
    "precision": tr_noop("Share of what was found that is right, in pixels"),
    "recall": tr_noop("Share of what was annotated that was found, in pixels"),
    "f1": tr_noop(
        "Particles found and right: 2 × correct ÷ (annotated + found), matched at IoU > 0.5"
    ),
    "annotated": tr_noop("Outlines in the file"),
    "correct": tr_noop("Found as the same class"),
    "confused": tr_noop("Found, but as another class"),
    "missed": tr_noop("Not found"),
    "false": tr_noop("Found, but not annotated"),
}


class ComparisonView(QWidget):
    """Shows a `Comparison`; `export_asked` when the person wants it as a file."""

    export_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._comparison: Comparison | None = None
        self.table = QTableWidget(0, 1 + len(COLUMNS))
        self.matrix = ConfusionView()
        self._frame = QScrollArea()  # a matrix of many classes is wider than a panel
        self._frame.setWidgetResizable(True)
        self._frame.setFrameShape(QScrollArea.Shape.NoFrame)
        self._frame.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._frame.setWidget(self.matrix)
        self._notes = QLabel(wordWrap=True)
        self._notes.setTextFormat(Qt.TextFormat.PlainText)
        theme.role(self._notes, "quiet")
        self._set_up_table()
        self._pixels, self._particles = QPushButton(tr("Pixels")), QPushButton(tr("Particles"))
        group = QButtonGroup(self)
        switch = QHBoxLayout()
        switch.setSpacing(theme.TIGHT)
        for button in (self._pixels, self._particles):
            button.setCheckable(True)
            group.addButton(button)
            switch.addWidget(button)
        switch.addStretch(1)
        copy, export = QPushButton(tr("Copy")), QPushButton(tr("Save as CSV…"))
        copy.setIcon(icons.icon("copy"))
        copy.setToolTip(tr("Copy the table, to paste it into a spreadsheet"))
        copy.clicked.connect(self._copy)
        export.setIcon(icons.icon("export"))
        export.clicked.connect(self.export_asked)
        out = QHBoxLayout()
        out.addStretch(1)
        for button in (copy, export):
            theme.role(button, "flat")
            out.addWidget(button)
        self._pixels.setChecked(True)
        group.buttonToggled.connect(self._show_matrix)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP)
        column.addWidget(self.table)
        column.addLayout(switch)
        column.addWidget(self._frame)
        column.addWidget(self._notes)
        column.addLayout(out)

    def show_comparison(self, comparison: Comparison) -> None:
        """Fill table, matrix and notes."""
        self._comparison = comparison
        rows = comparison.rows()
        self.table.setRowCount(len(rows))
        for number, row in enumerate(rows):
            self._fill(number, row)
        self.table.resizeColumnsToContents()
        height = self.table.horizontalHeader().sizeHint().height() + 4
        height += sum(self.table.rowHeight(number) for number in range(len(rows)))
        bar = self.table.horizontalScrollBar().sizeHint().height()
        self.table.setFixedHeight(min(height, 360) + bar)
        lines = comparison.told.lines()
        self._notes.setText("\n".join(lines))
        self._notes.setVisible(bool(lines))
        self._show_matrix()

    def _set_up_table(self) -> None:
        table = self.table
        table.setHorizontalHeaderItem(0, QTableWidgetItem(tr("Class")))
        for number, (key, title) in enumerate(COLUMNS, 1):
            head = QTableWidgetItem(tr_engine(title))
            head.setToolTip(tr(_TIPS[key]))
            table.setHorizontalHeaderItem(number, head)
        table.verticalHeader().hide()
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setShowGrid(False)
        table.setIconSize(QSize(12, 12))
        table.setAccessibleName(tr("Agreement by class"))

    def _fill(self, number: int, row: ClassAgreement) -> None:
        name = QTableWidgetItem(tr_engine(row.name))
        if row.color is not None:
            swatch = QPixmap(12, 12)
            swatch.fill(QColor(*row.color))
            name.setIcon(QIcon(swatch))
        else:
            font = name.font()
            font.setBold(True)
            name.setFont(font)
        self.table.setItem(number, 0, name)
        for column, (key, _) in enumerate(COLUMNS, 1):
            item = QTableWidgetItem(_told(getattr(row, key)))
            item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            item.setToolTip(tr(_TIPS[key]))
            self.table.setItem(number, column, item)

    def _show_matrix(self) -> None:
        if self._comparison is None:
            return
        names = [tr_engine(info.name) for info in self._comparison.classes]
        if self._pixels.isChecked():
            self.matrix.show_counts(self._comparison.pixels, names, names)
        else:
            rows, columns = [tr("not annotated"), *names[1:]], [tr("not found"), *names[1:]]
            self.matrix.show_counts(self._comparison.objects, rows, columns, percent=False)
        bar = self._frame.horizontalScrollBar().sizeHint().height()
        self._frame.setFixedHeight(self.matrix.sizeHint().height() + bar)

    def _copy(self) -> None:
        if self._comparison is None:
            return
        lines = ["\t".join([tr("Class"), *(tr_engine(title) for _, title in COLUMNS)])]
        for row in self._comparison.rows():
            values = [getattr(row, key) for key, _ in COLUMNS]
            numbers = ["" if isinstance(v, float) and math.isnan(v) else str(v) for v in values]
            lines.append("\t".join([tr_engine(row.name), *numbers]))
        QGuiApplication.clipboard().setText("\n".join(lines))


def _told(value: float) -> str:
    if isinstance(value, int):
        return grouped(value)
    return "–" if math.isnan(value) else f"{value:.2f}"
