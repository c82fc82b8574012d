"""What tells one state of a file from another."""

import hashlib
import os

import numpy as np
import tifffile

from graticule.files import fingerprint, sha256
from graticule.scans import open_scan


def test_sha256_is_that_of_the_whole_file(tmp_path):
    path = tmp_path / "a"
    for size in (0, 1, 1 << 20, (1 << 20) + 7, 3_000_001):
        data = np.random.default_rng(size).bytes(size)
        path.write_bytes(data)
        assert sha256(path) == hashlib.sha256(data).hexdigest()


def test_the_fingerprint_changes_with_content_size_and_time(tmp_path):
    path = tmp_path / "a"
    seen = set()
    for place in (0, 150_000, 299_999):
        data = bytearray(300_000)
        data[place] = 1
        path.write_bytes(data)
        os.utime(path, ns=(5, 5))
        seen.add(fingerprint(path))
    path.write_bytes(data + b"1")
    os.utime(path, ns=(5, 5))
    seen.add(fingerprint(path))
    os.utime(path, ns=(6, 6))
    seen.add(fingerprint(path))
    assert len(seen) == 5
    assert fingerprint(path) in seen


def test_a_scan_has_the_fingerprint_of_its_file(tmp_path):
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, np.zeros((9, 9), np.uint8))
    with open_scan(path) as scan, open_scan(str(path)) as again:
        assert scan.fingerprint == again.fingerprint == fingerprint(path)
