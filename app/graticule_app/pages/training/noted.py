"""What earlier parts of a training have left in its folder, to be shown again."""

from collections.abc import Generator
from pathlib import Path

from graticule.learn.events import Event
from graticule.learn.folder import TrainingFolder

_BATCH = 500  # events between two breaths


def recalling(folder: Path) -> Generator[None, None, list[Event]]:
    """Work for `Tasks`: the steps, checks and sample answers of a training, oldest first."""
    found: list[Event] = []
    for number, event in enumerate(TrainingFolder(folder).events()):
        found.append(event)
        if not number % _BATCH:
            yield
    return found
