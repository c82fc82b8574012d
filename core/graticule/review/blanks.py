"""Results as blanks of other results."""

from pathlib import Path

import msgspec

from graticule.counting import (
    Blank,
    SampleChange,
    SampleFacts,
    as_blank,
    read_sample,
    write_sample,
)
from graticule.particles import Groups
from graticule.reports.filter import region_of
from graticule.results import RECORD, Result, grey_range_of
from graticule.review.reviewed import open_result


def blank_of(folder: Path, groups: Groups) -> Blank:
    """The result in `folder`, corrections included, as a blank; sorted into these `groups`.

    What of its filter was counted is what its own sample says, else all that was analysed.
    Raises `ResultError` where the folder holds no finished result.
    """
    folder = Path(folder).resolve()
    with open_result(folder) as result:
        analysis = result.analysis()
        return as_blank(
            groups.apply(analysis.table, result.pixel_size, grey_range_of(result)),
            groups,
            region_of(analysis.analysed_px, analysis.scan.pixel_size, analysis.sample),
            name=analysis.scan.name,
            folder=str(folder),
            protocol=analysis.method.protocol_sha256,
        )


def tell_sample(result: Result, change: SampleChange) -> SampleFacts:
    """Keep what is told of a result's sample, its blanks as their own results stand now.

    A blank whose folder is gone stays as it was noted.
    """
    known = read_sample(result.folder)
    sample = change.on(known)
    blanks = []
    for blank in sample.blanks:
        there = bool(blank.folder) and (Path(blank.folder) / RECORD).is_file()
        blanks.append(blank_of(Path(blank.folder), result.groups) if there else blank)
    sample = msgspec.structs.replace(sample, blanks=tuple(blanks))
    if sample != known:
        write_sample(result.folder, sample)
    return sample
