"""Which runtime is the fastest for this network on this machine, tried once and remembered."""

import hashlib
import json
import logging
import os
import platform
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import msgspec
import platformdirs
import torch
from torch import nn

from graticule.errors import GraticuleError, ProtocolError
from graticule.files import atomic
from graticule.precision import Precision
from graticule.segment.runtimes import RUNTIMES, Runtime, available

logger = logging.getLogger(__name__)
# How far a runtime's probabilities may be from plain float32's: in an exact run any of them, in a
# fast one their mean. On micrographs, tapes and filters those of 32 bits differ by up to 2e-5 in
# any, those of 16 bits by up to 0.7 in any and 0.02 in the mean. What is beyond is broken.
LIMITS: dict[Precision, float] = {"exact": 1e-3, "fast": 0.05}
_REPEATS = 3
_LARGEST_MEMORY = 1 << 20  # bytes


@dataclass(frozen=True, slots=True)
class Trial:
    """How a runtime did: seconds for the sample, and how far from plain float32.

    `largest` and `mean` are of all pixels' and classes' differences of probability.
    """

    seconds: float
    largest: float
    mean: float

    def agrees(self, precision: Precision) -> bool:
        """Whether it may be used; what is no number does not agree."""
        return (self.largest if precision == "exact" else self.mean) <= LIMITS[precision]


@dataclass(frozen=True, slots=True)
class Probe:
    """A network to be run: `sha256` names its weights, the first `classes` logits its classes."""

    network: nn.Module
    sha256: str
    classes: int
    device: torch.device
    precision: Precision = "exact"

    @property
    def runtimes(self) -> tuple[str, ...]:
        """Names of those that may be used here, plain float32 first."""
        return available(self.device, self.precision)

    def build(self, runtime: str) -> Runtime:
        """The network ready to run; `ProtocolError` if there is no such runtime here."""
        if runtime not in RUNTIMES:
            raise ProtocolError(f"no runtime {runtime!r}; there are auto, {', '.join(RUNTIMES)}")
        if runtime not in self.runtimes:
            told = f"does not work on this {self.device.type}"
            if runtime in available(self.device, "fast"):
                told = "rounds to 16 bits, which an exact run does not: set the precision to fast"
            there = ", ".join(self.runtimes)
            raise ProtocolError(f"the runtime {runtime!r} {told}; there are auto, {there}")
        return RUNTIMES[runtime](self.network, self.device, self.sha256)

    def fastest(self, sample: torch.Tensor, *, memory: Path | None = None) -> str:
        """The fastest runtime that agrees with float32 on `sample` (n, c, h, w).

        Remembered per machine, network and precision in a file of the user's cache.
        """
        memory = memory or _memory_path()
        key = f"{machine_fingerprint(self.device)}:{self.sha256}:{self.precision}"
        remembered = _recall(memory)
        trials = _as_trials(remembered.get(key))
        if not any(trial.agrees(self.precision) for trial in trials.values()):
            trials = self.trials(sample)
            _remember(memory, remembered | {key: {n: asdict(t) for n, t in trials.items()}})
        return best(trials, self.precision)

    def trials(self, sample: torch.Tensor) -> dict[str, Trial]:
        """Try every runtime that may be used here on `sample`; one that fails is left out."""
        trials: dict[str, Trial] = {}
        expected = None
        for name in self.runtimes:
            try:
                run = self.build(name)
                found = self._probabilities(run, sample)  # sets it up, too
                seconds = min(self._seconds(run, sample) for _ in range(_REPEATS))
            except (RuntimeError, ImportError) as error:  # what torch and OpenVINO raise
                if expected is None:
                    raise GraticuleError(f"the network cannot be run here: {error}") from error
                logger.warning("runtime %s is left out: %s", name, error)
                continue
            if expected is None:  # agrees with itself, even where a network gives no numbers
                expected, apart = found, torch.zeros(1)
            else:
                apart = (found - expected).abs()
            trials[name] = Trial(seconds, float(apart.max()), float(apart.mean()))
            logger.info("runtime %s: %s", name, trials[name])
        return trials

    def _probabilities(self, run: Runtime, sample: torch.Tensor) -> torch.Tensor:
        return torch.softmax(run(sample)[:, : self.classes], dim=1).cpu()

    def _seconds(self, run: Runtime, sample: torch.Tensor) -> float:
        start = time.perf_counter()
        run(sample)[0, 0, 0, 0].item()  # waits for a GPU
        return time.perf_counter() - start


def best(trials: dict[str, Trial], precision: Precision) -> str:
    """The fastest of those that agree; float32, the first, always agrees with itself."""
    agreeing = [name for name, trial in trials.items() if trial.agrees(precision)]
    return min(agreeing, key=lambda name: trials[name].seconds)


def machine_fingerprint(device: torch.device) -> str:
    """Names processor, device, threads and library versions: what a trial's outcome hangs on."""
    facts = [platform.machine(), _processor(), str(torch.get_num_threads())]
    if device.type == "cuda":
        facts.append(torch.cuda.get_device_name(device))
    facts.append(device.type)
    for package in ("torch", "openvino"):
        with suppress(PackageNotFoundError):
            facts.append(f"{package} {version(package)}")
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()[:16]


def _processor() -> str:
    """The processor's name and abilities, as far as the system tells them."""
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        wanted = ("model name", "flags")
        lines = cpuinfo.read_text(errors="replace").splitlines()
        return "\n".join(sorted({line for line in lines if line.startswith(wanted)}))
    return platform.processor() or os.environ.get("PROCESSOR_IDENTIFIER", "")


def processor_name() -> str:
    """What the processor is called; "" where the system does not tell."""
    for line in _processor().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or os.environ.get("PROCESSOR_IDENTIFIER", "")


def _memory_path() -> Path:
    return Path(platformdirs.user_cache_dir("graticule", appauthor=False)) / "runtimes.json"


def _recall(memory: Path) -> dict[str, Any]:
    with suppress(OSError, ValueError):
        if memory.stat().st_size <= _LARGEST_MEMORY:
            found = json.loads(memory.read_text(encoding="utf-8"))
            return found if isinstance(found, dict) else {}
    return {}


def _as_trials(found: Any) -> dict[str, Trial]:
    """What was remembered; nothing if it is damaged."""
    try:
        return msgspec.convert(found, dict[str, Trial])
    except msgspec.ValidationError:
        return {}


def _remember(memory: Path, trials: dict[str, Any]) -> None:
    """Keep the newest hundred; a cache that cannot be written is only asked again."""
    newest = dict(list(trials.items())[-100:])
    with suppress(GraticuleError), atomic(memory) as path:
        path.write_text(json.dumps(newest, indent=1), encoding="utf-8")
