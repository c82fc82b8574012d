"""HDF5 with several data sets: what was recorded is taken, and which and how is told."""

import json

import h5py
import numpy as np
import pytest

from graticule.errors import ScanError
from graticule.scans import open_scan

RANDOM = np.random.default_rng(5)


def values(*shape: int) -> np.ndarray:
    return RANDOM.integers(0, 200, shape, dtype=np.uint8)


def write(path, sets: dict[str, np.ndarray], tags: str = "") -> None:
    with h5py.File(path, "w") as file:
        for name, array in sets.items():
            data = file.create_dataset(name, data=array)
            if tags:
                data.attrs["axistags"] = json.dumps({"axes": [{"key": key} for key in tags]})


@pytest.mark.parametrize(
    ("names", "taken"),
    [
        (("label", "raw"), "/raw"),
        (("exported_probabilities", "volumes/raw"), "/volumes/raw"),
        (("a_mask", "image"), "/image"),
        (("predictions", "segmentation_2", "t0/channel0"), "/t0/channel0"),
        (("labels",), "/labels"),
        (("data", "raw"), "/raw"),
    ],
)
def test_what_was_recorded_comes_before_what_was_made_of_it(names, taken, tmp_path):
    path = tmp_path / "a.h5"
    write(
        path,
        {name: values(60, 80) if name != taken.strip("/") else values(30, 40) for name in names},
    )
    with open_scan(path) as scan:
        assert scan.metadata["data set"] == taken
        assert (scan.width, scan.height) == (40, 30)
        told = [text for text in scan.notices if taken in text]
        assert len(told) == (len(names) > 1)
        for name in set(names) - {taken.strip("/")}:
            assert f"/{name}" in told[0]


def test_a_data_set_is_named_in_either_way_and_opens_again(tmp_path):
    path = tmp_path / "a.h5"
    write(path, {"raw": values(60, 80), "deep/label": values(60, 80)})
    with open_scan(path) as scan:
        own, name = scan.fingerprint, scan.name
    assert name == "a.h5"
    for between in ("::/", ":/", "::"):
        with open_scan(f"{path}{between}deep/label") as scan:
            assert scan.metadata["data set"] == "/deep/label"
            assert scan.name == f"a.h5::{'' if between == '::' else '/'}deep/label"
            assert scan.fingerprint != own
            with open_scan(scan.address) as again:
                assert again.fingerprint == scan.fingerprint
                assert np.array_equal(again.read(again.box), scan.read(scan.box))
    with pytest.raises(ScanError, match="no data set"):
        open_scan(f"{path}::/nothing")


def test_recorded_sets_side_by_side_are_pictures_of_the_file(tmp_path):
    write(tmp_path / "a.h5", {"b": values(60, 80), "a": values(70, 80), "table": values(500, 3)})
    with open_scan(tmp_path / "a.h5") as scan:
        assert scan.metadata["data set"] == "/a"
        assert scan.parts == ("/a", "/b")


def test_coarser_copies_of_imaris_and_bigdataviewer_are_no_pictures(tmp_path):
    write(
        tmp_path / "a.ims",
        {
            f"DataSet/ResolutionLevel {level}/TimePoint 0/Channel {channel}/Data": values(
                2, 64 >> level, 80 >> level
            )
            for level in (0, 1) for channel in (0, 1)
        },
    )  # fmt: skip
    with open_scan(tmp_path / "a.ims") as scan:
        assert (scan.width, scan.height, len(scan.parts)) == (80, 64, 2)
        assert scan.metadata["data set"].endswith("ResolutionLevel 0/TimePoint 0/Channel 0/Data")
    write(
        tmp_path / "b.h5",
        {f"t00000/s0{setup}/{level}/cells": values(3, 64 >> level, 80 >> level)
         for level in (0, 1, 2) for setup in (0, 1)},
    )  # fmt: skip
    with open_scan(tmp_path / "b.h5") as scan:
        assert scan.parts == ("/t00000/s00/0/cells", "/t00000/s01/0/cells")


@pytest.mark.parametrize(
    ("shape", "channels", "frames", "size"),
    [
        ((60, 80), 1, 1, (80, 60)),
        ((60, 80, 3), 3, 1, (80, 60)),
        ((60, 80, 7), 7, 1, (80, 60)),
        ((100, 120, 16), 16, 1, (120, 100)),
        ((3, 60, 80), 3, 1, (80, 60)),
        ((20, 60, 80), 1, 20, (80, 60)),
        ((20, 60, 45), 1, 20, (45, 60)),
        ((5, 60, 80, 6), 6, 5, (80, 60)),
        ((2, 5, 60, 80), 1, 10, (80, 60)),
        ((2, 3, 60, 80, 2), 2, 6, (80, 60)),
        ((2, 3, 5, 60, 80), 3, 10, (80, 60)),
    ],
)
def test_axes_are_guessed_and_told(shape, channels, frames, size, tmp_path):
    array = values(*shape)
    write(tmp_path / "a.h5", {"a": array})
    with open_scan(tmp_path / "a.h5") as scan:
        assert (scan.channels, scan.frames, (scan.width, scan.height)) == (channels, frames, size)
        assert "alpha" not in scan.channel_names
        guessed = [text for text in scan.notices if "guessed" in text]
        assert len(guessed) == (len(shape) > 2)


def test_tags_and_labels_tell_the_axes(tmp_path):
    array = values(6, 60, 80)
    write(tmp_path / "a.h5", {"a": array}, tags="cyx")
    with open_scan(tmp_path / "a.h5") as scan:
        assert (scan.channels, scan.frames, scan.notices) == (6, 1, ())
        assert np.array_equal(scan.read(scan.box), np.moveaxis(array, 0, -1))
    with h5py.File(tmp_path / "b.h5", "w") as file:
        data = file.create_dataset("a", data=array)
        for dimension, label in zip(data.dims, "txy", strict=True):
            dimension.label = label
    with open_scan(tmp_path / "b.h5") as scan:
        assert (scan.frames, scan.frame_axis, scan.width, scan.height) == (6, "time", 60, 80)
        assert np.array_equal(scan.read(scan.box, frame=4)[..., 0], array[4].T)


def test_tags_that_are_damaged_are_passed_over(tmp_path):
    with h5py.File(tmp_path / "a.h5", "w") as file:
        for name, tags in (("a", "{"), ("b", json.dumps([1])), ("c", "{}")):
            file.create_dataset(name, data=values(60, 80, 3)).attrs["axistags"] = tags
    for name in "abc":
        with open_scan(f"{tmp_path / 'a.h5'}::/{name}") as scan:
            assert (scan.channels, scan.width) == (3, 80)


def test_four_channels_are_colours_only_if_the_fourth_is_alpha(tmp_path):
    colour = values(60, 80, 3)
    opaque = np.full((60, 80, 1), 255, np.uint8)
    write(tmp_path / "a.h5", {"a": np.concatenate([colour, opaque], axis=-1)})
    with open_scan(tmp_path / "a.h5") as scan:
        assert scan.channel_names == ("red", "green", "blue")
        assert np.array_equal(scan.read(scan.box), colour)
    write(tmp_path / "b.h5", {"a": values(60, 80, 4)})
    with open_scan(tmp_path / "b.h5") as scan:
        assert scan.channel_names == ("channel 1", "channel 2", "channel 3", "channel 4")
