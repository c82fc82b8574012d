"""Where the features of a GeoJSON file begin and end, found without decoding them.

A JSON decoder holds the interpreter until it is through, which for a large file is a second in
which no window moves. This scan lets other threads run, and each feature is small.
"""

import numpy as np

from graticule.compiled import helper, kernel

_FEATURES = np.frombuffer(b"features", np.uint8)


def split_features(data: bytes) -> list[tuple[int, int]] | None:
    """(start, stop) of each object in the top list, or in the list that is called "features".

    None where the file is built in another way, or broken: decode it as a whole then.
    """
    text = np.frombuffer(data, np.uint8)
    start = _list_start(text, _FEATURES)
    count = _objects(text, start, np.empty((0, 2), np.int64)) if start > 0 else -1
    if count <= 0:
        return None
    places = np.empty((count, 2), np.int64)
    _objects(text, start, places)
    return [(begun, ended) for begun, ended in places.tolist()]


@kernel
def _list_start(text, name):
    """Where the list begins behind its bracket; 0 if there is none."""
    depth = 0
    key = key_end = 0  # the last string
    at = 0
    while at < len(text):
        sign = text[at]
        if sign == 34:
            key, key_end = at + 1, _string_end(text, at)
            at = key_end
        elif sign == 91 and (depth == 0 or (depth == 1 and _same(text[key:key_end], name))):
            return at + 1
        elif sign in (123, 91):
            depth += 1
        elif sign in (125, 93):
            depth -= 1
        at += 1
    return 0


@kernel
def _objects(text, start, places):
    """How many objects the list holds, and, as far as `places` (n, 2) has room, where.

    -1 where it holds anything else, or does not end.
    """
    depth = count = 0
    begun = at = start
    while at < len(text):
        sign = text[at]
        if depth == 0 and sign not in (123, 93, 32, 9, 10, 13, 44):  # { ] white space, comma
            return -1
        if sign == 34:
            at = _string_end(text, at)
        elif sign in (123, 91):
            if depth == 0:
                begun = at
            depth += 1
        elif sign in (125, 93):
            depth -= 1
            if depth < 0:
                return count
            if depth == 0:
                if count < len(places):
                    places[count] = begun, at + 1
                count += 1
        at += 1
    return -1


@helper
def _string_end(text, at):
    """Where the string that begins at a quotation mark has its last one."""
    at += 1
    while at < len(text) and text[at] != 34:
        at += 2 if text[at] == 92 else 1  # a backslash takes the next sign with it
    return at


@helper
def _same(part, name):
    return len(part) == len(name) and (part == name).all()
