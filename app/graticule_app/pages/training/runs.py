"""The trainings of this computer: each a folder that holds all it needs to go on."""

import logging
import re
import time
from pathlib import Path
from uuid import uuid4

import msgspec

from graticule.errors import GraticuleError
from graticule.files import atomic
from graticule.learn.events import TrainOptions
from graticule.learn.training_worker import Train
from graticule_app.look.translation import tr
from graticule_app.pages.training.kinds import Recipe

logger = logging.getLogger(__name__)
RECORD, PACK = "training.json", "pack"
_MOST = 10_000  # trainings of one name
_LONGEST = 40  # letters of a folder's name


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """What the window notes about a training, in its folder.

    `kind` is the recipe's file, `recipe` what the process gets: its name, or that file.
    `state` is "learning" from the first moment until it is stopped, done or given up.
    """

    title: str
    kind: str
    recipe: str
    data: tuple[str, ...]
    options: TrainOptions
    began: float  # s since 1970
    state: str = "learning"
    step: int = 0
    steps: int = 0


class Run:
    """One training: its folder and its record."""

    def __init__(self, folder: Path, record: Record) -> None:
        self.folder = folder
        self.record = record

    @classmethod
    def new(cls, home: Path, record: Record) -> "Run":
        """A free folder in `home`, named after the training; `ResultError` if it cannot be."""
        stem = re.sub(r"[^\w]+", "-", record.title.lower()).strip("-")[:_LONGEST] or "training"
        for number in range(1, _MOST):
            folder = home / (stem if number == 1 else f"{stem}-{number}")
            if not folder.exists():
                break
        else:
            raise GraticuleError(
                tr("{folder}: holds too many trainings called {name}", folder=home, name=stem)
            )
        run = cls(folder, record)
        run._write()
        return run

    @property
    def pack(self) -> Path:
        """Where its pack is written."""
        return self.folder / PACK

    @property
    def order(self) -> Train:
        """What the training's process is told; the same again goes on where it was stopped."""
        record = self.record
        return Train(
            id=uuid4().hex, recipe=record.recipe, data=record.data, out=str(self.pack),
            folder=str(self.folder), options=record.options,
        )  # fmt: skip

    def note(self, **changes: object) -> None:
        """Note another state; what cannot be written is only lost for the next start."""
        self.record = msgspec.structs.replace(self.record, **changes)
        try:
            self._write()
        except GraticuleError:
            logger.exception("%s: cannot be noted", self.folder)

    def _write(self) -> None:
        with atomic(self.folder / RECORD) as temporary:
            temporary.write_bytes(msgspec.json.format(msgspec.json.encode(self.record)) + b"\n")


def home_of(results: Path) -> Path:
    """Where trainings lie, beside the results of analyses."""
    return results / tr("Training")


def new_record(kind: Recipe, data: tuple[Path, ...], options: TrainOptions) -> Record:
    """A training that begins now."""
    return Record(
        title=kind.title, kind=str(kind.path), recipe=kind.order,
        data=tuple(str(path.absolute()) for path in data), options=options, began=time.time(),
    )  # fmt: skip


def unfinished(home: Path) -> list[Run]:
    """Trainings that can go on, the newest first: stopped ones, and those that a crash ended."""
    found = []
    for path in home.glob(f"*/{RECORD}"):
        try:
            record = msgspec.json.decode(path.read_bytes(), type=Record)
        except (OSError, msgspec.MsgspecError):
            logger.warning("%s: is no record of a training", path)
            continue
        if record.state in ("learning", "stopped"):
            found.append(Run(path.parent, record))
    return sorted(found, key=lambda run: run.record.began, reverse=True)
