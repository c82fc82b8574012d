"""Annotated scans of every layout, read window by window."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import shapely
import tifffile
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from graticule.annotations import UNKNOWN, Example, read_sources
from graticule.annotations.outlines import read_outlines
from graticule.errors import TrainingError
from graticule.evaluation.source_scan import SourceScan
from graticule.geometry import Box, Length
from graticule.scans import GreyRange
from graticule.simulate import iter_simulate_particles, iter_simulate_tape

TAPE = ("fibre", "hair", "skin", "glass", "sand")
RNG = np.random.default_rng(5)


@pytest.fixture(scope="module")
def tape(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("tape") / "tape.tif"
    list(iter_simulate_tape(path, size=(1400, 1100), seed=3, coverage=0.1))
    return path


def truth_of(scan: Path) -> np.ndarray:
    return tifffile.imread(scan.with_name(f"{scan.stem}.truth.tif")).astype(np.int32)


def square(left, top, side, name, **properties):
    return {
        "type": "Feature",
        "geometry": shapely.geometry.mapping(shapely.box(left, top, left + side, top + side)),
        "properties": {"classification": {"name": name}, "objectType": "annotation", **properties},
    }


def annotated(folder: Path, features: list, *, name: str = "scan", size=(60, 40), seed=0) -> Path:
    """A scan with outlines beside it."""
    noise = np.random.default_rng(seed).integers(0, 256, (size[1], size[0])).astype(np.uint8)
    folder.mkdir(parents=True, exist_ok=True)
    scan = folder / f"{name}.tif"
    tifffile.imwrite(scan, noise)
    text = json.dumps({"type": "FeatureCollection", "features": features})
    (folder / f"{name}.geojson").write_text(text)
    return scan


def labels_of(scan: Path, target="classes", **options) -> np.ndarray:
    (source,) = read_sources([scan], target=target, **options).sources
    return source.labels(source.box)


def test_outlines_and_truth_of_a_simulated_tape_agree(tape):
    data = read_sources([tape], target="classes", classes=TAPE)
    assert data.classes == ("background", *TAPE)
    (source,) = data.sources
    truth, drawn = truth_of(tape), source.labels(source.box)
    # outlines are simplified by 0.1 px, and tell not which of two objects is on top
    either = (truth > 0) | (drawn > 0)
    assert ((truth > 0) != (drawn > 0)).sum() < 0.02 * either.sum()
    assert (truth != drawn).sum() < 0.05 * either.sum()


def test_outlines_and_ids_of_simulated_particles_agree(tmp_path):
    scan = tmp_path / "p.tif"
    list(iter_simulate_particles(scan, size=(500, 400), seed=1))
    truth = truth_of(scan)
    labels = labels_of(scan, "particles")
    assert ((truth > 0) != (labels > 0)).mean() < 0.002
    pairs = {(int(a), int(b)) for a, b in zip(truth[truth > 0], labels[truth > 0], strict=True)}
    big = [i for i in np.unique(truth)[1:] if (truth == i).sum() > 200]
    assert len(big) > 5
    for number in big:
        values, counts = np.unique(labels[truth == number], return_counts=True)
        assert counts.max() > 0.9 * counts.sum()
        assert values[counts.argmax()] > 0
    assert len({b for _, b in pairs}) >= len(big)


@settings(max_examples=25, deadline=None)
@given(
    left=st.integers(-60, 1500), top=st.integers(-60, 1200),
    width=st.integers(1, 300), height=st.integers(1, 300), coarse=st.booleans(),
)  # fmt: skip
def test_a_window_is_the_same_part_of_the_whole(tape, left, top, width, height, coarse):
    size = Length(4, "µm") if coarse else None
    (source,) = read_sources([tape], target="classes", classes=TAPE, pixel_size=size).sources
    box = Box(left, top, left + width, top + height)
    inside = box.clipped(source.box)
    labels = source.labels(box)
    place = inside.shifted(-left, -top).slices
    assert np.array_equal(labels[place], source.labels(source.box)[inside.slices])
    outside = np.ones(box.shape, bool)
    outside[place] = False
    assert (labels[outside] == UNKNOWN).all()
    assert not source.known(box)[outside].any()
    pixels = source.pixels(box)
    assert pixels.shape == (height, width, 3)
    assert np.array_equal(pixels[place], source.pixels(source.box)[inside.slices])


def test_pixels_shrink_to_area_means_and_the_grid_has_the_asked_size(tape):
    fine = read_sources([tape], target="classes", classes=TAPE).sources[0]
    coarse = read_sources(
        [tape], target="classes", classes=TAPE, pixel_size=Length(4, "µm")
    ).sources[0]
    assert fine.pixel_size.mean == pytest.approx(1)
    assert (coarse.size, coarse.pixel_size.mean) == ((350, 275), pytest.approx(4))
    box = Box(400, 200, 560, 280)
    small = fine.pixels(box, 4)
    assert small.shape == (20, 40, 3)
    assert np.array_equal(small, coarse.pixels(Box(100, 50, 140, 70)))
    whole = fine.pixels(box).astype(float).reshape(20, 4, 40, 4, 3).mean(axis=(1, 3))
    assert np.abs(small - whole).mean() < 1  # the file's own coarse level is a JPEG, too
    with pytest.raises(ValueError, match="multiple"):
        fine.pixels(Box(1, 0, 9, 8), 4)


def test_a_label_image_is_read_like_the_outlines(tape, tmp_path):
    scan = tmp_path / "tape.tif"
    scan.write_bytes(tape.read_bytes())
    tifffile.imwrite(tmp_path / "tape_labels.tif", truth_of(tape).astype(np.uint8), tile=(256, 256))
    (source,) = read_sources([tmp_path], target="classes", classes=TAPE).sources
    assert np.array_equal(source.labels(source.box), truth_of(tape))
    (coarse,) = read_sources(
        [scan], target="classes", classes=TAPE, pixel_size=Length(4, "µm")
    ).sources
    centres = truth_of(tape)[2::4, 2::4]
    assert np.array_equal(coarse.labels(coarse.box), centres)
    with pytest.raises(TrainingError, match="class 3; the classes are 0 to 2"):
        read_sources([scan], target="classes", classes=TAPE[:2])


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_outlines_along_pixel_edges_give_their_pixels_back(tmp_path_factory, seed):
    rng = np.random.default_rng(seed)
    mask = rng.random((17, 23)) < 0.6
    cells = [shapely.box(x, y, x + 1, y + 1) for y, x in zip(*np.nonzero(mask), strict=True)]
    outline = shapely.union_all(cells)
    feature = square(0, 0, 1, "a")
    feature["geometry"] = shapely.geometry.mapping(outline)
    scan = annotated(tmp_path_factory.mktemp("mask"), [feature], size=(23, 17))
    assert np.array_equal(labels_of(scan) == 1, mask)


def test_regions_and_ignored_places_say_what_counts(tmp_path):
    features = [
        square(10, 10, 20, "Region*"),
        square(15, 15, 5, "a"),
        square(40, 5, 4, "a"),  # outside of the region: somebody has drawn it all the same
        square(25, 25, 3, "Ignore*"),
    ]
    scan = annotated(tmp_path, features)
    labels = labels_of(scan)
    assert (labels == 1).sum() == 25 + 16
    assert (labels == 0).sum() == 400 - 25 - 9
    assert (labels[25:28, 25:28] == UNKNOWN).all()
    assert labels[0, 0] == UNKNOWN
    (source,) = read_sources([scan], target="particles").sources
    assert source.labels(source.box).max() == 2
    assert np.array_equal(source.known(source.box), labels != UNKNOWN)


def test_of_outlines_that_overlap_the_smaller_one_is_drawn_over_the_larger_one(tmp_path):
    features = [square(12, 12, 4, "inner"), square(20, 20, 10, "corner"), square(5, 5, 20, "large")]
    for number, order in enumerate((features, features[::-1])):
        scan = annotated(tmp_path / str(number), order)
        labels = labels_of(scan, classes=["inner", "corner", "large"])
        assert (labels == 1).sum() == 16
        assert labels[22, 22] == 2
        assert (labels == 3).sum() == 400 - 16 - 25


def test_of_two_objects_that_overlap_the_smaller_one_lies_on_top(tmp_path):
    small, large = square(20, 10, 8, "skin"), square(4, 4, 20, "skin")
    path = annotated(tmp_path, [small, large])
    with read_sources([path], target="classes").sources[0] as source:
        objects = source.objects(source.box)
        assert np.bincount(objects.ravel()).tolist() == [60 * 40 - 400 - 32, 64, 400 - 32]
        assert objects[12, 22] == 1
        assert (source.objects(Box(18, 8, 30, 20)) == objects[8:20, 18:30]).all()


def test_class_names_are_taken_as_people_write_them(tmp_path):
    scan = annotated(tmp_path, [square(1, 1, 5, "Fibre: blue"), square(10, 1, 5, "HAIR ")])
    data = read_sources([scan], target="classes", classes=["background", "fibre", "hair"])
    assert data.classes == ("background", "fibre", "hair")
    labels = data.sources[0].labels(data.sources[0].box)
    assert (labels[3, 3], labels[3, 12]) == (1, 2)
    assert read_sources([scan], target="classes").classes == ("background", "Fibre: blue", "HAIR")
    with pytest.raises(TrainingError, match="did you mean 'hairs'"):
        read_sources([scan], target="classes", classes=["fibre", "hairs"])
    notes = read_sources([scan], target="classes", classes=["fibre", "glass"]).notes
    assert any("'HAIR '" in note and "background" in note for note in notes)


def test_pairs_of_folders_are_read(tmp_path):
    for part in ("images", "labels"):
        (tmp_path / part).mkdir()
    truth = np.arange(12, dtype=np.uint16).reshape(3, 4) * 100
    image = RNG.integers(0, 255, (3, 4), np.uint8)
    Image.fromarray(truth).save(tmp_path / "labels" / "a.png")
    Image.fromarray(image).save(tmp_path / "images" / "a.png")
    Image.fromarray(image).save(tmp_path / "images" / "without.png")
    (found,) = read_sources([tmp_path], target="particles").sources
    assert (found.name, found.size, found.channels) == ("a", (4, 3), 1)
    assert np.array_equal(found.labels(found.box), truth)
    assert np.array_equal(found.pixels(found.box)[..., 0], image)
    Image.fromarray(truth[:, :3].copy()).save(tmp_path / "labels" / "a.png")
    with pytest.raises(TrainingError, match="3 × 3 px do not have the size of a"):
        read_sources([tmp_path], target="particles")
    (tmp_path / "labels" / "a.png").write_bytes(b"\x89PNG nonsense")
    with pytest.raises(TrainingError, match="cannot be read"):
        read_sources([tmp_path], target="particles")


def test_a_mask_of_0_and_255_is_what_was_marked(tmp_path):
    for part in ("images", "labels"):
        (tmp_path / part).mkdir()
    mask = np.zeros((20, 30), np.uint8)
    mask[2:6, 3:9] = 255
    mask[10:12, 20:25] = 255
    Image.fromarray(mask).save(tmp_path / "labels" / "a.png")
    Image.fromarray(RNG.integers(0, 255, (20, 30, 3), np.uint8)).save(tmp_path / "images" / "a.png")
    data = read_sources([tmp_path], target="classes", classes=["plastic"])
    (source,) = data.sources
    assert isinstance(source, Example)
    assert np.array_equal(source.labels(source.box), mask // 255)
    assert "255 counts as marked" in data.notes[0]
    (source,) = read_sources([tmp_path], target="particles").sources
    assert source.labels(source.box).max() == 2
    labels = read_sources([tmp_path], target="classes", classes=["a", "b"]).sources[0]
    assert (labels.labels(labels.box)[mask > 0] == UNKNOWN).all()


def test_coco_polygons_and_runs(tmp_path):
    mask = np.zeros((12, 10), np.uint8)
    mask[2:5, 3:7] = 1
    mask[3, 4] = 0
    runs = np.flatnonzero(np.diff(np.concatenate([[2], mask.T.ravel(), [2]])))
    counts = np.diff(runs).tolist()
    counts = counts if mask.T.ravel()[0] == 0 else [0, *counts]
    file = {
        "images": [{"id": 7, "file_name": "val/a.png", "width": 10, "height": 12}],
        "categories": [{"id": 3, "name": "pore"}, {"id": 4, "name": "edge"}],
        "annotations": [
            {"image_id": 7, "category_id": 3, "segmentation": {"size": [12, 10], "counts": counts}},
            {"image_id": 7, "category_id": 4, "segmentation": [[0, 8, 10, 8, 10, 12, 0, 12]]},
        ],
    }
    (tmp_path / "coco.json").write_text(json.dumps(file))
    Image.fromarray(mask * 90).save(tmp_path / "a.png")
    data = read_sources([tmp_path / "coco.json"], target="classes", classes=["pore", "edge"])
    (source,) = data.sources
    expected = mask.astype(np.int32)
    expected[8:] = 2
    assert np.array_equal(source.labels(source.box), expected)
    assert source.validation
    file["images"][0]["width"] = 11
    (tmp_path / "coco.json").write_text(json.dumps(file))
    with pytest.raises(TrainingError, match="size"):
        read_sources([tmp_path], target="classes")


def test_an_object_in_two_tiles_is_one_and_what_no_tile_covers_is_unknown(tmp_path):
    def tile(number, left):
        name = f"strip_{left}_0_{left + 20}_16.png"
        return {"id": number, "file_name": f"train/{name}", "width": 20, "height": 16}

    def ring(left, right):
        return [[left, 4, right, 4, right, 9, left, 9]]

    file = {
        "images": [tile(1, 0), tile(2, 10)],
        "categories": [{"id": 0, "name": "pool"}],
        "annotations": [
            {"image_id": 1, "category_id": 0, "segmentation": ring(12, 20)},
            {"image_id": 2, "category_id": 0, "segmentation": ring(2, 16)},
            {"image_id": 1, "category_id": 0, "segmentation": ring(1, 4)},
        ],
    }
    (tmp_path / "coco.json").write_text(json.dumps(file))
    Image.fromarray(RNG.integers(0, 255, (16, 50), np.uint8)).save(tmp_path / "strip.png")
    (source,) = read_sources([tmp_path], target="particles").sources
    labels = source.labels(source.box)
    assert sorted(np.unique(labels)) == [0, 1, 2]
    assert len(np.unique(labels[4:9, 12:26])) == 1
    assert source.known(source.box)[:, :30].all()
    assert not source.known(source.box)[:, 30:].any()
    (classes,) = read_sources([tmp_path], target="classes").sources
    assert (classes.labels(classes.box)[:, 30:] == UNKNOWN).all()


def test_the_same_picture_counts_once_and_never_with_two_answers(tmp_path):
    annotated(tmp_path / "train", [square(5, 5, 9, "a")], name="one")
    annotated(tmp_path / "val", [square(5, 5, 9, "a")], name="two")
    data = read_sources([tmp_path], target="classes")
    (source,) = data.sources
    assert source.validation  # the one that was set apart is kept
    assert "counts once" in data.notes[0]
    annotated(tmp_path / "val", [square(5, 6, 9, "a")], name="two")
    with pytest.raises(TrainingError, match="same image as train/one, with other labels"):
        read_sources([tmp_path], target="classes")


def test_content_is_that_of_the_picture_however_it_is_stored(tmp_path):
    scan = annotated(tmp_path / "a", [square(5, 5, 9, "a")])
    (stored,) = read_sources([scan], target="classes").sources
    pixels = stored.pixels(stored.box)
    (tmp_path / "b" / "images").mkdir(parents=True)
    (tmp_path / "b" / "labels").mkdir()
    Image.fromarray(pixels[..., 0]).save(tmp_path / "b" / "images" / "other.png")
    Image.fromarray(pixels[..., 0] // 200).save(tmp_path / "b" / "labels" / "other.png")
    (paired,) = read_sources([tmp_path / "b"], target="classes").sources
    (coarse,) = read_sources([scan], target="classes", pixel_size=Length(2, "px")).sources
    assert coarse.size == (30, 20)
    assert stored.content == paired.content == coarse.content
    assert stored.content != replace(paired, image=pixels[::-1]).content


def test_what_has_no_annotation_is_refused_in_plain_words(tmp_path):
    with pytest.raises(TrainingError, match="is not there"):
        read_sources([tmp_path / "nothing.tif"], target="classes")
    with pytest.raises(TrainingError, match="no annotated scan"):
        read_sources([tmp_path], target="classes")
    tifffile.imwrite(tmp_path / "bare.tif", np.zeros((9, 9), np.uint8))
    with pytest.raises(TrainingError, match=r"save them as bare\.geojson"):
        read_sources([tmp_path / "bare.tif"], target="classes")
    (tmp_path / "bare.geojson").write_text("{nonsense")
    with pytest.raises(TrainingError, match=r"bare\.geojson"):
        read_sources([tmp_path], target="classes")
    scan = annotated(tmp_path / "far", [square(500, 5, 9, "a")])
    with pytest.raises(TrainingError, match="outside the scan"):
        read_sources([scan], target="classes")


def test_several_names_alike_are_told_apart(tmp_path):
    for number, folder in enumerate(("x", "y")):
        annotated(tmp_path / folder, [square(1, 1, 5, "a")], seed=number)
    for hidden in (".x", "a.zarr"):
        annotated(tmp_path / "x" / hidden, [square(1, 1, 5, "a")], seed=7)
    data = read_sources([tmp_path / "x", tmp_path / "y"], target="classes")
    assert [source.name for source in data.sources] == ["scan", "y/scan"]
    assert len(read_outlines(tmp_path / "x" / "scan.geojson")) == 1


def test_black_and_white_of_scans_whose_values_do_not_tell(tmp_path):
    scan = annotated(tmp_path, [square(5, 5, 20, "dust")])
    dim = np.random.default_rng(2).integers(0, 900, (40, 60)).astype(np.uint16)
    tifffile.imwrite(scan, dim)  # of 12 bits, and under-exposed
    (guessed,) = read_sources([tmp_path], target="classes").sources
    assert guessed.grey_range.white == 1023
    said = GreyRange.from_user(None, 4095)
    (told,) = read_sources([tmp_path], target="classes", grey_range=said).sources
    assert (told.grey_range.black, told.grey_range.white) == (0, 4095)
    assert told.grey_range.source == "you"
    assert SourceScan(told).grey_range == told.grey_range
