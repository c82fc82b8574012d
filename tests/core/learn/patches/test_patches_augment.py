"""Each change of light, colour, focus and noise does what it says, and nothing else."""

import msgspec
import numpy as np
import pytest
import torch

from graticule.learn.patches import Augmentation, augment
from graticule.models import Normalisation

NONE = Augmentation(tone=0, shading=0, invert=0, blur_share=0, noise_share=0, jpeg_share=0)
IMAGENET = Normalisation((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
CHANGES = {
    "light": {"tone": 1, "light": 0.3, "contrast": 1, "gamma": 1},
    "contrast": {"tone": 1, "light": 0, "contrast": 2, "gamma": 1},
    "gamma": {"tone": 1, "light": 0, "contrast": 1, "gamma": 2},
    "recolour": {"recolour": 1},
    "grey": {"grey": 1},
    "cast": {"cast": 1.5},
    "shading": {"shading": 1},
    "invert": {"invert": 1},
    "blur": {"blur_share": 1, "blur": 2},
    "noise": {"noise_share": 1},
    "jpeg": {"jpeg_share": 1},
}


def patches(channels=3, seed=0, n=4, side=48):
    """Smooth coloured patches, as intensities on 0..1."""
    rng = np.random.default_rng(seed)
    small = rng.random((n, channels, 6, 6), np.float32)
    return torch.nn.functional.interpolate(torch.from_numpy(small), (side, side), mode="bicubic")


def changed(x, seed=1, **how):
    """What a change makes of intensities on 0..1."""
    normal = Normalisation((0.0,) * x.shape[1], (1.0,) * x.shape[1])
    made = msgspec.structs.replace(NONE, **how)
    return augment(x, made, np.random.default_rng(seed), normal)


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("channels", [1, 3, 5])
def test_a_change_changes_and_the_seed_decides(name, channels):
    x = patches(channels)
    one, again = changed(x, **CHANGES[name]), changed(x, **CHANGES[name])
    assert one.dtype == torch.float32
    assert one.shape == x.shape
    assert torch.equal(one, again)
    if channels != 3 and name in ("recolour", "grey"):  # there is no colour to change
        assert torch.allclose(one, x, atol=1e-6)
        return
    assert (one - x).abs().max() > 0.01
    assert not torch.equal(one, changed(x, seed=2, **CHANGES[name])) or name in ("grey", "invert")


def test_nothing_is_changed_where_nothing_is_asked_for():
    x = (patches() - 0.45) / 0.22
    assert torch.allclose(augment(x, NONE, np.random.default_rng(0), IMAGENET), x, atol=1e-5)


def test_grey_stays_grey_and_grey_is_what_remains():
    grey = patches(1).expand(-1, 3, -1, -1)
    assert torch.allclose(changed(grey, recolour=1, hue=0.5), grey, atol=1e-5)
    found = changed(patches(), grey=1)
    assert torch.allclose(found[:, 0], found[:, 1], atol=1e-5)
    weights = torch.tensor([0.299, 0.587, 0.114]).view(1, 3, 1, 1)
    assert torch.allclose(found[:, 0], (patches() * weights).sum(dim=1), atol=1e-5)


def test_light_is_added_and_contrast_is_about_the_mean():
    x = patches()
    shift = changed(x, **CHANGES["light"]) - x
    for patch in shift:
        assert patch.std() < 1e-5
        assert abs(float(patch.mean())) <= 0.3
    found = changed(x, **CHANGES["contrast"])
    assert torch.allclose(found.mean(dim=(1, 2, 3)), x.mean(dim=(1, 2, 3)), atol=1e-5)
    ratio = found.std(dim=(1, 2, 3)) / x.std(dim=(1, 2, 3))
    assert (ratio >= 0.5).all()
    assert (ratio <= 2).all()


def test_a_cast_is_one_gain_for_each_channel():
    x = patches() + 1
    gains = changed(x, cast=1.5) / x
    assert float(gains.std(dim=(2, 3)).max()) < 1e-5
    assert float(gains.max() / gains.min()) < 1.5 * (1 + 1e-5)
    assert float(gains.std(dim=1).min()) > 0.001


def test_inverted_is_inverted_whatever_the_normalisation():
    x = (patches() - 0.45) / 0.22
    how = msgspec.structs.replace(NONE, invert=1)
    found = augment(x, how, np.random.default_rng(0), IMAGENET)
    mean, sd = (torch.tensor(part).view(1, 3, 1, 1) for part in (IMAGENET.mean, IMAGENET.sd))
    assert torch.allclose(found * sd + mean, 1 - (x * sd + mean), atol=1e-5)


def test_blur_takes_detail_and_noise_adds_it():
    x = torch.rand(4, 3, 48, 48, generator=torch.Generator().manual_seed(0))
    assert changed(x, blur_share=1, blur=2).std() < 0.9 * x.std()
    flat = torch.full((40, 1, 32, 32), 0.5)
    grain = changed(flat, noise_share=1, noise=0.08).std(dim=(1, 2, 3))
    assert float(grain.max()) < 0.09
    assert float(grain.max()) > 0.05


@pytest.mark.parametrize(
    "wrong", [{"contrast": 0.5}, {"blur": 0.0}, {"jpeg": (90, 30)}, {"jpeg": (0, 50)}, {"hue": 2}]
)
def test_settings_that_make_no_sense_are_refused(wrong):
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(wrong, Augmentation)
