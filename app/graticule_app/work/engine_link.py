"""The engine's process, as the window sees it."""

import time

from PySide6.QtCore import QObject, QProcess

from graticule.analysis_worker import Analyse, Cancel, Cancelled, Failed, decode_answer
from graticule.events import Finished
from graticule_app.look.translation import tr_noop
from graticule_app.work.process_link import ProcessLink, own_command

_SOON = 3.0  # s: an engine that ends sooner than this after its start is not started again


def engine_command() -> list[str]:
    """How the engine is started."""
    return own_command("--engine", "graticule.analysis_worker")


class EngineLink(ProcessLink):
    """Carries analyses to the engine; cancelling takes less than a second.

    The engine stays for the next run. One that ended is started again, to be warm for it.
    """

    ends = (Finished, Cancelled, Failed)
    patience = 600
    out_of_memory = tr_noop(
        "The analysis was ended by the computer, most likely because memory ran out. Close other "
        "programs and continue: what is done is kept"
    )
    crashed = tr_noop("The analysis program stopped by itself. Continue goes on from what is done")
    not_started = tr_noop("The analysis program could not be started")

    def __init__(self, parent: QObject | None = None, command: list[str] | None = None) -> None:
        super().__init__(parent, command or engine_command(), decode_answer)
        self._started_at = 0.0

    def start(self) -> None:
        """Start the engine if it does not run, so that it is warm when it is needed."""
        if self._process is None:
            self._started_at = time.monotonic()
            self._launch()

    def analyse(self, order: Analyse) -> None:
        """Begin a run; `ValueError` while another is under way."""
        self._begin(order.id)
        self.start()
        self._send(order)

    def cancel(self) -> None:
        """Stop the run under way; `Cancelled` follows within a second."""
        self._ask_to_stop(Cancel(self._run))

    def stop(self) -> None:
        """End the engine now: what is on disk survives that. Nobody waits for it here."""
        self._impatience.stop()
        self._run = ""
        self._bury()

    def _stopped(self) -> Cancelled:
        return Cancelled()

    def _give_up(self) -> None:
        super()._give_up()
        self.start()

    def _on_end(self, code: int, status: QProcess.ExitStatus) -> None:
        lived = time.monotonic() - self._started_at
        super()._on_end(code, status)
        if lived > _SOON:
            self.start()
