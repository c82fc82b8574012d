"""The pixel loops of drawing, compiled; they let other threads run.

Pictures are uint32 (h, w), 0xffRRGGBB, as Qt's RGB32. A colour table is uint8 (256, 4): red, green,
blue, opacity.
"""

import numpy as np

from graticule.compiled import kernel


@kernel
def to_picture(rgb, opacity, out):
    """RGB uint8 (h, w, 3) as a picture, over black by `opacity` 0-256."""
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            r = (np.uint32(rgb[i, j, 0]) * opacity) >> 8
            g = (np.uint32(rgb[i, j, 1]) * opacity) >> 8
            b = (np.uint32(rgb[i, j, 2]) * opacity) >> 8
            out[i, j] = np.uint32(0xFF000000) | (r << 16) | (g << 8) | b


@kernel
def _mixed(under, table, value, weight):
    alpha = np.uint32(table[value, 3]) * weight  # up to 255 × 257
    alpha = (alpha + 255) >> 8
    rest = np.uint32(256) - alpha
    r = (((under >> 16) & 255) * rest + np.uint32(table[value, 0]) * alpha) >> 8
    g = (((under >> 8) & 255) * rest + np.uint32(table[value, 1]) * alpha) >> 8
    b = ((under & 255) * rest + np.uint32(table[value, 2]) * alpha) >> 8
    return np.uint32(0xFF000000) | (r << 16) | (g << 8) | b


@kernel
def blend(out, values, rows, columns, table):
    """Lay a map over the picture: pixel (i, j) gets `table[values[rows[i], columns[j]]]`.

    Rows and columns of -1 are left as they are.
    """
    for i in range(out.shape[0]):
        r = rows[i]
        if r < 0:
            continue
        for j in range(out.shape[1]):
            c = columns[j]
            if c < 0:
                continue
            value = values[r, c]
            if table[value, 3] != 0:
                out[i, j] = _mixed(out[i, j], table, value, np.uint32(256))


@kernel
def blend_share(out, values, share, rows, columns, table):
    """As `blend`, the opacity taken times `share` / 255, a map like `values`."""
    for i in range(out.shape[0]):
        r = rows[i]
        if r < 0:
            continue
        for j in range(out.shape[1]):
            c = columns[j]
            if c < 0:
                continue
            value = values[r, c]
            if table[value, 3] != 0:
                weight = np.uint32(share[r, c]) + np.uint32(1)
                out[i, j] = _mixed(out[i, j], table, value, weight)


@kernel
def edge_lines(out, labels, classes, rows, columns, table):
    """Draw where a particle ends in `table[class]` of the pixel; without a class in `table[255]`.

    `rows` and `columns` have as many entries more at both ends than the picture as the line is
    wide, so that it does not know where a tile ends.
    """
    width = (len(rows) - out.shape[0]) // 2
    for i in range(out.shape[0]):
        r = rows[i + width]
        if r < 0:
            continue
        up, down = rows[i], rows[i + 2 * width]
        for j in range(out.shape[1]):
            c = columns[j + width]
            if c < 0:
                continue
            label = labels[r, c]
            if label == 0:
                continue
            left, right = columns[j], columns[j + 2 * width]
            if (
                (up < 0 or labels[up, c] != label)
                or (down < 0 or labels[down, c] != label)
                or (left < 0 or labels[r, left] != label)
                or (right < 0 or labels[r, right] != label)
            ):
                value = classes[r, c]
                if value == 0:
                    value = np.uint8(255)
                if table[value, 3] != 0:
                    out[i, j] = _mixed(out[i, j], table, value, np.uint32(256))


@kernel
def class_cells(classes, side, found, share):
    """Each `side` × `side` px as one: the most frequent class but background, and how much it is.

    Background only where there is nothing else: a particle never vanishes. Ties go to the class of
    lower number. `share` is the part that is no background, 0-255, at least 1 where any is.
    """
    counts = np.zeros(256, np.int64)
    height, width = classes.shape
    low, high = np.empty(width, np.uint8), np.empty(width, np.uint8)
    for i in range(found.shape[0]):
        top = i * side
        bottom = min(top + side, height)
        low[:] = classes[top]
        high[:] = classes[top]
        for y in range(top + 1, bottom):
            line = classes[y]
            for x in range(width):  # in one go: the compiler takes many px at a time
                low[x] = min(low[x], line[x])
                high[x] = max(high[x], line[x])
        for j in range(found.shape[1]):
            left = j * side
            right = min(left + side, width)
            first, last = low[left], high[left]
            for x in range(left + 1, right):
                first, last = min(first, low[x]), max(last, high[x])
            if first == last:
                found[i, j] = first
                share[i, j] = 255 if first != 0 else 0
                continue
            filled, highest = 0, 0
            for y in range(top, bottom):
                for x in range(left, right):
                    value = classes[y, x]
                    if value != 0:
                        counts[value] += 1
                        filled += 1
                        highest = max(highest, np.int64(value))
            best = 0
            for value in range(1, highest + 1):
                if counts[value] > counts[best]:
                    best = value
            counts[: highest + 1] = 0
            found[i, j] = best
            share[i, j] = max(1, filled * 255 // ((bottom - top) * (right - left)))


@kernel
def class_quarter(classes, share, found, found_share):
    """Half as wide and high: of 2 × 2 cells the class that fills most, and the mean share."""
    for i in range(found.shape[0]):
        for j in range(found.shape[1]):
            best, most, total, cells = np.uint8(0), 0, 0, 0
            for y in range(2 * i, min(2 * i + 2, classes.shape[0])):
                for x in range(2 * j, min(2 * j + 2, classes.shape[1])):
                    total += share[y, x]
                    cells += 1
                    if share[y, x] > most:
                        best, most = classes[y, x], np.int64(share[y, x])
            found[i, j] = best
            found_share[i, j] = max(1, total // cells) if total else 0


@kernel
def highest_cells(values, side, found):
    """The largest of each `side` × `side` px: what is uncertain never vanishes."""
    height, width = values.shape
    row = np.empty(width, np.uint8)
    for i in range(found.shape[0]):
        row[:] = values[i * side]
        for y in range(i * side + 1, min(i * side + side, height)):
            line = values[y]
            for x in range(width):  # in one go: the compiler takes many px at a time
                row[x] = max(row[x], line[x])
        for j in range(found.shape[1]):
            most = row[j * side]
            for x in range(j * side + 1, min(j * side + side, width)):
                most = max(most, row[x])
            found[i, j] = most


@kernel
def edge_cells(labels, classes, apart, side, found):
    """A class of each `side` × `side` px in which a particle ends, the highest; else 0.

    128 more where `apart`, bool by label, is true, and 255 where a particle has no class. What lies
    beyond the labels is taken to go on as at their edge: from afar nobody sees that an outline has
    a gap there.
    """
    height, width = labels.shape
    found[:] = 0
    for y in range(height):
        up, down = labels[max(y - 1, 0)], labels[min(y + 1, height - 1)]
        line = labels[y]
        for x in range(width):
            label = line[x]
            if label != 0 and (
                up[x] != label
                or down[x] != label
                or line[max(x - 1, 0)] != label
                or line[min(x + 1, width - 1)] != label
            ):
                value = classes[y, x]
                if value == 0:
                    value = np.uint8(255)
                elif label < len(apart) and apart[label]:
                    value += np.uint8(128)
                found[y // side, x // side] = max(found[y // side, x // side], value)


@kernel
def mark_boxes(mask, boxes):
    """The borders of boxes, whole px (n, 4): left, top, right, bottom, as ones in a uint8 mask."""
    height, width = mask.shape
    for k in range(len(boxes)):
        left, top, right, bottom = boxes[k]
        for x in range(max(left, 0), min(right, width - 1) + 1):
            if 0 <= top < height:
                mask[top, x] = 1
            if 0 <= bottom < height:
                mask[bottom, x] = 1
        for y in range(max(top, 0), min(bottom, height - 1) + 1):
            if 0 <= left < width:
                mask[y, left] = 1
            if 0 <= right < width:
                mask[y, right] = 1


@kernel
def mark_stamps(mask, places, stamp):
    """The px of a stamp, whole px (m, 2) from its middle, at each place (n, 2): x, y."""
    height, width = mask.shape
    for k in range(len(places)):
        for m in range(len(stamp)):
            x, y = places[k, 0] + stamp[m, 0], places[k, 1] + stamp[m, 1]
            if 0 <= x < width and 0 <= y < height:
                mask[y, x] = 1


@kernel
def mark_lines(mask, points, which):
    """Lines between consecutive points, float (n, 2): x, y; `which` ring each is of."""
    height, width = mask.shape
    for k in range(len(points) - 1):
        if which[k] != which[k + 1]:
            continue
        x0, y0 = points[k]
        dx, dy = points[k + 1, 0] - x0, points[k + 1, 1] - y0
        begin, end = 0.0, 1.0  # of a long line only what is in the mask is walked
        for start, delta, size in ((x0, dx, width), (y0, dy, height)):
            if delta != 0:
                a, b = -start / delta, (size - start) / delta
                begin, end = max(begin, min(a, b)), min(end, max(a, b))
            elif start < 0 or start >= size:
                end = -1.0
        steps = max(1, int(np.ceil(max(abs(dx), abs(dy)))))
        for s in range(int(np.floor(begin * steps)), int(np.ceil(end * steps)) + 1):
            x, y = int(np.floor(x0 + dx * s / steps)), int(np.floor(y0 + dy * s / steps))
            if 0 <= x < width and 0 <= y < height:
                mask[y, x] = 1


@kernel
def mark_picture(mask, pad, thin, thick, colors, out):
    """Marks as a picture: lines of `thin` px in `colors[1]` over such of `thick` in `colors[0]`.

    The mask has `pad` px more on each side than the picture, at least `thick`. A line goes along
    its px' upper left corners. Colours are uint32, premultiplied; elsewhere the picture is clear.
    """
    height, width = out.shape
    wide = np.zeros(mask.shape, np.uint8)  # bit 0: in a thin line, bit 1: in a thick one
    filled = np.zeros(mask.shape[0], np.bool_)
    for y in range(mask.shape[0]):
        row, line = mask[y], wide[y]
        if not row.any():
            continue
        filled[y] = True
        for many, bit in ((thin, np.uint8(1)), (thick, np.uint8(2))):
            for d in range(many // 2 - many + 1, many // 2 + 1):
                shifted = row[pad + d : pad + d + width]
                for x in range(width):
                    line[x] |= shifted[x] * bit
    both = np.empty(width, np.uint8)
    for y in range(height):
        both[:] = 0
        some = False
        for d in range(thick // 2 - thick + 1, thick // 2 + 1):
            if not filled[y + pad + d]:
                continue
            some = True
            line = wide[y + pad + d]
            bits = np.uint8(3) if thin // 2 - thin < d <= thin // 2 else np.uint8(2)
            for x in range(width):
                both[x] |= line[x] & bits
        if not some:
            out[y] = 0
            continue
        for x in range(width):
            value = both[x]
            out[y, x] = colors[1] if value & 1 else (colors[0] if value else np.uint32(0))
