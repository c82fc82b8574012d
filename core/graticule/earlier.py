"""What an earlier run left where a new one is to go: gone on with, kept aside, or thrown away.

The same scan and settings go on. Anything else is moved aside as a whole, tiles, table, reports
and corrections: so the folder of a scan always holds what was asked for last, and nothing that
took a person or a network hours is lost. Only who asks to begin anew has it thrown away; what was
corrected by hand is moved aside even then.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from graticule.counting import SAMPLE
from graticule.errors import OtherResult, ResultError
from graticule.geometry import PixelSize
from graticule.names import shown
from graticule.result_folder import STORE, ResultFolder
from graticule.results import ResultRecord, read_record
from graticule.review.reviewed import LOG
from graticule.segment import ResultStore
from graticule.version import __version__

_NAMED = 4  # versions that a line names
OpenStore = Callable[[bool], ResultStore]  # whether to begin anew


@dataclass
class TakenUp:
    """The store to go on with; what to tell of it now, and in every report."""

    store: ResultStore
    told: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


def take_up(
    folder: ResultFolder,
    open_store: OpenStore,
    wanted: tuple[str, PixelSize],
    *,
    restart: bool = False,
) -> TakenUp:
    """The store in a folder that is held, begun or gone on with.

    `wanted` is the protocol's text and the scan's pixel size: with others, particles are measured
    anew from the same tiles. Raises `ResultError` where what lies there cannot be moved.
    """
    by_hand = corrected(folder.path)
    if restart and not by_hand:
        return _noted(TakenUp(open_store(True)))
    if restart:
        return _aside(folder, open_store, "it was corrected by hand")
    try:
        store = open_store(False)
    except OtherResult as other:
        return _aside(folder, open_store, "; ".join(other.differences))
    if by_hand and not _measures(folder.path, *wanted):
        why = "it was corrected by hand, and measured by another protocol or pixel size"
        return _aside(folder, open_store, why, keep=STORE)
    return _noted(TakenUp(store))


def corrected(folder: Path) -> bool:
    """Whether a person has corrected the result in a folder."""
    # The first line of a log only names the analysis.
    return any(path.read_bytes().count(b"\n") > 1 for path in (folder / LOG).parent.glob("*.jsonl"))


def measured_so(record: ResultRecord, protocol: str, pixel_size: PixelSize) -> bool:
    """Whether a record is of the protocol of this text, at this size of the scan's px."""
    sizes = (replace(size, source="file") for size in (record.scan.pixel_size, pixel_size))
    return record.method.protocol_text == protocol and len(set(sizes)) == 1


def changed(before: Mapping[str, str], now: Mapping[str, str]) -> str:
    """Which versions have changed, in words; "" for none."""
    names = [name for name in {**before, **now} if before.get(name) != now.get(name)]
    told = [f"{name} {before.get(name, 'none')}, now {now.get(name, 'none')}" for name in names]
    more = len(told) - _NAMED
    return "; ".join(told[:_NAMED]) + (f"; and {more} more" if more > 0 else "")


def _measures(folder: Path, protocol: str, pixel_size: PixelSize) -> bool:
    try:
        found = read_record(folder)
    except ResultError:
        return False
    return found is not None and measured_so(found[0], protocol, pixel_size)


def _aside(folder: ResultFolder, open_store: OpenStore, why: str, *, keep: str = "") -> TakenUp:
    aside = folder.put_aside(keep=(SAMPLE, keep) if keep else (SAMPLE,))
    told = f"an earlier result is kept in {aside}: {why}"
    return _noted(TakenUp(open_store(False), [shown(told)]))


def _noted(found: TakenUp) -> TakenUp:
    """With what is to be told of tiles that other versions of this program computed."""
    store = found.store
    by = [str(version) for version in store.attributes.get("graticule", ())]
    if store.done and any(version != __version__ for version in by):
        found.doubts.append(
            f"{len(store.done)} of {len(store.grid)} tiles were computed by Graticule"
            f" {', '.join(by)}, and this is {__version__}; begin anew (--restart) to compute all"
        )
    if not store.complete and __version__ not in by:
        store.note(graticule=[*by, __version__])
    return found
