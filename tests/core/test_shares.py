"""A result that several processes have segmented is, byte for byte, that of one."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import tifffile

from graticule.analysis import iter_analyse
from graticule.errors import ResultError
from graticule.events import Finished, Options
from graticule.protocol import load_protocol
from graticule.result_folder import STORE, ResultFolder
from graticule.scans import open_scan, single_frame
from graticule.segment import ResultStore, plan_grid
from graticule.shares import begin_shares, segment_share, share_of

WORKER = """
import sys
from pathlib import Path
from graticule.events import Options
from graticule.geometry import PixelSize
from graticule.protocol import load_protocol
from graticule.shares import segment_share
path, protocol, folder, worker, workers = sys.argv[1:]
print("ready", flush=True)
sys.stdin.readline()
for event in segment_share(Path(path), load_protocol(protocol), Path(folder),
                           worker=int(worker), workers=int(workers)):
    pass
"""
REPORTS = ("particles.csv", "particles.geojson", "labels.ome.tif", "classes.ome.tif")


def make_scan(path: Path, *, side: int, spots: int) -> Path:
    """Dark discs, some across seams of tiles, on a bright ground with noise."""
    rng = np.random.default_rng(5)
    picture = rng.normal(200, 5, (side, side + 300))
    y, x = np.mgrid[-20:21, -20:21]
    for _ in range(spots):
        cy, cx = rng.integers(25, side - 25), rng.integers(25, side + 275)
        disc = y**2 + x**2 < rng.integers(20, 380)
        picture[cy - 20 : cy + 21, cx - 20 : cx + 21][disc] -= 120
    tifffile.imwrite(path, picture.clip(0, 255).astype(np.uint8), tile=(256, 256))
    return path


def chunks(folder: Path) -> dict[str, bytes]:
    store = folder / STORE
    return {
        path.relative_to(store).as_posix(): path.read_bytes()
        for name in ("classes", "uncertainty", "labels")
        for path in sorted((store / name).rglob("*"))
        if path.is_file()
    }


def begun(scan: Path, protocol: str, out: Path, options: Options | None = None) -> Path:
    work = begin_shares(scan, load_protocol(protocol), out, options)
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


def workers_at_once(scan: Path, protocol: str, folder: Path, count: int) -> None:
    """Let them all start, and work at the same time."""
    running = [
        subprocess.Popen(
            [sys.executable, "-c", WORKER, str(scan), protocol, str(folder), str(i), str(count)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for i in range(count)
    ]  # fmt: skip
    for process in running:
        assert process.stdout is not None
        process.stdout.readline()
    for process in running:
        _, trouble = process.communicate("go\n")
        assert process.returncode == 0, trouble


@pytest.mark.parametrize("protocol", ["generic", "particles"])
def test_two_processes_give_the_bytes_of_one(tmp_path, protocol):
    side = 2400 if protocol == "generic" else 2200
    scan = make_scan(tmp_path / "scan.tif", side=side, spots=150)
    *_, one = iter_analyse(scan, load_protocol(protocol), tmp_path / "one")
    folder = begun(scan, protocol, tmp_path / "two")
    workers_at_once(scan, protocol, folder, 2)
    store = ResultStore.open(folder / STORE)
    assert store.complete
    assert len(list((folder / STORE).glob("tiles.done-*"))) == 2
    *_, two = iter_analyse(scan, load_protocol(protocol), tmp_path / "two")
    assert isinstance(one, Finished)
    assert isinstance(two, Finished)
    assert one.particles == two.particles > 50
    assert chunks(Path(one.folder)) == chunks(Path(two.folder))
    for name in REPORTS:
        assert (Path(one.folder) / name).read_bytes() == (Path(two.folder) / name).read_bytes()


def test_a_worker_that_died_leaves_the_rest_to_the_end(tmp_path):
    scan = make_scan(tmp_path / "scan.tif", side=2400, spots=150)
    *_, one = iter_analyse(scan, load_protocol("generic"), tmp_path / "one")
    folder = begun(scan, "generic", tmp_path / "two")
    work = segment_share(scan, load_protocol("generic"), folder, worker=0, workers=3)
    next(work)
    work.close()
    list(segment_share(scan, load_protocol("generic"), folder, worker=2, workers=3))
    with (folder / STORE / "tiles.done-3-of-3").open("ab") as journal:
        journal.write(b"\x01\x02\x03")  # half a record
    store = ResultStore.open(folder / STORE)
    assert 0 < len(store.done) < len(store.grid)
    *_, two = iter_analyse(scan, load_protocol("generic"), tmp_path / "two")
    assert chunks(Path(one.folder)) == chunks(Path(two.folder))


@pytest.mark.parametrize("protocol", ["generic", "particles"])
def test_a_tile_by_its_number_is_what_a_run_writes(tmp_path, protocol):
    path = make_scan(tmp_path / "scan.tif", side=2400, spots=60)
    folder = begun(path, protocol, tmp_path / "out")
    used = load_protocol(protocol)
    with open_scan(path) as whole:
        scan = single_frame(whole, 0)
        method = used.load_method()
        method = method.at(used.work_pixel_size(scan.pixel_size, method))
        store = ResultStore.open(folder / STORE)
        segment_tile = method.tile_function(scan, store)
        last = len(store.grid) - 1
        first, again = segment_tile(last), segment_tile(last)
        assert store.done == frozenset()
        assert first is not None
        assert again is not None
        list(segment_share(path, used, folder, worker=last, workers=last + 1))
        written = ResultStore.open(folder / STORE)
        assert written.done == {last}
        keep = written.grid[last].keep
        for maps in (first, again):
            assert (maps[0] == written.classes[keep.slices]).all()
            assert (maps[1] == written.uncertainty[keep.slices]).all()


def test_workers_share_a_folder_that_nobody_else_may_hold(tmp_path):
    folder = ResultFolder(tmp_path / "result")
    other, third = ResultFolder(folder.path), ResultFolder(folder.path)
    with (
        folder.shared(),
        other.shared(patience=0),
        pytest.raises(ResultError, match="another run"),
        third.held(patience=0),
    ):
        pass
    with folder.held(), pytest.raises(ResultError, match="another run"), other.shared(patience=0):
        pass
    with third.held(patience=0):
        pass


def test_a_folder_of_another_scan_is_refused(tmp_path):
    folder = begun(make_scan(tmp_path / "a.tif", side=300, spots=3), "generic", tmp_path / "out")
    other = make_scan(tmp_path / "b.tif", side=301, spots=3)
    with pytest.raises(ResultError, match="another scan"):
        list(segment_share(other, load_protocol("generic"), folder, worker=0, workers=1))


def test_shares_are_all_tiles_once():
    grid = plan_grid(1000, 700, patch=96, margin=0, stride=16)
    for workers in (1, 2, 3, 7, 100):
        shares = [share_of(grid, i, workers) for i in range(workers)]
        assert [i for share in shares for i in share] == list(range(len(grid)))
    with pytest.raises(ValueError, match="no worker"):
        share_of(grid, 2, 2)
