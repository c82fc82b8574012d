"""Which image of a stack a plane is: QuPath names z and t, this program counts images."""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Plane:
    """A place in a stack as QuPath's ImagePlane tells it, from 0; channel -1 is all of them."""

    z: int = 0
    t: int = 0
    c: int = -1

    def __str__(self) -> str:
        return f"z = {self.z}, t = {self.t}"


@dataclass(frozen=True, slots=True)
class Stack:
    """How many images a scan has and how they are counted.

    `axes` are letter and size of each axis longer than 1, the slowest first, such as
    (("T", 3), ("Z", 5)). Letters other than Z and T (pages, scenes) stand for whichever of the
    two is not there: a plain stack of pages is a z-stack to one program and a film to the next.
    """

    frames: int = 1
    axes: tuple[tuple[str, int], ...] = ()

    def frame(self, plane: Plane) -> int | None:
        """Number of the image from 0; None for a plane that the stack does not have."""
        if plane.z < 0 or plane.t < 0:
            return None
        z, t, rest = self._sides
        if not (z and t):  # one way only: it does not matter which of the two it is called
            place = plane.z or plane.t
            return place if not (plane.z and plane.t) and place < self.frames else None
        if plane.z >= z[1] or plane.t >= t[1]:
            return None
        return plane.z * z[0] + plane.t * t[0] if not rest else None

    def plane(self, frame: int) -> Plane:
        """The plane of an image; a plain stack of pages goes along z."""
        z, t, _ = self._sides
        if not (z and t):
            return Plane(t=frame) if t else Plane(z=frame)
        return Plane(z=frame // z[0] % z[1], t=frame // t[0] % t[1])

    @property
    def _sides(self) -> tuple[tuple[int, int] | None, tuple[int, int] | None, bool]:
        """(step, size) of z and of t; whether there are further axes that neither can be."""
        if math.prod(size for _, size in self.axes) != self.frames:
            return None, None, False
        steps = {}
        step = 1
        for letter, size in reversed(self.axes):
            steps[letter] = (step, size)
            step *= size
        z, t = steps.pop("Z", None), steps.pop("T", None)
        for side in list(steps) if len(self.axes) == 2 else ():
            if z is None:
                z = steps.pop(side)
            elif t is None:
                t = steps.pop(side)
        return z, t, bool(steps)
