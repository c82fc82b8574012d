"""A process that takes orders, and what it says."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Any

from graticule.worker import encode_order


class Served:
    """Such a process, spoken to as the window does."""

    def __init__(self, process: subprocess.Popen, decode: Callable[[bytes], tuple[str, Any]]):
        assert process.stdin is not None
        assert process.stdout is not None
        self.process = process
        self.orders: IO[bytes] = process.stdin
        self.answers: IO[bytes] = process.stdout
        self._decode = decode

    def say(self, *orders: Any) -> None:
        for order in orders:
            self.orders.write(encode_order(order))
        self.orders.flush()

    def hear(self, *ends: type) -> list[tuple[str, Any]]:
        """All that is said, up to and with one of these kinds."""
        heard = []
        for line in self.answers:
            heard.append(self._decode(line))
            if isinstance(heard[-1][1], ends):
                return heard
        raise AssertionError(f"the process ended after {heard[-3:]}")


@contextmanager
def served(
    *arguments: str, decode: Callable[[bytes], tuple[str, Any]], stderr: int | None = None
) -> Iterator[Served]:
    """Python with these arguments as such a process."""
    pipe = subprocess.PIPE
    command = [sys.executable, *arguments]
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=stderr) as process:
        try:
            yield Served(process, decode)
        finally:
            process.kill()
