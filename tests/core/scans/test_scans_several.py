"""A file with several pictures: each has a name and a size of its own; copies are levels."""

import numpy as np
import PIL.Image
import pytest
import tifffile

from graticule.errors import ScanError
from graticule.picture_names import join_name, resolved, split_name, stem_of
from graticule.scans import open_scan

RANDOM = np.random.default_rng(9)


def spots(height: int, width: int) -> np.ndarray:
    """A picture like no other: dark squares at random places of a light ground."""
    picture = np.full((height, width), 200, np.uint8)
    for y, x in zip(RANDOM.integers(0, height, 40), RANDOM.integers(0, width, 40), strict=True):
        picture[y : y + 9, x : x + 9] = RANDOM.integers(20, 120)
    return picture


def smaller(picture: np.ndarray, factor: int) -> np.ndarray:
    height, width = (side // factor * factor for side in picture.shape)
    parts = picture[:height, :width].reshape(height // factor, factor, width // factor, factor)
    return np.rint(parts.mean(axis=(1, 3))).astype(picture.dtype)


SCENES = [spots(90, 120), spots(160, 200), spots(80, 100)]


@pytest.fixture
def scenes(tmp_path):
    path = tmp_path / "scenes.ome.tif"
    with tifffile.TiffWriter(path, ome=True) as writer:
        for number, picture in enumerate(SCENES):
            um = {"PhysicalSizeX": 0.5 + number, "PhysicalSizeXUnit": "µm"}
            um |= {"PhysicalSizeY": 0.5 + number, "PhysicalSizeYUnit": "µm"}
            writer.write(picture, metadata={"axes": "YX", "Name": f"field {number}", **um})
    return path


def test_scenes_are_pictures_of_their_own(scenes):
    with open_scan(scenes) as scan:
        assert np.array_equal(scan.read(scan.box)[..., 0], SCENES[1])  # the largest
        assert scan.parts == ("2", "1", "3")
        assert any("image 2 of a file that holds 3" in text for text in scan.notices)
    seen = set()
    for number, picture in enumerate(SCENES, 1):
        for part in (str(number), f"field {number - 1}", f"/{number}"):
            with open_scan(f"{scenes}::{part}") as scan:
                assert np.array_equal(scan.read(scan.box)[..., 0], picture)
                assert len(scan.levels) == 1
                assert scan.pixel_size.x == pytest.approx(number - 0.5)
                assert scan.name == f"scenes.ome.tif::{part}"
        seen.add(scan.fingerprint)
    assert len(seen) == 3
    with pytest.raises(ScanError, match="no picture 4; there is 1, 2, 3"):
        open_scan(f"{scenes}::4")


def test_pages_of_other_sizes_are_pictures_and_not_levels(tmp_path):
    """One of them is exactly half as large, and shows something else."""
    path = tmp_path / "a.tif"
    with tifffile.TiffWriter(path) as writer:
        for picture in (SCENES[1], SCENES[2], SCENES[0]):
            writer.write(picture, metadata=None, photometric="minisblack")
    with open_scan(path) as scan:
        assert [(level.width, level.height) for level in scan.levels] == [(200, 160)]
        assert scan.parts == ("1", "2", "3")
    with open_scan(f"{path}::2") as scan:
        assert np.array_equal(scan.read(scan.box)[..., 0], SCENES[2])


@pytest.mark.parametrize("subsampled", [False, True])
def test_pages_that_show_the_same_are_levels(subsampled, tmp_path):
    path, picture = tmp_path / "a.tif", spots(320, 480)
    with tifffile.TiffWriter(path) as writer:
        for factor in (1, 2, 4):
            level = picture[::factor, ::factor] if subsampled else smaller(picture, factor)
            writer.write(np.ascontiguousarray(level), metadata=None, photometric="minisblack")
    with open_scan(path) as scan:
        assert [level.width for level in scan.levels] == [480, 240, 120]
        assert (scan.parts, scan.notices) == ((), ())


def test_a_small_copy_of_the_picture_is_no_picture_of_its_own(tmp_path):
    path, picture = tmp_path / "a.tif", spots(300, 450)
    with tifffile.TiffWriter(path) as writer:
        for level in (picture, smaller(picture, 5)[:, :]):
            writer.write(level, metadata=None, photometric="minisblack")
        writer.write(smaller(picture, 3)[:70], metadata=None, photometric="minisblack")
    with open_scan(path) as scan:
        assert scan.parts == ("1", "3")


def test_labels_and_macros_of_a_converted_slide_are_no_pictures(tmp_path):
    path = tmp_path / "slide.ome.tif"
    with tifffile.TiffWriter(path, ome=True) as writer:
        for name, picture in (
            ("slide.svs", SCENES[1]),
            ("label image", SCENES[2]),
            ("Macro", SCENES[0]),
        ):
            writer.write(picture, metadata={"axes": "YX", "Name": name})
    with open_scan(path) as scan:
        assert (scan.parts, scan.notices) == ((), ())
        assert set(scan.associated) == {"label image", "macro"}


def test_a_page_that_masks_is_told(tmp_path):
    with tifffile.TiffWriter(tmp_path / "a.tif") as writer:
        writer.write(SCENES[0], metadata=None, photometric="minisblack")
        mask = np.ones(SCENES[0].shape, bool)
        writer.write(mask, subfiletype=4, photometric="mask", metadata=None)
    with open_scan(tmp_path / "a.tif") as scan:
        assert np.array_equal(scan.read(scan.box)[..., 0], SCENES[0])
        assert scan.parts == ()
        assert any("transparent" in text for text in scan.notices)


def test_names_of_pictures(tmp_path):
    path = tmp_path / "a.ome.tif"
    assert split_name(f"{path}::2") == (path, "2")
    assert split_name(path) == (path, "")
    assert split_name("b.h5:/raw/x") == split_name("b.h5::/raw/x")
    assert stem_of(join_name(path, "2")) == "a.ome-image-2"
    assert stem_of(join_name(path, "/raw/deep set")) == "a.ome-raw-deep-set"
    assert stem_of(path) == "a.ome"
    assert resolved(join_name(tmp_path / "x" / ".." / "a.tif", "2")) == tmp_path / "a.tif::2"
    odd = tmp_path / "odd::name.tif"  # a file may be called so
    tifffile.imwrite(odd, SCENES[0])
    assert split_name(odd) == (odd, "")
    with open_scan(odd) as scan:
        assert scan.width == 120


def test_a_file_with_one_picture_has_no_second(tmp_path):
    tifffile.imwrite(tmp_path / "a.tif", SCENES[0])
    with open_scan(f"{tmp_path / 'a.tif'}::1") as scan:
        assert scan.width == 120
    with pytest.raises(ScanError, match="no picture 2"):
        open_scan(f"{tmp_path / 'a.tif'}::2")
    PIL.Image.fromarray(SCENES[0]).save(tmp_path / "a.png")
    with pytest.raises(ScanError, match="one picture"):
        open_scan(f"{tmp_path / 'a.png'}::2")


@pytest.mark.parametrize("axes", ["TZ", "CZ"])
def test_a_file_of_an_ome_set_tells_of_the_others(axes, tmp_path):
    """The time points, or the channels, of one picture lie in a file each."""
    names = [f"set_{i}.ome.tif" for i in range(2)]
    planes = "".join(
        f'<TiffData First{axes[0]}="{i}" FirstZ="{z}" IFD="{z}" PlaneCount="1">'
        f'<UUID FileName="{name}">urn:uuid:{i}</UUID></TiffData>'
        for i, name in enumerate(names) for z in range(3)
    )  # fmt: skip
    sizes = {"C": 1, "T": 1, axes[0]: 2}
    for i, name in enumerate(names):
        about = (
            f'<?xml version="1.0"?><OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06" '
            f'UUID="urn:uuid:{i}"><Image ID="Image:0"><Pixels ID="Pixels:0" DimensionOrder="XYZTC" '
            f'Type="uint8" SizeX="120" SizeY="90" SizeZ="3" SizeC="{sizes["C"]}" '
            f'SizeT="{sizes["T"]}" PhysicalSizeX="0.5">{planes}</Pixels></Image></OME>'
        )
        with tifffile.TiffWriter(tmp_path / name) as writer:
            for z in range(3):
                writer.write(SCENES[0], description=about if z == 0 else None, metadata=None)
    with open_scan(tmp_path / names[0]) as scan:
        assert (scan.frames, scan.pixel_size.x) == (3, 0.5)
        assert any("in 2 files" in text and names[1] in text for text in scan.notices)
