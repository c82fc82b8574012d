"""`train` and `evaluate` in plain calls. Torch is imported when one of them is called."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graticule.completion import complete
from graticule.files import StrPath
from graticule.learn.events import TrainOptions
from graticule.models import Pack, load_pack
from graticule.protocol import list_protocols, load_protocol

if TYPE_CHECKING:
    from graticule.evaluation.objects import ParticleRules


def train(
    recipe: StrPath,
    data: StrPath | Sequence[StrPath],
    out: StrPath,
    *,
    options: TrainOptions | None = None,
    folder: StrPath | None = None,
    progress: Callable[[Any], object] | None = None,
) -> Pack:
    """Train by a recipe (its name, file or text) on annotated scans; the pack lies in `out`.

    Stopped at any moment, the same call goes on from its last checkpoint, which lies in `folder`,
    else in your cache. `progress` is called with each event. Raises `GraticuleError` in one line
    for annotations that will not do.
    """
    from graticule.learn.training import iter_train_pack  # late: torch takes seconds

    work = iter_train_pack(
        str(recipe),
        _paths(data),
        Path(out),
        options=options or TrainOptions(),
        folder=None if folder is None else Path(folder),
    )
    complete(work, progress)
    return load_pack(str(Path(out)))


def evaluate(
    pack: StrPath | Pack,
    data: StrPath | Sequence[StrPath],
    out: StrPath,
    *,
    everything: bool = False,
    protocol: str | None = None,
    progress: Callable[[Any], object] | None = None,
) -> dict[str, float]:
    """Test a pack on annotated scans; the main figures by name.

    report.html and report.xlsx lie in `out`. Tested is on the scans that were set apart when it
    was trained; `everything` takes all. Particles are cleaned and separated as `protocol` says,
    else as the one that uses the pack. `progress` is called with each event. Raises
    `GraticuleError` in one line, among others for a scan that the pack has learned from.
    """
    from graticule.evaluation.evaluating import (  # late: torch
        EvaluationRequest,
        Reported,
        iter_evaluate_pack,
    )

    known = pack if isinstance(pack, Pack) else load_pack(str(pack))
    request = EvaluationRequest(
        split="all" if everything else "validation", rules=particle_rules(known, protocol)
    )
    figures: dict[str, float] = {}
    for event in iter_evaluate_pack(known, _paths(data), Path(out), request=request):
        if progress is not None:
            progress(event)
        if isinstance(event, Reported):
            figures = event.figures
    return figures


def particle_rules(pack: Pack | None, protocol: str | None = None) -> "ParticleRules | None":
    """Cleaning and separation of the protocol of that name, else of the one that uses the pack.

    None if none does. Raises `ProtocolError` for a name that there is not.
    """
    from graticule.evaluation.objects import ParticleRules  # late: its loops over pixels

    if protocol is not None:
        found = load_protocol(protocol)
    else:
        using = [p for p in list_protocols() if pack and p.method.pack_name == pack.name]
        if not using:
            return None
        found = using[0]
    return ParticleRules(
        cleaning=found.cleaning.keeping_border(),
        separation=found.separation,
        connectivity=found.connectivity,
        origin=f"as the protocol {found.name} makes them",
    )


def _paths(told: StrPath | Sequence[StrPath]) -> list[Path]:
    several = told if isinstance(told, Sequence) and not isinstance(told, str) else [told]
    return [Path(path) for path in several]  # type: ignore[arg-type]
