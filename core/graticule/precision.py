"""How finely a network computes: a protocol says it, a report tells it."""

from typing import Literal

Precision = Literal["exact", "fast"]

# What each means to those who read the numbers.
MEANINGS: dict[str, str] = {
    "exact": "exact: the same on every computer",
    "fast": "fast: may differ a little by computer",
}
