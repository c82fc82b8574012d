import hashlib
import json

import numpy as np
import pytest
import shapely
import tifffile

from graticule.geometry import Box, Length
from graticule.simulate import ParticleLook, ParticleScene, iter_simulate_particles, truth_paths

SPHERES = ParticleLook(shape="sphere", diameter=30, spread=0.15, coverage=0.12, overlap=0.2)


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    path = tmp_path_factory.mktemp("tem") / "tem.tif"
    events = list(
        iter_simulate_particles(
            path, size=(1400, 1100), seed=2, pixel_size=Length(0.25, "nm"), look=SPHERES
        )
    )
    assert events[-1].done == events[-1].total
    return path


def shapes_of(path):
    features = json.loads(truth_paths(path)[1].read_text())["features"]
    return [shapely.geometry.shape(feature["geometry"]) for feature in features]


def test_pixel_size_is_written(written):
    with tifffile.TiffFile(written) as tiff:
        page = tiff.pages[0]
        assert page.dtype == np.uint8
        top, bottom = page.tags["XResolution"].value
        assert bottom / top * 1e7 == pytest.approx(0.25, rel=1e-4)  # nm per px, from px per cm


def test_every_label_is_one_outline_of_its_area(written):
    labels = tifffile.imread(truth_paths(written)[0])
    assert labels.dtype == np.uint32
    shapes = shapes_of(written)
    assert all(shape.is_valid for shape in shapes)
    areas = np.bincount(labels.ravel())[1:]
    seen = np.count_nonzero(areas)
    assert len(shapes) - 2 <= seen <= len(shapes)  # a sliver at the border may hold no centre
    tree = shapely.STRtree(shapes)
    checked = 0
    for k, shape in enumerate(shapes):
        if shape.area < 50 or len(tree.query(shape, predicate="intersects")) > 1:
            continue
        inside = shape.representative_point()
        number = labels[int(inside.y), int(inside.x)]
        assert number > 0
        assert abs(areas[number - 1] - shape.area) < 0.08 * shape.length + 4, k
        checked += 1
    assert checked > 50


@pytest.mark.parametrize("overlap", [0.0, 0.35])
def test_share_of_overlapping_particles_is_what_was_asked(tmp_path, overlap):
    look = ParticleLook(shape="sphere", diameter=16, spread=0.15, coverage=0.08, overlap=overlap)
    scene = ParticleScene(4, (1600, 1600), look=look)
    shapes = [item.shape.polygon() for item in scene.items(Box(0, 0, 1600, 1600))]
    tree = shapely.STRtree(shapes)
    pairs = tree.query(shapes, predicate="intersects").T
    touching = {int(a) for a, b in pairs if a != b}
    assert len(shapes) > 300
    assert len(touching) / len(shapes) == pytest.approx(overlap, abs=0.06)


def test_sizes_are_log_normal_about_the_median():
    look = ParticleLook(shape="sphere", diameter=20, spread=0.25, coverage=0.08, overlap=0.0)
    scene = ParticleScene(6, (3000, 3000), look=look)
    areas = np.array([item.shape.area for item in scene.items(Box(0, 0, 3000, 3000))])
    sizes = np.log(2 * np.sqrt(areas / np.pi))
    # larger particles give way a little more often than small ones
    assert np.exp(np.median(sizes)) == pytest.approx(20, rel=0.12)
    assert sizes.std() == pytest.approx(0.25, rel=0.2)


def test_particles_are_darker_than_the_film(written):
    picture, labels = tifffile.imread(written), tifffile.imread(truth_paths(written)[0])
    assert picture[labels > 0].mean() < picture[labels == 0].mean() - 2 * 5


def test_blocks_agree_at_their_seams():
    def scene():
        return ParticleScene(9, (900, 700), look=ParticleLook(shape="mixed", diameter=40))

    picture, labels = scene().draw(Box(0, 0, 900, 700))
    assert labels.max() > 3
    other = scene()
    for part in Box(0, 0, 900, 700).blocks(277):
        drawn = other.draw(part)
        assert np.array_equal(picture[part.slices], drawn[0])
        assert np.array_equal(labels[part.slices], drawn[1])


def test_sixteen_bits_scale_bar_and_the_same_bytes_again(tmp_path):
    sums = []
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        path = tmp_path / name / "tem.tif"
        look = ParticleLook(bits=16, scale_bar=True, diameter=30)
        list(iter_simulate_particles(path, size=(500, 400), seed=seed, look=look))
        files = sorted(path.parent.iterdir())
        sums.append([hashlib.sha256(file.read_bytes()).hexdigest() for file in files])
    assert sums[0] == sums[1] != sums[2]
    picture = tifffile.imread(path)
    assert picture.dtype == np.uint16
    assert (picture[-30:, :60] == 65535).mean() > 0.2  # the bar's white ground
    labels = tifffile.imread(truth_paths(path)[0])
    assert not labels[-10:, :30].any()


@pytest.mark.parametrize("shape", ["sphere", "ellipse", "polyhedron", "rod", "cube", "mixed"])
def test_every_shape_is_drawn_and_valid(shape):
    look = ParticleLook(shape=shape, diameter=60, spread=0.3, overlap=0.3, coverage=0.1)
    scene = ParticleScene(3, (800, 800), look=look)
    outlines = [item.shape.polygon() for item in scene.items(Box(0, 0, 800, 800))]
    assert len(outlines) > 5
    assert all(outline.is_valid for outline in outlines)


def test_wrong_settings_are_named():
    for settings, word in (
        ({"bits": 12}, "bits"), ({"overlap": 0.7}, "overlap"), ({"shape": "star"}, "shape"),
        ({"diameter": 1}, "diameter"), ({"coverage": 0.9}, "coverage"),
    ):  # fmt: skip
        with pytest.raises(ValueError, match=word):
            ParticleLook(**settings)
