"""What microscopes and cameras vary: light, colour, contrast, focus, noise, compression.

How patches are zoomed, turned and mirrored is `View`'s. Together they make what the papers list:
brightness, contrast, saturation, hue, greyscale and blur (BYOL, Grill et al. 2020, appendix B, and
with it Rijpkema et al. 2026; SimCLR in MatSSL), brightness and contrast (ANTEMA), blur, Gaussian
noise, brightness and contrast (Rettenberger 2025, A.5.1).
"""

from io import BytesIO
from typing import Annotated

import msgspec
import numpy as np
import torch
from PIL import Image
from scipy import ndimage
from torch import Tensor

from graticule.learn.patches.recolour import cast, recoloured
from graticule.models.inputs import Normalisation

Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
Ratio = Annotated[float, msgspec.Meta(ge=1)]
Amount = Annotated[float, msgspec.Meta(ge=0)]
Quality = Annotated[int, msgspec.Meta(ge=1, le=100)]

_FINEST = 0.1  # px, the least blur


class Augmentation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How likely each change is (0..1), and how far it goes at most.

    `tone` is how likely `light` (added), `contrast` and `gamma` (ratios) are changed, `recolour`
    how likely `saturation` (share) and `hue` (turns), `grey` how likely colour is lost: these
    three need red, green and blue. `cast` is the largest ratio of one channel's gain, of any
    number of channels. `light` and `noise` are told in units of the range from the lowest to the
    highest intensity, `blur` in px of the network's grid.
    """

    tone: Share = 1.0
    light: Amount = 0.15
    contrast: Ratio = 1.4
    gamma: Ratio = 1.6
    recolour: Share = 0.0
    saturation: Share = 0.2
    hue: Annotated[float, msgspec.Meta(ge=0, le=0.5)] = 0.1
    grey: Share = 0.0
    cast: Ratio = 1.0
    shading: Share = 0.25
    invert: Share = 0.25
    blur_share: Share = 0.25
    blur: Annotated[float, msgspec.Meta(ge=_FINEST)] = 1.3
    noise_share: Share = 0.4
    noise: Amount = 0.08
    jpeg_share: Share = 0.15
    jpeg: tuple[Quality, Quality] = (30, 90)

    def __post_init__(self) -> None:
        if self.jpeg[0] > self.jpeg[1]:
            raise ValueError("jpeg must be the lower quality, then the higher")


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
    """One patch (c, p, p) float32 of intensities on 0..1."""
    if rng.random() < how.blur_share:
        sigma = rng.uniform(min(0.2, how.blur), how.blur)
        x = ndimage.gaussian_filter(x, (0, sigma, sigma), mode="nearest", truncate=2.5)
    if rng.random() < how.tone:
        x = _curve(x, how, rng)
    if len(x) == 3 and rng.random() < how.recolour:
        x = recoloured(x, how.saturation, how.hue, rng)
    if how.cast > 1:
        x = cast(x, how.cast, rng)
    if len(x) == 3 and rng.random() < how.grey:
        x = recoloured(x, None, 0, rng)
    if rng.random() < how.invert:
        x = 1 - x
    if rng.random() < how.shading:
        x = x + _shading(x.shape[1:], rng) * np.float32(rng.uniform(0, 0.3))
    if rng.random() < how.noise_share:
        grain = rng.standard_normal(x.shape, np.float32)
        if rng.random() < 0.5:  # coarser grain: noise from before the image was enlarged
            grain = ndimage.uniform_filter(grain, 2, mode="nearest", axes=(1, 2)) * 2
        x = x + grain * np.float32(rng.uniform(0, how.noise))
    if rng.random() < how.jpeg_share:
        x = _compressed(x, int(rng.integers(*how.jpeg, endpoint=True)))
    return x


def _curve(x: np.ndarray, how: Augmentation, rng: np.random.Generator) -> np.ndarray:
    """Gamma about the ends, then contrast about the patch's mean, then light."""
    gamma = np.exp(rng.uniform(-1, 1) * np.log(how.gamma))
    if gamma != 1:
        x = np.copysign(np.abs(x) ** np.float32(gamma), x)
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
    """Through JPEG and back, in colour or channel by channel; blocks are 8 px of the patch."""
    bytes_ = (x.clip(0, 1) * 255 + 0.5).astype(np.uint8)
    if len(x) == 3:
        return np.moveaxis(_through_jpeg(np.moveaxis(bytes_, 0, 2), quality), 2, 0)
    return np.stack([_through_jpeg(plane, quality) for plane in bytes_])


def _through_jpeg(picture: np.ndarray, quality: int) -> np.ndarray:
    buffer = BytesIO()
    Image.fromarray(np.ascontiguousarray(picture)).save(buffer, "JPEG", quality=quality)
    with Image.open(buffer) as file:
        return np.asarray(file, np.float32) / 255
