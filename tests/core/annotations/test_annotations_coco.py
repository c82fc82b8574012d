"""COCO files as programs write them: nothing that is marked is ever taught as background."""

import json

import numpy as np
import pytest
from PIL import Image

from graticule.annotations import UNKNOWN, Checked, check, read_sources
from graticule.errors import TrainingError

WIDTH, HEIGHT = 40, 30
RING = [5, 5, 15, 5, 15, 12, 5, 12]  # 10 × 7 px


def picture(path, seed=0):
    path.parent.mkdir(parents=True, exist_ok=True)
    noise = np.random.default_rng(seed).integers(0, 255, (HEIGHT, WIDTH)).astype(np.uint8)
    Image.fromarray(noise).save(path)


def coco(folder, annotations, images=None, categories=None):
    images = images or [{"id": 1, "file_name": "a.png", "width": WIDTH, "height": HEIGHT}]
    for number, image in enumerate(images):
        if "missing" not in image["file_name"]:
            picture(folder / image["file_name"], number)
    file = {
        "images": images,
        "annotations": annotations,
        "categories": categories or [{"id": 1, "name": "bead"}],
    }
    (folder / "coco.json").write_text(json.dumps(file))
    return folder


def one(**more):
    return {"image_id": 1, "category_id": 1, "segmentation": [RING], **more}


def source_of(folder, **options):
    (source,) = read_sources([folder], target="classes", **options).sources
    return source.labels(source.box)


def told(folder):
    found = [event for event in check([folder]) if isinstance(event, Checked)]
    return [problem for one in found for problem in one.problems]


@pytest.mark.parametrize("empty", [[], None, [[]], [[3, 4]], [[1, 2, 3, 4]]])
def test_an_object_with_a_box_and_no_outline_is_never_background(tmp_path, empty):
    coco(tmp_path, [one(), one(segmentation=empty, bbox=[20, 10, 8, 6])])
    labels = source_of(tmp_path)
    assert (labels == 1).sum() == 70
    assert (labels[10:16, 20:28] == UNKNOWN).all()
    assert (labels == UNKNOWN).sum() == 48
    assert "1 object of 'bead' with a box and no outline" in told(tmp_path)[0].text
    (particles,) = read_sources([tmp_path], target="particles").sources
    assert not particles.known(particles.box)[10:16, 20:28].any()


def test_a_box_hides_nothing_that_is_outlined(tmp_path):
    coco(tmp_path, [one(), one(segmentation=[], bbox=[0, 0, 20, 20])])
    labels = source_of(tmp_path)
    assert (labels == 1).sum() == 70
    assert (labels == UNKNOWN).sum() == 400 - 70


def test_boxes_alone_and_objects_without_a_place_are_refused(tmp_path):
    coco(tmp_path, [one(segmentation=[], bbox=[20, 10, 8, 6])])
    with pytest.raises(TrainingError, match="boxes and no outline"):
        source_of(tmp_path)
    coco(tmp_path, [one(), one(segmentation=[])])
    with pytest.raises(TrainingError, match="1 object with neither outline nor box"):
        source_of(tmp_path)


MASK = np.zeros((HEIGHT, WIDTH), np.uint8)
MASK[5:12, 5:15] = 1


def runs(mask) -> list[int]:
    flat = np.concatenate([[0], mask.T.ravel(), [2]])
    ends = np.flatnonzero(np.diff(flat))
    return np.diff(np.concatenate([[0], ends])).tolist()


def packed(counts) -> str:
    """As pycocotools packs runs."""
    letters = []
    for number, count in enumerate(counts):
        value = count - (counts[number - 2] if number > 2 else 0)
        more = True
        while more:
            part = value & 31
            value >>= 5
            more = value != (-1 if part & 16 else 0)
            letters.append(chr((part | (32 if more else 0)) + 48))
    return "".join(letters)


SIZE = [HEIGHT, WIDTH]


@pytest.mark.parametrize(
    "segmentation",
    [
        [RING],
        RING,
        [[float(n) for n in RING]],
        [[[5, 5], [15, 5], [15, 12], [5, 12]]],
        [[5, 5, 10, 5, 10, 12, 5, 12], [10, 5, 15, 5, 15, 12, 10, 12]],
        {"size": SIZE, "counts": runs(MASK)},
        {"size": SIZE, "counts": packed(runs(MASK))},
        [{"size": SIZE, "counts": runs(MASK)}],
        [{"size": SIZE, "counts": packed(runs(MASK * (np.arange(WIDTH) < 9)))},
         {"size": SIZE, "counts": runs(MASK * (np.arange(WIDTH) >= 9))}],
    ],
)  # fmt: skip
def test_every_way_to_write_an_outline(tmp_path, segmentation):
    coco(tmp_path, [one(segmentation=segmentation)])
    assert np.array_equal(source_of(tmp_path), MASK)


@pytest.mark.parametrize(
    ("segmentation", "words"),
    [
        ({"size": [WIDTH, HEIGHT], "counts": [WIDTH * HEIGHT]}, "does not have the picture's size"),
        ({"size": SIZE, "counts": [3, 4]}, "does not have the size that it says"),
        ({"counts": [3]}, "no size or no counts"),
        ([[1, 2, 3, 4, 5, 6, 7]], "two finite numbers"),
        ("polygon", "neither polygons nor runs"),
        ([["a", "b", "c", "d", "e", "f"]], "annotation 1"),
    ],
)
def test_a_broken_outline_is_refused_with_its_number(tmp_path, segmentation, words):
    coco(tmp_path, [one(segmentation=segmentation)])
    with pytest.raises(TrainingError, match=words) as error:
        source_of(tmp_path)
    assert "annotation 1" in str(error.value)


@pytest.mark.parametrize(
    ("image", "object_image", "category", "object_category", "crowd"),
    [
        (1, 1.0, 1, 1, False),
        (1.0, 1, 0, 0, 0),
        ("1", 1, "7", 7.0, None),
        ("a-b", "a-b", 0.0, 0, 0.0),
    ],
)
def test_ids_and_crowds_as_programs_write_them(
    tmp_path, image, object_image, category, object_category, crowd
):
    coco(
        tmp_path,
        [one(image_id=object_image, category_id=object_category, iscrowd=crowd)],
        [{"id": image, "file_name": "a.png", "width": float(WIDTH), "height": float(HEIGHT)}],
        [{"id": category, "name": "bead"}],
    )
    assert np.array_equal(source_of(tmp_path), MASK)


def test_a_crowd_is_no_single_particle(tmp_path):
    far = [[20, 5, 30, 5, 30, 12, 20, 12]]
    coco(tmp_path, [one(), one(segmentation=far, iscrowd=True)])
    (source,) = read_sources([tmp_path], target="particles").sources
    assert source.labels(source.box).max() == 1
    assert not source.known(source.box)[5:12, 20:30].any()
    assert (source_of(tmp_path) == 1).sum() == 140


def image(number, name):
    return {"id": number, "file_name": name, "width": WIDTH, "height": HEIGHT}


def test_the_same_name_in_two_folders_is_two_pictures(tmp_path):
    other = [[20, 5, 30, 5, 30, 12, 20, 12]]
    coco(
        tmp_path,
        [one(image_id=1), one(image_id=2, segmentation=other)],
        [image(1, "x/a.png"), image(2, "y/a.png")],
    )
    found = {s.name: s.labels(s.box) for s in read_sources([tmp_path], target="classes").sources}
    assert {name: labels[8, 8] for name, labels in found.items()} == {"x/a": 1, "y/a": 0}


def test_a_picture_that_is_missing_is_named_and_never_another_one(tmp_path):
    coco(
        tmp_path,
        [one(image_id=1), one(image_id=2)],
        [image(1, "x/a.png"), image(2, "missing/a.png")],
    )
    problems = told(tmp_path)
    assert len(problems) == 1
    assert "missing/a.png" in problems[0].text
    with pytest.raises(TrainingError, match=r"missing.a\.png"):
        read_sources([tmp_path], target="classes")


def test_a_picture_that_is_listed_twice_has_the_objects_of_both(tmp_path):
    other = [[20, 5, 30, 5, 30, 12, 20, 12]]
    coco(
        tmp_path,
        [one(image_id=1), one(image_id=2, segmentation=other)],
        [image(1, "a.png"), image(2, "a.png")],
    )
    assert (source_of(tmp_path) == 1).sum() == 140


def test_objects_of_no_picture_and_categories_that_are_none_are_told(tmp_path):
    coco(tmp_path, [one(), one(image_id=9)])
    assert "1 object of pictures that the COCO file does not list" in told(tmp_path)[0].text
    coco(tmp_path, [one(category_id=5)])
    with pytest.raises(TrainingError, match="category 5"):
        source_of(tmp_path)
    coco(tmp_path, [one()], None, [{"id": 1, "name": "bead"}, {"id": 1.0, "name": "hair"}])
    with pytest.raises(TrainingError, match="two categories"):
        source_of(tmp_path)


def test_a_second_file_of_the_same_picture_is_told(tmp_path):
    coco(tmp_path, [one()])
    (tmp_path / "z.json").write_text((tmp_path / "coco.json").read_text())
    assert "z.json beside it is not used" in told(tmp_path)[0].text


def test_outlines_beyond_the_picture_are_cut_and_told(tmp_path):
    beyond = [[30, 20, 60, 20, 60, 28, 30, 28]]
    away = [[100, 5, 110, 5, 110, 12, 100, 12]]
    coco(tmp_path, [one(), one(segmentation=beyond), one(segmentation=away)])
    assert (source_of(tmp_path) == 1).sum() == 70 + 80
    texts = [problem.text for problem in told(tmp_path)]
    assert any("1 outline reaching beyond the scan" in text for text in texts)
    assert any("1 outline outside the scan" in text for text in texts)
    found = next(event for event in check([tmp_path]) if isinstance(event, Checked))
    assert found.objects == {"bead": 2}
