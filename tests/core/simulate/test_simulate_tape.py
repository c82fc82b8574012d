import hashlib
import json
import subprocess
import sys

import numpy as np
import openslide
import pytest
import shapely
import tifffile

from graticule.errors import ResultError
from graticule.geometry import Box, Length
from graticule.simulate import (
    TAPE_CLASSES,
    SimulationProgress,
    TapeScene,
    iter_simulate_tape,
    truth_paths,
)

DENSE = {"coverage": 0.15}


def outlines(path):
    features = json.loads(path.read_text())["features"]
    return [(f["properties"]["classification"]["name"], shapely.geometry.shape(f["geometry"]))
            for f in features]  # fmt: skip


@pytest.fixture(scope="module")
def tape(tmp_path_factory):
    path = tmp_path_factory.mktemp("tape") / "tape.tif"
    events = list(iter_simulate_tape(path, size=(2500, 2100), seed=5, **DENSE))
    return path, events


def test_progress_ends_with_all_done(tape):
    _, events = tape
    assert all(isinstance(event, SimulationProgress) for event in events)
    assert [event.done for event in events] == sorted(event.done for event in events)
    assert events[-1].done == events[-1].total


def test_opens_in_openslide_with_pixel_size_and_levels(tape):
    with openslide.OpenSlide(tape[0]) as slide:
        assert slide.level_dimensions == ((2500, 2100), (625, 525))
        assert float(slide.properties["openslide.mpp-x"]) == pytest.approx(1.0)
        coarse = np.asarray(slide.read_region((0, 0), 1, (625, 525)).convert("RGB"), float)
        fine = np.asarray(slide.read_region((0, 0), 0, (2500, 2100)).convert("RGB"), float)
    means = fine[:2100, :2500].reshape(525, 4, 625, 4, 3).mean((1, 3))
    aligned, beside = np.abs(means - coarse), np.abs(means[:, 1:] - coarse[:, :-1])
    assert aligned.mean() < 3  # JPEG, twice
    assert aligned.mean() < 0.6 * beside.mean()


def test_truth_has_the_scans_size_and_every_class(tape):
    truth = tifffile.imread(truth_paths(tape[0])[0])
    assert truth.shape == (2100, 2500)
    assert truth.dtype == np.uint8
    shares = np.bincount(truth.ravel(), minlength=6) / truth.size
    assert len(shares) == len(TAPE_CLASSES)
    assert 0.05 < 1 - shares[0] < 0.3


def test_outlines_are_valid_and_cover_the_truth(tape):
    truth_path, outline_path = truth_paths(tape[0])
    truth = tifffile.imread(truth_path)
    found = outlines(outline_path)
    assert all(polygon.is_valid and not polygon.is_empty for _, polygon in found)
    frame = shapely.box(0, 0, 2500, 2100)
    assert all(frame.covers(polygon) for _, polygon in found)
    union = shapely.union_all([polygon for _, polygon in found])
    assert union.area == pytest.approx((truth > 0).sum(), rel=0.01)
    for index, info in enumerate(TAPE_CLASSES[1:], 1):
        y, x = np.nonzero(truth == index)
        mine = shapely.union_all([polygon for name, polygon in found if name == info.name])
        inside = shapely.contains_xy(mine, x + 0.5, y + 0.5)
        assert len(x) == 0 or inside.mean() > 0.985, info.name


def test_isolated_objects_have_their_polygons_area(tape):
    truth_path, outline_path = truth_paths(tape[0])
    truth = tifffile.imread(truth_path)
    found = outlines(outline_path)
    checked = 0
    for k, (name, polygon) in enumerate(found):
        near = polygon.buffer(4)
        if any(near.intersects(other) for n, (_, other) in enumerate(found) if n != k):
            continue
        left, top, right, bottom = (round(v) for v in near.bounds)
        area = (truth[max(top, 0) : bottom, max(left, 0) : right] > 0).sum()
        others = sum(
            other.intersection(shapely.box(left, top, right, bottom)).area
            for n, (_, other) in enumerate(found) if n != k
        )  # fmt: skip
        if others == 0:
            # a pixel more or less along the outline, and the corners of cut ends
            assert abs(area - polygon.area) < 0.08 * polygon.length + 12, name
            checked += 1
    assert checked >= 5


def test_blocks_agree_at_their_seams():
    whole = Box(-300, 200, 724, 1100)
    picture, truth = TapeScene(11, **DENSE).draw(whole)
    again = TapeScene(11, **DENSE)
    for part in whole.blocks(333):
        here = part.shifted(-whole.left, -whole.top).slices
        other = again.draw(part)
        assert np.array_equal(truth[here], other[1])
        assert np.array_equal(picture[here], other[0])
    assert len(np.unique(truth)) > 2


def digest(folder):
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir()}


def test_one_seed_gives_the_same_bytes_and_another_does_not(tmp_path):
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        list(iter_simulate_tape(tmp_path / name / "tape.tif", size=(700, 600), seed=seed, **DENSE))
    assert digest(tmp_path / "a") == digest(tmp_path / "b")
    first, other = digest(tmp_path / "a"), digest(tmp_path / "c")
    assert all(first[name] != other[name] for name in first)
    assert len(first) == 3


@pytest.mark.parametrize("um", [0.5, 1.0, 4.0])
def test_physical_sizes_do_not_depend_on_the_pixel_size(um):
    scene = TapeScene(3, pixel_size=Length(um, "µm"))
    side = round(8000 / um)
    widths = {1: [], 2: []}
    for item in scene.items(Box(0, 0, side, side)):
        if item.label in widths:
            widths[item.label].append(2 * item.shape.half.max() * um)
    assert len(widths[1]) > 20
    assert 10 <= min(widths[1]) <= max(widths[1]) <= 34  # fibres, µm
    assert all(28 <= width <= 195 for width in widths[2])  # hairs, with their bulbs


def test_clumps_leave_part_of_the_tape_empty():
    def share_of_empty_patches(clumps):
        scene = TapeScene(4, pixel_size=Length(10, "µm"), clumps=clumps)
        truth = scene.draw(Box(0, 0, 1440, 1440))[1]
        return (truth.reshape(16, 90, 16, 90).max((1, 3)) == 0).mean()

    assert share_of_empty_patches(True) > share_of_empty_patches(False) + 0.2


def test_cancelled_run_leaves_no_file(tmp_path):
    work = iter_simulate_tape(tmp_path / "tape.tif", size=(3000, 3000), seed=1)
    next(work)
    work.close()
    assert list(tmp_path.iterdir()) == []


def test_errors_name_the_mistake(tmp_path):
    with pytest.raises(ValueError, match="no pixel"):
        list(iter_simulate_tape(tmp_path / "a.tif", size=(0, 5), seed=1))
    with pytest.raises(ValueError, match="coverage"):
        list(iter_simulate_tape(tmp_path / "a.tif", size=(9, 9), seed=1, coverage=3))
    (tmp_path / "file").write_text("")
    with pytest.raises(ResultError, match="cannot be written"):
        list(iter_simulate_tape(tmp_path / "file" / "a.tif", size=(9, 9), seed=1))


PEAK = """
import resource, sys
from pathlib import Path
from graticule.simulate import iter_simulate_tape
SIZE = (int(sys.argv[2]), 2048)
for _ in iter_simulate_tape(Path(sys.argv[1]), size=SIZE, seed=2, coverage=0.02):
    pass
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="resource is a Unix module")
def test_memory_does_not_grow_with_the_size(tmp_path):
    def peak(width):
        command = [sys.executable, "-c", PEAK, str(tmp_path / "tape.tif"), str(width)]
        return int(subprocess.run(command, capture_output=True, check=True, text=True).stdout)

    assert peak(20480) < 1.1 * peak(5120)
