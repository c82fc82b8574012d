"""For tests under wine 8 only: asyncio does without I/O completion ports, as wine loses some.

zarr reads through asyncio; with what Windows has by default, an analysis stands still under wine.
"""

import asyncio

asyncio.set_event_loop_policy(asyncio.WindowsSelectorEventLoopPolicy())  # type: ignore[attr-defined]
