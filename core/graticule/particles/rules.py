"""Classes by rules on measured shape and colour, written as a person would say them.

A rule is a text such as

    length > 0.3 mm and width < 45 um and not colour in (grey, brown)

with `and`, `or`, `not`, brackets, `<`, `<=`, `>`, `>=`, `=`, `!=`; numbers of lengths and areas
carry their unit. What can be asked for are the columns of the particle table and `LIKE`.
Nothing in a rule is ever run as code.
"""

import operator
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

import msgspec
import numpy as np

from graticule.geometry import Length, PixelSize
from graticule.particles.colour import COLOURS
from graticule.particles.table import ParticleTable
from graticule.scans import GreyRange

LIKE = ("length", "width", "diameter", "branching", "brightness", "texture")
"""`length`, `width`: along and across the middle of an elongated particle, else of the box that
fits closest; `diameter` of the circle of the same area; `branching`: all of an elongated
particle's middle line over the longest way along it, 1 for a single thread; `brightness` and
`texture`: mean and standard deviation of the grey, 0 to 1 of what the scan can hold."""

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+\.?\d*(?:e[-+]?\d+)?)\s*(?P<unit>[a-zµμ]+[²2]?(?![\w(]))?"
    r"|(?P<word>[A-Za-z_]\w*)|(?P<sign><=|>=|!=|==?|<|>|\(|\)|,))",
    re.IGNORECASE,
)
_SIGNS: dict[str, Callable] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "=": operator.eq, "==": operator.eq, "!=": operator.ne,
}  # fmt: skip
_JOINERS = ("and", "or")
_DEEPEST = 20  # brackets in brackets
_SQUARE = {"²": 1, "2": 1}


class NotMeasuredError(ValueError):
    """A rule asks for what the table has no column of."""


class ScaleNeededError(ValueError):
    """A rule compares lengths in a unit that the pixel size does not give."""


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"name": "class"}):
    """A class, and when a particle is of it."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
    when: str


@dataclass(frozen=True)
class Subject:
    """What rules are asked of: a particle table, and what the scan's greys mean."""

    table: ParticleTable
    pixel_size: PixelSize
    grey_range: GreyRange


def check_rules(rules: Sequence[Rule]) -> None:
    """Raise `ValueError` for the first rule that cannot be read."""
    for rule in rules:
        try:
            _Parser(rule.when).parse()
        except ValueError as error:
            raise ValueError(f"rule for {rule.name}: {error}") from error


def first_fit(rules: Sequence[Rule], rest: str, subject: Subject) -> np.ndarray:
    """The class of the first rule that fits each particle, as texts; `rest` where none does.

    Raises `NotMeasuredError`, `ScaleNeededError`, or another `ValueError` for a wrong rule.
    """
    names = np.full(len(subject.table), rest, dtype=object)
    open_ = np.ones(len(subject.table), bool)
    for rule in rules:
        try:
            fits = open_ & _Parser(rule.when).parse()(subject)
        except ValueError as error:
            raise type(error)(f"rule for {rule.name}: {error}") from error
        names[fits] = rule.name
        open_ &= ~fits
    return names


_Test = Callable[[Subject], np.ndarray]


class _Parser:
    """Turns a rule's text into a test; `ValueError` says where it cannot be read."""

    def __init__(self, text: str) -> None:
        self._tokens = list(_tokens(text))
        self._place = 0

    def parse(self) -> _Test:
        test = self._either(0)
        if self._place < len(self._tokens):
            raise ValueError(f"{self._tokens[self._place][1]!r} is not expected there")
        return test

    def _either(self, depth: int) -> _Test:
        """One `and` chain or several with `or` between them."""
        tests = [self._both(depth)]
        while self._took("or"):
            tests.append(self._both(depth))
        return lambda subject: np.logical_or.reduce([test(subject) for test in tests])

    def _both(self, depth: int) -> _Test:
        tests = [self._single(depth)]
        while self._took("and"):
            tests.append(self._single(depth))
        return lambda subject: np.logical_and.reduce([test(subject) for test in tests])

    def _single(self, depth: int) -> _Test:
        if depth > _DEEPEST:
            raise ValueError("brackets are nested too deeply")
        if self._took("not"):
            test = self._single(depth + 1)
            return lambda subject: ~test(subject)
        if self._took("("):
            test = self._either(depth + 1)
            self._expect(")")
            return test
        name = self._word("a measure, such as length")
        if self._took("in"):
            self._expect("(")
            words = [self._word("a colour")]
            while self._took(","):
                words.append(self._word("a colour"))
            self._expect(")")
            return _is_one_of(name, words)
        sign = self._next("<, > or =")[1]
        if sign not in _SIGNS:
            raise ValueError(f"{sign!r} after {name}: write <, <=, >, >=, = or !=")
        kind, value = self._next("a number")
        if kind == "word" and sign in ("=", "==", "!="):
            equal = _is_one_of(name, [value])
            return equal if sign != "!=" else lambda subject: ~equal(subject)
        if kind != "number":
            raise ValueError(f"{value!r} after {name} {sign} is no number")
        return _compares(name, _SIGNS[sign], value)

    def _next(self, wanted: str) -> tuple[str, str]:
        if self._place >= len(self._tokens):
            raise ValueError(f"it ends where {wanted} is expected")
        self._place += 1
        return self._tokens[self._place - 1]

    def _took(self, text: str) -> bool:
        here = self._tokens[self._place : self._place + 1]
        if here and here[0][1].lower() == text and here[0][0] != "number":
            self._place += 1
            return True
        return False

    def _expect(self, text: str) -> None:
        if not self._took(text):
            raise ValueError(f"{text!r} is missing")

    def _word(self, wanted: str) -> str:
        kind, text = self._next(wanted)
        if kind != "word":
            raise ValueError(f"{text!r} is found where {wanted} is expected")
        return text.lower()


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    """(number, word or sign, its text) one after the other; a number with its unit."""
    place, text = 0, text.strip()
    while place < len(text):
        match = _TOKEN.match(text, place)
        if not match:
            raise ValueError(f"{text[place:].split()[0]!r} cannot be read")
        kind = str(match.lastgroup)
        if kind in ("number", "unit"):
            unit = match["unit"] or ""
            joiner = unit.lower() in (*_JOINERS, "not")
            yield "number", match["number"] if joiner else f"{match['number']} {unit}".strip()
            if joiner:
                yield "word", unit
        else:
            yield kind, match[kind]
        place = match.end()


def _is_one_of(name: str, words: Sequence[str]) -> _Test:
    if name not in ("colour", "color"):
        raise ValueError(f"{name} is a number, not a word")
    wrong = [word for word in words if word not in COLOURS]
    if wrong:
        raise ValueError(f"{wrong[0]!r} is no colour; there are {', '.join(COLOURS)}")
    return lambda subject: np.isin(_column(subject, "colour").astype(str), words)


def _compares(name: str, sign: Callable, number: str) -> _Test:
    def test(subject: Subject) -> np.ndarray:
        with np.errstate(invalid="ignore", divide="ignore"):
            values, unit = _values(subject, name)
            found = sign(values, _amount(number, unit, name, subject.pixel_size))
        return np.asarray(found & np.isfinite(values), bool)

    _amount(number, None, name, PixelSize.unknown())  # what cannot be read is told at once
    return test


def _amount(number: str, unit: str | None, name: str, pixel_size: PixelSize) -> float:
    """A number in the unit of its column; `unit` None only reads it."""
    value, _, own = number.partition(" ")
    square = own[-1:] in _SQUARE
    if not own:
        if unit:
            raise ValueError(f"{name} {value} has no unit: write {value} {unit}")
        return float(value)
    length = Length.parse(f"1 {own[:-1] if square else own}")
    if unit is None:
        return float(value)
    if not unit or square != unit.endswith("²"):
        raise ValueError(f"{name} is told in {unit or 'plain numbers'}, not in {own}")
    if length.unit == "px":
        factor = 1.0 if unit.startswith("px") else pixel_size.mean
    else:
        try:
            factor = length.to(pixel_size.unit)
        except ValueError as error:  # between px and a real unit
            raise ScaleNeededError(str(error)) from error
    return float(value) * factor ** (2 if square else 1)


def _values(subject: Subject, name: str) -> tuple[np.ndarray, str]:
    """A measure of every particle as floats, and its unit, "" for a plain number."""
    told = {"length": ("skeleton_length", "feret_max"), "width": ("mean_width", "feret_min")}
    if name in told:
        first, other = (_column(subject, key) for key in told[name])
        return np.where(np.isfinite(first), first, other), str(subject.pixel_size.unit)
    if name == "branching":
        whole = _column(subject, "area") / _column(subject, "mean_width")
        return whole / _column(subject, "skeleton_length"), ""
    if name in ("brightness", "texture"):
        start = "mean_" if name == "brightness" else "sd_"
        keys = [key for key in subject.table.columns if re.fullmatch(start + r"(?!width).+", key)]
        keys = [key for key in keys if key[len(start) :] != "alpha"][:3]
        if not keys:
            raise NotMeasuredError(f"{name} was not measured")
        values = np.mean([subject.table[key] for key in keys], axis=0)
        found = subject.grey_range
        if name == "brightness":
            return found.unit(values), ""
        return values / (found.white - found.black), ""
    key = "equivalent_diameter" if name == "diameter" else name
    column = _column(subject, key)
    if column.dtype.kind not in "fiub":
        raise ValueError(f"{name} is a word: write {name} in (grey, brown)")
    return column.astype(np.float64), subject.table.spec(key).unit


def _column(subject: Subject, key: str) -> np.ndarray:
    columns: Mapping[str, np.ndarray] = subject.table.columns
    key = "colour" if key == "color" else key
    if key not in columns or key in ("id", "class"):
        known = ", ".join((*LIKE, *(k for k in columns if k not in ("id", "class"))))
        raise NotMeasuredError(f"{key!r} was not measured; there are {known}")
    return np.asarray(columns[key])
