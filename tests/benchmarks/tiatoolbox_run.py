"""One run of tiatoolbox's SemanticSegmentor, started by bench_inference.py with its own python.

It takes one argument, a JSON object, and prints another: seconds and peak memory of the run.
"""

import json
import resource
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import torch
from tiatoolbox.models.engine.io_config import IOSegmentorConfig
from tiatoolbox.models.engine.semantic_segmentor import SemanticSegmentor
from tiatoolbox.models.models_abc import ModelABC


class Traced(ModelABC):
    """A traced network as tiatoolbox wants it: pixels of 0..255 in, probabilities out."""

    def __init__(self, order: dict) -> None:
        super().__init__()
        self.network = torch.jit.load(order["network"]).eval()
        self.classes = order["classes"]
        self.register_buffer("mean", torch.tensor(order["mean"]).view(1, -1, 1, 1))
        self.register_buffer("sd", torch.tensor(order["sd"]).view(1, -1, 1, 1))

    def forward(self, pixels: torch.Tensor) -> torch.Tensor:
        """Probabilities (n, classes, h, w) of pixels (n, c, h, w), 0..255."""
        if self.mean.shape[1] == 1:
            pixels = pixels.mean(dim=1, keepdim=True)
        logits = self.network((pixels / 255 - self.mean) / self.sd)
        return torch.softmax(logits[:, : self.classes], dim=1)

    @staticmethod
    def infer_batch(model: torch.nn.Module, batch_data: torch.Tensor, *, device: str) -> np.ndarray:
        """Probabilities (n, h, w, classes) of a batch (n, h, w, c)."""
        pixels = batch_data.to(device, torch.float32).permute(0, 3, 1, 2)
        with torch.inference_mode():
            return model(pixels).permute(0, 2, 3, 1).cpu().numpy()


def main() -> None:
    """Run it on the whole scan, nothing masked out."""
    order = json.loads(sys.argv[1])
    patch, at = order["patch"], [{"units": "mpp", "resolution": order["mpp"]}]
    where = IOSegmentorConfig(
        input_resolutions=at,
        output_resolutions=at,
        save_resolution=at[0],
        patch_input_shape=(patch, patch),
        patch_output_shape=(patch, patch),
        stride_shape=(patch, patch),
    )
    segmentor = SemanticSegmentor(
        Traced(order), batch_size=order["batch"], num_workers=order["workers"], verbose=False
    )
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        segmentor.run(
            [Path(order["scan"])],
            patch_mode=False,
            ioconfig=where,
            save_dir=Path(folder) / "out",
            output_type="zarr",
            auto_get_mask=False,
        )
        seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "peak_mib": peak}))


if __name__ == "__main__":
    main()
