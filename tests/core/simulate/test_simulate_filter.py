import hashlib
import json

import numpy as np
import openslide
import pytest
import shapely
import tifffile

from graticule.geometry import Box, Length
from graticule.simulate import FILTER_CLASSES, FilterScene, iter_simulate_filter, truth_paths


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    path = tmp_path_factory.mktemp("filter") / "filter.tif"
    events = list(iter_simulate_filter(path, size=(1280, 960), seed=3, coverage=0.02))
    assert events[-1].done == events[-1].total
    return path


def test_plastic_glows_above_the_dark_filter(written):
    truth = tifffile.imread(truth_paths(written)[0])
    with openslide.OpenSlide(written) as slide:
        assert slide.level_dimensions == ((1280, 960), (320, 240))
        assert float(slide.properties["openslide.mpp-x"]) == pytest.approx(4.0)
        picture = np.asarray(slide.read_region((0, 0), 0, (1280, 960)).convert("RGB"), float)
    brightest = picture.max(axis=2)
    assert np.median(brightest[truth > 0]) > 2 * np.median(brightest[truth == 0])
    assert np.median(brightest[truth == 0]) < 80


def test_share_of_plastic_is_what_was_asked(written):
    scene = FilterScene(8, pixel_size=Length(12, "µm"), coverage=0.01)
    truth = scene.draw(Box(0, 0, 1500, 1500))[1]
    assert 0.005 < (truth > 0).mean() < 0.015
    assert set(np.unique(truth)) == set(range(len(FILTER_CLASSES)))


def test_outlines_match_the_truth(written):
    truth_path, outline_path = truth_paths(written)
    truth = tifffile.imread(truth_path)
    features = json.loads(outline_path.read_text())["features"]
    shapes = [shapely.geometry.shape(f["geometry"]) for f in features]
    assert shapes
    assert all(shape.is_valid for shape in shapes)
    names = {f["properties"]["classification"]["name"] for f in features}
    assert names <= {info.name for info in FILTER_CLASSES[1:]}
    assert shapely.union_all(shapes).area == pytest.approx((truth > 0).sum(), rel=0.05)


def test_blocks_agree_at_their_seams():
    scene = FilterScene(5, coverage=0.03)
    whole = Box(100, -200, 800, 300)
    picture, truth = scene.draw(whole)
    assert (truth > 0).any()
    for part in whole.blocks(311):
        here = part.shifted(-whole.left, -whole.top).slices
        drawn = scene.draw(part)
        assert np.array_equal(picture[here], drawn[0])
        assert np.array_equal(truth[here], drawn[1])


def test_one_seed_gives_the_same_bytes(tmp_path):
    sums = []
    for name, seed in (("a", 7), ("b", 7), ("c", 8)):
        path = tmp_path / name / "filter.tif"
        list(iter_simulate_filter(path, size=(400, 300), seed=seed, coverage=0.02))
        files = sorted(path.parent.iterdir())
        sums.append([hashlib.sha256(file.read_bytes()).hexdigest() for file in files])
    assert sums[0] == sums[1] != sums[2]


def test_wrong_settings_are_named(tmp_path):
    with pytest.raises(ValueError, match="coverage"):
        FilterScene(1, coverage=0.9)
    with pytest.raises(ValueError, match="20 µm"):
        FilterScene(1, pixel_size=Length(1, "mm"))
