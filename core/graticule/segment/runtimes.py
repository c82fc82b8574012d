"""Ways to run a network. All take float32 pixels and give float32 logits.

Which is the fastest depends on the processor: bfloat16 is several times faster than float32
where the instructions exist, and several times slower where they do not. So nothing is assumed
here; `graticule.segment.probe` tries them. OpenVINO is the compiled runtime for CPUs: it takes
the network from torch directly (onnxruntime would need an exporter and its format in between),
and its CPU plugin knows both AVX2 and AVX-512 bfloat16.

Those that compute in 32 bits differ by 2e-5 in a probability, so they find the same particles.
Those of 16 bits differ by half and more where something faint is at its threshold.
"""

import copy
import tempfile
import threading
import warnings
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path
from typing import Any

import platformdirs
import torch
from torch import nn

from graticule.precision import Precision

_EXAMPLE = 64  # px a side of what a network is shown to be converted; any shape fits afterwards
_FORM = 2  # of what is converted: 1 was networks with the enlarging of their answer
_KEPT = 8  # converted networks in the user's cache


class TorchRuntime:
    """A network on a torch device, weights and pixels in channels-last order."""

    def __init__(self, network: nn.Module, device: torch.device, dtype: torch.dtype) -> None:
        # Unless told otherwise, cuDNN rounds what float32 convolutions multiply to 19 bits (TF32).
        torch.backends.cudnn.allow_tf32 = False
        network = copy.deepcopy(network).eval().requires_grad_(False)
        self._network = network.to(device).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self._device = device
        self._dtype = dtype

    def __call__(self, pixels: torch.Tensor) -> torch.Tensor:
        """Logits (n, k, h, w) on the device, of pixels (n, c, h, w)."""
        pixels = pixels.to(self._device, memory_format=torch.channels_last, non_blocking=True)
        with torch.inference_mode(), self._cast():
            return self._network(pixels).float()

    def _cast(self) -> AbstractContextManager[Any]:
        if self._dtype == torch.float32:
            return nullcontext()
        return torch.autocast(self._device.type, self._dtype)


class OpenVinoRuntime:
    """A network compiled by OpenVINO for this CPU, once for each shape of pixels."""

    def __init__(self, network: nn.Module, key: str, precision: str) -> None:
        self._network = network
        self._key = key
        self._precision = precision
        self._requests: dict[tuple[int, ...], Any] = {}
        self._lock = threading.Lock()  # an inference request serves one caller at a time

    def __call__(self, pixels: torch.Tensor) -> torch.Tensor:
        """Logits (n, k, h, w) of pixels (n, c, h, w)."""
        shape = tuple(pixels.shape)
        with self._lock:
            if shape not in self._requests:
                self._requests[shape] = self._compile(shape)
            answer = self._requests[shape].infer([pixels.contiguous().numpy()], share_inputs=True)
            return torch.from_numpy(answer[0])

    def _compile(self, shape: tuple[int, ...]) -> Any:
        # Late: OpenVINO takes a moment to import, and does not exist for every machine.
        from graticule.segment.quiet_openvino import openvino

        model = self._converted(shape[1])
        model.reshape(list(shape))
        options = {
            "INFERENCE_PRECISION_HINT": self._precision,
            "PERFORMANCE_HINT": "LATENCY",  # one request that uses every core
            "INFERENCE_NUM_THREADS": torch.get_num_threads(),
        }
        return openvino.Core().compile_model(model, "CPU", options).create_infer_request()

    def _converted(self, channels: int) -> Any:
        """The network in OpenVINO's own form, from the user's cache: converting takes seconds."""
        from graticule.segment.quiet_openvino import openvino  # late: see above

        folder = Path(platformdirs.user_cache_dir("graticule", appauthor=False)) / "openvino"
        path = folder / f"{self._key[:32]}-{_FORM}-{openvino.__version__.split('-')[0]}.xml"
        with suppress(OSError, RuntimeError):  # absent, or damaged
            if path.exists():
                path.touch()
                return openvino.Core().read_model(str(path))
        example = torch.zeros((1, channels, _EXAMPLE, _EXAMPLE))
        with torch.inference_mode(), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that sizes are taken for constant; they are checked
            traced = torch.jit.freeze(torch.jit.trace(self._network, example, check_trace=False))
        model = openvino.convert_model(traced, example_input=example)
        with suppress(OSError):  # without a cache it works as well
            _save(model, path)
        return model


def _save(model: Any, path: Path) -> None:
    """Write a converted network and forget the least used ones, so that the folder stays small."""
    from graticule.segment.quiet_openvino import openvino  # late: see above

    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        openvino.save_model(model, f"{folder}/{path.name}", compress_to_fp16=False)
        # The description last: it is what is looked for.
        for suffix in (".bin", ".xml"):
            (Path(folder) / path.name).with_suffix(suffix).replace(path.with_suffix(suffix))
    by_age = sorted(path.parent.glob("*.xml"), key=lambda p: p.stat().st_mtime, reverse=True)
    for old in by_age[_KEPT:]:
        for suffix in (".xml", ".bin"):
            old.with_suffix(suffix).unlink(missing_ok=True)


Runtime = Callable[[torch.Tensor], torch.Tensor]

# Each takes a network, a device and the hash that names the network's weights.
RUNTIMES: dict[str, Callable[[nn.Module, torch.device, str], Runtime]] = {
    "fp32": lambda network, device, _: TorchRuntime(network, device, torch.float32),
    "bf16": lambda network, device, _: TorchRuntime(network, device, torch.bfloat16),
    "fp16": lambda network, device, _: TorchRuntime(network, device, torch.float16),
    "openvino": lambda network, _, key: OpenVinoRuntime(network, key, "f32"),
    "openvino-bf16": lambda network, _, key: OpenVinoRuntime(network, key, "bf16"),
}
EXACT = ("fp32", "openvino")  # those that compute in 32 bits


def available(device: torch.device, precision: Precision) -> tuple[str, ...]:
    """Names of the runtimes worth trying on a device; the first is what others must agree with.

    An exact run has only those of 32 bits to choose from.
    """
    found = _of_device(device)
    return found if precision == "fast" else tuple(name for name in found if name in EXACT)


def _of_device(device: torch.device) -> tuple[str, ...]:
    if device.type != "cpu":
        return ("fp32", "bf16", "fp16") if device.type != "mps" else ("fp32", "fp16")
    names = ["fp32"]
    if _has_bfloat16():
        names.append("bf16")
    capabilities = _openvino_capabilities()
    names += ["openvino"] if "FP32" in capabilities else []
    names += ["openvino-bf16"] if "BF16" in capabilities else []
    return tuple(names)


def _has_bfloat16() -> bool:
    """Whether the CPU multiplies bfloat16 itself; imitating it is far slower than float32."""
    told = torch.backends.mkldnn.is_available()
    return bool(told and torch.ops.mkldnn._is_mkldnn_bf16_supported())


def _openvino_capabilities() -> tuple[str, ...]:
    try:
        from graticule.segment.quiet_openvino import openvino  # late: see above
    except ImportError:
        return ()
    return tuple(openvino.Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES"))
