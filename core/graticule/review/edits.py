"""What a person can change in a result. Places and lengths are level-0 px of the scan.

Particles are named by their ids. An edit says what was meant; what it did to pixels and rows is
the log's business.
"""

from typing import Annotated

import msgspec
from msgspec import Meta

Point = tuple[float, float]  # x, y
Points = Annotated[tuple[Point, ...], Meta(min_length=1)]
Ids = Annotated[tuple[int, ...], Meta(min_length=1)]


class SetClass(msgspec.Struct, frozen=True, tag_field="do", tag="class"):
    """These particles are of another class."""

    ids: Ids
    class_number: Annotated[int, Meta(ge=1, le=255)]


class Delete(msgspec.Struct, frozen=True, tag_field="do", tag="delete"):
    """These are no particles."""

    ids: Ids


class Merge(msgspec.Struct, frozen=True, tag_field="do", tag="merge"):
    """These are one particle, whether they touch or not; its class is that of the largest."""

    ids: Annotated[tuple[int, ...], Meta(min_length=2)]


class Split(msgspec.Struct, frozen=True, tag_field="do", tag="split"):
    """This particle is several: its unconnected parts, else its parts between necks."""

    id: int


class Cut(msgspec.Struct, frozen=True, tag_field="do", tag="cut"):
    """A line across particles takes them apart; without `ids` every particle that it crosses."""

    line: Annotated[tuple[Point, ...], Meta(min_length=2)]
    ids: tuple[int, ...] = ()


class Paint(msgspec.Struct, frozen=True, tag_field="do", tag="paint"):
    """A brush stroke adds to the particle `id`, or makes a new one of a class.

    Only background is painted unless `over` is set, which takes pixels from other particles.
    """

    stroke: Points
    radius: Annotated[float, Meta(gt=0)]
    id: int = 0
    class_number: Annotated[int, Meta(ge=0, le=255)] = 0  # of a new particle
    over: bool = False


class Erase(msgspec.Struct, frozen=True, tag_field="do", tag="erase"):
    """A brush stroke takes away from `ids`, or from every particle under it.

    A particle that it takes apart becomes several; one of which nothing is left is gone.
    """

    stroke: Points
    radius: Annotated[float, Meta(gt=0)]
    ids: tuple[int, ...] = ()


class Draw(msgspec.Struct, frozen=True, tag_field="do", tag="draw"):
    """A new particle of a class inside an outline; other particles keep their pixels."""

    outline: Annotated[tuple[Point, ...], Meta(min_length=3)]
    class_number: Annotated[int, Meta(ge=1, le=255)]


class Mark(msgspec.Struct, frozen=True, tag_field="do", tag="mark"):
    """A person has looked at these particles, or takes that back; a note may say more."""

    ids: Ids
    reviewed: bool = True
    note: str = ""


AnyEdit = SetClass | Delete | Merge | Split | Cut | Paint | Erase | Draw | Mark
