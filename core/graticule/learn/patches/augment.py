"""What microscopes and cameras vary: light, contrast, focus, noise, compression."""

from io import BytesIO
from typing import Annotated

import msgspec
import numpy as np
import torch
from PIL import Image
from scipy import ndimage
from torch import Tensor

from graticule.models.inputs import Normalisation

Share = Annotated[float, msgspec.Meta(ge=0, le=1)]


class Augmentation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How likely each change is (0..1), and how far it goes at most.

    `light` and `noise` are told in units of the range from the lowest to the highest intensity,
    `blur` in px of the network's grid.
    """

    light: float = 0.15
    contrast: float = 1.4
    gamma: float = 1.6
    shading: Share = 0.25
    invert: Share = 0.25
    blur_share: Share = 0.25
    blur: float = 1.3
    noise_share: Share = 0.4
    noise: float = 0.08
    jpeg_share: Share = 0.15
    jpeg: tuple[int, int] = (30, 90)


def augment(
    pixels: Tensor,
    how: Augmentation,
    rng: np.random.Generator,
    normalisation: Normalisation | None = None,
) -> Tensor:
    """Normalised pixels (n, c, p, p), each patch changed in its own way.

    Without a `normalisation` the pixels' range is −1..1.
    """
    mean, sd = _statistics(pixels.shape[1], normalisation)
    out = np.empty(pixels.shape, np.float32)
    for changed, patch in zip(out, pixels.numpy(), strict=True):
        changed[:] = (_one(patch * sd + mean, how, rng) - mean) / sd
    return torch.from_numpy(out)


def _statistics(channels: int, normalisation: Normalisation | None) -> list[np.ndarray]:
    """Mean and sd of each channel, (c, 1, 1) float32: with them intensities are on 0..1 again."""
    parts = (normalisation.mean, normalisation.sd) if normalisation else ([0.5] * channels,) * 2
    return [np.array(part, np.float32)[:, None, None] for part in parts]


def _one(x: np.ndarray, how: Augmentation, rng: np.random.Generator) -> np.ndarray:
    if rng.random() < how.blur_share:
        sigma = rng.uniform(0.2, how.blur)
        x = ndimage.gaussian_filter(x, (0, sigma, sigma), mode="nearest", truncate=2.5)
    x = _curve(x, how, rng)
    if rng.random() < how.invert:
        x = 1 - x
    if rng.random() < how.shading:
        x = x + _shading(x.shape[1:], rng) * rng.uniform(0, 0.3)
    if rng.random() < how.noise_share:
        grain = rng.standard_normal(x.shape, np.float32)
        if rng.random() < 0.5:  # coarser grain: noise from before the image was enlarged
            grain = ndimage.uniform_filter(grain, 2, mode="nearest", axes=(1, 2)) * 2
        x = x + grain * np.float32(rng.uniform(0, how.noise))
    if rng.random() < how.jpeg_share:
        x = _compressed(x, int(rng.integers(*how.jpeg)))
    return x


def _curve(x: np.ndarray, how: Augmentation, rng: np.random.Generator) -> np.ndarray:
    """Gamma about the ends, then contrast about the patch's mean, then light."""
    gamma = np.exp(rng.uniform(-1, 1) * np.log(how.gamma))
    x = np.sign(x) * np.abs(x) ** np.float32(gamma)
    mean = x.mean()
    gain = np.exp(rng.uniform(-1, 1) * np.log(how.contrast))
    return (x - mean) * np.float32(gain) + np.float32(mean + rng.uniform(-how.light, how.light))


def _shading(shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
    """A smooth gradient over the patch, −1..1: (h, w)."""
    y = np.linspace(-1, 1, shape[0], dtype=np.float32)[:, None]
    x = np.linspace(-1, 1, shape[1], dtype=np.float32)[None, :]
    a, b, c = rng.uniform(-1, 1, 3).astype(np.float32)
    field = a * x + b * y + c * (x * x + y * y - 1)
    return field / max(float(np.abs(field).max()), 1e-3)


def _compressed(x: np.ndarray, quality: int) -> np.ndarray:
    """Each channel through JPEG and back; blocks are 8 px on the network's grid."""
    out = np.empty_like(x)
    for channel, plane in enumerate(x):
        buffer = BytesIO()
        Image.fromarray((plane.clip(0, 1) * 255).astype(np.uint8)).save(
            buffer, "JPEG", quality=quality
        )
        out[channel] = np.asarray(Image.open(buffer), np.float32) / 255
    return out
