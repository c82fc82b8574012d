"""For tests under wine 8 only: asyncio looks every 50 ms, as wine loses a socket's word at times.

zarr reads through asyncio; waiting for that word as on Windows, an analysis can stand still.
"""

import asyncio
import selectors


class Impatient(selectors.SelectSelector):
    def select(self, timeout: float | None = None) -> list:
        return super().select(0.05 if timeout is None else min(timeout, 0.05))


class Policy(asyncio.WindowsSelectorEventLoopPolicy):  # type: ignore[attr-defined]
    def new_event_loop(self) -> asyncio.AbstractEventLoop:
        return asyncio.SelectorEventLoop(Impatient())


asyncio.set_event_loop_policy(Policy())
