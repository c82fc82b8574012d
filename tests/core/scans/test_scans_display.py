"""How scans of every depth become pictures."""

import numpy as np
import pytest

from graticule.scans import ArrayScan, Display, Tone


def ramp(dtype, channels: int = 1) -> ArrayScan:
    top = 255 if dtype == np.uint8 else 60000
    values = np.linspace(0, top, 256).astype(dtype).reshape(16, 16, 1)
    return ArrayScan(np.concatenate([np.roll(values, 16 * i, 0) for i in range(channels)], axis=2))


def test_eight_bits_are_shown_as_they_are():
    scan = ramp(np.uint8)
    pixels = scan.read(scan.box)
    assert (Display(scan).rgb(pixels) == pixels).all()


@pytest.mark.parametrize("dtype", [np.uint16, np.int32, np.float32])
def test_other_depths_are_stretched_from_black_to_white(dtype):
    scan = ramp(dtype)
    shown = Display(scan).rgb(scan.read(scan.box))
    assert shown.min() == 0
    assert shown.max() == 255
    assert (np.diff(shown[..., 0].ravel().astype(int)) >= 0).all()


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_tone_is_the_same_curve_at_every_depth(dtype):
    scan = ramp(dtype)
    tone = Tone(brightness=0.1, contrast=1.5, gamma=2.0)
    plain = Display(scan).rgb(scan.read(scan.box))[..., 0] / 255
    shown = Display(scan).rgb(scan.read(scan.box), tone)[..., 0] / 255
    assert shown == pytest.approx(tone.curve(plain), abs=0.02)
    assert tone.curve(np.array([0.5])) == pytest.approx(0.6**0.5)


def test_one_channel_alone_is_grey_and_a_missing_colour_is_black():
    scan = ramp(np.uint8, 3)
    pixels = scan.read(scan.box)
    green = Display(scan).rgb(pixels, Tone(channels=(1,)))
    assert (green == pixels[..., 1:2]).all()
    two = Display(scan).rgb(pixels, Tone(channels=(0, 2)))
    assert (two[..., 1] == 0).all()
    assert (two[..., 2] == pixels[..., 2]).all()


def test_channels_without_colours_keep_their_tints():
    scan = ramp(np.uint16, 5)
    pixels = scan.read(scan.box)
    blue = Display(scan).rgb(pixels, Tone(channels=(1, 2)))
    assert (blue[..., 0] == 0).all()
    assert blue[..., 2].max() == 255


def test_what_is_no_number_is_black():
    values = np.linspace(1, 2, 64, dtype=np.float32).reshape(8, 8)
    values[0, 0] = np.nan
    scan = ArrayScan(values)
    assert (Display(scan).rgb(scan.read(scan.box))[0, 0] == 0).all()


@pytest.mark.parametrize("wrong", [{"gamma": 0.0}, {"contrast": -1.0}])
def test_impossible_tones_are_refused(wrong):
    with pytest.raises(ValueError, match="impossible"):
        Tone(**wrong)
