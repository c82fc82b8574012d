"""Label images hold numbers: however a file stores them, however a viewer shows them."""

import numpy as np
import pytest
import tifffile
from PIL import Image
from scipy import ndimage
from skimage import draw, transform

from graticule.annotations import UNKNOWN, Checked, Summary, check, loading, read_sources
from graticule.errors import TrainingError
from graticule.evaluation.objects import annotated_particles

SIZE = (120, 160)
DISCS = ((30, 30, 14), (30, 90, 10), (80, 60, 20), (90, 130, 8))


def discs(values=(1, 1, 1, 1), dtype=np.uint8) -> np.ndarray:
    labels = np.zeros(SIZE, dtype)
    for (y, x, radius), value in zip(DISCS, values, strict=True):
        labels[draw.disk((y, x), radius, shape=SIZE)] = value
    return labels


MARKED = int(discs().sum())


def pair(folder, write, ending="tif"):
    """A picture, and a label image that `write` makes of the path that it is given."""
    for part in ("images", "labels"):
        (folder / part).mkdir(exist_ok=True)
    grey = np.random.default_rng(1).integers(60, 200, SIZE).astype(np.uint8)
    Image.fromarray(grey).save(folder / "images" / "a.png")
    write(folder / "labels" / f"a.{ending}")
    return folder


def looked(folder, **options):
    """What a check and a training make of the only image: objects, px that are marked, notes."""
    events = list(check([folder], **options))
    (one,) = [event for event in events if isinstance(event, Checked)]
    kind = next(event.kind for event in events if isinstance(event, Summary))
    assert not one.wrong, one.problems
    with read_sources([folder], target=kind, **options) as data:
        (source,) = data.sources
        labels = source.labels(source.box)
    shares = sum(share for name, share in one.shares.items() if name != "background")
    known = (labels != UNKNOWN) | (kind == "particles")
    assert shares == pytest.approx((labels[known] > 0).mean())
    return one.objects, labels, [problem.text for problem in one.problems]


def tiff(labels, **options):
    return lambda path: tifffile.imwrite(path, labels, **options)


def saved(picture, **options):
    return lambda path: picture.save(path, **options)


def palette() -> Image.Image:
    picture = Image.fromarray(discs(), "P")
    picture.putpalette([0, 0, 0, 250, 10, 10, *[9] * 3 * 254])
    return picture


COLOURS = np.zeros((3, 256), np.uint16)
COLOURS[0, 1] = 65535


@pytest.mark.parametrize(
    ("write", "ending"),
    [
        (tiff(discs()), "tif"),
        (tiff(discs() * 255), "tif"),
        (tiff(discs().astype(np.uint16) * 65535), "tif"),
        (tiff(discs() * 128), "tif"),
        (tiff(discs(), photometric="miniswhite"), "tif"),
        (tiff(discs() * 255, photometric="miniswhite"), "tif"),
        (tiff(discs() * 255, photometric="miniswhite", compression="zlib", tile=(64, 64)), "tif"),
        (tiff(discs().astype(bool)), "tif"),
        (tiff(discs().astype(bool), photometric="minisblack"), "tif"),
        (tiff(discs().astype(bool), photometric="miniswhite", compression="packbits"), "tif"),
        (tiff(discs(), photometric="palette", colormap=COLOURS), "tif"),
        (tiff(discs().astype(np.float32)), "tif"),
        (tiff(discs().astype(np.int64)), "tif"),
        (tiff(np.stack([discs() * 255] * 3, -1), photometric="rgb"), "tif"),
        (tiff(discs() * 255, imagej=True), "tif"),
        (saved(Image.fromarray(discs())), "png"),
        (saved(Image.fromarray(discs() * 255).convert("1")), "png"),
        (saved(palette()), "png"),
        (saved(palette()), "bmp"),
        (saved(Image.fromarray(discs() * 255).convert("RGBA")), "png"),
        (saved(Image.fromarray(discs() * 255).convert("LA")), "png"),
        (saved(Image.fromarray(discs().astype(np.uint16) * 65535)), "png"),
    ],
)
def test_the_same_discs_are_marked_however_they_are_stored(tmp_path, write, ending):
    objects, labels, notes = looked(pair(tmp_path, write, ending))
    assert objects == {"class 1": 4}
    assert np.array_equal(labels, discs())
    assert not notes


def test_an_inverted_mask_is_told(tmp_path):
    objects, labels, notes = looked(pair(tmp_path, tiff((1 - discs()) * 255)))
    assert objects == {"class 1": 1}
    assert (labels > 0).sum() == labels.size - MARKED
    assert any("is the label image inverted?" in note for note in notes)


@pytest.mark.parametrize("order", [1, 3])
@pytest.mark.parametrize("factor", [2, 4, 8])
def test_grey_rims_of_a_resized_mask_are_told_and_no_objects(tmp_path, order, factor):
    small = transform.resize(
        discs().astype(float), [n // factor for n in SIZE], order=0, anti_aliasing=False
    )
    large = transform.resize(small * 255, SIZE, order=order, mode="edge")
    large = np.clip(np.rint(large), 0, 255).astype(np.uint8)
    assert len(np.unique(large)) > 5
    objects, labels, notes = looked(pair(tmp_path, saved(Image.fromarray(large)), "png"))
    assert objects == {"class 1": 4}
    assert (labels > 0).sum() == pytest.approx(small.sum() * factor**2, rel=0.15)
    assert any("grey rims" in note for note in notes)


@pytest.mark.parametrize("quality", [30, 75, 95])
@pytest.mark.parametrize("ending", ["jpg", "tif", "png"])
def test_the_noise_that_a_jpeg_leaves_is_no_particle(tmp_path, quality, ending):
    mask = Image.fromarray(discs() * 255)
    if ending == "tif":
        write = tiff(
            discs() * 255, compression="jpeg", compressionargs={"level": quality}, tile=(64, 64)
        )
    else:
        write = saved(mask, quality=quality)
    if ending == "png":  # saved as a JPEG once, and as a PNG since
        mask.save(tmp_path / "once.jpg", quality=quality)
        write = saved(Image.open(tmp_path / "once.jpg"))
    objects, labels, notes = looked(pair(tmp_path, write, ending))
    assert objects == {"class 1": 4}
    assert (labels > 0).sum() == pytest.approx(MARKED, rel=0.02)
    assert any("grey rims" in note for note in notes)


def test_classes_that_begin_with_a_background_of_1_are_told(tmp_path):
    objects, _, notes = looked(pair(tmp_path, tiff(discs() + 1)))
    assert objects == {"class 1": 1, "class 2": 4}
    assert any("marked as 1" in note for note in notes)


def test_smoothed_edges_are_grey_rims_too(tmp_path):
    soft = np.rint(ndimage.gaussian_filter(discs() * 255.0, 1.2)).astype(np.uint8)
    objects, labels, notes = looked(pair(tmp_path, saved(Image.fromarray(soft)), "png"))
    assert objects == {"class 1": 4}
    assert (labels > 0).sum() == pytest.approx(MARKED, rel=0.03)
    assert any("grey rims" in note for note in notes)


@pytest.mark.parametrize(
    ("write", "ending", "words"),
    [
        (saved(Image.fromarray(discs((40, 90, 160, 250))).resize(SIZE[::-1]), quality=70), "jpg",
         "a JPEG blurs numbers"),
        (saved(Image.fromarray(discs((1, 2, 3, 4)) * 60).resize((80, 60)).resize(
            SIZE[::-1], Image.Resampling.BILINEAR)), "png", "was it resized as a picture"),
        (tiff(discs() * np.float32(0.37)), "tif", "0.37, which is no whole number"),
        (tiff(np.where(discs() > 0, np.float32(np.nan), 0)), "tif", "no whole number"),
        (saved(Image.fromarray(np.stack([discs() * 255, discs() * 0, discs() * 0], -1))), "png",
         "holds colours"),
        (tiff(np.stack([discs(), discs() * 2, discs() * 3], -1), photometric="rgb"), "tif",
         "holds colours"),
        (saved(Image.fromarray(np.stack([discs() * 0 + 255] * 3 + [discs() * 255], -1), "RGBA")),
         "png", "transparent parts"),
        (saved(Image.fromarray(discs()[:, :80])), "png", "80 × 120 px do not have the size"),
        (saved(Image.fromarray(discs().T.copy())), "png", "turned by 90°"),
        (saved(Image.fromarray(discs()[::2, ::2].copy())), "png", "saved smaller or larger"),
        (tiff(np.stack([discs()] * 3), photometric="minisblack"), "tif",
         "3 label images for 1 image"),
        (tiff(-discs().astype(np.int16)), "tif", "has class -1"),
    ],
)  # fmt: skip
def test_what_is_no_label_image_is_refused_by_name(tmp_path, write, ending, words):
    pair(tmp_path, write, ending)
    events = list(check([tmp_path]))
    (one,) = [event for event in events if isinstance(event, Checked)]
    assert any(problem.must and words in problem.text for problem in one.problems), one.problems
    with pytest.raises(TrainingError, match=words.split(",")[0]):
        read_sources([tmp_path], target="classes")


def test_ids_of_particles_stay_ids_and_classes_classes(tmp_path):
    (tmp_path / "ids").mkdir()
    (tmp_path / "classes").mkdir()
    ids = pair(tmp_path / "ids", tiff(discs((40, 300, 7000, 65535), np.uint16)))
    objects, labels, notes = looked(ids)
    assert (objects, len(np.unique(labels)), notes) == ({"particle": 4}, 5, [])
    classes = pair(tmp_path / "classes", tiff(discs((1, 1, 2, 255))))
    objects, labels, _ = looked(classes)
    assert objects == {"class 1": 2, "class 2": 1}
    assert labels[DISCS[3][:2]] == 255


def test_touching_small_particles_are_no_grey_rims(tmp_path):
    rng = np.random.default_rng(3)
    ids = rng.permutation(np.arange(1, 301)).astype(np.uint16).reshape(15, 20)
    tight = ids.repeat(8, 0).repeat(8, 1)
    tight[::16] = 0
    objects, _, notes = looked(pair(tmp_path, tiff(tight)))
    assert objects == {"particle": 300}
    assert not notes


def test_grey_levels_as_classes_are_told_not_taken_for_four_particles_in_silence(tmp_path):
    levels = discs((85, 85, 170, 170))
    levels[5:9, 5:9] = 85
    _, _, notes = looked(pair(tmp_path, tiff(levels)))
    assert any("are they classes?" in note for note in notes)


def test_exif_turns_a_label_image_as_it_turns_a_picture(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 3  # turned by 180°
    stored = Image.fromarray(discs()[::-1, ::-1].copy())
    _, labels, notes = looked(pair(tmp_path, saved(stored, exif=exif), "png"))
    assert np.array_equal(labels, discs())
    assert any("EXIF" in note for note in notes)


def test_a_file_of_255_alone_among_others_is_told(tmp_path):
    pair(tmp_path, tiff(discs((1, 2, 1, 2))))
    grey = np.random.default_rng(2).integers(60, 200, SIZE).astype(np.uint8)
    Image.fromarray(grey).save(tmp_path / "images" / "b.png")
    tifffile.imwrite(tmp_path / "labels" / "b.tif", discs() * 255)
    found = {e.found.name: e for e in check([tmp_path]) if isinstance(e, Checked)}
    assert not found["a"].problems
    assert "nobody has looked at" in found["b"].problems[0].text


@pytest.mark.parametrize("top", [1, 255])
@pytest.mark.parametrize("large", [False, True])
def test_each_area_of_a_mask_is_a_particle(tmp_path, monkeypatch, top, large):
    """Read at once, or window by window, as a large one is."""
    monkeypatch.setattr(loading, "_IN_MEMORY", 0 if large else 4 << 20)
    pair(tmp_path, tiff(discs() * top))
    (one,) = [e for e in check([tmp_path], target="particles") if isinstance(e, Checked)]
    assert one.objects == {"particle": 4}
    with read_sources([tmp_path], target="particles") as data:
        (source,) = data.sources
        assert "each area of it as a particle" in data.notes[0]
        assert source.labels(source.box).max() == 4
        assert (source.objects(source.box) == source.labels(source.box)).all()
        work = annotated_particles(source, 2, 8, tmp_path)
        while True:
            try:
                next(work)
            except StopIteration as end:
                ids = end.value(source.box)
                break
    assert len(np.unique(ids)) == 5
    assert np.array_equal(ids > 0, discs() > 0)
