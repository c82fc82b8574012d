"""The folder of a training: everything to watch it by, and to go on with it after a crash.

`order.json` says what was asked for, `recipe.toml` how it learns, `log.jsonl` holds its curves,
line by line as they come, `checkpoint.safetensors` all that the next step depends on, `samples/`
pictures of predictions.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec
import platformdirs

from graticule.errors import TrainingError
from graticule.files import atomic
from graticule.learn.events import EVENTS, Event, Sample, StepDone, TrainOptions, Validated
from graticule.learn.progress import Progress
from graticule.worker import Lines, Quit, encode_answer

_ORDER, _RECIPE, _LOG = "order.json", "recipe.toml", "log.jsonl"
_CHECKPOINT, _SAMPLES, _DONE = "checkpoint.safetensors", "samples", "pack.txt"
_LINES: Lines[Quit] = Lines(Quit, EVENTS)  # the curves are what a process would tell


class TrainingOrder(msgspec.Struct, frozen=True, kw_only=True):
    """What a training was asked for: enough to start or go on with it."""

    recipe: str
    data: tuple[str, ...]
    out: str
    options: TrainOptions = TrainOptions()


@dataclass(frozen=True, slots=True)
class TrainingFolder:
    """The files of one training, whether they are there yet or not."""

    path: Path

    @property
    def recipe(self) -> Path:
        """The recipe with everything filled in."""
        return self.path / _RECIPE

    @property
    def log(self) -> Path:
        """The curves, one JSON object per line."""
        return self.path / _LOG

    @property
    def checkpoint(self) -> Path:
        """All that the next step depends on."""
        return self.path / _CHECKPOINT

    @property
    def samples(self) -> Path:
        """Folder of pictures."""
        return self.path / _SAMPLES

    @property
    def order(self) -> TrainingOrder | None:
        """What was asked for; None where no training has begun."""
        try:
            return msgspec.json.decode((self.path / _ORDER).read_bytes(), type=TrainingOrder)
        except (OSError, ValueError):
            return None

    @property
    def pack(self) -> Path | None:
        """The pack that came of it; None while there is none."""
        try:
            return Path((self.path / _DONE).read_text(encoding="utf-8"))
        except OSError:
            return None

    def begin(self, order: TrainingOrder, recipe: str) -> None:
        """Write down what is asked for; a training that had ended begins its pack anew."""
        self._write(_ORDER, msgspec.json.format(msgspec.json.encode(order)).decode())
        self._write(_RECIPE, recipe)
        with suppress(OSError):
            (self.path / _DONE).unlink()

    def finished(self, pack: Path) -> None:
        """Write down which pack came of it."""
        self._write(_DONE, str(pack))

    def events(self) -> Iterator[Event]:
        """All steps and checks so far, oldest first; a line that is torn is left out."""
        try:
            lines = self.log.read_bytes().splitlines()
        except OSError:
            return
        for line in lines:
            with suppress(ValueError):
                yield _LINES.decode_answer(line)[1]

    def _write(self, name: str, text: str) -> None:
        with atomic(self.path / name) as path:
            path.write_text(text, encoding="utf-8")


class Log:
    """Adds events to the curves, each as a whole line before the next step begins."""

    def __init__(self, folder: TrainingFolder, progress: Progress) -> None:
        """Go on from there: what a killed training had told beyond it comes again."""
        kept = [event for event in folder.events() if _behind(event, progress)]
        with atomic(folder.log) as path:
            path.write_bytes(b"".join(encode_answer("", event) for event in kept))
        self._file = os.open(folder.log, os.O_WRONLY | os.O_APPEND)

    def add(self, event: Event) -> None:
        """One line; it survives whatever happens to this process. `TrainingError` if it cannot."""
        try:
            os.write(self._file, encode_answer("", event))
        except OSError as error:
            raise TrainingError(f"the curves cannot be written ({error.strerror})") from error

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._file)


def _behind(event: Event, progress: Progress) -> bool:
    """Whether a checkpoint has that event in it."""
    if isinstance(event, StepDone):
        return event.step <= progress.step
    return isinstance(event, Validated | Sample) and event.step <= progress.checked


def trainings_folder() -> Path:
    """Where trainings lie that were given no folder of their own.

    Beside the user's packs: hours of work are no cache, which anybody may empty.
    """
    return Path(platformdirs.user_data_dir("graticule", appauthor=False)) / "trainings"


def list_trainings(root: Path | None = None) -> list[TrainingFolder]:
    """Trainings that have begun, the latest first."""
    found = [
        TrainingFolder(path.parent) for path in (root or trainings_folder()).glob(f"*/{_ORDER}")
    ]
    return sorted(found, key=lambda folder: -_changed(folder))


def _changed(folder: TrainingFolder) -> float:
    """When it last did something, in s."""
    times = [0.0]
    for path in (folder.log, folder.checkpoint, folder.path / _ORDER):
        with suppress(OSError):
            times.append(path.stat().st_mtime)
    return max(times)
