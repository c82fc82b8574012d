"""What takes longer than a moment, as generators for `Tasks`."""

import logging
from collections.abc import Generator
from pathlib import Path

from graticule.errors import GraticuleError
from graticule.files import WriteProgress
from graticule.review import Reviewed, iter_write_annotations, iter_write_crops, plan_crops

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
    return f"Outlines of what you reviewed are in {path}"


def saving_crops(reviewed: Reviewed, folder: Path) -> Generator[WriteProgress, None, str]:
    """Write pictures with labels; gives a sentence that says how many, and what is missing."""
    crops = plan_crops(reviewed)
    if not crops.boxes:
        raise GraticuleError(
            "No part of the scan is reviewed as a whole: review the particles around those that "
            "you have corrected, too"
        )
    yield from iter_write_crops(crops, folder)
    count = len(crops.boxes)
    said = f"{count} picture{'' if count == 1 else 's'} with labels in {folder}"
    if crops.left_out:
        said += f"; {crops.left_out} left out, because not all in them is reviewed"
    return said
