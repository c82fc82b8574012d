"""Step 2: how to learn."""

from pathlib import Path

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QFileDialog,
    QFormLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from graticule.annotations import Kind
from graticule.geometry import Length
from graticule.learn.events import TrainOptions
from graticule_app.look import icons, theme
from graticule_app.look.translation import tr, tr_noop
from graticule_app.pages.training.kinds import FIRST, Recipe, kind_of, kinds
from graticule_app.pages.training.training_cards import StepCard, quiet
from graticule_app.panels.protocol.fields import ChoiceBox, Measure

_TIMES: tuple[tuple[str, float | None], ...] = (
    (tr_noop("As long as the recipe says"), None), (tr_noop("10 minutes, for a first look"), 10.0),
    (tr_noop("20 minutes"), 20.0), (tr_noop("1 hour"), 60.0), (tr_noop("4 hours"), 240.0),
    (tr_noop("Overnight, 10 hours"), 600.0),
)  # fmt: skip
_INDENT = 24  # px: the text under a radio button begins where its title does


class _KindRow(QWidget):
    """A radio button with the recipe's title, and quietly what it is for."""

    def __init__(self, kind: Recipe) -> None:
        super().__init__()
        self.kind = kind
        self.button = QRadioButton(kind.title.replace("&", "&&"))
        self.button.setAccessibleDescription(kind.what)
        self.button.setToolTip(kind.what)
        self._what = quiet(kind.what)
        self._what.setContentsMargins(_INDENT, 0, 0, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.button)
        column.addWidget(self._what)

    def unfold(self, chosen: bool) -> None:
        """The words are there for the one that is chosen: the others are short to read."""
        self._what.setVisible(chosen and bool(self.kind.what))


class HowToLearn(StepCard):
    """The recipe in plain words, what to tell apart, and for how long."""

    changed = Signal()
    target_changed = Signal()  # the annotations mean something else now

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(2, tr("How"), parent)
        self._group = QButtonGroup(self)
        self._rows: list[_KindRow] = []
        self._told = False  # a person said what it should tell
        self._kinds = QVBoxLayout()
        self._kinds.setSpacing(theme.GAP)
        self._more = QPushButton(tr("More recipes"))
        self._more.setToolTip(tr("The recipes of the packs that come with Graticule, and your own"))
        self._file = QPushButton(icons.icon("file"), tr("A recipe of my own…"))
        self._file.setToolTip(tr("A recipe as a TOML file"))
        for button in (self._more, self._file):
            theme.role(button, "flat")
        self._more.clicked.connect(self._show_all)
        self._file.clicked.connect(self._ask_file)
        form = self._settings()
        self.guessed = quiet(tr("Seen from your annotations. Choose otherwise if it is not so."))
        self.guessed.hide()
        self.wrong = QLabel(wordWrap=True)
        theme.role(self.wrong, "error")
        self.wrong.hide()
        buttons = QVBoxLayout()
        buttons.setSpacing(0)
        buttons.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        buttons.addWidget(self._file, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addLayout(self._kinds)
        self.column.addLayout(buttons)
        self.column.addLayout(form)
        self.column.addWidget(self.guessed)
        self.column.addWidget(self.wrong)
        self._connect()
        for kind in kinds():
            self._add(kind)
        self._file.hide()
        self.choose(FIRST)

    def _settings(self) -> QFormLayout:
        """What can be set beside the recipe."""
        self.target = ChoiceBox(20)
        self.target.addItem(tr("What each thing is (classes)"), "classes")
        self.target.addItem(tr("Where each single particle is"), "particles")
        self.target.setAccessibleName(tr("It should tell"))
        self.target.setToolTip(
            tr(
                "Classes: fibre, glass, oxide… Single particles: all of one kind, told apart where "
                "they touch"
            )
        )
        self.single = QCheckBox(tr("Also where one ends and the next begins"))
        self.single.setToolTip(
            tr(
                "Things of one class that touch or lie on one another are counted one by one. "
                "Draw an outline around each"
            )
        )
        self.time = ChoiceBox(20)
        for text, minutes in _TIMES:
            self.time.addItem(tr(text), minutes)
        self.time.setAccessibleName(tr("For how long"))
        self.time.setToolTip(tr("You can stop at any time and keep the best so far"))
        self.pixel = Measure(tr("as scanned"))
        self.pixel.name(
            tr("Size of a pixel that it sees"),
            tr(
                "Coarser pixels show more at once and are learned faster; empty: as scanned, or as "
                "the recipe says"
            ),
        )
        form = QFormLayout()
        form.setSpacing(theme.GAP)
        for text, widget in ((tr("It should tell"), self.target), ("", self.single),
                             (tr("For how long"), self.time),
                             (tr("Pixel that it sees"), self.pixel)):  # fmt: skip
            form.addRow(QLabel(text), widget)
        return form

    def _connect(self) -> None:
        self._group.buttonToggled.connect(self._chosen)
        self.target.activated.connect(self._retarget)
        self.target.currentIndexChanged.connect(self._show_single)
        self.single.clicked.connect(lambda _on: self.changed.emit())
        self.time.activated.connect(lambda _index: self.changed.emit())
        self.pixel.edited.connect(self._edited)

    # --- what is chosen

    @property
    def kind(self) -> Recipe:
        """The recipe that is chosen."""
        return self._rows[self._group.checkedId()].kind

    @property
    def all_kinds(self) -> list[Recipe]:
        """Every recipe on the page."""
        return [row.kind for row in self._rows]

    @property
    def told_target(self) -> Kind | None:
        """What it should tell, where a person or the recipe said so; None: see the annotations."""
        free = not self.kind.classes and not self._told
        return None if free else self.target.currentData()

    @property
    def pixel_size(self) -> str | None:
        """Of a pixel that it sees, as typed, else as the recipe says; None: as scanned."""
        if self.wrong.isVisibleTo(self):
            return None
        return self.pixel.value() or self.kind.pixel_size or None

    def options(self, device: str) -> TrainOptions:
        """What is set beside the recipe; `ValueError` where a field holds what cannot be used."""
        return TrainOptions(
            minutes=self.time.currentData(), device=device, pixel_size=self.pixel.value() or None,
            target=self.target.currentData(),
            single=self.single.isChecked() if self.target.currentData() == "classes" else None,
        )  # fmt: skip

    def choose(self, name: str) -> None:
        """Choose a recipe by its name, or as the file that it came from; else the first."""
        path = Path(name)
        known = next((i for i, row in enumerate(self._rows)
                      if name in (row.kind.name, str(row.kind.path))), None)  # fmt: skip
        if known is None and path.suffix == ".toml" and path.is_file():
            known = self._add(kind_of(path))
        row = self._rows[known or 0]
        row.show()
        row.button.setChecked(True)

    def set_options(self, options: TrainOptions) -> None:
        """Show what a training was begun with."""
        self.target.setCurrentIndex(max(0, self.target.findData(options.target)))
        self._told = True
        self.single.setChecked(bool(options.single))
        if options.minutes is not None and self.time.findData(options.minutes) < 0:
            self.time.addItem(tr("{minutes:g} minutes", minutes=options.minutes), options.minutes)
        self.time.setCurrentIndex(max(0, self.time.findData(options.minutes)))
        self.pixel.set_value(options.pixel_size or "")
        self.target_changed.emit()

    def set_locked(self, locked: bool) -> None:
        """While it learns, nothing is chosen."""
        for part in (*self._rows, self._more, self._file, self.target, self.single, self.time,
                     self.pixel):  # fmt: skip
            part.setEnabled(not locked)
        self.badge.set_done(locked)

    # --- events

    def _add(self, kind: Recipe) -> int:
        row = _KindRow(kind)
        number = len(self._rows)
        self._rows.append(row)
        self._group.addButton(row.button, number)
        self._kinds.addWidget(row)
        row.setVisible(kind.first_choice)
        row.unfold(False)
        return number

    def _show_all(self) -> None:
        for row in self._rows:
            row.show()
        self._more.hide()
        self._file.show()
        self._file.setFocus()

    def _ask_file(self) -> None:
        folder = str(QSettings().value("training/recipes", str(Path.home())))
        chosen, _ = QFileDialog.getOpenFileName(self, tr("Recipe"), folder, tr("Recipes (*.toml)"))
        if chosen:
            QSettings().setValue("training/recipes", str(Path(chosen).parent))
            self.choose(chosen)

    def _chosen(self, button: QRadioButton, on: bool) -> None:
        row = self._rows[self._group.id(button)]
        row.unfold(on)
        if on:
            self.target.setCurrentIndex(self.target.findData(row.kind.target))
            self.single.setChecked(row.kind.single)
            self._told = False
            self.guessed.hide()
            self.target_changed.emit()
            self.changed.emit()

    def suggest(self, target: str) -> None:
        """What the annotations look like; a person who has said otherwise is believed."""
        if self.told_target is None and target:
            self.guessed.show()
            self.target.setCurrentIndex(self.target.findData(target))

    def _show_single(self) -> None:
        """Single particles are told apart anyhow."""
        self.single.setVisible(self.target.currentData() == "classes")

    def _retarget(self) -> None:
        self._told = True
        self.guessed.hide()
        self.target_changed.emit()
        self.changed.emit()

    def _edited(self) -> None:
        try:
            text = self.pixel.value()
            if text and not Length.parse(text).value > 0:
                raise ValueError(tr("A pixel has a size above nothing"))
            self.wrong.hide()
            self.target_changed.emit()
        except ValueError as error:
            self.wrong.setText(tr("Pixel that it sees: {error}", error=error))
            self.wrong.show()
        self.changed.emit()
