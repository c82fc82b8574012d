"""A result on disk, tile by tile: class map, uncertainty, and which tiles are done.

The folder is a Zarr v3 group whose chunks are the tiles, and beside it, in the same folder, a
journal of the tiles that are on disk. A tile is written into the journal after its chunks, so
a program that is killed loses the tiles in flight and nothing else. Several workers may segment
one result at once: each writes a journal of its own, `tiles.done-NAME`, and all count.
"""

import json
import os
import shutil
import struct
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

import imagecodecs
import numpy as np
import zarr
from zarr.codecs import ZstdCodec
from zarr.errors import BaseZarrError

from graticule.classes import ClassInfo
from graticule.errors import OtherResult, ResultError
from graticule.geometry import Box, PixelSize
from graticule.scans import Scan
from graticule.segment.tiles import TileGrid

FORMAT = 1
JOURNAL = "tiles.done"
_NAMES = ("classes", "uncertainty", "distance")
# Tile number and what happened to it, and the same inverted: half a record is never believed.
_RECORD = struct.Struct("<II")
_ALL_ONES = 0xFFFFFFFF
_SKIPPED = 0x80000000
_LEVEL = 1  # of zstd: its usual 3 takes half as long again for files a twentieth smaller


@dataclass(frozen=True, slots=True)
class ResultInfo:
    """What a result is of: `scale` is level-0 px per work px, `pixel_size` that of a work px.

    `origin` is the (x, y) of its corner on the whole scan's work grid; (0, 0) but for a region.
    `identity` names the scan, pack and settings; a result is continued only where it is equal.
    """

    classes: tuple[ClassInfo, ...]
    identity: Mapping[str, Any]
    scale: float = 1.0
    pixel_size: PixelSize = field(default_factory=PixelSize.unknown)
    distance: bool = False
    origin: tuple[int, int] = (0, 0)


def range_identity(scan: Scan) -> dict[str, Any]:
    """What of a scan's grey range tells one result from another: nothing where it is its type's."""
    found = scan.grey_range
    return {} if found.own else {"black": found.black, "white": found.white}


class ResultStore:
    """A result folder, opened. Arrays index like numpy's and are read from disk.

    `classes`, `uncertainty` and `distance` are uint8 (h, w) on the work grid; `labels` uint32.
    """

    def __init__(self, path: Path, group: zarr.Group, *, worker: str = "") -> None:
        self.path = path
        self._journal = path / (f"{JOURNAL}-{worker}" if worker else JOURNAL)
        self._group = group
        head = dict(group.attrs)
        self.grid = _grid(head)
        self.info = _info(head)
        self._state = _read_journals(path, len(self.grid))
        self._arrays: dict[str, zarr.Array] = {}

    @classmethod
    def create(
        cls, path: Path | str, grid: TileGrid, info: ResultInfo, *, restart: bool = False
    ) -> Self:
        """Go on with the result at `path` if its identity and grid are these, else begin.

        What classes are called and how large a px is may change: no pixel is another one by it.
        Raises `OtherResult` where tiles of another result are done, unless it is a `restart`:
        hours of work are not thrown away without being asked for. Raises `ResultError` where the
        folder cannot be written, or holds something else.
        """
        path = Path(path)
        if path.exists() and not restart and _tiles_done(path):
            try:
                found = cls.open(path)
            except ResultError as error:
                raise OtherResult(path, ("it is damaged",)) from error
            if differences := tuple(found._differences(grid, info)):
                raise OtherResult(path, differences)
            _mend(path, len(found.grid))
            found._describe(info)
            return found
        with _writing(path):
            _clear(path)
            _begin(path, grid, info)
        return cls.open(path)

    @classmethod
    def open(cls, path: Path | str, *, worker: str = "") -> Self:
        """Open a result that has begun; raises `ResultError` if there is none.

        A `worker` of that name marks its tiles in a journal of its own; no two may have one name.
        """
        path = Path(path)
        try:
            group = zarr.open_group(store=path, mode="r+", zarr_format=3)
            if group.attrs.get("graticule") != FORMAT:
                raise ResultError(f"{path}: is no result of this program, or of another version")
            store = cls(path, group, worker=worker)
            for name in store._names:
                store._array(name)
            return store
        except (OSError, KeyError, TypeError, ValueError, BaseZarrError) as error:
            raise ResultError(f"{path}: is no result that can be read ({error})") from error

    def _differences(self, grid: TileGrid, info: ResultInfo) -> Iterator[str]:
        """What makes this another result than one of that grid and info, in words."""
        mine, other = self.info, info
        yield from _changes(mine.identity, json.loads(_as_json(other.identity)))
        if (mine.scale, mine.origin) != (other.scale, other.origin):
            yield f"scale {mine.scale:g}, now {other.scale:g}"
        elif self.grid != grid or mine.distance != other.distance:
            yield "it is cut into other tiles"

    def _describe(self, info: ResultInfo) -> None:
        if _as_json(asdict(self.info)) != _as_json(asdict(info)):
            self._group.attrs["info"] = json.loads(_as_json(asdict(info)))
            self.info = info

    @property
    def classes(self) -> zarr.Array:
        """Class of each work pixel, uint8; 0 is background."""
        return self._array("classes")

    @property
    def uncertainty(self) -> zarr.Array:
        """Normalised entropy of each work pixel's class probabilities, 0..1 as uint8 0..255."""
        return self._array("uncertainty")

    @property
    def distance(self) -> zarr.Array | None:
        """Depth in its own particle as the network sees it, 0..1 as uint8 0..255, or None."""
        return self._array("distance") if self.info.distance else None

    @property
    def labels(self) -> zarr.Array | None:
        """Particle number of each work pixel, uint32, 0 for none; None before `new_labels`."""
        try:
            return self._array("labels")
        except KeyError:  # not yet, or another process is making them anew
            return None

    def new_labels(self) -> zarr.Array:
        """An empty uint32 label map in place of any there was."""
        self._arrays.pop("labels", None)
        return _array(self._group, "labels", self.grid, np.uint32, overwrite=True)

    @property
    def _names(self) -> tuple[str, ...]:
        return _NAMES if self.info.distance else _NAMES[:2]

    def _array(self, name: str) -> zarr.Array:
        if name not in self._arrays:  # opening one reads its description again each time
            try:
                array = self._group[name]
            except KeyError:
                raise
            except (OSError, TypeError, ValueError, BaseZarrError) as error:
                raise ResultError(f"{self.path}: {name} cannot be read ({error})") from error
            if not isinstance(array, zarr.Array):
                raise ResultError(f"{self.path}: {name} is no array")
            self._arrays[name] = array
        return self._arrays[name]

    @property
    def attributes(self) -> dict[str, Any]:
        """What was noted about the run, such as its runtime and device."""
        return dict(self._group.attrs.get("run", {}))  # type: ignore[arg-type]

    def note(self, **values: Any) -> None:
        """Add to `attributes` (values that JSON can hold), on disk at once."""
        self._group.attrs["run"] = self.attributes | values

    @property
    def complete(self) -> bool:
        """Whether every tile is done."""
        return len(self._state) == len(self.grid)

    @property
    def done(self) -> frozenset[int]:
        """Numbers of the tiles that are on disk."""
        return frozenset(self._state)

    def missing(self, tiles: Iterable[int] | None = None) -> list[int]:
        """Which of these tiles are not on disk; None for all."""
        wanted = range(len(self.grid)) if tiles is None else tiles
        return [index for index in wanted if index not in self._state]

    @property
    def skipped(self) -> int:
        """How many of the tiles done were left out because they hold background alone."""
        return len(self.left_out)

    @property
    def left_out(self) -> frozenset[int]:
        """Numbers of the tiles that were left out because they hold background alone."""
        return frozenset(index for index, skipped in self._state.items() if skipped)

    def look_again(self) -> None:
        """Learn which tiles are done by now: another process may be writing them."""
        with _reading(self.path):
            self._state = _read_journals(self.path, len(self.grid))

    def restart(self) -> None:
        """Forget every tile and what was noted, and begin anew."""
        _clear(self.path)
        _begin(self.path, self.grid, self.info)
        self._state = {}
        self._group = zarr.open_group(store=self.path, mode="r+", zarr_format=3)
        self._arrays = {}

    def write(self, keep: Box, **arrays: np.ndarray) -> None:
        """Write one tile's uint8 arrays by name, each of its keep box's shape; not yet `mark`ed.

        They are Zarr's chunks, but zarr itself would take five times as long for a tile. Raises
        `ResultError` where the disk is full or gone.
        """
        row, column = keep.top // self.grid.step[0], keep.left // self.grid.step[1]
        if keep != self.grid[row * self.grid.columns + column].keep:
            raise ValueError(f"{keep} is no tile of {self.grid}")
        with _writing(self.path):
            for name, values in arrays.items():
                chunk = self.path / name / "c" / str(row) / str(column)
                if values.any():
                    _put(chunk, imagecodecs.zstd_encode(self._chunk(values), level=_LEVEL))
                else:  # as zarr does: what is absent is 0
                    chunk.unlink(missing_ok=True)

    def _chunk(self, values: np.ndarray) -> bytes:
        """A tile's values as a whole chunk, which may stick out of the grid."""
        chunk = np.zeros(self.grid.step, np.uint8)
        chunk[: values.shape[0], : values.shape[1]] = values
        return chunk.tobytes()

    def mark(self, indices: Iterable[int], *, skipped: bool = False) -> None:
        """Note tiles as done whose chunks are on disk.

        Raises `ResultError` where the disk is full or gone.
        """
        indices = list(indices)
        flag = _SKIPPED if skipped else 0
        records = b"".join(_RECORD.pack(i | flag, (i | flag) ^ _ALL_ONES) for i in indices)
        with _writing(self.path), self._journal.open("ab") as journal:
            journal.write(records)
            journal.flush()
            os.fsync(journal.fileno())
        self._state.update(dict.fromkeys(indices, skipped))


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ResultError(f"{path}: cannot be read ({error.strerror or error})") from error


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ResultError(f"{path}: cannot be written ({error.strerror or error})") from error


def _put(path: Path, data: bytes | bytearray) -> None:
    """Write a file that is safe on disk before it has its name: no reader meets half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.partial")
    with partial.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def _begin(path: Path, grid: TileGrid, info: ResultInfo) -> None:
    path.mkdir(parents=True, exist_ok=True)
    (path / JOURNAL).write_bytes(b"")
    head = {
        "graticule": FORMAT,
        "grid": asdict(grid),
        "info": json.loads(_as_json(asdict(info))),
        "run": {},
    }
    group = zarr.create_group(store=path, overwrite=False, zarr_format=3, attributes=head)
    for name in _NAMES if info.distance else _NAMES[:2]:
        _array(group, name, grid, np.uint8)


def _array(
    group: zarr.Group, name: str, grid: TileGrid, dtype: type, *, overwrite: bool = False
) -> zarr.Array:
    return group.create_array(
        name,
        shape=(grid.height, grid.width),
        chunks=grid.step,
        dtype=dtype,
        compressors=[ZstdCodec(level=_LEVEL)],
        fill_value=0,
        dimension_names=("y", "x"),
        overwrite=overwrite,
    )


def _clear(path: Path) -> None:
    """Remove an earlier result, or what is left of one; never a folder of something else."""
    if not path.exists():
        return
    if path.is_dir() and (not any(path.iterdir()) or (path / JOURNAL).exists()):
        # The journals are emptied first: no tile may count whose chunk is gone. The one that is
        # always there is removed last: if this is cut short, the rest is still known for ours.
        for journal in (*_journals(path), path / JOURNAL):
            journal.write_bytes(b"")
        for entry in sorted(path.iterdir(), key=lambda entry: entry.name == JOURNAL):
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
        return
    raise ResultError(f"{path}: is in the way, and is no result of this program")


def _mend(path: Path, count: int) -> None:
    """Remove the halves of files and of journal entries that a killed run has left."""
    for partial in path.rglob("*.partial"):
        partial.unlink(missing_ok=True)
    for journal in _journals(path):
        os.truncate(journal, len(_records(journal, count)) * _RECORD.size)


def _journals(path: Path) -> list[Path]:
    """The journals of all who have written here, by name."""
    return sorted(path.glob(f"{JOURNAL}*"))


def _tiles_done(path: Path) -> bool:
    with suppress(OSError):
        return any(journal.stat().st_size >= _RECORD.size for journal in _journals(path))
    return False


def _changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    """What of an identity is another by now, in words."""
    for key in sorted({*old, *new}):
        before, now = old.get(key), new.get(key)
        if before == now:
            continue
        if isinstance(before, Mapping) and isinstance(now, Mapping):
            yield from _changes(before, now)
        elif key == "scan":
            yield "the file of the scan has changed"
        elif key == "packs":
            yield "another network"
        else:
            yield f"{key.replace('_', ' ')} {before}, now {now}"


def _read_journals(path: Path, count: int) -> dict[int, bool]:
    """Which tiles are done, and whether they were skipped; `OSError` where there is no journal."""
    state = dict(_records(path / JOURNAL, count))
    for journal in _journals(path):
        state |= _records(journal, count)
    return state


def _records(path: Path, count: int) -> list[tuple[int, bool]]:
    """The tiles that a journal names, as far as its records are whole."""
    data = path.read_bytes()
    found: list[tuple[int, bool]] = []
    for value, check in _RECORD.iter_unpack(data[: len(data) // _RECORD.size * _RECORD.size]):
        index = value & ~_SKIPPED
        if value ^ check != _ALL_ONES or index >= count:
            break
        found.append((index, bool(value & _SKIPPED)))
    return found


def _as_json(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def _grid(head: dict[str, Any]) -> TileGrid:
    grid = head["grid"]
    before, after = (tuple(grid.get(name, (0, 0))) for name in ("before", "after"))
    return TileGrid(
        grid["width"], grid["height"], tuple(grid["step"]), grid["margin"], before, after
    )


def _info(head: dict[str, Any]) -> ResultInfo:
    info = head["info"]
    return ResultInfo(
        classes=tuple(ClassInfo(c["name"], tuple(c["color"])) for c in info["classes"]),
        identity=info["identity"],
        scale=info["scale"],
        pixel_size=PixelSize(**info["pixel_size"]),
        distance=info["distance"],
        origin=tuple(info.get("origin", (0, 0))),
    )
