"""A pack's network, ready to run on one scan: pixels in, class probabilities out."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np
import torch
from torch import nn

from graticule.errors import PackError
from graticule.geometry import Box
from graticule.models import Pack, choose_device
from graticule.models.networks import Reduced
from graticule.segment.foreground import spread_windows
from graticule.segment.outputs import (
    Bytes,
    LogitsPart,
    as_logits,
    decide,
    decide_on_device,
    enlarged,
    probabilities,
)
from graticule.segment.probe import Probe, processor_name
from graticule.segment.runtimes import Runtime
from graticule.segment.settings import PackSettings
from graticule.segment.uncertainty import UNCERTAINTIES, USUAL
from graticule.segment.work_grid import WorkView

_OVERVIEW = 2048  # longest side, in px, of what a percentile is taken of
_SAMPLE = 256  # px a side of each of the four windows on which runtimes are tried
_MOST_TILES = 16  # in one batch
_SHARE = 0.6  # of a GPU's free memory
# The eight ways to lay a square on itself: quarter turns, and whether it is turned over first.
_WAYS = tuple((turns, over) for over in (False, True) for turns in range(4))


@dataclass(frozen=True)
class Member:
    """One pack of an ensemble, set up for one scan."""

    pack: Pack
    run: Runtime
    factor: int  # how many times the answer is to be enlarged
    limits: tuple[float, float]  # intensities that become 0 and 1, the same for every tile

    def prepare(self, pixels: np.ndarray) -> torch.Tensor:
        """Network input (1, c, h, w) of work pixels (h, w, c)."""
        values = self.pack.normalisation.apply(pixels, self.limits)
        return torch.from_numpy(values).permute(2, 0, 1)[None]


class Ensemble:
    """One or more packs of the same classes, whose probabilities are averaged."""

    def __init__(
        self,
        members: Sequence[Member],
        device: torch.device,
        *,
        tta: bool,
        uncertainty: str = USUAL,
    ) -> None:
        self.uncertainty = uncertainty
        self.members = tuple(members)
        self.device = device
        self.tta = tta
        first = self.members[0].pack
        self.classes = len(first.classes)
        self._plain = len(self.members) == 1 and not tta

    def prepare(self, pixels: np.ndarray) -> tuple[torch.Tensor, ...]:
        """Each member's input of work pixels (h, w, c)."""
        return tuple(member.prepare(pixels) for member in self.members)

    def predict(self, inputs: Sequence[tuple[torch.Tensor, ...]]) -> torch.Tensor:
        """Logits (n, k, h, w) of n tiles' inputs: what `decide` takes, tile by tile."""
        batches = [_stacked([given[i] for given in inputs]) for i in range(len(self.members))]
        if self._plain:
            return self.members[0].run(batches[0])
        total, count = torch.zeros(()), 0
        for member, batch in zip(self.members, batches, strict=True):
            for turns, over in _WAYS if self.tta else _WAYS[:1]:
                logits = enlarged(member.run(_turned(batch, turns, over)), member.factor)
                logits = _turned_back(logits, turns, over)
                cold = member.pack.temperature
                total = total + probabilities(logits, self.classes, temperature=cold)
                count += 1
        return as_logits(total / count, self.classes)

    def decide(self, logits: torch.Tensor, kept: tuple[slice, slice]) -> Bytes:
        """(2 or 3, h, w) bytes of the kept (rows, columns) of one tile, from its logits (k, h, w).

        They are class, uncertainty and, if the packs know it, distance.
        """
        first = self.members[0]
        part = LogitsPart(*kept, first.factor if self._plain else 1)
        temperature = first.pack.temperature if self._plain else 1.0
        if logits.device.type != "cpu":
            maps = decide_on_device(logits, self.classes, temperature=temperature, part=part)
        else:
            maps = decide(logits.numpy(), self.classes, temperature=temperature, part=part)
        if self.uncertainty != USUAL:  # that one is computed on the way
            maps[1] = self._unsure(part.of(logits[None]), temperature)
        return maps

    def _unsure(self, logits: torch.Tensor, temperature: float) -> np.ndarray:
        """Bytes (h, w) of the chosen uncertainty, from logits (1, k, h, w)."""
        shares = probabilities(logits.float(), self.classes, temperature=temperature)
        found = UNCERTAINTIES[self.uncertainty].of(shares[0, : self.classes])
        return (found.clamp(0, 1) * 255 + 0.5).to(torch.uint8).cpu().numpy()

    def kept(self, logits: torch.Tensor, kept: tuple[slice, slice]) -> torch.Tensor:
        """Logits (k, h, w) float32 of the kept (rows, columns) of one tile, from all of its own."""
        factor = self.members[0].factor if self._plain else 1
        return LogitsPart(*kept, factor).of(logits[None])[0].float().cpu()

    def fitting_batch(self, sample: Sequence[tuple[torch.Tensor, ...]]) -> int:
        """How many tiles fit in memory at once; one on a CPU, which a single tile keeps busy."""
        if self.device.type != "cuda":
            return 1
        torch.cuda.reset_peak_memory_stats(self.device)
        before = torch.cuda.memory_allocated(self.device)
        self.predict(sample)
        each = max(torch.cuda.max_memory_allocated(self.device) - before, 1)
        torch.cuda.empty_cache()
        free, _ = torch.cuda.mem_get_info(self.device)
        return max(1, min(_MOST_TILES, int(_SHARE * free / each)))


def _stacked(inputs: Sequence[torch.Tensor]) -> torch.Tensor:
    return inputs[0] if len(inputs) == 1 else torch.cat(list(inputs))


def _turned(batch: torch.Tensor, turns: int, over: bool) -> torch.Tensor:
    if over:
        batch = batch.flip(-1)
    return torch.rot90(batch, turns, (-2, -1)) if turns else batch


def _turned_back(batch: torch.Tensor, turns: int, over: bool) -> torch.Tensor:
    if turns:
        batch = torch.rot90(batch, -turns, (-2, -1))
    return batch.flip(-1) if over else batch


def set_up(
    packs: Sequence[Pack], view: WorkView, settings: PackSettings, run: dict[str, Any]
) -> tuple[Ensemble, dict[str, Any]]:
    """The ensemble for a scan, and what to note about how it runs.

    `run` is what an earlier part of the same run noted: its device and runtime are kept where they
    are here and no others are asked for, so that its bytes are those of a run in one piece. Raises
    `PackError` or `ProtocolError`.
    """
    device = _device(settings, run)
    overview = view.overview(_OVERVIEW)
    members, chosen, noted = [], [], list(run.get("runtimes", []))
    for number, pack in enumerate(packs):
        try:
            limits = pack.normalisation.limits(overview, view.scan.grey_range)
            pack.normalisation.apply(overview[:1, :1], limits)
        except ValueError as error:
            raise PackError(f"{pack.name} does not fit {view.scan.path.name}: {error}") from error
        network, factor = not_enlarged(pack.network())
        probe = Probe(network, pack.sha256, len(pack.classes), device, settings.precision)
        runtime = settings.runtime
        if runtime == "auto":
            earlier = noted[number] if number < len(noted) and run["device"] == device.type else ""
            known = earlier in probe.runtimes
            runtime = earlier if known else probe.fastest(_sample(pack, view, limits))
        chosen.append(runtime)
        members.append(Member(pack, probe.build(runtime), factor, limits))
    facts = {
        "runtimes": chosen,
        "device": device.type,
        "device_name": device_name(device),
        "computer": computer(),
    }
    return Ensemble(members, device, tta=settings.tta, uncertainty=settings.uncertainty), facts


def _device(settings: PackSettings, run: dict[str, Any]) -> torch.device:
    if settings.device == "auto" and run.get("device"):
        with suppress(PackError):  # another computer may lack it
            return choose_device(run["device"])
    return choose_device(settings.device)


def computer() -> dict[str, str]:
    """What else than device and runtime the last bits of a network's answer may hang on."""
    return {"processor": processor_name(), "torch": torch.__version__, **_openvino()}


def _openvino() -> dict[str, str]:
    with suppress(PackageNotFoundError):
        return {"openvino": version("openvino")}
    return {}


def described(run: Mapping[str, Any]) -> str:
    """Where tiles were computed, in words, from what was noted then."""
    facts = [", ".join(run.get("runtimes", ())), str(run.get("device_name", ""))]
    facts += [f"{name} {value}" for name, value in dict(run.get("computer", {})).items()]
    return ", ".join(fact for fact in facts if fact)


def not_enlarged(network: nn.Module) -> tuple[nn.Module, int]:
    """A network without its last step, if that is to enlarge the answer, and by how much."""
    if isinstance(network, Reduced):
        return nn.Sequential(nn.AvgPool2d(network.factor), network.inner).eval(), network.factor
    return network, 1


def device_name(device: torch.device) -> str:
    """What to call the device in a report."""
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    return f"{device.type}, {torch.get_num_threads()} threads"


def _sample(pack: Pack, view: WorkView, limits: tuple[float, float]) -> torch.Tensor:
    """Four windows of the scan that hold most, side by side: plain background flatters."""
    pieces = []
    for box in spread_windows(view.width, view.height):
        square = Box(box.left, box.top, box.left + _SAMPLE, box.top + _SAMPLE)
        pieces.append(pack.normalisation.apply(view.read(square), limits))
    pieces.sort(key=lambda piece: -float(piece.std()))
    four = [pieces[i % len(pieces)] for i in range(4)]
    mosaic = np.vstack([np.hstack(four[:2]), np.hstack(four[2:])])
    side = max(1, mosaic.shape[0] // pack.stride) * pack.stride
    return torch.from_numpy(np.ascontiguousarray(mosaic[:side, :side])).permute(2, 0, 1)[None]
