"""How patches lie in a scan: their size, zoom, turn and mirroring, and where they are taken."""

from typing import Annotated, Literal

import msgspec
import numpy as np

Positive = Annotated[float, msgspec.Meta(gt=0)]
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
Places = Literal["anywhere", "foreground", "grid", "targets"]

_UPRIGHT_TURN = np.pi / 18


class View(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How patches are taken: `size` px of the network's grid.

    `zoom` is the range of random magnification, `stretch` the largest ratio of the two axes,
    `turn` the share of patches at any angle; the others are at a quarter turn. `upright` patches
    keep what is up (layers of a coating): mirrored left to right, turned by 10° at most. Without
    `mirror` and `turn`, upright patches lie as in the scan.

    `places` says where they are taken:
    "anywhere", each image once per round;
    "foreground", evenly from what the triangle threshold finds (Rijpkema et al. 2026, 2.6);
    "grid", side by side over all images, each place once per round (their comparison);
    "targets", windows at every `step` px that hold at least one pixel of a class, and `empty`
    windows without any for each of those (Baek et al., 4.2).

    `balance` is the share of patches that show a class drawn evenly from those in the images,
    in an image drawn evenly from those that hold it.
    """

    size: Annotated[int, msgspec.Meta(ge=32, multiple_of=32)] = 256
    zoom: tuple[Positive, Positive] = (0.5, 2.0)
    stretch: Annotated[float, msgspec.Meta(ge=1)] = 1.15
    turn: Share = 0.5
    upright: bool = False
    mirror: bool = True
    places: Places = "anywhere"
    step: Annotated[int, msgspec.Meta(ge=1)] = 30
    empty: Share = 0.05
    balance: Share = 0.0

    def __post_init__(self) -> None:
        if self.zoom[0] > self.zoom[1]:
            raise ValueError("zoom must be the smaller magnification, then the larger")


def random_matrix(view: View, rng: np.random.Generator) -> np.ndarray:
    """A turn, a mirror, a zoom and a slight stretch: (2, 2), patch px to px of the grid."""
    zoom = np.exp(rng.uniform(*np.log(view.zoom)))
    stretch = np.exp(rng.uniform(-0.5, 0.5) * np.log(view.stretch))
    quarter = rng.integers(4)
    angle = 0.0 if view.upright else quarter * np.pi / 2
    if rng.random() < view.turn:
        most = _UPRIGHT_TURN if view.upright else np.pi / 4
        angle += rng.uniform(-most, most)
    mirror = np.diag([rng.choice([-1.0, 1.0]) if view.mirror else 1.0, 1.0])
    cos, sin = np.cos(angle), np.sin(angle)
    turn = np.array([[cos, -sin], [sin, cos]])
    return turn @ np.diag([stretch, 1 / stretch]) @ mirror / zoom


def reach(matrix: np.ndarray, size: int) -> np.ndarray:
    """How far (x, y) a patch of `size` px reaches from its centre, in px of the grid."""
    return np.abs(matrix).sum(axis=1) * size / 2
