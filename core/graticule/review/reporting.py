"""The reports of a result, written anew with the review in them."""

from collections.abc import Generator
from pathlib import Path

from graticule.completion import completing
from graticule.files import WriteProgress
from graticule.reports import iter_prepare_overview, report_writers
from graticule.results import Result


def iter_write_reports(result: Result) -> Generator[WriteProgress, None, list[Path]]:
    """Every file that the analysis wrote, in its folder, as the result stands now.

    Gives the files. Which ones they are, the protocol of the analysis says.
    """
    analysis = result.analysis()
    asked = analysis.provenance.settings.get("report")
    settings = asked if isinstance(asked, dict) else {}
    overview = yield from iter_prepare_overview(analysis, "overview.png")
    writers = report_writers(
        analysis,
        overview,
        tiffs=bool(settings.get("tiffs", True)),
        numbers=bool(settings.get("numbers", False)),
        compress_geojson=bool(settings.get("compress_geojson", False)),
        subtract_offset=bool(settings.get("subtract_offset", False)),
    )
    written = []
    for name, write in writers.items():
        yield from write(result.folder / name)
        written.append(result.folder / name)
    return written


write_reports = completing(iter_write_reports)
