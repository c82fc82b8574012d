"""Convex hulls and Feret diameters of particles, from the ends of their pixel rows.

A pixel counts with the middles of its four edges, as in scikit-image's
`convex_hull_image(offset_coordinates=True)` and `feret_diameter_max`. Places are doubled, so
they are whole numbers, and which pixels lie in a hull is decided exactly.
"""

import math

import numpy as np

from graticule.particles.compiled import helper, kernel
from graticule.particles.moments import add_shares

# Columns of the shapes; the last three count the hull's perimeter as those of the sums do.
CONVEX_PX, FERET_MAX, FERET_MAX_ANGLE, FERET_MIN, FERET_MIN_ANGLE, _X, _Y, _D = range(8)
SHAPES = 8
_NONE = np.iinfo(np.int64).max


@kernel
def add_hulls(labels, where, boxes, rows, pixel, shapes):
    """Fill `shapes[row]` of particles that lie wholly in a window of the label map.

    `boxes` is (n, 4) left, top, right, bottom of all particles on the grid, `where` the (left, top)
    of the window, `pixel` (width, height) of a pixel.
    """
    left, top = where
    for row in rows:
        x0, y0, x1, y1 = boxes[row]
        ends = np.empty((y1 - y0, 2), np.int64)
        clear_ends(ends)
        part = labels[y0 - top : y1 - top, x0 - left : x1 - left]
        add_ends(part, row + 1, 0, 0, ends)
        add_hull(ends, pixel, shapes[row])


@kernel
def clear_ends(ends):
    """No pixel yet in any row: first > last."""
    ends[:, 0] = _NONE
    ends[:, 1] = -1


@kernel
def add_ends(labels, label, x, y, ends):
    """Widen (rows, 2) first and last pixel of each row by a part of the map at (x, y)."""
    height, width = labels.shape
    for j in range(height):
        first = 0
        while first < width and labels[j, first] != label:
            first += 1
        if first == width:
            continue
        last = width - 1
        while labels[j, last] != label:
            last -= 1
        ends[y + j, 0] = min(ends[y + j, 0], x + first)
        ends[y + j, 1] = max(ends[y + j, 1], x + last)


@kernel
def add_hull(ends, pixel, shape):
    """One particle's shape from the first and last pixel of each of its rows."""
    hull = _hull_rows(_side(ends, 0), _side(ends, 1), len(ends))
    for j in range(len(hull)):
        shape[CONVEX_PX] += hull[j, 1] - hull[j, 0] + 1
    _add_hull_steps(hull, shape)
    right = _side(hull, 1)
    left = _side(hull, 0)
    points = np.empty((len(left) + len(right), 2), np.float64)
    for k in range(len(right)):  # down the right side, up the left one
        points[k, 0] = right[k, 0] * 0.5 * pixel[0]
        points[k, 1] = right[k, 1] * 0.5 * pixel[1]
    for k in range(len(left)):
        points[len(right) + k, 0] = left[len(left) - 1 - k, 0] * 0.5 * pixel[0]
        points[len(right) + k, 1] = left[len(left) - 1 - k, 1] * 0.5 * pixel[1]
    _add_ferets(points, shape)


@kernel
def _side(ends, side):
    """(k, 2) corners x, y, doubled, of the hull's left (0) or right (1) side, from the top.

    The pixels' edge middles: (2x ± 1, 2y) and, above and below a pixel, (2x, 2y ± 1).
    """
    sign = 1 if side == 0 else -1  # the right side is the left one of the mirror image
    out = np.empty((2 * len(ends) + 1, 2), np.int64)
    n = 0
    for y in range(-1, 2 * len(ends)):
        x = _NONE
        if y % 2 == 0:
            if ends[y // 2, 0] <= ends[y // 2, 1]:
                x = sign * 2 * ends[y // 2, side] - 1
        else:
            for j in ((y - 1) // 2, (y + 1) // 2):
                if 0 <= j < len(ends) and ends[j, 0] <= ends[j, 1]:
                    x = min(x, sign * 2 * ends[j, side])
        if x == _NONE:
            continue
        while n >= 2 and (out[n - 1, 0] - out[n - 2, 0]) * (y - out[n - 2, 1]) >= (
            x - out[n - 2, 0]
        ) * (out[n - 1, 1] - out[n - 2, 1]):
            n -= 1  # the corner before lies on or right of the line: it is none
        out[n, 0] = x
        out[n, 1] = y
        n += 1
    for k in range(n):
        out[k, 0] *= sign
    return out[:n]


@kernel
def _hull_rows(left, right, rows):
    """(rows, 2) first and last pixel whose middle lies in the hull or on its edge."""
    hull = np.empty((rows, 2), np.int64)
    a = b = 0
    for j in range(rows):
        y = 2 * j
        while left[a + 1, 1] < y:
            a += 1
        while right[b + 1, 1] < y:
            b += 1
        dy = left[a + 1, 1] - left[a, 1]
        x = left[a, 0] * dy + (left[a + 1, 0] - left[a, 0]) * (y - left[a, 1])
        hull[j, 0] = -((-x) // (2 * dy))
        dy = right[b + 1, 1] - right[b, 1]
        x = right[b, 0] * dy + (right[b + 1, 0] - right[b, 0]) * (y - right[b, 1])
        hull[j, 1] = x // (2 * dy)
    return hull


@helper
def _within(hull, j, i):
    return 0 <= j < len(hull) and hull[j, 0] <= i <= hull[j, 1]


@helper
def _on_border(hull, j, i):
    return _within(hull, j, i) and not (
        hull[j, 0] < i < hull[j, 1] and _within(hull, j - 1, i) and _within(hull, j + 1, i)
    )


@kernel
def _add_hull_steps(hull, shape):
    """Count the perimeter of the hull's pixels in sixths of a step, as of a particle's."""
    steps = np.zeros(3, np.int64)
    for j in range(len(hull)):
        first, last = hull[j]
        # From one past the first border pixel to one before the last, all may be inside.
        a, b = first + 1, last - 1
        for k in (j - 1, j + 1):
            if 0 <= k < len(hull):
                a, b = max(a, hull[k, 0]), min(b, hull[k, 1])
            else:
                a, b = last + 1, last
        if a > b:
            a, b = last + 1, last
        for k in range(a - first + last - b):
            i = first + k if first + k < a else b + 1 + k - (a - first)
            across = _on_border(hull, j, i - 1) + _on_border(hull, j, i + 1)
            along = _on_border(hull, j - 1, i) + _on_border(hull, j + 1, i)
            corners = 0
            for dj in (-1, 1):
                for di in (-1, 1):
                    corners += _on_border(hull, j + dj, i + di)
            add_shares(across, along, corners, steps)
    shape[_X] += steps[0]
    shape[_Y] += steps[1]
    shape[_D] += steps[2]


@kernel
def _add_ferets(points, shape):
    """Largest and smallest distance of parallel tangents of a convex polygon, with angles.

    All corners are tried for each: hulls of pixels have few.
    """
    n = len(points)
    longest, angle = -1.0, 0.0
    for a in range(n):
        for b in range(a + 1, n):
            dx, dy = points[b, 0] - points[a, 0], points[b, 1] - points[a, 1]
            squared = dx * dx + dy * dy
            if squared > longest:
                longest, angle = squared, _degrees(dx, dy)
    shape[FERET_MAX] = math.sqrt(longest)
    shape[FERET_MAX_ANGLE] = angle
    narrowest, angle = np.inf, 0.0
    for a in range(n):
        b = (a + 1) % n
        ex, ey = points[b, 0] - points[a, 0], points[b, 1] - points[a, 1]
        length = math.hypot(ex, ey)
        if length == 0:
            continue
        width = 0.0
        for c in range(n):
            dx, dy = points[c, 0] - points[a, 0], points[c, 1] - points[a, 1]
            width = max(width, abs(ex * dy - ey * dx) / length)
        if width < narrowest:
            narrowest, angle = width, _degrees(-ey, ex)
    shape[FERET_MIN] = narrowest
    shape[FERET_MIN_ANGLE] = angle


@helper
def _degrees(dx, dy):
    """Direction of a line, counter-clockwise from the x axis of a picture: [0, 180)."""
    angle = math.degrees(math.atan2(-dy, dx)) % 180.0
    return 0.0 if angle == 180.0 else angle
