"""What a training is asked for and what it tells while it works.

These are all that a window needs to know of a training, so nothing here imports torch.
"""

from dataclasses import dataclass, field
from typing import Literal

from graticule.scans.grey import GreyRange

Phase = Literal["annotations", "patches", "speed", "training", "judging", "pack"]

# What each phase is called where people read it.
PHASES: dict[str, str] = {
    "annotations": "Reading the annotations",
    "patches": "Preparing patches",
    "speed": "Measuring this computer's speed",
    "training": "Learning",
    "judging": "Testing on images it has not learned from",
    "pack": "Writing the pack",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainOptions:
    """What a user may set for one training; None keeps what the recipe says.

    `minutes`: as many steps as this computer does in that time, testing included. `classes`: names
    in the order of their numbers, the background first. `weights`: safetensors file with an
    encoder's weights under torchvision's names. `threads`: of the CPU. `white` and `black`: grey
    values of all scans, where their files and values do not tell.
    """

    steps: int | None = None
    minutes: float | None = None
    threads: int | None = None
    device: str = "auto"
    classes: tuple[str, ...] = ()
    weights: str | None = None
    pixel_size: str | None = None  # such as "4 µm": of a pixel that the network sees
    seed: int | None = None
    title: str | None = None
    licence: str | None = None
    target: Literal["particles", "classes"] | None = None
    single: bool | None = None  # of classes, where one object ends and the next begins
    white: float | None = None
    black: float | None = None  # 0 with `white`

    @property
    def grey_range(self) -> GreyRange | None:
        """Black and white as the user says; None where he does not.

        Raises `ValueError` where white is not above black, or black stands alone.
        """
        return GreyRange.from_user(self.black, self.white)


@dataclass(frozen=True, slots=True)
class Working:
    """What the training is busy with, apart from its steps."""

    phase: Phase
    done: int = 0
    total: int = 0  # 0: nobody knows


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that a person should know, and that stops nothing."""

    text: str


@dataclass(frozen=True, slots=True)
class Started:
    """The first step comes next; `step` > 0: the training goes on where it was stopped.

    `training` and `validation` count images or scans; `folder` is that of the training, `metric`
    what the best is chosen by. `steps` is 0 while a time budget is not laid out yet.
    """

    folder: str
    steps: int
    training: int
    validation: int
    classes: tuple[str, ...]
    parameters: int
    step: int = 0
    metric: str = ""
    device: str = "cpu"


@dataclass(frozen=True, slots=True)
class StepDone:
    """One step of `steps` is done.

    `loss` is that of its batch, `rate` the learning rate, `waited` the share of the time that the
    network waited for patches (0..1), `per_second` the steps a second, `left` the seconds until
    the pack is written; None where nobody knows yet.
    """

    step: int
    steps: int
    loss: float
    rate: float
    waited: float = 0.0
    per_second: float | None = None
    left: float | None = None


@dataclass(frozen=True, slots=True)
class Validated:
    """The validation images were predicted after `step`; `better`: better than ever before.

    `best` is the best value of `metric` so far, and `best_step` when that was.
    """

    step: int
    metric: str
    metrics: dict[str, float]
    best: float
    best_step: int
    better: bool
    loss: float | None = None  # of the validation images


@dataclass(frozen=True, slots=True)
class Sample:
    """One validation image as it is predicted after `step`: paths of three pictures (PNG)."""

    step: int
    number: int
    name: str
    image: str
    truth: str
    prediction: str


@dataclass(frozen=True, slots=True)
class Ended:
    """No step comes any more, and why; `step` is the one whose weights the pack gets."""

    why: Literal["steps", "patience", "kept"]
    step: int


@dataclass(frozen=True, slots=True)
class Judged:
    """The validation images were predicted by the weights as they are stored."""

    metrics: dict[str, float]
    images: int


@dataclass(frozen=True, slots=True)
class PackWritten:
    """The last event: the pack in the folder `path` can be used."""

    path: str
    name: str
    metrics: dict[str, float] = field(default_factory=dict)


Event = Working | Remark | Started | StepDone | Validated | Sample | Ended | Judged | PackWritten
EVENTS = Working, Remark, Started, StepDone, Validated, Sample, Ended, Judged, PackWritten
