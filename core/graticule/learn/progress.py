"""How far a training is, and how its steps are laid out."""

from typing import Literal

import msgspec


class Plan(msgspec.Struct, frozen=True):
    """How many steps there are, and how far along each is.

    `knots` are (step, share of the training that is behind it): the first (0, 0), the last
    (steps, 1). Every entry between them is where the steps left were counted anew.
    """

    knots: tuple[tuple[int, float], ...]

    @classmethod
    def of(cls, steps: int) -> "Plan":
        """All steps are of one length."""
        return cls(((0, 0.0), (max(1, steps), 1.0)))

    @property
    def steps(self) -> int:
        """The last step's number."""
        return self.knots[-1][0]

    def progress(self, step: int) -> float:
        """0..1, linear between the knots."""
        if step >= self.steps:
            return 1.0
        for (start, low), (stop, high) in zip(self.knots, self.knots[1:], strict=False):
            if step <= stop:
                return low + (high - low) * (step - start) / max(1, stop - start)
        raise ValueError(f"no step is called {step}")

    def changed(self, step: int, steps: int) -> "Plan":
        """From `step` on, the rest of the training takes until `steps`."""
        behind = tuple(knot for knot in self.knots[:-1] if knot[0] < step)
        return Plan((*behind, (step, self.progress(step)), (max(step + 1, steps), 1.0)))


class Progress(msgspec.Struct):
    """How far a training is.

    `best` is the best value of the metric, `best_step` when that was, `since` how many checks
    came after it without a better one. `checked` is the last step with a check, `seconds` the time
    spent on all, `learning` that on steps; `check` and `reserve` are the seconds that a check and
    the making of the pack are thought to take. `ended` says why no step comes any more.
    """

    identity: str
    step: int = 0
    plan: Plan | None = None
    seconds: float = 0.0
    learning: float = 0.0
    check: float = 0.0
    reserve: float = 0.0
    best: float | None = None
    best_step: int = 0
    since: int = 0
    checked: int = 0
    ended: Literal["", "steps", "patience", "kept"] = ""
