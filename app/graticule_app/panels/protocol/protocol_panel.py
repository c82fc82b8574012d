"""The panel in which a protocol is chosen, edited and tried."""

import logging
from collections.abc import Callable
from functools import partial

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from graticule.errors import GraticuleError, ScanClosed
from graticule.events import Options
from graticule.preview import Preview
from graticule.protocol import Protocol
from graticule.scans import Scan
from graticule.suggest import Suggestion, suggest_protocol
from graticule_app.look import theme
from graticule_app.look.icons import icon
from graticule_app.look.translation import tr, tr_engine
from graticule_app.model import shelf
from graticule_app.model.document import Document
from graticule_app.model.draft import same, with_text
from graticule_app.model.preview import summary
from graticule_app.model.workspace import Workspace
from graticule_app.panels.protocol.ask_line import AskLine
from graticule_app.panels.protocol.chooser import ProtocolChooser
from graticule_app.panels.protocol.levels import LevelsView
from graticule_app.panels.protocol.protocol_form import ProtocolForm
from graticule_app.panels.protocol.run_options import RunOptions
from graticule_app.work.tasks import Tasks, as_bug

_CHANGED = "-changed"  # after the name of a protocol that differs from the saved one
_FIRST = "generic"  # until a scan is open

logger = logging.getLogger(__name__)


class ProtocolPanel(QWidget):
    """Choose a protocol, edit every field of it, see what it finds, save it under a name.

    `preview` is the controller of the live preview: tell it what the view shows, and draw what
    it finds.
    """

    changed = Signal(object)  # Protocol, as it now stands
    options_changed = Signal()
    proposed = Signal(object)  # graticule.suggest.Suggestion, or None where there can be none

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.preview = workspace.preview
        self.chooser = ProtocolChooser()
        self.form = ProtocolForm()
        self.levels = LevelsView(self.form)
        self.histogram = self.levels.grey
        self.run_options = RunOptions()
        self.switch = QCheckBox(tr("Preview in view"))
        self.ask = AskLine()
        self._proposal: Suggestion | None = None
        self._looking = False  # a proposal is on its way
        self._shelving = False  # the user's folder is being written to
        self._tasks = Tasks(self, as_bug)
        self._saved = shelf.load(_FIRST)  # as it lies on the shelf
        self._chose = False  # a person did, so that a proposal comes too late
        self._switched = False  # a person did: editing does not switch it on again
        self._build()
        self._connect()
        self.chooser.refresh()
        self._load(_FIRST)

    # --- what the rest of the window asks

    @property
    def _document(self) -> Document | None:
        return self._workspace.current

    def _take_document(self, document: Document | None) -> None:
        """Work on another scan, and propose a protocol for it."""
        self._proposal, self._looking = None, False
        self.chooser.set_fitting(())
        self._chose = False
        self.run_options.show_document(document)
        self.levels.clear()
        self._say("")
        if document is not None:
            self.form.set_channels(document.scan.channel_names)
            self._propose(document)
            self._look_again()
            if document.protocol is not None:
                self.set_protocol(document.protocol)
            document.protocol = self._current()
        self._show_state()

    def protocol(self) -> Protocol:
        """The protocol as it stands in the form, with the text that the report will carry."""
        return self._current()

    def options(self) -> Options:
        """What holds for the next run only: device, pixel size, frame."""
        return self.run_options.options(self._document)

    def choose(self, name: str) -> None:
        """Choose a shipped protocol or one of the user's own by its name."""
        self._chose = True
        self._load(name)

    def set_protocol(self, protocol: Protocol) -> None:
        """Show a protocol that may lie on no shelf, such as that of a reopened project."""
        self._chose = True
        name = protocol.name.removesuffix(_CHANGED)
        entry = shelf.find(name)
        on_shelf = entry is not None and not entry.wrong
        self._saved = shelf.load(name) if on_shelf else protocol
        self.ask.hide()
        self.chooser.show_name(name, protocol.title)
        self.form.set_protocol(msgspec.structs.replace(protocol, name=self._saved.name))
        self._tell()

    @property
    def proposing(self) -> bool:
        """Whether the protocol may become another one soon, because the scan is looked at."""
        untouched = not self._chose and not self._is_changed()
        return self._looking and untouched

    def wrong(self) -> bool:
        """Whether a field holds what cannot be used; `protocol()` is the last that could."""
        return self.form.trouble()

    # --- making

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._build_head())
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        inside = QWidget()
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(theme.GAP, theme.WIDE, theme.GAP, theme.WIDE)
        rows.setSpacing(theme.WIDE)
        rows.addWidget(self.form)
        heading = QLabel(tr("This run"))
        heading.setToolTip(tr("Not part of the protocol"))
        theme.role(heading, "heading")
        rows.addWidget(heading)
        rows.addWidget(self.run_options)
        rows.addStretch(1)
        area.setWidget(inside)
        column.addWidget(area, 1)
        column.addWidget(self._build_foot())
        self.form.sections["Find"].extra.column.addWidget(self.levels)

    def _build_head(self) -> QWidget:
        self._reason = QLabel()
        self._reason.setWordWrap(True)
        theme.role(self._reason, "quiet")
        self._use = QPushButton(tr("Use the proposed one"))
        theme.role(self._use, "flat")
        self._mark = QLabel(tr("Changed"))
        self._mark.setToolTip(tr("The settings differ from the protocol's: save them under a name"))
        self._undo = QPushButton(tr("Undo changes"))
        self._save = QPushButton(tr("Save as…"))
        theme.role(self._undo, "flat")
        self._menu = QToolButton()
        self._menu.setIcon(icon("more"))
        self._menu.setAccessibleName(tr("More about this protocol"))
        self._menu.setToolTip(tr("Rename, delete"))
        self._menu.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        actions = QMenu(self._menu)
        self._save_over = actions.addAction(icon("save"), tr("Save"), self._save_own)
        self._rename = actions.addAction(icon("edit"), tr("Rename…"), self._ask_rename)
        self._delete = actions.addAction(icon("delete"), tr("Delete…"), self._ask_delete)
        self._menu.setMenu(actions)
        head = QFrame()
        theme.role(head, "bar")
        column = QVBoxLayout(head)
        column.setContentsMargins(theme.GAP, theme.GAP, theme.GAP, theme.GAP)
        column.setSpacing(theme.TIGHT)
        first, second = QHBoxLayout(), QHBoxLayout()
        first.addWidget(self.chooser, 1)
        first.addWidget(self._menu)
        for widget in (self._mark, self._undo):
            second.addWidget(widget)
        second.addStretch(1)
        second.addWidget(self._save)
        column.addLayout(first)
        column.addWidget(self._reason)
        column.addWidget(self._use, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(second)
        column.addWidget(self.ask)
        return head

    def _build_foot(self) -> QWidget:
        self._result = QLabel()
        self._result.setAccessibleName(tr("Preview"))
        self._note = QLabel()
        self._note.setWordWrap(True)
        theme.role(self._note, "quiet")
        self.switch.setToolTip(tr("Show in the view what these settings find there"))
        foot = QFrame()
        theme.role(foot, "card")
        column = QVBoxLayout(foot)
        column.setContentsMargins(theme.GAP, theme.GAP, theme.GAP, theme.GAP)
        column.setSpacing(theme.TIGHT)
        line = QHBoxLayout()
        line.addWidget(self.switch)
        line.addStretch(1)
        line.addWidget(self._result)
        column.addLayout(line)
        column.addWidget(self._note)
        return foot

    def _connect(self) -> None:
        self.chooser.chosen.connect(self.choose)
        self._use.clicked.connect(
            lambda: self.choose(self._proposal.name if self._proposal else "")
        )
        self._workspace.shown.connect(self._take_document)
        self._workspace.scan_changed.connect(self.options_changed)
        self._undo.clicked.connect(lambda: self.set_protocol(self._saved))
        self._save.clicked.connect(self._ask_save)
        self.form.edited.connect(self._edited)
        self.run_options.edited.connect(self._options_edited)
        self.switch.clicked.connect(self._switch_clicked)
        self.switch.toggled.connect(self.preview.set_enabled)
        self.preview.ready.connect(self._show_preview)
        self.preview.cleared.connect(lambda: self._result.setText(""))
        self.preview.working.connect(self._show_work)
        self.preview.failed.connect(self._say)

    # --- choosing

    def _propose(self, document: Document) -> None:
        self._looking = True
        work = partial(_proposal_of, document.scan)
        self._tasks.run(work, tr("The proposal"), done=partial(self._take_proposal, document))

    def _take_proposal(self, document: Document, found: Suggestion | str) -> None:
        if document is not self._document:
            return
        self._looking = False
        if isinstance(found, str):
            self._say(tr("No protocol can be proposed for this scan: {why}", why=found))
            self.proposed.emit(None)
            return
        self._proposal = found
        self.chooser.set_fitting((found.name, *found.alternatives))
        if not self._chose and not self._is_changed():
            self._load(found.name)
        self._show_state()
        self.proposed.emit(found)

    def _load(self, name: str) -> None:
        """Show a protocol of the shelf as it lies there."""
        try:
            self._saved = shelf.load(name)
        except GraticuleError as error:
            self._say(str(error))
            self.chooser.show_name(self._saved.name)
            return
        self.ask.hide()
        self.chooser.show_name(name)
        self.form.set_protocol(self._saved)
        self._tell()

    def _current(self) -> Protocol:
        """What the form says; a changed one says in its name that it is not the saved one."""
        protocol = self.form.protocol() or self._saved
        if same(protocol, self._saved):
            return self._saved
        return with_text(protocol, name=f"{self._saved.name[:70]}{_CHANGED}")

    def _is_changed(self) -> bool:
        protocol = self.form.protocol()
        return protocol is not None and not same(protocol, self._saved)

    # --- editing

    def _edited(self) -> None:
        if not self._switched:
            self.switch.setChecked(True)
        self._tell()

    def _options_edited(self) -> None:
        try:
            told = self.run_options.greys.value()
        except ValueError as error:
            self._say(tr("Black to white: {error}", error=error))
            return
        self._say("")
        if self._document is not None:
            self._document.set_grey_range(told)
        self._tell_preview()
        self.options_changed.emit()

    def _switch_clicked(self) -> None:
        self._switched = True

    def _tell(self) -> None:
        """Everyone learns what the protocol is now."""
        self._show_state()
        self._tell_preview()
        if self._document is not None:
            self._document.protocol = self._current()
        self.changed.emit(self._current())

    def _tell_preview(self) -> None:
        protocol = self._current()
        method = protocol.method.with_choices(self.options())
        self.preview.set_protocol(msgspec.structs.replace(protocol, method=method))

    def _show_state(self) -> None:
        changed, found = self._is_changed(), self._proposal
        entry = shelf.find(self._saved.name)
        own = entry is not None and entry.own
        self._mark.setVisible(changed)
        self._undo.setVisible(changed)
        self._save.setVisible(changed)
        self._menu.setVisible(own)
        self._save_over.setEnabled(changed)
        network = self._current().method.network
        self.run_options.show_for(network=network)
        self.levels.show_form()
        is_it = found is not None and found.name == self._saved.name
        self._use.setVisible(found is not None and not is_it)
        if found is None:
            first, _, _ = tr_engine(entry.summary if entry is not None else "").partition(". ")
            self._reason.setText(first)
        elif is_it:
            self._reason.setText(tr("Proposed for this scan.") + " " + tr_engine(found.reason))
        else:
            other = shelf.find(found.name)
            title = tr_engine(other.title) if other is not None else found.name
            self._reason.setText(tr("Proposed for this scan: {title}.", title=title))

    # --- saving

    def _look_again(self) -> None:
        """Files may have been put on the shelf by hand."""
        self._tasks.run(shelf.look_for_new, tr("The protocols"), self._looked_again)

    def _looked_again(self, new: bool) -> None:
        if new:
            self.chooser.refresh()

    def _ask_save(self) -> None:
        self._look_again()
        own = shelf.taken(self._saved.name)
        start = self._saved.title if own else ""
        self.ask.ask_name(tr("Save these settings as"), start, _checked, self._save_as)

    def _save_as(self, title: str) -> None:
        """A copy under a name of the user's; the button has said so if it replaces one."""
        protocol = self.form.protocol() or self._saved
        self._change_shelf(lambda: shelf.save(protocol, title, replace=True).name)

    def _save_own(self) -> None:
        self._save_as(self._saved.title if shelf.name_for(self._saved.title) ==
                      self._saved.name else self._saved.name)  # fmt: skip

    def _ask_rename(self) -> None:
        name = self._saved.name

        def check(title: str) -> tuple[str, str]:
            trouble = shelf.trouble(title)
            if not trouble and shelf.taken(title) and shelf.name_for(title) != name:
                trouble = shelf.already(shelf.name_for(title))
            return trouble, tr("Rename")

        self.ask.ask_name(
            tr("Rename to"),
            self._saved.title,
            check,
            lambda title: self._change_shelf(lambda: shelf.rename(name, title).name),
        )

    def _ask_delete(self) -> None:
        name, then = self._saved.name, self._proposal.name if self._proposal else _FIRST

        def delete() -> str:
            shelf.delete(name)
            return then

        question = tr("Delete “{title}” for good?", title=self._saved.title)
        self.ask.ask(question, tr("Delete"), lambda _text: self._change_shelf(delete))

    def _change_shelf(self, change: Callable[[], str]) -> None:
        """Write to the user's folder, which may be a share, and show the protocol it names."""
        if self._shelving:
            self._say(tr("The change before is still being saved"))
            self.ask.end()
            return
        self._shelving = True
        shown = (self._saved.name, self.form.protocol())
        done = partial(self._settle, shown)
        self._tasks.run(partial(shelf.changing, change), tr("The protocols"), done, vital=True)

    def _settle(self, shown: tuple[str, Protocol | None], name: str | GraticuleError) -> None:
        """The shelf has changed; what somebody did in the form meanwhile stays."""
        self._shelving = False
        if isinstance(name, GraticuleError):
            if self.ask.isHidden():
                self._say(str(name))
            else:
                self.ask.end(str(name))
            return
        self.chooser.refresh()
        self.ask.end()
        if shown == (self._saved.name, self.form.protocol()):
            self._load(name)
        else:
            self.chooser.show_name(self._saved.name, self._saved.title)
            self._show_state()

    # --- the preview's answers

    def _show_preview(self, found: Preview) -> None:
        self._result.setText(summary(found))
        self._say("; ".join(found.notes))
        self.levels.show_found(found)

    def _show_work(self, text: str) -> None:
        if text:
            self._result.setText(text)
        elif self._result.text().endswith("…"):
            self._result.setText("")

    def _say(self, text: str) -> None:
        self._note.setText(text)
        self._note.setVisible(bool(text))


def _checked(title: str) -> tuple[str, str]:
    """What is wrong with a name, and the word on the button: a replacement says so."""
    return shelf.trouble(title), tr("Replace") if shelf.taken(title) else tr("Save")


def _proposal_of(scan: Scan) -> Suggestion | str:
    """A proposal or, in a line, why there is none: whoever waits for it must hear either."""
    try:
        return suggest_protocol(scan)
    except ScanClosed:
        raise  # nobody waits
    except GraticuleError as error:
        return str(error)
    except Exception as error:
        logger.exception("no protocol was proposed")
        return tr("{name}, a mistake in the program", name=type(error).__name__)
