"""A scan over another one's file."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

import numpy as np

from graticule.scans.scan import Facts, Scan


class WrappedScan(Scan):
    """Another scan under other facts. It reads and leases the other one's file.

    Closing it leaves the other one open: whoever opened that closes it.
    """

    def __init__(self, scan: Scan, facts: Facts) -> None:
        super().__init__(facts)
        self._scan = scan

    @contextmanager
    def leased(self) -> Iterator[Self]:
        """The scan below stays open until the block ends."""
        with self._scan.leased():
            yield self

    @property
    def closed(self) -> bool:
        """Whether the scan below is."""
        return self._scan.closed

    def close(self) -> None:
        """Nothing: there is no file of its own."""

    def _associated(self, name: str) -> np.ndarray:
        return self._scan.associated[name]()


class OwningScan(WrappedScan):
    """Another scan under other facts that nobody else knows: closing this closes it."""

    def close(self) -> None:
        """Let go of the file as soon as nobody reads it; a second call does nothing."""
        self._scan.close()
