"""The training's process, as the window sees it."""

from PySide6.QtCore import QObject, Signal

from graticule.learn.events import PackWritten, StepDone
from graticule.learn.training_worker import Failed, Keep, Stop, Stopped, Train, decode_answer
from graticule_app.look.translation import tr_noop
from graticule_app.work.process_link import ProcessLink, own_command

_LAST_STEP = 3_000  # ms in which the step under way may end when the window closes


def training_command() -> list[str]:
    """How the training is started."""
    return own_command("--train", "graticule.learn.training_worker")


class TrainingLink(ProcessLink):
    """Carries trainings to a process that ends with its training."""

    busy_changed = Signal(bool)

    ends = (PackWritten, Stopped, Failed)
    patience = 20_000
    out_of_memory = tr_noop(
        "The learning was ended by the computer, most likely because memory ran out. Close other "
        "programs and go on: what was learned up to the last checkpoint is kept"
    )
    crashed = tr_noop(
        "The learning stopped by itself. Go on: what was learned up to the last checkpoint is kept"
    )
    not_started = tr_noop("The learning could not be started")

    def __init__(self, parent: QObject | None = None, command: list[str] | None = None) -> None:
        super().__init__(parent, command or training_command(), decode_answer)
        self._step = 0

    def train(self, order: Train) -> None:
        """Begin or go on; `ValueError` while another training is under way."""
        self._begin(order.id)
        self._step = 0
        self._bury()
        self._launch()
        self._send(order)
        self.busy_changed.emit(True)

    def stop(self) -> None:
        """Stop after the step under way; the same order goes on from there."""
        self._ask_to_stop(Stop(self._run))

    def keep(self) -> None:
        """Learn no more, and make the pack of what was best so far."""
        if self._run:
            self._send(Keep(self._run))

    def end(self) -> None:
        """The window closes: the process may finish its step and write a checkpoint, not more."""
        self._impatience.stop()
        process, busy, self._run = self._process, self.busy, ""
        if process is not None:
            process.closeWriteChannel()  # with its input closed, it stops as if told to
        self._bury(grace=_LAST_STEP if busy else 0)

    def _stopped(self) -> Stopped:
        return Stopped(self._step)

    def _pass_on(self, event: object) -> None:
        if isinstance(event, StepDone):
            self._step = event.step
        over = isinstance(event, self.ends)
        if over and self._process is not None:
            self._process.closeWriteChannel()  # with its input closed, it ends
        super()._pass_on(event)
        if over:
            self.busy_changed.emit(False)
