"""What takes longer than a moment, as generators for `Tasks`."""

import logging
from collections.abc import Generator
from pathlib import Path

from graticule.errors import GraticuleError
from graticule.files import WriteProgress
from graticule.review import Reviewed, iter_write_annotations, iter_write_crops, plan_crops
from graticule_app.look.translation import tr, trn

logger = logging.getLogger(__name__)


def saving_edits(reviewed: Reviewed) -> Exception | None:
    """Write the corrections that wait to be; gives why they could not be, which must be heard."""
    try:
        reviewed.save()
    except Exception as error:
        logger.exception("%s: corrections are not saved", reviewed.folder)
        return error
    return None


def saving_annotations(reviewed: Reviewed, path: Path) -> Generator[WriteProgress, None, str]:
    """Write the outlines of what was reviewed; gives a sentence that says where."""
    yield from iter_write_annotations(reviewed, path)
    return tr("Outlines of what you reviewed are in {path}", path=path)


def saving_crops(reviewed: Reviewed, folder: Path) -> Generator[WriteProgress, None, str]:
    """Write pictures with labels; gives a sentence that says how many, and what is missing."""
    crops = plan_crops(reviewed)
    if not crops.boxes:
        raise GraticuleError(
            tr(
                "No part of the scan is reviewed as a whole: review the particles around those "
                "that you have corrected, too"
            )
        )
    yield from iter_write_crops(crops, folder)
    count = len(crops.boxes)
    said = trn(
        "{n} picture with labels in {folder}", "{n} pictures with labels in {folder}", count,
        folder=folder,
    )  # fmt: skip
    if crops.left_out:
        rest = tr("{count} left out, because not all in them is reviewed", count=crops.left_out)
        said = f"{said}; {rest}"
    return said
