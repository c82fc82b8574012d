"""How far a step over many blocks has come."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StageProgress:
    """One step of a stage is done: `done` of `total`."""

    stage: str
    done: int
    total: int
