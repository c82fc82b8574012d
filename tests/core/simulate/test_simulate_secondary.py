"""Edges of round particles are bright, and the substrate is the darkest."""

import numpy as np

from graticule.simulate.secondary import secondary_electrons


def ball() -> np.ndarray:
    rows, columns = np.mgrid[:160, :160]
    return ((rows - 80) ** 2 + (columns - 80) ** 2 <= 50**2).astype(np.uint32)


def ring(picture: np.ndarray, near: float, far: float) -> float:
    rows, columns = np.mgrid[:160, :160]
    distance = np.hypot(rows - 80, columns - 80)
    return float(picture[(distance >= near) & (distance < far)].mean())


def test_edges_are_brighter_than_the_middle_and_the_substrate_is_dark():
    picture = secondary_electrons(ball(), 3)
    assert ring(picture, 45, 49) > 1.4 * ring(picture, 0, 25)
    assert ring(picture, 0, 25) > 1.3 * ring(picture, 65, 80)


def test_fewer_electrons_give_more_noise():
    flat = np.zeros((80, 80), np.uint32)
    few, many = (secondary_electrons(flat, 3, dose=dose).std() for dose in (20, 500))
    assert few > 2 * many


def test_one_seed_gives_the_same_picture():
    assert (secondary_electrons(ball(), 5) == secondary_electrons(ball(), 5)).all()
    assert (secondary_electrons(ball(), 5) != secondary_electrons(ball(), 6)).any()
