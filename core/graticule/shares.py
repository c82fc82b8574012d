"""One scan segmented by several workers: processes of one computer, or of a cluster.

    begin_shares      once: the folder, and what all tiles hang on (where to cut, the runtime)
    segment_share     in each worker: its share of the tiles, noted in a journal of its own
    iter_analyse      once: what is still missing, then particles and reports

Workers share the folder, which nobody else may write to meanwhile. Each tile's bytes hang on the
scan and the protocol alone, so the result is that of one run, however it was cut.
"""

from collections.abc import Generator
from pathlib import Path

from graticule.analysis import loaded, open_scan_for, run_begun
from graticule.errors import ResultError
from graticule.events import Event, Notice, Opened, Options, Stage
from graticule.names import text_path
from graticule.protocol import Protocol
from graticule.result_folder import STORE, ResultFolder
from graticule.scans import single_frame
from graticule.segment import ResultStore, SegmentRemark, TileGrid


def begin_shares(
    path: Path, protocol: Protocol, out: Path, options: Options | None = None
) -> Generator[Event, None, Path]:
    """Begin a result, or go on with it; the folder for the workers is returned.

    Raises `GraticuleError`s, as `iter_analyse` does.
    """
    folder = Path()
    with run_begun(path, protocol, out, options or Options()) as run:
        for event in run.opened():
            if isinstance(event, Opened):
                folder = text_path(event.folder)
            yield event
        yield from run.begin_shares()
    return folder


def share_of(grid: TileGrid, worker: int, workers: int) -> range:
    """The tiles of worker 0..workers - 1: as many as the others', one after another.

    Neighbours read the same parts of a scan, so a share is not spread over it.
    """
    if not 0 <= worker < workers:
        raise ValueError(f"there is no worker {worker} of {workers}")
    return range(len(grid) * worker // workers, len(grid) * (worker + 1) // workers)


def segment_share(
    path: Path,
    protocol: Protocol,
    folder: Path,
    options: Options | None = None,
    *,
    worker: int,
    workers: int,
) -> Generator[Stage | Notice, None, None]:
    """Segment the tiles of one worker's share that are not done, in a folder that was begun.

    The options are those of `begin_shares`. Raises `GraticuleError`s: `ResultError` where the
    folder holds the result of another scan, or somebody holds it alone.
    """
    options = options or Options()
    method, protocol = loaded(protocol, options)
    with open_scan_for(path, options) as whole, ResultFolder(folder).shared():
        store = ResultStore.open(folder / STORE, worker=f"{worker + 1}-of-{workers}")
        scan = single_frame(whole, options.frame)
        if store.info.identity.get("scan") != scan.fingerprint:
            raise ResultError(f"{folder}: was begun for another scan than {path.name}")
        method = method.at(protocol.work_pixel_size(whole.pixel_size, method))
        share = share_of(store.grid, worker, workers)
        for event in method.segment(scan, store, tiles=share):
            if isinstance(event, SegmentRemark):
                yield Notice(event.text)
            else:
                yield Stage(event.step, event.step, event.done, event.total)
