"""Stacks: every outline and every label lies on the image that it was drawn on, and no other."""

import json

import numpy as np
import pytest
import shapely
import tifffile

from graticule.annotations import Annotation, Checked, check, read_geojson, read_sources
from graticule.annotations.stacks import placed
from graticule.errors import TrainingError
from graticule.planes import Plane, Stack
from graticule.scans import open_scan

SIZE = (40, 60)
PLACES = [(5, 5), (20, 8), (38, 20), (8, 25), (44, 4)]  # left, top of the one square per image
SIDE = 10


def pixels(frames: int = 5) -> np.ndarray:
    """Light images, each with one dark square in a place of its own."""
    noise = np.random.default_rng(3).integers(180, 220, (frames, *SIZE)).astype(np.uint8)
    for image, (left, top) in zip(noise, PLACES, strict=False):
        image[top : top + SIDE, left : left + SIDE] = 60
    return noise


def feature(image: int, plane=None, name="bead", **more):
    left, top = PLACES[image]
    geometry = shapely.geometry.mapping(shapely.box(left, top, left + SIDE, top + SIDE))
    if plane is not None:
        geometry["plane"] = plane
    properties = {"objectType": "annotation", "classification": {"name": name}}
    return {"type": "Feature", "geometry": geometry, "properties": properties, **more}


def written(folder, features, frames=5, **options):
    tifffile.imwrite(folder / "s.tif", pixels(frames), photometric="minisblack", **options)
    (folder / "s.geojson").write_text(json.dumps(features))
    return folder


def under_labels(folder) -> dict[str, float]:
    """The mean grey under the labels of each source."""
    with read_sources([folder], target="classes") as data:
        return {
            source.name: float(source.pixels(source.box)[source.labels(source.box) == 1].mean())
            for source in data.sources
        }


def told(folder):
    found = [event for event in check([folder]) if isinstance(event, Checked)]
    return found, [problem for one in found for problem in one.problems]


@pytest.mark.parametrize("axis", ["z", "t"])
def test_outlines_lie_on_the_image_of_their_plane(tmp_path, axis):
    written(tmp_path, [feature(i, {"c": -1, "z": 0, "t": 0} | {axis: i}) for i in range(5)])
    assert under_labels(tmp_path) == {f"s image {i + 1}": 60 for i in range(5)}
    found, problems = told(tmp_path)
    assert [one.objects for one in found] == [{"bead": 1}] * 5
    assert not problems


def test_an_image_on_which_nothing_is_drawn_is_not_taught_as_background(tmp_path):
    written(tmp_path, [feature(3, {"z": 3}), feature(1, {"z": 1})])
    assert under_labels(tmp_path) == {"s image 2": 60, "s image 4": 60}
    _, problems = told(tmp_path)
    assert [p.text for p in problems] == ["nothing is drawn on 3 of 5 images: not learned from"]


def test_without_planes_it_is_the_first_image_and_told(tmp_path):
    written(tmp_path, [feature(0)])
    assert under_labels(tmp_path) == {"s image 1": 60}
    _, problems = told(tmp_path)
    assert "no outline names its plane: taken for image 1 of 5" in [p.text for p in problems]


def test_a_plane_that_is_not_there_is_refused(tmp_path):
    written(tmp_path, [feature(0), feature(1, {"z": 7}), feature(2, {"z": 1, "t": 1})])
    with pytest.raises(TrainingError, match=r"the scan of 5 images has not: z = 1, t = 1 \(1\)"):
        under_labels(tmp_path)


def test_an_image_saved_from_a_stack_takes_the_outlines_of_one_plane_and_says_so(tmp_path):
    written(tmp_path, [feature(0, {"z": 3})], frames=1)
    assert under_labels(tmp_path) == {"s": 60}
    _, problems = told(tmp_path)
    assert "drawn on plane z = 3, t = 0 of a stack: taken for this one image" in [
        p.text for p in problems
    ]
    written(tmp_path, [feature(0), feature(1, {"z": 3})], frames=1)
    with pytest.raises(TrainingError, match="the scan of 1 image has not"):
        under_labels(tmp_path)


def test_regions_and_ignored_places_hold_on_their_own_plane(tmp_path):
    region = feature(1, {"z": 1}, name="Region*")
    written(tmp_path, [feature(0, {"z": 0}), feature(1, {"z": 1}), region])
    with read_sources([tmp_path], target="classes") as data:
        first, second = data.sources
        assert first.known(first.box).all()
        assert second.known(second.box).sum() == SIDE**2


def test_a_film_of_z_stacks_is_counted_as_the_file_does(tmp_path):
    shape = (2, 3, *SIZE)
    stack = np.random.default_rng(0).integers(180, 220, shape).astype(np.uint8)
    stack[1, 2, 8 : 8 + SIDE, 20 : 20 + SIDE] = 60
    tifffile.imwrite(tmp_path / "s.ome.tif", stack, metadata={"axes": "TZYX"})
    with open_scan(tmp_path / "s.ome.tif") as scan:
        assert scan.stack == Stack(6, (("T", 2), ("Z", 3)))
    text = json.dumps([feature(1, {"z": 2, "t": 1})])
    (tmp_path / "s.ome.geojson").write_text(text)
    assert under_labels(tmp_path) == {"s.ome image 6": 60}


def test_planes_and_numbers_of_images_go_both_ways():
    for stack in (
        Stack(6, (("T", 2), ("Z", 3))), Stack(6, (("Z", 2), ("T", 3))), Stack(6, (("Z", 6),)),
        Stack(6, (("T", 6),)), Stack(6, (("I", 6),)), Stack(6, (("I", 2), ("Z", 3))), Stack(6),
        Stack(6, (("T", 3), ("Q", 2))),
    ):  # fmt: skip
        assert [stack.frame(stack.plane(frame)) for frame in range(6)] == list(range(6))
        assert stack.frame(Plane(z=6)) is None
        assert stack.frame(Plane(t=-1)) is None
    assert Stack(6, (("T", 2), ("Z", 3))).plane(4) == Plane(z=1, t=1)
    assert Stack(6, (("I", 2), ("Z", 3))).plane(4) == Plane(z=1, t=1)


def test_channels_of_a_plane_are_one_image():
    box = shapely.box(0, 0, 1, 1)
    found = placed(
        [Annotation(box, "", None, "", "", False, Plane(1, 0, c)) for c in (-1, 0, 2)], Stack(3)
    )
    assert {frame: len(each) for frame, each in found.by_frame.items()} == {1: 3}
    assert found.elsewhere(0) == 3


def test_planes_are_read_wherever_a_program_puts_them(tmp_path):
    own = feature(0)
    own["properties"]["plane"] = {"z": 2}
    (tmp_path / "a.geojson").write_text(json.dumps([own, feature(1, {"t": 4})]))
    assert [each.plane for each in read_geojson(tmp_path / "a.geojson")] == [Plane(2), Plane(0, 4)]


def labels_of(frames) -> np.ndarray:
    labels = np.zeros((frames, *SIZE), np.uint8)
    for image, (left, top) in zip(labels, PLACES, strict=False):
        image[top : top + SIDE, left : left + SIDE] = 1
    return labels


def folders(tmp_path, labels, frames=5):
    for part in ("images", "labels"):
        (tmp_path / part).mkdir()
    tifffile.imwrite(tmp_path / "images" / "s.tif", pixels(frames), photometric="minisblack")
    tifffile.imwrite(tmp_path / "labels" / "s.tif", labels, photometric="minisblack")
    return tmp_path


def test_five_label_images_are_those_of_five_images(tmp_path):
    folders(tmp_path, labels_of(5), 5)
    assert under_labels(tmp_path) == {f"s image {i + 1}": 60 for i in range(5)}
    assert not told(tmp_path)[1]


def test_one_label_image_for_a_stack_is_the_first_ones_and_told(tmp_path):
    folders(tmp_path, labels_of(1)[0])
    assert under_labels(tmp_path) == {"s image 1": 60}
    assert [p.text for p in told(tmp_path)[1]] == [
        "one label image for a stack: taken for image 1 of 5"
    ]


@pytest.mark.parametrize(("labels", "frames"), [(3, 5), (5, 3), (5, 1)])
def test_another_number_of_label_images_is_refused(tmp_path, labels, frames):
    folders(tmp_path, labels_of(labels), frames)
    with pytest.raises(TrainingError, match=f"{labels} label images for {frames} image"):
        under_labels(tmp_path)


def test_a_coarse_grid_reads_its_own_image_too(tmp_path):
    folders(tmp_path, labels_of(5))
    with read_sources([tmp_path], target="classes", pixel_size=_px(2)) as data:
        for source in data.sources:
            inside = source.pixels(source.box)[source.labels(source.box) == 1]
            assert inside.mean() < 120
            assert source.thumbnail.shape == (32, 32)
        assert len({source.content for source in data.sources}) == 5


def _px(size):
    from graticule.geometry import Length

    return Length(size, "px")
