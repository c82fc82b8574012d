"""What earlier parts of a training have left in its folder, to be shown again."""

import re
from collections.abc import Generator
from pathlib import Path

from graticule.learn.events import Event, Sample
from graticule.learn.folder import TrainingFolder

_PLACE = re.compile(r"(\d+)-(.*)")  # a test image's folder of pictures
_STEP = re.compile(r"step-(\d+)\.png")
_BATCH = 500  # events between two breaths


def recalling(folder: Path) -> Generator[None, None, list[Event]]:
    """Work for a job: the steps, checks and sample answers of a training, oldest first."""
    found: list[Event] = []
    for number, event in enumerate(TrainingFolder(folder).events()):
        found.append(event)
        if not number % _BATCH:
            yield
    found.extend(_samples(TrainingFolder(folder).samples))
    return found


def _samples(folder: Path) -> list[Sample]:
    found = []
    for place in folder.glob("*"):
        named = _PLACE.fullmatch(place.name)
        image, truth = place / "image.png", place / "truth.png"
        if named is None or not truth.is_file():
            continue
        for answer in place.glob("step-*.png"):
            step = _STEP.fullmatch(answer.name)
            if step is not None:
                found.append(Sample(
                    int(step[1]), int(named[1]), named[2], str(image), str(truth), str(answer)
                ))  # fmt: skip
    return sorted(found, key=lambda sample: (sample.step, sample.number))
