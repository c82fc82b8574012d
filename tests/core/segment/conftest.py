"""A small network in a pack, and pictures for it."""

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from graticule.classes import BACKGROUND, ClassInfo
from graticule.models import Architecture, Normalisation, Pack, receptive_field
from graticule.scans import GreyRange


class SmallNet(nn.Module):
    """Two strides of 2 down and up again: seams, alignment and turns matter to it."""

    def __init__(self, channels: int, outputs: int) -> None:
        super().__init__()
        self.down1 = nn.Conv2d(channels, 8, 3, stride=2, padding=1)
        self.down2 = nn.Conv2d(8, 16, 3, stride=2, padding=1)
        self.middle = nn.Conv2d(16, 16, 3, padding=1)
        self.up = nn.Conv2d(24, 12, 3, padding=1)
        self.head = nn.Conv2d(12, outputs, 3, padding=1)

    def forward(self, pixels):
        fine = torch.relu(self.down1(pixels))
        coarse = torch.relu(self.middle(torch.relu(self.down2(fine))))
        coarse = nn.functional.interpolate(coarse, scale_factor=2.0)
        merged = torch.relu(self.up(torch.cat([fine, coarse], dim=1)))
        return self.head(nn.functional.interpolate(merged, scale_factor=2.0)) * 8


class SmallPack(Pack, frozen=True, kw_only=True):
    """A pack whose network is made on the spot."""

    seed: int = 0

    @property
    def stride(self) -> int:
        return 4

    def network(self) -> nn.Module:
        torch.manual_seed(self.seed)
        return SmallNet(self.architecture.in_channels, self.outputs).eval()


def small_pack(*, seed=0, channels=3, classes=3, distance=False, **fields) -> SmallPack:
    infos = (BACKGROUND, *(ClassInfo(f"c{i}", (i, i, i)) for i in range(1, classes)))
    return SmallPack(
        title="Small",
        classes=infos,
        architecture=Architecture("Unet", "resnet18", channels),
        distance=distance,
        normalisation=Normalisation(mean=(0.5,) * channels, sd=(0.2,) * channels),
        path=Path("small"),
        sha256=f"{seed:064x}",
        seed=seed,
        **fields,
    )


def whole_logits(pack: Pack, picture: np.ndarray, margin: int) -> torch.Tensor:
    """Logits (k, h, w) of a picture in one piece, mirrored `margin` px around."""
    height, width = picture.shape[:2]
    more = [-size % pack.stride for size in (height, width)]
    padded = np.pad(
        picture,
        ((margin, margin + more[0]), (margin, margin + more[1]), (0, 0)),
        mode="reflect",
    )
    limits = pack.normalisation.limits(picture, GreyRange.of_type(picture.dtype))
    values = torch.from_numpy(pack.normalisation.apply(padded, limits)).permute(2, 0, 1)[None]
    with torch.inference_mode():
        logits = pack.network()(values.contiguous())[0]
    return logits[:, margin : margin + height, margin : margin + width]


@pytest.fixture
def pack():
    found = small_pack(distance=True)
    reach = receptive_field(found.network(), 3, 4)
    assert reach is not None
    assert 8 <= max(reach) <= 24
    return small_pack(distance=True, receptive_field=reach, margin=8, temperature=1.5)


@pytest.fixture
def picture():
    """(150, 230, 3) uint8: pale, with dark and coloured spots in its left two thirds."""
    rng = np.random.default_rng(7)
    height, width = 150, 230
    y, x = np.mgrid[:height, :width]
    colours = np.full((height, width, 3), (220, 215, 210), float)
    for _ in range(25):
        cy, cx = rng.integers(0, height), rng.integers(0, 140)
        inside = (y - cy) ** 2 + (x - cx) ** 2 < rng.integers(3, 12) ** 2
        colours[inside] = rng.integers(20, 180, 3)
    noise = rng.normal(0, 2, colours.shape)
    return (colours + noise).clip(0, 255).astype(np.uint8)


@pytest.fixture(autouse=True)
def private_cache(tmp_path_factory, monkeypatch):
    """Nothing that a test finds out is remembered on the machine."""
    folder = tmp_path_factory.mktemp("cache")
    monkeypatch.setattr("platformdirs.user_cache_dir", lambda *_, **__: str(folder))
    return folder


@pytest.fixture
def make_pack():
    return small_pack


@pytest.fixture
def in_one_piece():
    return whole_logits
