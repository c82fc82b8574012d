"""What a person types to find particles: "red fibre", "1204", "area > 50 and circularity < 0.8".

Words are looked for in the names of classes and colours, a number is a particle's own, the name
of a yes/no column stands for yes. Comparisons name a column and may carry a unit. Parts are
joined by "and" (or nothing, or a comma), alternatives by "or", and "not" turns a word round.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from graticule.errors import GraticuleError
from graticule.geometry import Length, known_unit, parse_number
from graticule_app.look.translation import in_sentence, tr
from graticule_app.model.listing import Field, Listing


class QueryError(GraticuleError):
    """The text cannot be understood; the message says what can be written instead."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A column against a number in the column's unit, or against a text."""

    key: str
    sign: str
    value: float | str
    tolerance: float = 0.0  # half a unit of the last digit that was typed


@dataclass(frozen=True, slots=True)
class Word:
    """A word that a class, a colour, an id or a yes/no column must have, or must not."""

    text: str
    wanted: bool = True


Term = Comparison | Word
Query = tuple[tuple[Term, ...], ...]  # alternatives, each of terms that must all hold

# Names that people type for a column whose title is longer.
_SHORT = {
    "size": ("equivalent_diameter", "area"), "diameter": ("equivalent_diameter",),
    "ecd": ("equivalent_diameter",), "feret": ("feret_max",), "length": ("skeleton_length",),
    "width": ("mean_width",), "uncertainty": ("uncertainty_mean",), "number": ("id",),
    "color": ("colour",),
    "größe": ("equivalent_diameter", "area"), "durchmesser": ("equivalent_diameter",),
    "länge": ("skeleton_length",), "breite": ("mean_width",),
    "unsicherheit": ("uncertainty_mean",), "nummer": ("id",),
}  # fmt: skip
_SIGNS = {"≥": ">=", "≤": "<=", "≠": "!=", "==": "=", "<>": "!="}
_NUMBER = r"[-+]?(?:\d+(?:[.,]\d+)?|[.,]\d+)(?:e[-+]?\d+)?"
_UNIT = r"(?:(?:nm|um|µm|μm|mm|px)(?:\s*(?:²|\^2|2))?|%|°)(?![\w])"
_SIGN = r"<=|>=|!=|<>|==|=|<|>|≤|≥|≠"
_COMPARISON = re.compile(
    rf"(?:(?P<low>{_NUMBER})\s*(?P<low_unit>{_UNIT})?\s*(?P<low_sign><=|<|≤)\s*)?"
    r"(?P<name>[^\W\d][^<>=!≤≥≠,&\"]*?)\s*"
    rf"(?P<sign>{_SIGN})\s*"
    rf"(?:(?P<number>{_NUMBER})\s*(?P<unit>{_UNIT})?|\"(?P<quoted>[^\"]*)\"|(?P<word>[^\W\d]\S*))",
    re.IGNORECASE,
)
# The joining words of each language of the window.
_AND = re.compile(r"\s+(?:and|und)\s+|\s*[,&;]\s+|\s*[&;]\s*", re.IGNORECASE)
_OR = re.compile(r"\s+(?:or|oder)\s+|\s*\|\s*", re.IGNORECASE)
_NOT = ("not", "nicht")
_FILLERS = ("and", "is", "und", "ist")


def parse(text: str, listing: Listing) -> Query:
    """What was typed, for the columns of this listing; raises `QueryError`."""
    alternatives = []
    for part in _OR.split(text.strip()):
        terms: list[Term] = []
        for clause in _AND.split(part):
            terms += _terms(clause.strip(), listing)
        if terms:
            alternatives.append(tuple(terms))
    return tuple(alternatives)


def matches(query: Query, listing: Listing) -> np.ndarray:
    """Whether each row is what the query asks for; an empty query asks for all."""
    if not query:
        return np.ones(len(listing), bool)
    found = np.zeros(len(listing), bool)
    for terms in query:
        mask = np.ones(len(listing), bool)
        for term in terms:
            mask &= (
                _compared(term, listing) if isinstance(term, Comparison) else _has(term, listing)
            )
        found |= mask
    return found


def _terms(clause: str, listing: Listing) -> list[Term]:
    terms: list[Term] = []
    at = 0
    for match in _COMPARISON.finditer(clause):
        rest, field = _column(match["name"], listing)
        terms += _words(clause[at : match.start()] + " " + rest, listing)
        terms += _comparisons(match, field)
        at = match.end()
    rest = clause[at:]
    if re.search(r"[<>=≤≥≠]", rest):
        raise QueryError(tr("Write a comparison like: area > 50"))
    return terms + _words(rest, listing)


def _column(name: str, listing: Listing) -> tuple[str, Field]:
    """The column that a name's last words mean, and the words before them."""
    words = name.split()
    for start in range(len(words)):
        field = _named(" ".join(words[start:]), listing)
        if field is not None:
            return " ".join(words[:start]), field
    usual = [listing.field(key) for key in ("area", "equivalent_diameter", "circularity")]
    known = ", ".join(in_sentence(field.title) for field in usual if field)
    text = tr(
        "There is no column “{name}”. There are, for example: {known}.",
        name=name.strip(),
        known=known,
    )
    raise QueryError(text)


def _named(name: str, listing: Listing) -> Field | None:
    wanted = _plain(name)
    for key in _SHORT.get(wanted, ()):
        if field := listing.field(key):
            return field
    # Keys first: "area" is the area, not the number of pixels, whose title it is, too.
    keys = [(field, _plain(field.key)) for field in listing.fields]
    titles = [
        (field, _plain(title))
        for field in listing.fields
        for title in (field.title, field.spec.title)
    ]
    exact = [field for field, spelled in keys + titles if spelled == wanted]
    begun = [field for field, spelled in keys + titles if spelled.startswith(wanted)]
    found = exact or (begun if len(wanted) > 2 else [])
    return found[0] if found else None


def _comparisons(match: re.Match[str], field: Field) -> list[Term]:
    sign = _SIGNS.get(match["sign"], match["sign"])
    if match["number"] is None:
        if field.kind != "text" or sign not in ("=", "!="):
            raise QueryError(
                tr(
                    "Compare {column} with a number, as in area > 50",
                    column=in_sentence(field.title),
                )
            )
        return [Comparison(field.key, sign, match["quoted"] or match["word"] or "")]
    if field.kind in ("text", "truth"):
        raise QueryError(
            tr(
                "{column} is no number: write {written} = …",
                column=field.title,
                written=in_sentence(field.title),
            )
        )
    found: list[Term] = [_comparison(field, sign, match["number"], match["unit"])]
    if match["low"] is not None:
        turned = ">=" if "=" in match["low_sign"] or match["low_sign"] == "≤" else ">"
        found.append(_comparison(field, turned, match["low"], match["low_unit"]))
    return found


def _comparison(field: Field, sign: str, number: str, unit: str | None) -> Comparison:
    factor = _factor(field, unit)
    try:
        value = parse_number(number)
    except ValueError as error:
        raise QueryError(str(error)) from error
    typed = number.replace(",", ".")
    decimals = len(typed.lower().partition("e")[0].partition(".")[2])
    exact = field.kind == "integer" or "e" in typed.lower()
    tolerance = 0.0 if exact else 0.5 * 10.0**-decimals * factor
    return Comparison(field.key, sign, value * factor, tolerance)


def _factor(field: Field, unit: str | None) -> float:
    """How many of the column's units one of the typed ones is."""
    own = field.spec.unit
    if not unit:
        return 1.0
    if unit == "%":
        if own:
            raise QueryError(
                tr("{column} is told in {unit}, not in %", column=field.title, unit=own)
            )
        return 0.01
    typed = re.sub(r"\s*(\^2|2)$", "²", unit.replace("μ", "µ"))
    if typed == own:
        return 1.0
    theirs, mine = known_unit(typed.removesuffix("²")), known_unit(own.removesuffix("²"))
    if theirs is None or mine is None or typed.endswith("²") != own.endswith("²"):
        raise QueryError(
            tr("{column} is told in {own}, not in {unit}", column=field.title, own=own, unit=unit)
            if own
            else tr(
                "{column} is told in plain numbers, not in {unit}", column=field.title, unit=unit
            )
        )
    try:
        length = Length(theirs[1], theirs[0]).to(mine[0]) / mine[1]
    except ValueError:
        raise QueryError(
            tr(
                "{column} is told in {unit}: the size of a pixel is not known",
                column=field.title,
                unit=own,
            )
        ) from None
    return length**2 if own.endswith("²") else length


def _words(text: str, listing: Listing) -> list[Term]:
    text = text.strip()
    if not text:
        return []
    first, _, rest = text.partition(" ")
    whole = rest if rest and first.casefold() in _NOT else text
    if _flag(whole, listing) or _is_name(whole, listing):  # "touches border", "mineral fibre"
        return [Word(whole, wanted=whole == text)]
    terms: list[Term] = []
    wanted = True
    for quoted, word in re.findall(r"\"([^\"]*)\"|(\S+)", text):
        if word.casefold() in _NOT:
            wanted = False
        elif word.casefold() not in _FILLERS:
            terms.append(Word((quoted or word).strip('"'), wanted))
            wanted = True
    return terms


def _is_name(text: str, listing: Listing) -> bool:
    _, names = listing.searched("class")
    return any(text.casefold() in name.casefold().split("\n") for name in names)


def _flag(text: str, listing: Listing) -> Field | None:
    wanted = _plain(text)
    return next(
        (
            field
            for field in listing.fields
            if field.kind == "truth"
            and wanted in (_plain(field.key), _plain(field.title), _plain(field.spec.title))
        ),
        None,
    )


def _plain(name: str) -> str:
    return " ".join(name.replace("_", " ").casefold().split())


_NUMERIC: dict[str, Callable[[np.ndarray, float], np.ndarray]] = {
    "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal,
}  # fmt: skip


def _compared(term: Comparison, listing: Listing) -> np.ndarray:
    if isinstance(term.value, str):
        codes, names = listing.searched(term.key)
        wanted = term.value.casefold()
        mask = _lookup(codes, [wanted in name.casefold() for name in names])
        return mask if term.sign == "=" else ~mask
    values = np.asarray(listing.table[term.key])
    with np.errstate(invalid="ignore"):
        if term.sign in _NUMERIC:
            return _NUMERIC[term.sign](values, term.value)
        # Floats are equal if they would be typed alike.
        near = np.abs(values - term.value) <= term.tolerance
    return near if term.sign == "=" else ~near & (values == values)


def _has(word: Word, listing: Listing) -> np.ndarray:
    wanted = word.text.casefold()
    flag = _flag(wanted, listing)
    if flag is not None:
        mask = np.asarray(listing.table[flag.key], bool)
        return mask if word.wanted else ~mask
    mask = np.zeros(len(listing), bool)
    for field in listing.fields:
        if field.kind == "text":
            codes, names = listing.searched(field.key)
            mask |= _lookup(codes, [wanted in name.casefold() for name in names])
    number = wanted.removeprefix("#")
    if number.isdecimal() and len(number) < 19:
        mask |= listing.ids == int(number)
    return mask if word.wanted else ~mask


def _lookup(codes: np.ndarray, hits: Sequence[bool]) -> np.ndarray:
    return np.asarray(hits, bool)[codes] if len(hits) else np.zeros(len(codes), bool)
