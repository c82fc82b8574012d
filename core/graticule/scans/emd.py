"""Which axis of a Berkeley EMD is x: RosettaSciIO takes the first one, openNCEM's files the last.

HyperSpy writes (x, y), openNCEM (y, x), tomviz (x, y, z); nearly all name their axes.
The format: https://emdatasets.com/format
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import h5py
import numpy as np

ENDINGS = (".emd", ".de5")


@dataclass(frozen=True, slots=True)
class Writer:
    """Who wrote a file, as far as it matters for the order of its axes."""

    berkeley: bool  # no Velox file, no simulation, not py4DSTEM's
    hyperspy: bool


def writer_of(path: Path) -> Writer:
    """Told by the groups at the top of the file."""
    with h5py.File(path, "r", locking=False) as file:
        top = set(file)
        # py4DSTEM numbers its axes from 0 and calls rows x; RosettaSciIO leaves them as they lie.
        from_nought = file.visit(lambda name: name.endswith("/dim0") or None)
    other = {"Version", "Data", "4DSTEM_simulation", "4DSTEM_experiment"} & top
    return Writer(berkeley=not (other or from_nought), hyperspy="signals" in top)


def arranged(signal: Mapping[str, Any], writer: Writer) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The signal with its rows and columns last, and what is doubtful about them."""
    axes, data = list(signal["axes"]), signal["data"]
    if not writer.berkeley or data.ndim != len(axes) or data.ndim < 2:
        return dict(signal), ()
    names = [str(axis.get("name") or "").strip().lower() for axis in axes]
    notices: tuple[str, ...] = ()
    if names.count("x") == 1 and names.count("y") == 1:
        last = [names.index("y"), names.index("x")]
        order = [i for i in range(data.ndim) if i not in last] + last
    elif writer.hyperspy:
        return dict(signal), ()
    else:  # as it lies in the file: RosettaSciIO has turned it round
        order = list(range(data.ndim))[::-1]
        notices = ("its axes have no names; the last one is taken as x, as openNCEM writes it",)
    moved = np.transpose(data, order)  # numpy's or dask's
    return {**signal, "data": moved, "axes": [axes[i] for i in order]}, notices
