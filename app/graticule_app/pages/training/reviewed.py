"""What a person has corrected in a result, as annotations to learn from."""

from collections.abc import Generator
from contextlib import closing
from pathlib import Path

import msgspec

from graticule.annotations.finding import corrections_of
from graticule.errors import GraticuleError
from graticule.review import Reviewed, iter_write_annotations, plan_crops
from graticule_app.look.translation import tr

_MADE_BY = "Graticule review"  # in files that may be written anew


def exporting(folder: Path) -> Generator[None, None, Path]:
    """Work for `Tasks`: write NAME.annotations.geojson beside the scan of a reviewed result.

    It holds what was reviewed, and as "Region" the squares in which all of it was: elsewhere
    nothing is known. The other images of a stack, and the other regions that were analysed, have
    theirs in the same file. Gives the file. Raises `GraticuleError`, also for a file of that name
    that somebody else has made.
    """
    with closing(Reviewed.open(folder)) as reviewed:
        path = corrections_of(reviewed.source)
        _refuse_foreign(path)
        if not plan_crops(reviewed).boxes:
            raise GraticuleError(
                tr(
                    "{name}: no part of the scan is reviewed as a whole. Review the particles "
                    "around those that you have corrected, too",
                    name=reviewed.source.name,
                )
            )
        for _ in iter_write_annotations(reviewed, path, made_by=_MADE_BY, shared=True):
            yield
    return path


def _refuse_foreign(path: Path) -> None:
    """Nobody's own file is written over."""
    if not path.exists():
        return
    try:
        told = msgspec.json.decode(path.read_bytes())
    except (OSError, msgspec.MsgspecError):
        told = None
    if not isinstance(told, dict) or told.get("made_by") != _MADE_BY:
        raise GraticuleError(
            tr("{path} is there already, and not from a review: rename it first", path=path)
        )
