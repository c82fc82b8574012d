"""Load the pixel loops before a picture needs them."""

from functools import cache

import numpy as np

from graticule_app.view import kernels

_SIDE = 32  # px


@cache
def warm() -> None:
    """Run every loop once on a few px, of the types that drawing uses.

    The first call of each loads it, or compiles it in a new installation, and holds the interpreter
    meanwhile: when the first particles came, the window stood still for a tenth of a second.
    """
    picture = np.zeros((_SIDE, _SIDE), np.uint32)
    table = np.zeros((256, 4), np.uint8)
    values = np.zeros((_SIDE, _SIDE), np.uint8)
    labels = np.zeros((_SIDE, _SIDE), np.uint32)
    found, share = np.zeros((2, _SIDE // 2, _SIDE // 2), np.uint8)
    half, half_share = np.zeros((2, _SIDE // 4, _SIDE // 4), np.uint8)
    places = np.arange(_SIDE + 2) - 1
    inner = places[1:-1]
    kernels.to_picture(np.zeros((_SIDE, _SIDE, 3), np.uint8), np.uint32(256), picture)
    kernels.blend(picture, values, inner, inner, table)
    kernels.blend_share(picture, values, values, inner, inner, table)
    kernels.edge_lines(picture, labels, values, places[:], places[:], table)
    kernels.class_cells(values, 2, found, share)
    kernels.class_quarter(found, share, half, half_share)
    kernels.highest_cells(values, 2, found)
    kernels.edge_cells(labels, values, 2, found)
