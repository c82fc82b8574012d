"""Other stains, lamps and cameras: saturation, hue, and the gain of each channel."""

import numpy as np

# Rec. 601's weights of red, green and blue, as cameras and JPEG know grey.
_LUMINANCE = np.array([0.299, 0.587, 0.114], np.float64)
_AXIS = np.ones(3) / np.sqrt(3)  # of grey, in the space of red, green and blue


def recoloured(
    x: np.ndarray, saturation: float | None, hue: float, rng: np.random.Generator
) -> np.ndarray:
    """Red, green and blue (3, p, p) with a saturation of 1 ± `saturation`; None takes it away.

    The hue is turned by up to `hue` turns each way about the axis of greys, which leaves grey as
    it is.
    """
    factor = 0.0 if saturation is None else 1 + rng.uniform(-saturation, saturation)
    angle = 2 * np.pi * rng.uniform(-hue, hue)
    matrix = _saturated(factor) @ _turned(angle)
    red, green, blue = x
    # not by matrix multiplication, whose library would start threads of its own
    return np.stack([a * red + b * green + c * blue for a, b, c in matrix.astype(np.float32)])


def cast(x: np.ndarray, most: float, rng: np.random.Generator) -> np.ndarray:
    """Each channel of (c, p, p) times its own gain, from 1 / √`most` to √`most`."""
    gains = np.exp(rng.uniform(-0.5, 0.5, len(x)) * np.log(most)).astype(np.float32)
    return x * gains[:, None, None]


def _saturated(factor: float) -> np.ndarray:
    return factor * np.eye(3) + (1 - factor) * np.tile(_LUMINANCE, (3, 1))


def _turned(angle: float) -> np.ndarray:
    """Rodrigues' rotation about the axis of greys."""
    a, b, c = _AXIS
    cross = np.array([[0, -c, b], [c, 0, -a], [-b, a, 0]])
    return np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross
