"""Transmitted light through the objects of a tape lift.

Each object multiplies the light by m·exp(−τ·color): `m` is what refraction and scatter take
away or focus (all colours alike), `τ` how much absorbing matter the light crosses, `color`
its optical density in red, green and blue. Products do not depend on the order, so crossing
threads look as they do under the microscope. All lengths here are in µm.
"""

from typing import NamedTuple

import numba
import numpy as np

from graticule.compiled import helper, kernel
from graticule.simulate.noise import cell_border, dots, hashed, rough_noise, uniform, value_noise

FIBRE, HAIR, SKIN, GLASS, SAND, BUBBLE, POCKET, SPECK, SMEAR = range(9)
_TEN, _S10, _S20 = np.uint64(1023), np.uint64(10), np.uint64(20)


class Brush(NamedTuple):
    """What an object is painted with; see the functions below for what `look` holds."""

    style: int
    label: int
    look: np.ndarray
    color: np.ndarray
    seed: int
    um: float  # µm per pixel
    x: float  # the object's own origin, px
    y: float
    margin: float  # px around the outline that it changes


@kernel
def paint_light(light, truth, raster, brush):
    """Paint one object into `light` (h, w, 3) and, where its centre lies inside, `truth` (h, w)."""
    depths, alongs, acrosses, left, top = raster
    height, width = depths.shape
    um = brush.um
    for i in range(height):
        for j in range(width):
            depth = depths[i, j]
            if depth <= 0.01 - brush.margin:
                continue
            # The truth is the sharp outline, however blurred the object looks.
            if depth > 0.0 and brush.label > 0:
                truth[i, j] = brush.label
            x = (left + j + 0.5 - brush.x) * um
            y = (top + i + 0.5 - brush.y) * um
            m, thick = _transmit(
                brush.style, brush.look, brush.seed,
                (depth * um, alongs[i, j], acrosses[i, j] * um, x, y), um,
            )  # fmt: skip
            for c in range(3):
                light[i, j, c] *= m * np.exp(-thick * brush.color[c])


@helper
def _transmit(style, look, seed, place, um):
    if style == FIBRE:
        return _fibre(look, seed, place, um)
    if style == HAIR:
        return _hair(look, seed, place, um)
    if style == SKIN:
        return _skin(look, seed, place)
    if style == GLASS:
        return _glass(look, seed, place)
    if style == SAND:
        return _sand(look, seed, place)
    if style == SPECK:
        return _speck(look, seed, place)
    if style == SMEAR:
        return _smear(look, seed, place)
    return _bubble(look, place)


@numba.njit(inline="always")
def _step(depth, soft):
    """Cover of the pixel: 0 outside to 1 inside, over ± `soft`."""
    t = min(1.0, max(0.0, 0.5 + 0.5 * depth / soft))
    return t * t * (3.0 - 2.0 * t)


@numba.njit(inline="always")
def _bell(x, width):
    x = x / width
    return np.exp(-x * x) if x * x < 20.0 else 0.0


@helper
def _fibre(look, seed, place, um):
    """look: rim, soft, core, specks, striae, flatness, twist, fringe.

    A cylinder is a lens: dark along its edges, bright along its middle. Delustrant is a
    powder of dark specks; viscose is ribbed; cotton is a flat ribbon that twists.
    """
    rim, soft, core, specks, striae, flat, twist, fringe = look[:8]
    depth, along, across, _, _ = place
    along = along * um
    cover = _step(depth, soft)
    half = max(depth + abs(across), 0.5)
    r = min(1.0, abs(across) / half)
    thick = cover * (flat + (1.0 - flat) * np.sqrt(1.0 - r * r))
    edge = 0.16 * half + 0.7 * soft
    m = 1.0 - rim * _bell(depth - 0.5 * edge, edge)
    m += core * _bell(r, 0.34) * cover
    m += fringe * _bell(depth + 0.6 + 1.4 * soft, 0.6 + soft)
    if specks > 0.0:
        m -= 0.4 * specks * dots(along / 4.3, across / 4.3, seed) * cover
    if striae > 0.0:
        waver = value_noise(along / 180.0, 0.0, seed + 3)
        m -= striae * cover * (0.5 + 0.5 * np.cos(across / half * 9.0 + 3.0 * waver))
        m += 0.5 * striae * cover * value_noise(along / 40.0, across / 2.5, seed + 5)
    if twist > 0.0:
        turn = np.sin(along / twist + 2.0 * value_noise(along / (4.0 * twist), 0.0, seed + 7))
        m -= 0.22 * cover * _bell(across / half - turn, 0.22)
    thick *= 1.0 + 0.12 * value_noise(along / 60.0, across / half, seed + 9)
    return max(m, 0.04), thick


@helper
def _hair(look, seed, place, um):
    """look: rim, soft, core, medulla darkness, width, gaps (-1 none, 1 all), ladder, pigment.

    Medulla is an air-filled canal: continuous, broken, or a ladder in animals. Pigment lies
    in streaks along the cortex; cuticle scales show as fine cross lines near the edges.
    """
    rim, soft, core, dark, canal, gaps, ladder, pigment = look[:8]
    depth, along, across, _, _ = place
    along = along * um
    cover = _step(depth, soft)
    half = max(depth + abs(across), 0.5)
    r = min(1.0, abs(across) / half)
    thick = cover * (0.45 + 0.55 * np.sqrt(1.0 - r * r))
    streak = value_noise(along / 34.0, across / 2.6, seed) + 0.6 * value_noise(
        along / 11.0, across / 1.4, seed + 1
    )
    thick *= max(0.25, 1.0 + pigment * streak + 0.15 * value_noise(along / 400.0, 0.0, seed + 2))
    m = 1.0 - rim * _bell(depth - 0.4 * soft, 0.05 * half + 0.9 * soft)
    m += 0.09 * _bell(depth + 0.8 + 1.5 * soft, 0.7 + soft)
    m += core * _bell(r, 0.4) * cover
    if dark > 0.0:
        there = _step(value_noise(along / 90.0, 0.0, seed + 3) - gaps, 0.15)
        off = across / half - 0.06 * value_noise(along / 130.0, 1.0, seed + 4)
        width = canal * (1.0 + 0.3 * value_noise(along / 18.0, 2.0, seed + 5))
        rung = 1.0
        if ladder > 0.0:
            rung = 0.35 + 0.65 * _step(np.sin(along / ladder * 6.283), 0.5)
        x = off / width
        m -= (
            cover
            * dark
            * there
            * rung
            * np.exp(-((x * x) ** 2))
            * (0.85 + 0.3 * value_noise(along / 5.0, across / 4.0, seed + 6))
        )
    shift = along + 4.0 * value_noise(along / 30.0, across / 9.0, seed + 8) + 0.25 * across
    m -= 0.10 * cover * r * r * _bell(shift / 9.0 - np.floor(shift / 9.0) - 0.5, 0.16)
    return max(m, 0.03), thick


@helper
def _skin(look, seed, place):
    """look: rim, soft, folds, cells, cell size, cloud, grain.

    A flake is several layers of horny cells: translucent, uneven, mosaic-lined, creased.
    """
    rim, soft, folds, cells, side, cloud, grain = look[:7]
    depth, _, _, x, y = place
    cover = _step(depth, soft)
    if cover == 0.0 and depth < -3.0 * soft - 1.0:
        return 1.0, 0.0
    cloudy = rough_noise(x / (1.6 * side), y / (1.6 * side), seed)
    thick = cover * max(0.15, 1.0 + cloud * cloudy)
    bent_x = x + 0.4 * side * value_noise(x / side, y / side, seed + 3)
    bent_y = y + 0.4 * side * value_noise(x / side, y / side, seed + 4)
    border = cell_border(bent_x / side, bent_y / side, seed + 5)
    m = 1.0 - cells * cover * _bell(border, 0.07 + 0.02 * soft)
    crease = 1.0 - abs(rough_noise(bent_x / (2.1 * side), bent_y / (2.1 * side), seed + 8))
    m -= folds * cover * max(0.0, crease - 0.86) / 0.14
    m += 0.3 * folds * cover * max(0.0, crease - 0.72) * (1.0 - crease) / 0.14
    m -= grain * cover * dots((x + 0.3 * y) / 6.1, (y - 0.3 * x) / 6.1, seed + 11)
    m -= rim * _bell(depth - 0.3 * soft, 0.9 + 0.8 * soft)
    m += 0.22 * rim * _bell(depth + 0.8 + 1.3 * soft, 0.7 + soft)
    return max(m, 0.06), thick


@helper
def _glass(look, seed, place):
    """look: rim, soft, fringe, ripple, its length, its x, y, facets, their angle, their offset.

    A shard is clear: light is lost only where its faces slope, at the rims (as wide as the
    bevel of the edge), along facet ridges, and in the ripples of conchoidal fracture.
    """
    rim, soft, fringe, ripple, wave, from_x, from_y, facets, angle, offset = look[:10]
    depth, bevel, _, x, y = place
    cover = _step(depth, soft)
    slope = bevel + 0.8 * soft
    m = 1.0 - rim * _bell(depth - 0.45 * slope, 0.62 * slope)
    m -= 0.45 * rim * _bell(depth, 0.8 + 0.6 * soft)
    m += fringe * _bell(depth - 1.75 * slope, 0.45 * slope + 0.5)
    m += 0.7 * fringe * _bell(depth + 1.0 + 1.4 * soft, 0.8 + soft)
    away = np.sqrt((x - from_x) ** 2 + (y - from_y) ** 2)
    phase = away / wave + 0.7 * value_noise(x / 40.0, y / 40.0, seed)
    m += cover * ripple * np.sin(6.283 * phase) * np.exp(-max(depth, 0.0) / (2.5 * wave))
    if facets > 0.0:
        for k in range(2):
            turn = angle + 1.9 * k
            line = x * np.cos(turn) + y * np.sin(turn) - offset * (1.0 - 2.0 * k)
            line += 4.0 * value_noise(x / 30.0, y / 30.0, seed + 4 + k)
            m -= cover * facets * _bell(line, 1.2 + soft)
            m += cover * 0.35 * facets * (0.5 if line > 0.0 else -0.5)
            m += cover * 0.5 * facets * _bell(line - 2.6 - soft, 1.0 + soft)
    m += 0.03 * cover * value_noise(x / 25.0, y / 25.0, seed + 9)
    return max(m, 0.05), cover


@helper
def _sand(look, seed, place):
    """look: dark, soft, radius, edge, uneven, specks, spot, spot x, y, cracks.

    A grain is a thick rough lens: it throws the light of its slopes out of the objective,
    so a broad dark rim surrounds a bright, tinted, uneven middle with inclusions.
    """
    dark, soft, radius, edge, uneven, specks, spot, at_x, at_y, cracks = look[:10]
    depth, _, _, x, y = place
    cover = _step(depth, soft)
    q = max(0.0, depth) / radius
    bumps = rough_noise(x / (0.33 * radius), y / (0.33 * radius), seed)
    rim = np.exp(-((max(0.0, q + 0.10 * bumps) / edge) ** 1.4))
    m = 1.0 - dark * cover * rim
    m -= uneven * cover * max(0.0, 0.25 + bumps)
    m += spot * cover * _bell(np.sqrt((x - at_x) ** 2 + (y - at_y) ** 2), 0.42 * radius)
    fine = rough_noise(x / (0.09 * radius + 2.0), y / (0.09 * radius + 2.0), seed + 4)
    m += 0.4 * uneven * cover * fine
    where = min(1.0, max(0.0, 2.0 * bumps))
    m -= where * specks * cover * dots((x + 0.4 * y) / 13.0, (y - 0.4 * x) / 13.0, seed + 7)
    if cracks > 0.0:
        seam = rough_noise(x / (0.8 * radius), y / (0.8 * radius), seed + 9)
        m -= cracks * cover * _bell(seam, 0.03)
    m += 0.10 * _bell(depth + 1.2 + 1.4 * soft, 0.9 + soft)
    return max(m, 0.04), cover * (0.4 + 0.6 * min(1.0, np.sqrt(q)))


@helper
def _bubble(look, place):
    """look: line, soft, width, inner bright, inside: an air bubble or pocket, all contour."""
    line, soft, width, bright, inner = look[:5]
    depth = place[0]
    wide = width + 0.8 * soft
    m = 1.0 - line * _bell(depth, wide)
    m += bright * _bell(depth - 2.0 * wide, wide)
    m += 0.5 * bright * _bell(depth + 2.0 * wide, wide)
    return max(m - inner * _step(depth, soft), 0.15), 0.0


@helper
def _speck(look, seed, place):
    """look: -, soft, grain: soot, rust and dust, opaque and shapeless."""
    _, soft, grain = look[:3]
    depth, _, _, x, y = place
    cover = _step(depth, soft)
    return 1.0, cover * max(0.2, 1.0 + grain * rough_noise(x / 7.0, y / 7.0, seed))


@helper
def _smear(look, seed, place):
    """look: -, soft, streak, streak angle: a grease mark or stain without an edge."""
    _, soft, streak, angle = look[:4]
    depth, _, _, x, y = place
    cover = _step(depth - 0.6 * soft, soft)
    u, v = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)
    cloud = 1.0 + streak * rough_noise(u / 120.0, v / 22.0, seed)
    return 1.0, cover * max(0.0, cloud)


@kernel
def develop(light, slow, fields, camera, box):
    """The camera's picture, uint8 (h, w, 3), of `light` on the pixels of `box` (left, top).

    `slow` (n, m, 3) is the lamp and the adhesive on a grid of 8 px that starts at the
    multiple of 8 at or before the box; `fields` holds the microscope's field (width, height)
    in px and what shading correction left over; `camera` white level, noise, grain, seed.
    """
    left, top = box
    height, width, _ = light.shape
    out = np.empty((height, width, 3), np.uint8)
    field_w, field_h, bowl, jump, tilt = fields
    white, noise, grain, seed = camera
    seed = np.int64(seed)
    shot = np.empty(257, np.float32)  # noise at each grey level: read noise and photons
    for level in range(257):
        shot[level] = noise * 3.4 / 1023.0 * np.sqrt(0.15 + 0.85 * level / 255.0)
    column = np.empty(width, np.int64)
    u = np.empty(width)
    for j in range(width):
        column[j] = int((left + j) // field_w)
        u[j] = (left + j - column[j] * field_w) / field_w - 0.5
    steps = np.empty(column[-1] - column[0] + 1)
    ground = np.empty((width, 3), np.float32)
    last_row = -(2**40)
    for i in range(height):
        y = top + i
        row = int(y // field_h)
        v = (y - row * field_h) / field_h - 0.5
        if row != last_row:
            last_row = row
            for k in range(len(steps)):
                steps[k] = 1.0 + jump * (uniform(column[0] + k, row, seed) - 0.5)
        ground_row(slow, left % 8, y - top // 8 * 8, ground)
        for j in range(width):
            bits = hashed(left + j, y, seed + 1)
            gain = steps[column[j] - column[0]] - bowl * (u[j] * u[j] + v * v)
            gain -= tilt * (u[j] + 0.6 * v)
            common = np.int64(bits & _TEN) + np.int64((bits >> _S10) & _TEN) - 1023
            gain = np.float32(white * (gain + grain / 1023.0 * common))
            bits >>= _S20
            for c in range(3):
                level = gain * ground[j, c] * light[i, j, c]
                hit = np.int64(bits & _TEN) - 511
                bits >>= _S10
                level += shot[int(min(level, np.float32(255.0)))] * hit
                out[i, j, c] = np.uint8(min(255.0, max(0.0, level + 0.5)))
    return out


@helper
def ground_row(slow, shift, y, out):
    """One row of `slow` (n, m, 3), a map of every eighth px, into `out` (width, 3), bilinear.

    The row lies `y` px below the map's first, and starts `shift` px (0-7) right of it.
    """
    b = y // 8
    fy = np.float32((y % 8) / 8.0)
    for c in range(3):
        for a in range(slow.shape[1] - 1):
            first = slow[b, a, c] + fy * (slow[b + 1, a, c] - slow[b, a, c])
            second = slow[b, a + 1, c] + fy * (slow[b + 1, a + 1, c] - slow[b, a + 1, c])
            change = (second - first) * np.float32(0.125)
            for k in range(8):
                j = 8 * a + k - shift
                if 0 <= j < len(out):
                    out[j, c] = first + change * np.float32(k)
