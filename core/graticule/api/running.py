"""`analyse`: one scan into one result, in a plain call."""

import warnings
from collections.abc import Callable, Generator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from graticule import analysis
from graticule.api.result import Result, open_result
from graticule.events import Event, Finished, Notice, Options
from graticule.files import StrPath
from graticule.geometry import Box, PixelSize
from graticule.names import text_path
from graticule.protocol import Protocol, load_protocol, parse_protocol

_T = TypeVar("_T")


def analyse(  # noqa: PLR0913 - what a notebook says of a scan
    path: StrPath,
    protocol: StrPath | Protocol = "generic",
    out: StrPath = "results",
    *,
    pixel_size: str | PixelSize | None = None,
    region: Box | Sequence[int] | None = None,
    frame: int = 0,
    restart: bool = False,
    options: Options | None = None,
    progress: Callable[[Event], object] | None = None,
) -> Result:
    """Analyse one scan into a folder of its own in `out`, and open the result.

    `protocol` is a name, a TOML file, its text or a `Protocol`; `pixel_size`, such as "0.5 um",
    goes over what the file says; `region` is (x, y, width, height) in px of the scan, or a `Box`;
    `frame` counts the pictures of a stack from 0. What was done before is not done again, unless
    you `restart`. `options` says what is rarely said: device, precision, grey range.

    `progress` is called with each event; without it what is doubtful comes as a warning. Either
    way `Result.notices` tells it. Raises `GraticuleError` in one line for a scan or protocol that
    will not do, `ValueError` for a pixel size or region that is none.
    """
    chosen = replace(
        options or Options(),
        **_given(pixel_size=_size(pixel_size), region=_box(region), frame=frame or None),
    )
    chosen = replace(chosen, restart=restart or chosen.restart)
    finished = None
    for event in iter_analyse(path, protocol, out, chosen):
        if progress is not None:
            progress(event)
        elif isinstance(event, Notice):
            warnings.warn(event.text, stacklevel=2)
        if isinstance(event, Finished):
            finished = event
    if finished is None:
        raise ValueError("a run ends with Finished")
    return open_result(text_path(finished.folder))


def iter_analyse(
    path: StrPath,
    protocol: StrPath | Protocol = "generic",
    out: StrPath = "results",
    options: Options | None = None,
) -> Generator[Event, None, None]:
    """The events of an analysis: iterate to do the work, close to cancel.

    The last is `Finished`, whose `folder` is what `open_result` takes. Raises as `analyse`.
    """
    yield from analysis.iter_analyse(Path(path), protocol_of(protocol), Path(out), options)


def protocol_of(told: StrPath | Protocol) -> Protocol:
    """The protocol of a name, a TOML file or its text; `GraticuleError` if there is none."""
    if isinstance(told, Protocol):
        return told
    text = str(told)
    return parse_protocol(text) if "\n" in text else load_protocol(text)


def _given(**told: _T | None) -> dict[str, _T]:
    return {name: value for name, value in told.items() if value is not None}


def _size(told: str | PixelSize | None) -> PixelSize | None:
    return PixelSize.parse(told) if isinstance(told, str) else told


def _box(told: Box | Sequence[int] | None) -> Box | None:
    if told is None or isinstance(told, Box):
        return told
    if len(told) != 4 or min(told[2:]) <= 0:
        raise ValueError(f"a region is (x, y, width, height) in px, not {told!r}")
    x, y, width, height = told
    return Box(x, y, x + width, y + height)
