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

import platformdirs
import torch
from torch import nn

from graticule.errors import GraticuleError, ProtocolError
from graticule.files import atomic
from graticule.segment.runtimes import RUNTIMES, Runtime, available

logger = logging.getLogger(__name__)
AGREEMENT = 1e-4  # share of pixels whose class may differ from plain float32
_REPEATS = 3
_LARGEST_MEMORY = 1 << 20  # bytes


@dataclass(frozen=True, slots=True)
class Trial:
    """How a runtime did: seconds for the sample, and the share of pixels in another class."""

    seconds: float
    disagreement: float


@dataclass(frozen=True, slots=True)
class Probe:
    """A network to be run: `sha256` names its weights, the first `classes` logits its classes."""

    network: nn.Module
    sha256: str
    classes: int
    device: torch.device

    def build(self, runtime: str) -> Runtime:
        """The network ready to run; `ProtocolError` if there is no such runtime here."""
        if runtime not in RUNTIMES:
            raise ProtocolError(f"no runtime {runtime!r}; there are auto, {', '.join(RUNTIMES)}")
        if runtime not in available(self.device):
            raise ProtocolError(
                f"the runtime {runtime!r} does not work on this {self.device.type}; "
                f"there are auto, {', '.join(available(self.device))}"
            )
        return RUNTIMES[runtime](self.network, self.device, self.sha256)

    def fastest(self, sample: torch.Tensor, *, memory: Path | None = None) -> str:
        """The fastest runtime that agrees with float32 on `sample` (n, c, h, w).

        Remembered per machine and network in a file of the user's cache.
        """
        memory = memory or _memory_path()
        key = f"{machine_fingerprint(self.device)}:{self.sha256}"
        remembered = _recall(memory)
        trials = _as_trials(remembered.get(key))
        if trials is None:
            trials = self.trials(sample)
            _remember(memory, remembered | {key: {n: asdict(t) for n, t in trials.items()}})
        return best(trials)

    def trials(self, sample: torch.Tensor) -> dict[str, Trial]:
        """Run every runtime of this device on `sample`; one that fails is left out."""
        found: dict[str, Trial] = {}
        expected = None
        for name in available(self.device):
            try:
                run = self.build(name)
                classes = self._classes(run, sample)  # sets it up, too
                seconds = min(self._seconds(run, sample) for _ in range(_REPEATS))
            except (RuntimeError, ImportError) as error:  # what torch and OpenVINO raise
                if expected is None:
                    raise GraticuleError(f"the network cannot be run here: {error}") from error
                logger.warning("runtime %s is left out: %s", name, error)
                continue
            if expected is None:
                expected = classes
            found[name] = Trial(seconds, float((classes != expected).double().mean()))
            logger.info("runtime %s: %s", name, found[name])
        return found

    def _classes(self, run: Runtime, sample: torch.Tensor) -> torch.Tensor:
        return run(sample)[:, : self.classes].argmax(dim=1).cpu()

    def _seconds(self, run: Runtime, sample: torch.Tensor) -> float:
        start = time.perf_counter()
        run(sample)[0, 0, 0, 0].item()  # waits for a GPU
        return time.perf_counter() - start


def best(trials: dict[str, Trial]) -> str:
    """The fastest of those that agree; float32, the first, always agrees with itself."""
    agreeing = [name for name, trial in trials.items() if trial.disagreement <= AGREEMENT]
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


def _memory_path() -> Path:
    return Path(platformdirs.user_cache_dir("graticule", appauthor=False)) / "runtimes.json"


def _recall(memory: Path) -> dict[str, Any]:
    with suppress(OSError, ValueError):
        if memory.stat().st_size <= _LARGEST_MEMORY:
            found = json.loads(memory.read_text(encoding="utf-8"))
            return found if isinstance(found, dict) else {}
    return {}


def _as_trials(found: Any) -> dict[str, Trial] | None:
    try:
        trials = {
            str(n): Trial(float(t["seconds"]), float(t["disagreement"])) for n, t in found.items()
        }
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
    return trials if any(t.disagreement <= AGREEMENT for t in trials.values()) else None


def _remember(memory: Path, trials: dict[str, Any]) -> None:
    """Keep the newest hundred; a cache that cannot be written is only asked again."""
    newest = dict(list(trials.items())[-100:])
    with suppress(GraticuleError), atomic(memory) as path:
        path.write_text(json.dumps(newest, indent=1), encoding="utf-8")
