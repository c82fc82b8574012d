"""The training's process, as the window sees it."""

import sys

from PySide6.QtCore import QObject, Signal


def training_command() -> list[str]:
    """How the training is started: the window's own program if it is one file, else Python."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--train"]
    return [sys.executable, "-m", "graticule.learn.serve"]


class TrainingLink(QObject):
    """Starts the training in a process of its own and carries orders and answers."""

    answered = Signal(object)  # an event of the training
    ended = Signal()  # the training is over, however it ended

    def __init__(self, parent: QObject | None = None, command: list[str] | None = None) -> None:
        super().__init__(parent)
        self._command = command or training_command()
        self._run = ""

    @property
    def busy(self) -> bool:
        """Whether a training is under way."""
        return bool(self._run)
