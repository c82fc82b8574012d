from importlib.resources import files
from pathlib import Path

import openslide
import pytest
import tifffile

import graticule_resources
from graticule.simulate import truth_paths

SAMPLES = Path(str(files(graticule_resources))) / "samples"
LIMITS = {"tape-sample": 1.5, "filter-sample": 0.8, "particles-sample": 0.8}  # MiB


@pytest.mark.parametrize("name", LIMITS)
def test_sample_is_small_and_has_its_truth(name):
    path = SAMPLES / f"{name}.tif"
    assert path.stat().st_size < LIMITS[name] * 2**20
    truth, outlines = truth_paths(path)
    picture = tifffile.imread(path)
    assert tifffile.imread(truth).shape == picture.shape[:2]
    assert outlines.read_text().startswith('{"type":"FeatureCollection"')
    with openslide.OpenSlide(path) as slide:
        assert slide.dimensions == picture.shape[1::-1]


def test_tape_sample_shows_every_kind_of_trace():
    truth = tifffile.imread(truth_paths(SAMPLES / "tape-sample.tif")[0])
    assert set(truth.ravel()[::7]) == {0, 1, 2, 3, 4, 5}
