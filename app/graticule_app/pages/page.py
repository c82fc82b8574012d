"""What the window asks of a page, whatever it shows."""

from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QDeadlineTimer


class Page(Protocol):
    """A widget that fills the window; it is given the workspace when it is first shown.

    What it has to tell, and which other page it wants, it says through the workspace's signals.
    """

    has_tools: bool  # whether the tool bar and what is said of the scan are of use there

    @property
    def busy(self) -> str:
        """What would be broken off by the end of the program, as a sentence without its dot."""
        ...

    def take_drop(self, paths: list[Path]) -> list[Path]:
        """Use what is of use here of what was dropped; the rest is opened."""
        ...

    def come(self) -> None:
        """It is in front from now on."""
        ...

    def leave_soon(self) -> None:
        """The window may close: what waits to begin begins."""
        ...

    def save_layout(self) -> None:
        """Remember where everything is."""
        ...

    def halt(self) -> None:
        """The window closes: what runs is told so, and nobody waits for it here."""
        ...

    def end(self, deadline: QDeadlineTimer) -> None:
        """Nothing runs on; `halt` came before."""
        ...
