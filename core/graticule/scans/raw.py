"""Bytes at a place in a file, for many threads at once."""

import os
import threading
from pathlib import Path

from graticule.errors import ScanError


class RawFile:
    """An open file whose parts are read by place; knows nothing of what is in it.

    Raises `ScanError` for what lies past the end. Reads do not move a shared position, so
    threads never wait for each other where the system can do that (not on Windows).
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = path.open("rb", buffering=0)
        self.size = os.fstat(self._file.fileno()).st_size
        self._lock = threading.Lock()

    def at(self, offset: int, count: int) -> bytes:
        """Exactly `count` bytes from `offset`."""
        if offset < 0 or count < 0 or offset + count > self.size:
            raise ScanError(
                f"{self.path.name}: bytes {offset} to {offset + count} lie past the end of the "
                f"file ({self.size} bytes); it is damaged or cut short"
            )
        data = self._read(offset, count)
        while len(data) < count:  # one call reads at most 2 GiB
            more = self._read(offset + len(data), count - len(data))
            if not more:
                raise ScanError(f"{self.path.name}: has become shorter while it was read")
            data += more
        return data

    def _read(self, offset: int, count: int) -> bytes:
        try:
            if hasattr(os, "pread"):
                return os.pread(self._file.fileno(), count, offset)
            with self._lock:
                self._file.seek(offset)
                return self._file.read(count) or b""
        except (OSError, ValueError) as error:  # ValueError: closed
            raise ScanError(f"{self.path.name}: cannot be read ({error})") from error

    def close(self) -> None:
        """Let go of the file; a second call does nothing."""
        self._file.close()
