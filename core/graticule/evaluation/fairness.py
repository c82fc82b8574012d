"""Which scans a pack may be tested on: none that it has learned from, under any name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from graticule.annotations.source import Source
from graticule.errors import TrainingError
from graticule.models import Pack

Split = Literal["validation", "all"]
_NAMED = 5


@dataclass(frozen=True, slots=True)
class Chosen:
    """Sources to test on, and sentences on why these and what the pack had learned from."""

    sources: tuple[Source, ...]
    split: str
    learned: str


def choose(packs: Sequence[Pack], sources: Sequence[Source], split: Split) -> Chosen:
    """The sources that all packs are tested on; `TrainingError` for a leak, or if there are none.

    "validation": those that the first pack was tested on when it was made, known by content or,
    of older packs, by name; where there are none of these, those that their maker set apart.
    """
    if split == "all":
        chosen, why = list(sources), "All annotated scans that were given are tested on."
    else:
        chosen, why = _validation(packs[0], sources)
    if not chosen:
        raise TrainingError(
            f"none of the {len(sources)} annotated scans is one that {packs[0].name} was tested on "
            "when it was made, and none lies in a folder whose name begins with “val”: to test on "
            "all of them, say --split all"
        )
    for pack in packs:
        _refuse_learned(pack, chosen)
    return Chosen(tuple(chosen), why, " ".join(_learned(pack) for pack in packs))


def _validation(pack: Pack, sources: Sequence[Source]) -> tuple[list[Source], str]:
    known = set(_listed(pack, "validation_sha256"))
    names = set(_listed(pack, "validation_names"))
    chosen = [s for s in sources if s.content in known] if known else []
    if not chosen and not known:
        chosen = [s for s in sources if s.name in names]
    if chosen:
        return chosen, (
            f"These are the scans that “{pack.name}” was tested on when it was made: it learned "
            "from none of them, but its best moment and its temperature were chosen on them, so "
            "that new scans may come out a little worse."
        )
    chosen = [s for s in sources if s.validation]
    return chosen, "Only the scans that their maker set apart for testing are tested on."


def _refuse_learned(pack: Pack, sources: Sequence[Source]) -> None:
    learned = set(_listed(pack, "training_sha256"))
    leaks = [source.name for source in sources if source.content in learned]
    if leaks:
        more = f" and {len(leaks) - _NAMED} more" if len(leaks) > _NAMED else ""
        raise TrainingError(
            f"{pack.name} has learned from {', '.join(leaks[:_NAMED])}{more}: what it knows by "
            "heart tests nothing. Leave these scans out, or test on --split validation"
        )


def _learned(pack: Pack) -> str:
    count = pack.training.get("training_images")
    from_what = f"{count} scans or images" if count else "scans that it does not name"
    if _listed(pack, "training_sha256"):
        return (
            f"“{pack.name}” learned from {from_what}; by their content none of them is among those "
            "tested on."
        )
    return (
        f"“{pack.name}” learned from {from_what}, of which it kept no fingerprints: nobody can "
        "check that none of them is among those tested on."
    )


def _listed(pack: Pack, key: str) -> list[str]:
    value = pack.training.get(key)
    return list(value) if isinstance(value, list) else []
