"""Load the pixel loops before a picture needs them: once, in one thread, whoever waits for them."""

import logging
import threading

import numpy as np

from graticule_app.canvas import kernels

logger = logging.getLogger(__name__)
_SIDE = 32  # px

PICTURES = threading.Event()
"""The loop that makes a picture of pixels is there."""

MAPS = threading.Event()
"""Those are, too, that lay a result over it."""

MARKS = threading.Event()
"""And those that mark what is selected."""

_begun = threading.Lock()


def begin() -> None:
    """Have every loop run once on a few px, of the types that drawing uses.

    The first call of each loads it, or compiles it in a new installation, and holds the interpreter
    meanwhile: when the first particles came, the window stood still for a tenth of a second. A
    compiler takes one at a time, and a thread that waits for it cannot be called off; so only one
    thread of the whole program ever does.
    """
    if _begun.acquire(blocking=False):  # and never released
        threading.Thread(target=_warm, name="loops", daemon=True).start()


def _warm() -> None:
    try:
        picture = np.zeros((_SIDE, _SIDE), np.uint32)
        kernels.to_picture(np.zeros((_SIDE, _SIDE, 3), np.uint8), np.uint32(256), picture)
        PICTURES.set()
        _warm_maps(picture)
        MAPS.set()
        _warm_marks()
    except Exception:
        logger.exception("the pixel loops were not prepared")  # they are when they are needed
    finally:
        for loops in (PICTURES, MAPS, MARKS):
            loops.set()


def _warm_maps(picture: np.ndarray) -> None:
    table = np.zeros((256, 4), np.uint8)
    values = np.zeros((_SIDE, _SIDE), np.uint8)
    labels = np.zeros((_SIDE, _SIDE), np.uint32)
    found, share = np.zeros((2, _SIDE // 2, _SIDE // 2), np.uint8)
    half, half_share = np.zeros((2, _SIDE // 4, _SIDE // 4), np.uint8)
    places = np.arange(_SIDE + 2) - 1
    inner = places[1:-1]
    kernels.blend(picture, values, inner, inner, table)
    kernels.blend_share(picture, values, values, inner, inner, table)
    kernels.edge_lines(picture, labels, values, places[:], places[:], table)
    kernels.class_cells(values, 2, found, share)
    kernels.class_quarter(found, share, half, half_share)
    kernels.highest_cells(values, 2, found)
    kernels.edge_cells(labels, values, np.zeros(2, np.bool_), 2, found)


def _warm_marks() -> None:
    mask = np.zeros((_SIDE, _SIDE), np.uint8)
    kernels.mark_boxes(mask, np.zeros((1, 4), np.int64))
    kernels.mark_stamps(mask, *np.zeros((2, 1, 2), np.int64))
    kernels.mark_lines(mask, np.zeros((2, 2)), np.zeros(2, np.int64))
    picture = np.zeros((_SIDE - 8, _SIDE - 8), np.uint32)
    kernels.mark_picture(mask, 4, 2, 4, np.zeros(2, np.uint32), picture)
