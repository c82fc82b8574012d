"""The review panel: progress, classes, corrections, tools and the log."""

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from graticule.review import Reviewed
from graticule_app.look import theme
from graticule_app.look.icons import icon
from graticule_app.look.translation import tr, tr_engine, tr_noop, trn
from graticule_app.model.workspace import Workspace
from graticule_app.panels.review.class_buttons import ClassButtons
from graticule_app.panels.review.log_view import LogView
from graticule_app.panels.review.order import next_unreviewed, surroundings
from graticule_app.panels.review.tool_row import ToolRow


class ReviewPanel(QWidget):
    """Corrects the selected particles of the controller's document."""

    go_to = Signal(object)  # Box in level-0 px that the view should show
    tool_wanted = Signal(object)  # Tool that the view should use, None for none

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        controller = self._controller = workspace.review
        self.classes = ClassButtons()
        self.tools = ToolRow(controller)
        self.log = LogView()
        self._make_progress()
        self._make_actions()
        self._lay_out()
        self.classes.chosen.connect(controller.set_class)
        self.tools.tool_wanted.connect(self.tool_wanted)
        controller.changed.connect(self._refresh)
        workspace.selection_changed.connect(self._show_selection)
        controller.class_changed.connect(self.classes.show_chosen)
        self._refresh()

    # --- what the shell may call

    def next_uncertain(self) -> None:
        """Select the next particle that nobody has looked at, and show it."""
        document = self._controller.document
        if document is None or self._controller.reviewed is None or document.table is None:
            return
        table = document.table
        found = next_unreviewed(table, document.selection.only)
        if found is None:
            self._controller.told.emit(tr("Every particle has been reviewed"))
            return
        document.selection.set((found,), self)
        self.go_to.emit(surroundings(table, found))

    def right_and_next(self) -> None:
        """What is selected is right as it is; on to the next one."""
        if self._controller.selected():
            self._controller.mark_reviewed()
        self.next_uncertain()

    def brush(self) -> None:
        """Take the brush."""
        self.tools.take("brush")

    def erase(self) -> None:
        """Take the eraser."""
        self.tools.take("eraser")

    def cut(self) -> None:
        """Take the knife."""
        self.tools.take("cut")

    def outline(self) -> None:
        """Draw a new particle."""
        self.tools.take("outline")

    def put_down(self) -> None:
        """No tool of the review is on."""
        self.tools.take("")

    # --- layout

    def _make_progress(self) -> None:
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setFixedHeight(theme.TIGHT)
        self._progress.setAccessibleName(tr("Particles reviewed"))
        self._count = QLabel()
        theme.role(self._count, "heading")
        self._right = QPushButton(icon("check", "accent_text"), tr("Right, next"))
        self._right.setToolTip(tr("The particle is right: mark it and go on (Ctrl+Enter)"))
        self._right.clicked.connect(self.right_and_next)
        theme.role(self._right, "primary")
        self._next = QPushButton(icon("next"), tr("Skip"))
        self._next.setToolTip(
            tr("Go to the next particle that nobody has reviewed, unsure ones first")
        )
        self._next.clicked.connect(self.next_uncertain)

    def _make_actions(self) -> None:
        c = self._controller
        self._selected = QLabel()
        self._selected.setWordWrap(True)
        # Room for two lines, so that nothing below jumps when another particle is selected.
        self._selected.setMinimumHeight(2 * self._selected.fontMetrics().lineSpacing())
        self._selected.setAlignment(Qt.AlignmentFlag.AlignTop)
        theme.role(self._selected, "quiet")
        self._merge = _tool(
            "merge", tr("Merge"), tr("Make one particle of the selected ones"), c.merge
        )
        self._split = _tool(
            "split", tr("Split"), tr("Take the selected particle apart at its neck"), c.split
        )
        self._delete = _tool(
            "delete", tr("Delete"), tr("The selected particles are none (Del)"), c.delete
        )
        self._undo = _tool("undo", tr("Undo"), "", c.undo)
        self._redo = _tool("redo", tr("Redo"), "", c.redo)
        self._unmark = _tool(
            "remove",
            tr("Unmark"),
            tr("Take the reviewed mark back"),
            lambda: c.mark_reviewed(False),
        )
        self._unmark.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self._note = QLineEdit()
        self._note.setPlaceholderText(tr("Note (Enter keeps it)"))
        self._note.setAccessibleName(tr("Note on the selected particle"))
        self._note.setMaxLength(400)
        self._note.returnPressed.connect(self._keep_note)
        self._export = QPushButton(tr("Save for training"))
        menu = QMenu(self._export)
        menu.addAction(tr("Outlines with classes (GeoJSON)"), lambda: c.save_annotations())
        menu.addAction(tr("Pictures with labels (PNG)"), lambda: c.save_crops())
        self._export.setMenu(menu)
        self._export.setToolTip(
            tr("What you have reviewed, as examples from which a network learns")
        )

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GAP, theme.GAP, theme.GAP, theme.GAP)
        layout.setSpacing(theme.GAP)
        layout.addWidget(self._count)
        layout.addWidget(self._progress)
        layout.addLayout(_row((self._right, 2), (self._next, 1)))
        layout.addSpacing(theme.TIGHT)
        layout.addWidget(self._selected)
        layout.addWidget(self.classes)
        layout.addLayout(_row((self._merge, 1), (self._split, 1), (self._delete, 1)))
        layout.addLayout(_row((self._undo, 1), (self._redo, 1), (self._unmark, 1)))
        layout.addWidget(self._note)
        layout.addSpacing(theme.TIGHT)
        layout.addWidget(self.tools)
        layout.addWidget(self.log, 1)
        layout.addWidget(self._export)

    def minimumSizeHint(self) -> QSize:
        """As wide as its buttons' words need."""
        return super().minimumSizeHint().expandedTo(QSize(theme.px(240), 0))

    # --- keeping up

    def _refresh(self) -> None:
        """After an edit, and when another result is shown."""
        c = self._controller
        reviewed, (seen, total) = c.reviewed, c.progress()
        self._count.setText(
            tr("{seen:,} of {total:,} reviewed", seen=seen, total=total)
            if reviewed
            else tr("Nothing to review yet")
        )
        self._progress.setMaximum(max(total, 1))
        self._progress.setValue(seen)
        if reviewed is not None:
            self.classes.show_classes(reviewed.classes)
            self.classes.show_chosen(c.class_number)
        self.log.lines.show(reviewed)
        for button, able, text, plain, nothing in (
            (self._undo, c.can_undo, c.undo_text(), tr("Undo"), tr("Nothing to undo")),
            (self._redo, c.can_redo, c.redo_text(), tr("Redo"), tr("Nothing to redo")),
        ):
            button.setEnabled(able)
            button.setToolTip(f"{plain}: {text}" if text else nothing)
        for widget in (self._right, self._next, self.classes, self.tools, self._export):
            widget.setEnabled(reviewed is not None)
        self._show_selection()

    def _show_selection(self, _source: object = None) -> None:
        """What is selected, and what can be done with it."""
        document, reviewed = self._controller.document, self._controller.reviewed
        ids = document.selection.ids if document is not None else np.zeros(0, np.int64)
        able = reviewed is not None and len(ids) > 0
        self._delete.setEnabled(able)
        self._unmark.setEnabled(able)
        self._merge.setEnabled(able and len(ids) > 1)
        self._split.setEnabled(able and len(ids) == 1)
        self._note.setEnabled(able)
        self._selected.setText(tr(_WAITING) if reviewed is None else _told(reviewed, ids))
        if not self._note.hasFocus():
            one = reviewed is not None and len(ids) == 1
            self._note.setText(reviewed.note_of(int(ids[0])) if reviewed and one else "")

    def _keep_note(self) -> None:
        self._controller.mark_reviewed(note=self._note.text().strip())
        self._note.clearFocus()


_WAITING = tr_noop("When an analysis is done, look through its particles here and correct them.")


def _told(reviewed: Reviewed, ids: np.ndarray) -> str:
    """What is selected, in a line."""
    if not len(ids):
        return tr("Click a particle to correct it, more with Ctrl held.")
    if len(ids) > 1:
        return trn("{n:,} particle is selected.", "{n:,} particles are selected.", len(ids))
    facts = reviewed.facts_of(int(ids[0]))
    known = [tr("reviewed") if facts.reviewed else tr("not reviewed")]
    if facts.uncertainty is not None:
        known.insert(0, tr("uncertainty {uncertainty:.2f}", uncertainty=facts.uncertainty))
    name = tr_engine(reviewed.classes[facts.class_number].name)
    return tr("Particle {id} · {name}", id=ids[0], name=name) + "\n" + ", ".join(known)


def _tool(name: str, text: str, tip: str, run) -> QToolButton:
    button = QToolButton()
    button.setIcon(icon(name))
    button.setText(text)
    button.setToolTip(tip)
    button.setAccessibleName(text)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    button.clicked.connect(lambda: run())
    return button


def _row(*parts: tuple[QWidget, int]) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(theme.TIGHT)
    for widget, stretch in parts:
        line.addWidget(widget, stretch)
    return line
