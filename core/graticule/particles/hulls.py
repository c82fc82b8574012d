"""Convex hulls and Feret diameters of particles, from the ends of their pixel rows.

A pixel counts with the middles of its four edges, as in scikit-image's
`convex_hull_image(offset_coordinates=True)` and `feret_diameter_max`. Places are doubled, so
they are whole numbers, and which pixels lie in a hull is decided exactly.
"""

import math

import numpy as np

from graticule.compiled import helper, kernel
from graticule.particles.moments import add_share, border_around

# Columns of the shapes; the last three count the hull's perimeter as those of the sums do.
CONVEX_PX, FERET_MAX, FERET_MAX_ANGLE, FERET_MIN, FERET_MIN_ANGLE = range(5)
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
    for j in range(len(ends)):
        ends[j, 0], ends[j, 1] = _NONE, -1


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
    _add_ferets(_outline(_side(hull, 0), _side(hull, 1)), pixel, shape)


@kernel
def _outline(left, right):
    """(k, 2) corners of a hull from its two sides: down the right one, up the left one."""
    points = np.empty((len(left) + len(right), 2), np.int64)
    for k in range(len(right)):
        points[k, 0], points[k, 1] = right[k, 0], right[k, 1]
    n = len(right)
    for k in range(len(left) - 1, -1, -1):
        x, y = left[k, 0], left[k, 1]
        closing = x == points[0, 0] and y == points[0, 1]
        if not closing and (x != points[n - 1, 0] or y != points[n - 1, 1]):
            points[n, 0], points[n, 1] = x, y
            n += 1
    return points[:n]


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


@helper
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
def _five(hull, j, i):
    """Five bits: which of the pixels i - 2 … i + 2 of row j lie in the hull."""
    if j < 0 or j >= len(hull):
        return 0
    first, last = hull[j, 0] - (i - 2), hull[j, 1] - (i - 2)
    if first > 4 or last < 0:
        return 0
    return (31 << max(first, 0)) & (31 >> max(4 - last, 0))


@helper
def _add_hull_steps(hull, shape):
    """Count the perimeter of the hull's pixels in sixths of a step, as of a particle's."""
    for j in range(len(hull)):
        first, last = hull[j, 0], hull[j, 1]
        # Border pixels lie at both ends of a row, as far as the row above or below is missing.
        a, b = first + 1, last - 1
        if 0 < j < len(hull) - 1:
            a = max(a, max(hull[j - 1, 0], hull[j + 1, 0]))
            b = min(b, min(hull[j - 1, 1], hull[j + 1, 1]))
        else:
            a, b = last + 1, last
        if a > b:
            a, b = last + 1, last
        for k in range(a - first + last - b):
            i = first + k if first + k < a else b + 1 + k - (a - first)
            around = border_around(
                _five(hull, j - 2, i),
                _five(hull, j - 1, i),
                _five(hull, j, i),
                _five(hull, j + 1, i),
                _five(hull, j + 2, i),
            )
            add_share(around, shape)


@helper
def _add_ferets(points, pixel, shape):
    """Largest and smallest distance of parallel tangents of a convex polygon, with angles.

    Rotating calipers (Toussaint, MELECON 1983) on the doubled whole-numbered corners: which
    corner is farthest from an edge does not depend on the pixel's shape.
    """
    n = len(points)
    half_x, half_y = 0.5 * pixel[0], 0.5 * pixel[1]
    longest, narrowest = 0.0, np.inf
    long_x, long_y, across_x, across_y = 0.0, 0.0, 0.0, 0.0
    c = 1
    for a in range(n):
        b = (a + 1) % n
        ex, ey = points[b, 0] - points[a, 0], points[b, 1] - points[a, 1]
        while True:
            d = (c + 1) % n
            ahead = ex * (points[d, 1] - points[c, 1]) - ey * (points[d, 0] - points[c, 0])
            if ahead <= 0:
                break
            c = d
        for k in range(2 if ahead < 0 else 4):  # 4: an edge parallel to this one
            one, other = a if k % 2 else b, c if k < 2 else d
            dx = (points[other, 0] - points[one, 0]) * half_x
            dy = (points[other, 1] - points[one, 1]) * half_y
            if dx * dx + dy * dy > longest:
                longest, long_x, long_y = dx * dx + dy * dy, dx, dy
        far = ex * (points[c, 1] - points[a, 1]) - ey * (points[c, 0] - points[a, 0])
        ux, uy = ex * half_x, ey * half_y
        width = far * half_x * half_y / math.sqrt(ux * ux + uy * uy)
        if width < narrowest:
            narrowest, across_x, across_y = width, -uy, ux
    shape[FERET_MAX] = math.sqrt(longest)
    shape[FERET_MAX_ANGLE] = _degrees(long_x, long_y)
    shape[FERET_MIN] = narrowest
    shape[FERET_MIN_ANGLE] = _degrees(across_x, across_y)


@helper
def _degrees(dx, dy):
    """Direction of a line, counter-clockwise from the x axis of a picture: [0, 180)."""
    angle = math.degrees(math.atan2(-dy, dx)) % 180.0
    return 0.0 if angle == 180.0 else angle
