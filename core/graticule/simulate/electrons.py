"""Electrons through nanoparticles on a carbon film (bright field).

A particle takes away exp(−μ·thickness) of the beam; thickness follows from the depth below
its outline. Lengths are in px.
"""

import numba
import numpy as np

from graticule.compiled import kernel
from graticule.simulate.noise import rough_noise, uniform, value_noise

SPHERE, PLATE, CRYSTAL = range(3)


@kernel
def paint_shadow(beam, ids, raster, brush):
    """Take one particle's shadow from `beam` (h, w), and write its label into `ids` (h, w)."""
    depths, sides, _, left, top = raster
    height, width = depths.shape
    for i in range(height):
        for j in range(width):
            depth = depths[i, j]
            if depth <= 0.01 - brush.margin:
                continue
            if depth > 0.0 and brush.label > 0:
                ids[i, j] = brush.label
            x, y = left + j + 0.5 - brush.x, top + i + 0.5 - brush.y
            place = (depth, sides[i, j], x, y)
            beam[i, j] *= _pass(brush.style, brush.look, brush.seed, place)


@kernel
def _pass(style, look, seed, place):
    """look: absorption at full thickness, blur, radius, fringe, its width, bands, angle, mottle.

    The fringe is Fresnel's: bright outside and dark inside an edge that is out of focus, or
    the other way round.
    """
    dark, soft, radius, fringe, wide, bands, angle, mottle = look[:8]
    depth, side, x, y = place
    t = min(1.0, max(0.0, 0.5 + 0.5 * depth / soft))
    cover = t * t * (3.0 - 2.0 * t)
    q = min(1.0, max(0.0, depth) / radius)
    thick = 1.0
    if style == SPHERE:
        thick = np.sqrt(q * (2.0 - q))
        thick = 0.15 + 0.85 * thick
    elif style == CRYSTAL:  # faces slope from each edge, more or less steeply
        thick = 0.35 + 0.65 * min(1.0, q * side)
    if bands > 0.0:  # twins and bend contours of a crystal turned just so
        u = (x * np.cos(angle) + y * np.sin(angle)) / radius
        thick *= 1.0 + bands * np.sin(5.0 * u + 2.0 * value_noise(u, 0.0, seed))
    if mottle > 0.0:
        thick *= 1.0 + mottle * rough_noise(2.5 * x / radius, 2.5 * y / radius, seed + 1)
    passed = np.exp(-dark * cover * max(0.05, thick))
    z = depth / wide
    ring = (-0.6 - z) * np.exp(-0.5 * z * z) * (1.0 if z < 0.0 else 0.6)
    ripple = np.cos(2.2 * z) * np.exp(-0.35 * abs(z)) * 0.25 if z < 0.0 else 0.0
    return max(0.01, passed * (1.0 + fringe * (ring + ripple)))


@kernel
def count_electrons(beam, slow, camera, box):
    """The detector's picture, float32 (h, w) from 0 to about 1, of `beam`.

    `slow` (n, m) is the film's thickness and the beam on a grid of 8 px (see
    `light.develop`); `camera`: film grain and its size, electrons per px, spread of a hit to
    the neighbours, seed.
    """
    left, top = box
    height, width = beam.shape
    out = np.empty((height, width), np.float32)
    grain, size, dose, spread, seed = camera
    seed = np.int64(seed)
    first_x, first_y = left // 8 * 8, top // 8 * 8
    share = 1.0 / np.sqrt(1.0 + 3.0 * spread * spread)
    for i in range(height):
        y = top + i
        b, fy = (y - first_y) // 8, ((y - first_y) % 8) / 8.0
        for j in range(width):
            x = left + j
            a, fx = (x - first_x) // 8, ((x - first_x) % 8) / 8.0
            upper = slow[b, a] * (1.0 - fx) + slow[b, a + 1] * fx
            lower = slow[b + 1, a] * (1.0 - fx) + slow[b + 1, a + 1] * fx
            level = (upper * (1.0 - fy) + lower * fy) * beam[i, j]
            level *= 1.0 + grain * rough_noise(x / size, y / size, seed + 3)
            hit = _normal(x, y, seed) + spread * (
                _normal(x + 1, y, seed) + _normal(x, y + 1, seed) + _normal(x + 1, y + 1, seed)
            )
            out[i, j] = level + hit * share * np.sqrt(max(0.0, level) / dose)
    return out


@numba.njit(inline="always")
def _normal(x, y, seed):
    """About normally distributed: the sum of three uniform parts of one hash, variance 1."""
    bits = np.int64(uniform(x, y, seed) * 9007199254740992.0)
    mask = 131071
    total = (bits & mask) + ((bits >> 17) & mask) + ((bits >> 34) & mask)
    return (total / 131071.0 - 1.5) * 2.0
