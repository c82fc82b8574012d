"""What is done with a finished pack: saved under a name, used, tested."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from graticule.models import Pack
from graticule_app.look.translation import tr
from graticule_app.pages.training import finishing
from graticule_app.pages.training.outcome import OutcomeCard
from graticule_app.pages.training.runs import Run
from graticule_app.pages.training.testing import PackTest
from graticule_app.work.ending import FOREVER
from graticule_app.work.message import Message, message_of
from graticule_app.work.tasks import Tasks


class PackDesk(QObject):
    """Does what the outcome card asks for."""

    message = Signal(object)  # Message
    use_protocol = Signal(str, str)  # name and title of a protocol of the user's, to be chosen

    def __init__(self, card: OutcomeCard, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._card = card
        self._run: Run | None = None
        self.pack: Pack | None = None  # as it was saved
        self.test = PackTest(self)
        self._tasks = Tasks(self, self._broke)
        card.save_wanted.connect(self.save)
        card.use_wanted.connect(self.use)
        card.test_wanted.connect(self._ask_test)
        card.report_wanted.connect(_open)
        self.test.told.connect(card.tell)
        self.test.done.connect(self._tested)
        self.test.failed.connect(self._test_failed)

    def take(self, run: Run) -> None:
        """A training has written its pack."""
        self.test.stop()
        self._card.set_testing(False)
        self._run, self.pack = run, None

    def stop(self, deadline: QDeadlineTimer = FOREVER) -> None:
        """The window closes."""
        self.test.stop()
        self._tasks.stop(deadline)

    def save(self, title: str) -> None:
        """Keep the pack under a name of the user's."""
        if self._run is not None:
            self._card.tell(tr("Saving…"))
            work = finishing.saving(self._run.pack, title)
            self._tasks.run(work, tr("Saving the pack"), done=self._saved, vital=True)

    def use(self) -> None:
        """Make a protocol with the pack, to be chosen for the scan that is open."""
        if self.pack is None:
            return
        self._tasks.run(
            partial(finishing.make_protocol, self.pack, self.pack.title),
            tr("Making the protocol"),
            lambda made: self.use_protocol.emit(made.name, made.title),
            vital=True,
        )

    def test_on(self, data: list[Path]) -> None:
        """Test the pack on annotated scans that it has not seen; the report opens."""
        if self._run is not None and not self.test.busy:
            self._card.set_testing(True)
            self.test.start(self._run.pack, data, self._run.folder / "test")

    def _saved(self, pack: Pack) -> None:
        self.pack = pack
        self._card.tell("")
        self._card.set_saved(saved=True)

    def _ask_test(self) -> None:
        """Which scans: a folder, for an annotated scan is at least two files."""
        chosen = QFileDialog.getExistingDirectory(self._card, tr("Annotated scans to test on"))
        if chosen:
            self.test_on([Path(chosen)])

    def _tested(self, report: Path) -> None:
        self._card.set_testing(False)
        self._card.set_report(report)
        _open(report)

    def _test_failed(self, text: str, details: str) -> None:
        self._card.set_testing(False)
        self._card.tell(tr("The test: {text}", text=text), wrong=True)
        self.message.emit(Message(tr("The test: {text}", text=text), "error", details))

    def _broke(self, doing: str, error: Exception) -> None:
        told = message_of(error, doing)
        self._card.tell(told.text, wrong=True)
        self.message.emit(told)


def _open(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
