"""Annotations of a stack, told apart by the image that they were drawn on."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graticule.annotations.geojson import Annotation
from graticule.planes import Plane, Stack


@dataclass(frozen=True)
class StackAnnotations:
    """Annotations by the number (from 0) of their image; `beyond` are on planes that are not there.

    `notes` are lines for people about how planes were understood.
    """

    by_frame: Mapping[int, tuple[Annotation, ...]]
    beyond: Mapping[Plane, int]
    notes: tuple[str, ...] = ()

    def of(self, frame: int) -> tuple[Annotation, ...]:
        """Those of one image."""
        return self.by_frame.get(frame, ())

    def elsewhere(self, frame: int) -> int:
        """How many lie on other images, or on planes that are not there."""
        others = (len(found) for number, found in self.by_frame.items() if number != frame)
        return sum(others) + sum(self.beyond.values())


def placed(annotations: Sequence[Annotation], stack: Stack) -> StackAnnotations:
    """Sort annotations by the image of a stack on which they lie.

    Without a plane it is the first, as QuPath reads it. An image that is no stack takes all
    annotations of a file that names one plane only, for it may have been saved from there.
    """
    planes = Counter(_where(each) for each in annotations)
    notes = []
    if stack.frames == 1 and len(planes) == 1:
        (plane,) = planes
        if plane != _FIRST:
            notes.append(f"drawn on plane {plane} of a stack: taken for this one image")
        return StackAnnotations({0: tuple(annotations)}, {}, tuple(notes))
    if stack.frames > 1 and annotations and all(each.plane is None for each in annotations):
        notes.append(f"no outline names its plane: taken for image 1 of {stack.frames}")
    by_frame: dict[int, list[Annotation]] = {}
    beyond: Counter[Plane] = Counter()
    for each in annotations:
        plane = _where(each)
        frame = stack.frame(plane)
        if frame is None:
            beyond[plane] += 1
        else:
            by_frame.setdefault(frame, []).append(each)
    found = {frame: tuple(by_frame[frame]) for frame in sorted(by_frame)}
    return StackAnnotations(found, dict(sorted(beyond.items())), tuple(notes))


_FIRST = Plane()


def _where(annotation: Annotation) -> Plane:
    """The plane; all channels of it are one image here."""
    plane = annotation.plane or _FIRST
    return Plane(plane.z, plane.t)
