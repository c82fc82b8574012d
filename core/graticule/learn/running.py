"""A task from its first step, or from its checkpoint, to its pack: one generator of events."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import torch

from graticule.learn.events import Event, PackWritten, Started, Working
from graticule.learn.folder import Log, TrainingFolder, TrainingOrder
from graticule.learn.loop import Trainer
from graticule.learn.objective import BatchT, History, Task
from graticule.learn.optim import LoopSettings
from graticule.models.networks import parameter_count


@dataclass(frozen=True, slots=True)
class Session:
    """Where a task is worked on, and what its folder and its pack tell of it.

    `recipe` is its text in TOML, `command` what repeats it; `kept` says whether to stop learning
    and make the pack of the best so far.
    """

    folder: TrainingFolder
    order: TrainingOrder
    recipe: str
    device: torch.device
    command: str = ""
    kept: Callable[[], bool] = lambda: False


def run_task(
    task: Task[BatchT], settings: LoopSettings, identity: str, session: Session, out: Path
) -> Iterator[Event]:
    """Learn, from the folder's checkpoint if there is one, and write the pack into `out`.

    `identity` is that of all the weights depend on. Raises `GraticuleError`.
    """
    folder = session.folder
    trainer = Trainer(task.objective, settings, identity, session.device)
    if folder.checkpoint.exists():
        trainer.load(folder.checkpoint)
    folder.begin(session.order, session.recipe)
    yield Started(
        folder=str(folder.path),
        steps=trainer.plan.steps if trainer.progress.plan or not settings.minutes else 0,
        training=len(task.training),
        validation=len(task.validation),
        classes=task.classes,
        parameters=parameter_count(trainer.network),
        step=trainer.step,
        metric=task.metric,
        device=str(session.device),
    )
    yield from _learn(trainer, task, session)
    with trainer.chosen():
        for event in task.pack(out, _history(trainer, task, session)):
            if isinstance(event, PackWritten):
                folder.finished(Path(event.path))
            yield event


def _learn(trainer: Trainer[BatchT], task: Task[BatchT], session: Session) -> Iterator[Event]:
    """All steps and checks that are still to come."""
    if trainer.ended:
        return
    log = Log(session.folder, trainer.progress)
    yield Working("patches")
    checkpoint = session.folder.checkpoint
    try:
        yield from trainer.run(
            task.feed, checkpoint, watch=task.watch, log=log.add, kept=session.kept
        )
    finally:
        log.close()


def _history(trainer: Trainer[BatchT], task: Task[BatchT], session: Session) -> History:
    """What the pack tells of its training; hashes keep what was learned from out of tests."""
    state = trainer.progress
    return {
        "command": session.command,
        "identity": state.identity,
        "training_images": len(task.training),
        "training_names": [source.name for source in task.training],
        "training_sha256": [source.content for source in task.training],
        "validation_images": len(task.validation),
        "validation_names": [source.name for source in task.validation],
        "validation_sha256": [source.content for source in task.validation],
        "seed": trainer.settings.seed,
        "steps": trainer.step,
        "best_step": state.best_step or trainer.step,
        "ended": state.ended,
        "minutes": round(state.seconds / 60, 1),
        "device": str(trainer.device),
    }
