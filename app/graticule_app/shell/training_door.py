"""The Training page in its window: made on its first use, joined to the scan that is open."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QDeadlineTimer, QObject, Signal

from graticule_app.work.message import Message

if TYPE_CHECKING:
    from graticule_app.pages.training.runs import Run
    from graticule_app.pages.training.training_page import TrainingPage
    from graticule_app.shell.window import MainWindow


class TrainingDoor(QObject):
    """Leads from the window to the page and, with a pack, back to the scan."""

    progressed = Signal(str)  # how far the learning is, for the status line

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self.page: TrainingPage | None = None

    @property
    def busy(self) -> bool:
        """Whether something is being learned."""
        return self.page is not None and self.page.busy

    def need(self) -> "TrainingPage":
        """The page, made on its first use."""
        if self.page is None:
            from graticule_app.pages.training.training_page import (
                TrainingPage,  # late: it brings pyqtgraph
            )

            page = self.page = TrainingPage(self._window.settings)
            page.message.connect(self._window.messages.tell)
            page.use_protocol.connect(self._use)
            page.leave.connect(self._window.leave_training)
            page.help_wanted.connect(self._window.helping.show)
            page.progressed.connect(self.progressed)
        return self.page

    def refresh(self) -> None:
        """The page comes to the front: what can be learned from may be more by now."""
        page, scans = self.need(), self._window.workspace.documents
        results = [one.result for one in scans]
        page.set_reviews([result for result in results if result is not None and result.complete])

    def offer(self, runs: "list[Run]") -> None:
        """At the start of the program: tell of a training that can go on, if there is any."""
        if runs:
            text = f"The learning of “{runs[0].record.title}” is not finished."
            action = ("Show it", self._window.show_training)
            self._window.messages.tell(Message(text, "info", action=action))

    def halt(self) -> None:
        """The window closes: the processes are told so."""
        if self.page is not None:
            self.page.halt()

    def end(self, deadline: QDeadlineTimer) -> None:
        """Nothing runs on."""
        if self.page is not None:
            self.page.end(deadline)

    def _use(self, name: str, title: str) -> None:
        """Choose a protocol for the scan that is open, and show that."""
        window = self._window
        if not window.has_scan():
            text = f"The protocol “{title}” is ready. Open a scan to use it."
            window.messages.tell(
                Message(text, "done", action=("Open a scan…", window.files.ask_scans))
            )
            window.leave_training()
            return
        bench = window.need_bench()
        bench.protocols.chooser.refresh()
        bench.protocols.choose(name)
        bench.docks.show("protocol")
        window.leave_training()
        bench.analyse.button.setFocus()
        text = f"The protocol “{title}” is chosen. Analyse finds what it has learned."
        window.messages.tell(Message(text, "done"))
