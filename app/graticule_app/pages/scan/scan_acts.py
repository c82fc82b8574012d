"""What the commands do with the scan that is shown. Without a page nothing is possible."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QInputDialog

from graticule_app.look.translation import tr, tr_engine
from graticule_app.work.message import Message

if TYPE_CHECKING:
    from graticule_app.model.document import Document
    from graticule_app.model.workspace import Workspace
    from graticule_app.pages.scan.scan_page import ScanPage

_ZOOM = 1.5
CORRECTIONS = ("tool-brush", "tool-cut", "tool-outline")


class ScanActs:
    """Carried out on the document that is shown.

    They are there before the page is, which is made when the first scan is opened.
    """

    def __init__(self, workspace: "Workspace", find: Callable[[], "ScanPage | None"]) -> None:
        self._workspace = workspace
        self._find = find

    @property
    def page(self) -> "ScanPage | None":
        """The page, as soon as it was shown once."""
        return self._find()

    @property
    def document(self) -> "Document | None":
        """The document that is shown."""
        return self._workspace.current

    def need(self) -> "ScanPage":
        """The page; `ValueError` where a command ran that was not possible."""
        if self.page is None:
            raise ValueError("no scan is open")
        return self.page

    # --- what is possible

    def has_page(self) -> bool:
        """Whether the panels are there."""
        return self.page is not None

    def has_result(self) -> bool:
        """Whether a result is shown, be it growing."""
        return self.document is not None and self.document.result is not None

    def has_table(self) -> bool:
        """Whether there are particles."""
        return self.document is not None and self.document.table is not None

    def has_selection(self) -> bool:
        """Whether particles are selected, and the view has no tool that needs the keys."""
        if self.page is None or self.document is None or self.page.tools.measuring:
            return False
        return len(self.document.selection.ids) > 0

    def has_several(self) -> bool:
        """Whether two or more particles are selected."""
        return (
            self.has_selection()
            and self.document is not None
            and (len(self.document.selection.ids) > 1)
        )

    # --- layers, tools, classes, by their names

    def toggle_layer(self, key: str) -> None:
        """Show or hide a layer."""
        self._workspace.layers.toggle(key)

    def layer_shown(self, key: str) -> bool:
        """Whether a layer is shown."""
        return self.has_page() and self._workspace.layers.visible(key)

    def take_tool(self, name: str) -> None:
        """Take a tool; the one that is on is put down."""
        self.need().tools.choose(name)

    def tool_taken(self, name: str) -> bool:
        """Whether it is the one that is on."""
        return self.page is not None and self.page.tools.chosen == name

    def tool_possible(self, name: str) -> bool:
        """Corrections need particles, measuring needs only a scan."""
        return self.has_table() if name in CORRECTIONS else self.has_scan()

    def set_class(self, number: int) -> None:
        """The selected particles, and what is drawn next, are of this class."""
        self.need().review.set_class(number)

    def has_class(self, number: int) -> bool:
        """Whether particles are shown that can be corrected, and there is such a class."""
        reviewed = self.page.review.reviewed if self.page is not None else None
        return reviewed is not None and number < len(reviewed.classes)

    def class_label(self, number: int) -> str:
        """The number and the class's name."""
        reviewed = self.page.review.reviewed if self.page is not None else None
        if reviewed is None or number >= len(reviewed.classes):
            return tr("Class &{number}", number=number)
        name = tr_engine(reviewed.classes[number].name).replace("&", "&&")
        return tr("Class &{number}: {name}", number=number, name=name)

    # --- view

    def has_scan(self) -> bool:
        """Whether a scan is shown."""
        return self.document is not None

    def fit(self) -> None:
        """Show the whole scan."""
        self.need().view.fit()

    def one_to_one(self) -> None:
        """One pixel of the scan is one of the screen."""
        self.need().view.one_to_one()

    def zoom_in(self) -> None:
        """Nearer."""
        self.need().view.zoom_by(_ZOOM)

    def zoom_out(self) -> None:
        """Further."""
        self.need().view.zoom_by(1 / _ZOOM)

    def rotate_left(self) -> None:
        """A quarter turn against the clock."""
        self.need().view.rotate(-1)

    def rotate_right(self) -> None:
        """A quarter turn with the clock."""
        self.need().view.rotate(1)

    def map_shown(self) -> bool:
        """Whether the small map is wanted."""
        return self.page is not None and self.page.view.minimap.wanted

    def toggle_map(self) -> None:
        """Show or hide the small map."""
        view = self.need().view
        view.minimap.set_wanted(not view.minimap.wanted)

    def copy_picture(self) -> None:
        """The view as a picture, to the clipboard."""
        QGuiApplication.clipboard().setImage(self.need().view.grab_picture())
        self._workspace.message.emit(Message(tr("The view was copied as a picture."), "done"))

    def copy_script(self) -> None:
        """The calls that repeat what was done with this scan, to the clipboard."""
        from graticule.api.script import script_of  # late: it brings numpy and the engine

        reviewed = self.need().review.reviewed
        if reviewed is not None:
            QGuiApplication.clipboard().setText(script_of(reviewed))
            text = tr("The script was copied. It repeats the analysis and all corrections.")
            self._workspace.message.emit(Message(text, "done"))

    def copy_rows(self) -> None:
        """Rows of the table, to the clipboard."""
        self.need().table.copy()

    def find(self) -> None:
        """Put the cursor where one types what to find."""
        page = self.need()
        page.docks.show("table")
        page.table.filter_row.focus_text()

    def ask_place(self) -> None:
        """Ask where to go."""
        ask = tr("A place (such as 1200, 340) or the number of a particle:")
        text, given = QInputDialog.getText(self.need(), tr("Go to"), ask)
        if given and not self.go_to(text):
            told = Message(tr("There is no place or particle “{text}”.", text=text), "warning")
            self._workspace.message.emit(told)

    def go_to(self, text: str) -> bool:
        """Show a place ("1200, 340" in the scan's unit, or in px) or a particle's number."""
        from graticule_app.pages.scan.places import place_of  # late: it brings numpy and the engine

        document = self.document
        found = place_of(text, document) if document is not None else None
        if found is None:
            return False
        box, particle = found
        self.need().view.fly_to(box)
        if particle is not None and document is not None:
            document.selection.set((particle,), self)
        return True

    # --- analysis

    def can_analyse(self) -> bool:
        """Whether this scan is not being analysed already."""
        return self.document is not None and not self.is_running()

    def is_running(self) -> bool:
        """Whether this scan is analysed or waits for it."""
        return self.page is not None and self.page.analysing.running

    def analyse(self) -> None:
        """All of the scan."""
        self.need().analysing.start()

    def analyse_visible(self) -> None:
        """What the view shows."""
        page = self.need()
        box = page.view.visible_box()
        if self.document is not None:
            page.analysing.start(box.clipped(self.document.scan.box))

    def analyse_region(self) -> None:
        """A rectangle that is drawn next."""
        page = self.need()
        self._workspace.message.emit(
            Message(tr("Draw a rectangle around what is to be analysed."), "info")
        )
        page.tools.draw_region(page.analysing.start)

    def can_analyse_stack(self) -> bool:
        """Whether there are several images to analyse."""
        return self.can_analyse() and self.document is not None and self.document.scan.frames > 1

    def analyse_stack(self) -> None:
        """Every image of the stack, one after another."""
        page = self.need()
        page.analysing.start(all_images=True)
        page.docks.show("queue")

    def cancel(self) -> None:
        """End it; what is done is kept."""
        self.need().analysing.cancel()

    def previewing(self) -> bool:
        """Whether the preview is on."""
        return self.page is not None and self.page.protocols.preview.enabled

    def toggle_preview(self) -> None:
        """Switch the preview."""
        self.need().protocols.switch.toggle()

    def ask_pixel_size(self) -> None:
        """Show the bar that asks."""
        self.need().ask_pixel_size()

    # --- corrections

    def can_undo(self) -> bool:
        """Whether a correction can be taken back."""
        return self.page is not None and self.page.review.can_undo

    def can_redo(self) -> bool:
        """Whether a correction can be made again."""
        return self.page is not None and self.page.review.can_redo

    def undo(self) -> None:
        """Take the last correction back."""
        self.need().review.undo()

    def redo(self) -> None:
        """Make it again."""
        self.need().review.redo()

    def delete(self) -> None:
        """The selected particles are none."""
        self.need().review.delete()

    def merge(self) -> None:
        """The selected particles are one."""
        self.need().review.merge()

    def reviewed(self) -> None:
        """The selected particles are right."""
        self.need().review.mark_reviewed()

    def right_and_next(self) -> None:
        """The selected particles are right; on to the next."""
        self.need().review_panel.right_and_next()

    def next_uncertain(self) -> None:
        """The least certain one that nobody has looked at."""
        self.need().review_panel.next_uncertain()

    def undo_label(self) -> str:
        """What undoing would take back."""
        return _label(tr("Undo"), self.page.review.undo_text() if self.page is not None else "")

    def redo_label(self) -> str:
        """What would be made again."""
        return _label(tr("Redo"), self.page.review.redo_text() if self.page is not None else "")

    def select_all(self) -> None:
        """All particles that the table shows."""
        self.need().select_all()

    def select_none(self) -> None:
        """No particle."""
        if self.document is not None:
            self.document.selection.set((), self)

    # --- out

    def save_report(self) -> None:
        """As the last time; the first time ask what, and where."""
        self.need().save_report(ask=False)

    def save_report_as(self) -> None:
        """Ask what to save, and where."""
        self.need().save_report(ask=True)

    def combine(self) -> None:
        """Several results in one workbook."""
        self.need().combine()

    def import_outlines(self) -> None:
        """GeoJSON over the scan."""
        page = self.need()
        page.docks.show("compare")
        page.imports.ask()

    # --- panels

    def panel_shown(self, key: str) -> bool:
        """Whether a panel is there."""
        return self.page is not None and self.page.docks.is_shown(key)

    def toggle_panel(self, key: str) -> None:
        """Show a panel or fold it away."""
        self.need().docks.toggle(key)

    def side_shown(self, area: Qt.DockWidgetArea) -> bool:
        """Whether a side has panels."""
        return self.page is not None and self.page.docks.side_shown(area)

    def toggle_side(self, area: Qt.DockWidgetArea) -> None:
        """Fold a side, or bring it back."""
        self.need().docks.toggle_side(area)

    def reset_layout(self) -> None:
        """All panels as at first."""
        self.need().docks.reset()


def _label(what: str, edit: str) -> str:
    """ "Undo: deleted particle 17", or the bare word where there is nothing."""
    return f"&{what}: {edit[:1].lower()}{edit[1:]}" if edit else f"&{what}"
