"""Coarse levels of flat files: made once, complete or not at all, within bounds, for show only."""

import os
import time

import numpy as np
import pytest
import tifffile

from graticule.errors import ScanError
from graticule.geometry import Box
from graticule.scans import (
    iter_build_overviews,
    needs_overviews,
    open_scan,
    overviews,
    with_overviews,
)

PICTURE = np.random.default_rng(2).integers(0, 256, (700, 900, 3), dtype=np.uint8)


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """As if files were large from 10,000 px on."""
    monkeypatch.setattr(overviews, "_SMALL", 10_000)
    monkeypatch.setattr(overviews, "_TILE", 32)


@pytest.fixture
def flat(tmp_path):
    path = tmp_path / "flat.tif"
    tifffile.imwrite(path, PICTURE, photometric="rgb")
    return path


def test_levels_are_made_once_and_are_area_means(flat, tmp_path):
    folder = tmp_path / "cache"
    with open_scan(flat) as scan:
        assert needs_overviews(scan)
        assert with_overviews(scan, folder) is scan
        told = list(iter_build_overviews(scan, folder))
        assert told[-1].done == told[-1].total == len(told)
        assert list(iter_build_overviews(scan, folder)) == []
        shown = with_overviews(scan, folder)
        assert [level.downsample for level in shown.levels] == [1, 4, 16]
        assert not needs_overviews(shown)
        coarse = shown.read(Box(0, 0, 896, 640), out_shape=(40, 56))
        blocks = PICTURE[:640, :896].reshape(160, 4, 224, 4, 3).mean(axis=(1, 3))
        fine = np.rint(blocks).astype(np.uint8)
        expected = np.rint(fine.reshape(40, 4, 56, 4, 3).mean(axis=(1, 3)))
        assert np.array_equal(coarse, expected.astype(np.uint8))
        assert np.array_equal(shown.read_level(0, Box(5, 6, 70, 80)), PICTURE[6:80, 5:70])
        shown.close()


def test_what_is_measured_never_comes_from_the_cache(flat, tmp_path):
    with open_scan(flat) as scan:
        box = Box(0, 0, 56, 43)
        before = scan.read_work(box, 16)
        list(iter_build_overviews(scan, tmp_path / "cache"))
        shown = with_overviews(scan, tmp_path / "cache")
        assert shown is not scan
        assert np.array_equal(shown.read_work(box, 16), before)


def test_a_changed_file_has_other_overviews(flat, tmp_path):
    with open_scan(flat) as scan:
        list(iter_build_overviews(scan, tmp_path / "cache"))
    tifffile.imwrite(flat, 255 - PICTURE, photometric="rgb")
    with open_scan(flat) as scan:
        assert with_overviews(scan, tmp_path / "cache") is scan


def test_half_made_overviews_are_never_seen(flat, tmp_path):
    folder = tmp_path / "cache"
    with open_scan(flat) as scan:
        building = iter_build_overviews(scan, folder)
        next(building)
        assert [place.name[0] for place in folder.iterdir()] == ["."]
        assert with_overviews(scan, folder) is scan
        building.close()
        assert list(folder.iterdir()) == []
        (folder / ".crashed").mkdir()
        os.utime(folder / ".crashed", (0, 0))
        list(iter_build_overviews(scan, folder))
        assert [place.name for place in folder.iterdir()] == [scan.fingerprint]


def test_damaged_overviews_are_thrown_out(flat, tmp_path):
    folder = tmp_path / "cache"
    with open_scan(flat) as scan:
        for damage in (b"", b"no array", b"\x93NUMPY\x01\x00"):
            list(iter_build_overviews(scan, folder))
            (folder / scan.fingerprint / "16.npy").write_bytes(damage)
            assert with_overviews(scan, folder) is scan
            assert not (folder / scan.fingerprint).exists()


def test_the_folder_is_bounded_and_the_oldest_go(tmp_path):
    folder, prints = tmp_path / "cache", []
    for i in range(4):
        path = tmp_path / f"{i}.tif"
        tifffile.imwrite(path, PICTURE + np.uint8(i), photometric="rgb")
        with open_scan(path) as scan:
            list(iter_build_overviews(scan, folder, limit=300_000))
            prints.append(scan.fingerprint)
            if i:
                os.utime(folder / prints[i], (time.time() + i, time.time() + i))
            if i == 1:  # the first is used once more
                with_overviews(scan, folder)
    left = {place.name for place in folder.iterdir()}
    used = sum(file.stat().st_size for file in folder.rglob("*.npy"))
    assert used <= 300_000
    assert prints[-1] in left
    assert prints[0] not in left


def test_a_folder_that_cannot_be_written_is_told(flat, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_bytes(b"")
    with open_scan(flat) as scan, pytest.raises(ScanError, match="cannot be written"):
        list(iter_build_overviews(scan, blocked / "cache"))
