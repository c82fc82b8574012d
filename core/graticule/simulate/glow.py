"""Fluorescence of what lies on a stained filter: every object adds its light.

Lengths are in µm. A style gives the brightness at a place; the colour is the object's own.
"""

import numpy as np

from graticule.compiled import helper, kernel
from graticule.simulate.noise import dots, rough_noise, uniform, value_noise

FRAGMENT, FIBRE, BEAD, FILM, ORGANIC, GLARE = range(6)


@kernel
def paint_glow(glow, truth, raster, brush):
    """Add one object's light to `glow` (h, w, 3), and its class to `truth` (h, w)."""
    depths, alongs, acrosses, left, top = raster
    height, width = depths.shape
    um = brush.um
    for i in range(height):
        for j in range(width):
            depth = depths[i, j]
            if depth <= 0.01 - brush.margin:
                continue
            if depth > 0.0 and brush.label > 0:
                truth[i, j] = brush.label
            x = (left + j + 0.5 - brush.x) * um
            y = (top + i + 0.5 - brush.y) * um
            place = (depth * um, alongs[i, j] * um, acrosses[i, j] * um, x, y)
            bright = _emit(brush.style, brush.look, brush.seed, place)
            # The halo dies out before the margin, so that no edge shows there.
            fade = min(1.0, (depth + brush.margin) / (0.4 * brush.margin))
            for c in range(3):
                glow[i, j, c] += fade * bright * brush.color[c]


@helper
def _emit(style, look, seed, place):
    """look: brightness, blur, halo strength, halo length, uneven, scale, rim, streaks."""
    strength, soft, halo, length, uneven, scale, rim, streaks = look[:8]
    depth, along, across, x, y = place
    t = min(1.0, max(0.0, 0.5 + 0.5 * depth / soft))
    cover = t * t * (3.0 - 2.0 * t)
    bleed = halo * np.exp(min(0.0, depth) / length) * (1.0 - 0.6 * cover)
    if cover == 0.0:
        return strength * bleed
    cloud = rough_noise(x / scale, y / scale, seed)
    inner = 1.0 + uneven * cloud
    if style == FIBRE:
        half = max(depth + abs(across), 0.5)
        r = min(1.0, abs(across) / half)
        inner = 0.65 + 0.35 * np.sqrt(1.0 - r * r)
        inner += uneven * value_noise(along / (3.0 * scale), 0.0, seed + 1)
        inner += streaks * value_noise(along / scale, across / 4.0, seed + 2)
    elif style == BEAD:
        q = min(1.0, max(0.0, depth) / scale)  # scale is the radius
        dome = np.sqrt(q * (2.0 - q))
        inner = 0.55 + 0.45 * dome - rim * (1.0 - dome) + 0.15 * uneven * cloud
    elif style == FILM:
        crease = 1.0 - abs(rough_noise(x / (1.3 * scale), y / (1.3 * scale), seed + 3))
        inner = 0.55 + uneven * cloud + streaks * max(0.0, crease - 0.86) / 0.14
    elif style == FRAGMENT:
        facet = value_noise((x + 0.5 * y) / (2.2 * scale), (y - 0.5 * x) / (2.2 * scale), seed + 4)
        inner += 0.2 * (1.0 if facet > 0.0 else -1.0) * streaks
    if rim > 0.0 and style != BEAD:
        z = depth / (0.3 * scale + soft)
        inner += rim * np.exp(-z * z)  # light is guided to the edges
    return strength * (cover * max(0.05, inner) + bleed)


@kernel
def expose(glow, slow, paper, camera, box):
    """The camera's picture, uint8 (h, w, 3), of `glow` over the glowing filter.

    `slow` (n, m, 3) is the filter's own light on a grid of 8 px (see `light.develop`);
    `paper` its grain: fibres (strength, µm per px, direction) and pores (strength, spacing µm);
    `camera` gain, read noise, shot noise, dark level, seed.
    """
    left, top = box
    height, width, _ = glow.shape
    out = np.empty((height, width, 3), np.uint8)
    mesh, um, pores, spacing = paper
    gain, read, shot, dark, seed = camera
    seed = np.int64(seed)
    first_x, first_y = left // 8 * 8, top // 8 * 8
    for i in range(height):
        y = top + i
        b, fy = (y - first_y) // 8, ((y - first_y) % 8) / 8.0
        for j in range(width):
            x = left + j
            a, fx = (x - first_x) // 8, ((x - first_x) % 8) / 8.0
            grain = 1.0
            if mesh > 0.0:
                grain += mesh * _mesh(x * um, y * um, seed + 11)
            if pores > 0.0:
                px, py = x * um / spacing, y * um / spacing
                grain -= pores * dots(px + 0.35 * py, py - 0.35 * px, seed + 15)
            bits = np.int64(uniform(x, y, seed + 1) * 9007199254740992.0)
            for c in range(3):
                upper = slow[b, a, c] * (1.0 - fx) + slow[b, a + 1, c] * fx
                lower = slow[b + 1, a, c] * (1.0 - fx) + slow[b + 1, a + 1, c] * fx
                ground = (upper * (1.0 - fy) + lower * fy) * grain
                level = dark + gain * (ground + glow[i, j, c])
                hit = ((bits >> (12 * c)) & 4095) / 4095.0 + ((bits >> (12 * c + 6)) & 511) / 511.0
                sigma = np.sqrt(read * read + shot * max(0.0, level))
                level = min(level, 255.0) + 2.2 * sigma * (hit - 1.0)
                out[i, j, c] = np.uint8(min(255.0, max(0.0, level + 0.5)))
    return out


@helper
def _mesh(x, y, seed):
    """Microfibres of a glass filter: fine streaks in three directions, about -1 to 1."""
    total = 0.0
    for k in range(3):
        c, s = np.cos(1.1 * k + 0.3), np.sin(1.1 * k + 0.3)
        u, v = x * c + y * s, y * c - x * s
        bend = 12.0 * value_noise(u / 160.0, v / 160.0, seed + 7 * k)
        total += value_noise(u / 90.0, (v + bend) / 9.0, seed + 7 * k + 1)
    return total / 1.8
