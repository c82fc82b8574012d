"""A protocol under change: plain values by path, such as "cleaning.min_diameter"."""

import itertools
from collections.abc import Set as AbstractSet
from typing import Any

import msgspec

from graticule.errors import ProtocolError
from graticule.instances import SEPARATIONS
from graticule.methods import PackMethod, ThresholdMethod
from graticule.models.toml_text import toml_text
from graticule.protocol import Protocol
from graticule.segment import THRESHOLDS

_BRIGHT = ((0, 255), (0, 255), (128, 255))  # to begin with: the brighter half


class Draft:
    """The values of a protocol's fields, which may be wrong for a moment."""

    def __init__(self, protocol: Protocol) -> None:
        self._values = _values(protocol)
        # What was set for the other kind of method, so that looking at it loses nothing.
        self._aside: dict[str, dict[str, Any]] = {}
        self._network_classes: tuple[str, ...] = ()

    def get(self, path: str) -> Any:
        """The value at a path; None where the method has no such field."""
        at: Any = self._values
        for key in path.split("."):
            if not isinstance(at, dict) or key not in at:
                return None
            at = at[key]
        return at

    def set(self, path: str, value: Any) -> None:
        """Another value at a path."""
        *parents, last = path.split(".")
        at = self._values
        for key in parents:
            at = at[key]
        at[last] = value

    @property
    def way(self) -> str:
        """How particles are found: "network", "threshold", or a method that stands for itself."""
        if self.get("method.kind") == "pack":
            return "network"
        method = self.get("method.method")
        rule = THRESHOLDS.get(method)
        return "threshold" if rule is None or rule.automatic else method

    @property
    def uses(self) -> AbstractSet[str]:
        """Which settings mean something to the threshold; none where a network does the work."""
        rule = THRESHOLDS.get(self.get("method.method"))
        return frozenset() if rule is None or self.way == "network" else rule.uses

    def choose_way(self, way: str, *, level: float = 128.0, pack: str = "") -> None:
        """Find particles in another way; `level` and `pack` are used where none is set yet."""
        if way == self.way:
            return
        self._aside[self.way] = dict(self._values["method"])
        fresh = self._network(pack) if way == "network" else self._threshold(way, level)
        self._values["method"] = self._aside.get(way, fresh)
        self.fit_classes()
        if way != "network":
            self.fit_by_class(distance=False)

    @staticmethod
    def _network(pack: str) -> dict[str, Any]:
        return {"kind": "pack"} | msgspec.to_builtins(PackMethod(pack=pack))

    def _threshold(self, way: str, level: float) -> dict[str, Any]:
        method = dict(self._values["method"])
        if method.get("kind") != "threshold":
            method = msgspec.to_builtins(ThresholdMethod())
        method["method"] = "triangle" if way == "threshold" else way
        uses = THRESHOLDS[method["method"]].uses
        method["level"] = level if "level" in uses else None
        by_colour = "ranges" in uses
        method["ranges"] = [list(ends) for ends in _BRIGHT] if by_colour else None
        method["space"] = "hsb" if by_colour else "rgb"
        method["classes"] = 2 if way == "multi-otsu" else 1
        return method

    def fit_classes(self) -> None:
        """As many class names as the method finds classes; a network brings its own."""
        if self.way == "network":
            return
        count = int(self.get("method.classes") or 1)
        entries = list(self.get("classes") or [])
        taken = {str(entry["name"]).casefold() for entry in entries}
        numbers = itertools.count(len(entries) + 1)
        free = (name for number in numbers if (name := f"class {number}") not in taken)
        while len(entries) < count:
            entries.append({"name": next(free)})
        self.set("classes", entries[:count])

    @property
    def class_names(self) -> tuple[str, ...]:
        """What the classes are called, background left out."""
        if self.way == "network":
            return self._network_classes
        return tuple(entry["name"] for entry in self.get("classes") or [{"name": "particle"}])

    def know_network(self, names: tuple[str, ...]) -> None:
        """The classes of the network that the draft names."""
        self._network_classes = names

    def fit_by_class(self, *, distance: bool) -> None:
        """Only classes that there are, and the network's distance only where it gives one."""
        cleaned = self.get("cleaning.classes") or {}
        known = {name: own for name, own in cleaned.items() if name in self.class_names}
        self.set("cleaning.classes", known)
        if not distance and _needs_distance(self.get("separation.method")):
            self.set("separation.method", "watershed")
        kept = {
            name: dict(entry)
            for name, entry in (self.get("separation.classes") or {}).items()
            if name in self.class_names
        }
        for entry in kept.values():
            if not distance and _needs_distance(entry.get("method")):
                entry["method"] = "watershed"
        self.set("separation.classes", kept)

    @property
    def separations(self) -> AbstractSet[str]:
        """All methods of separation that the draft names."""
        own = (self.get("separation.classes") or {}).values()
        return {self.get("separation.method"), *(entry.get("method", "none") for entry in own)}

    def protocol(self) -> Protocol:
        """The protocol, with its text; `ProtocolError` says what is wrong with it."""
        if self.way == "network":  # what a threshold's were called is kept for when it comes back
            return _with_text(self._values | {"classes": []})
        return _with_text(self._values)


def _needs_distance(separation: str | None) -> bool:
    method = SEPARATIONS.get(separation or "none")
    return method is not None and method.needs_distance


def with_text(protocol: Protocol, **changes: Any) -> Protocol:
    """The protocol with some fields changed, and the text that says so."""
    return _with_text(_values(protocol) | changes)


def same(one: Protocol, other: Protocol) -> bool:
    """Whether two protocols say the same, however it is written."""
    return _values(one) == _values(other)


def _values(protocol: Protocol) -> dict[str, Any]:
    values = msgspec.to_builtins(protocol)
    del values["text"]
    return values


def _with_text(values: dict[str, Any]) -> Protocol:
    try:
        text = toml_text(values)
        protocol = msgspec.toml.decode(text, type=Protocol)
    except (ValueError, msgspec.MsgspecError) as error:
        raise ProtocolError(str(error)) from error
    return msgspec.structs.replace(protocol, text=text)
