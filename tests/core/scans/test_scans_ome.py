"""OME's description is read as XML, wherever it lies, and for the right image."""

import time

import numpy as np
import pytest
import tifffile

from graticule.errors import ScanError
from graticule.scans import open_scan
from graticule.scans.ome import parse_ome

PICTURE = np.arange(1200, dtype=np.uint8).reshape(30, 40)
SPACE = "http://www.openmicroscopy.org/Schemas/OME/2016-06"
UNKNOWN = "unknown (sizes in px)"


def ome(images: str, about: str = "") -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><OME xmlns="{SPACE}"{about}>{images}</OME>'


def image(sizes: str, data: str = "<TiffData/>", size=(40, 30), number=0) -> str:
    return (
        f'<Image ID="Image:{number}"><Pixels ID="Pixels:{number}" DimensionOrder="XYCZT"'
        f' Type="uint8" SizeX="{size[0]}" SizeY="{size[1]}" SizeZ="1" SizeC="1" SizeT="1" {sizes}>'
        f'<Channel ID="Channel:{number}:0" Name="DAPI &amp; µ" SamplesPerPixel="1"/>{data}'
        "</Pixels></Image>"
    )


def write(path, xml: str, *pictures: np.ndarray) -> None:
    """A TIFF of those pages whose description is that, in UTF-8."""
    with tifffile.TiffWriter(path) as tif:
        for number, picture in enumerate(pictures or (PICTURE,)):
            about = xml.encode() if number == 0 else None
            tif.write(picture, description=about, metadata=None, contiguous=False)


def told(path) -> tuple[str, str]:
    with open_scan(path) as scan:
        return str(scan.pixel_size), " ".join(scan.notices)


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ('PhysicalSizeX="0.25" PhysicalSizeY="0.5"', "0.25 × 0.5 µm"),
        ("PhysicalSizeX='0.25' PhysicalSizeY='0.25'", "0.25 µm"),
        ('PhysicalSizeX = "0.25"\n PhysicalSizeY\t=\t"0.25"', "0.25 µm"),
        *[
            (f'PhysicalSizeX="0.25" PhysicalSizeXUnit="{unit}" PhysicalSizeY="0.25"'
             f' PhysicalSizeYUnit="{unit}"', "0.25 µm")
            for unit in ("&#956;m", "&#181;m", "&#xB5;m", "&#x3BC;m", "µm", "μm", "micron")
        ],
        ('PhysicalSizeX="250" PhysicalSizeXUnit="nm"', "250 nm"),  # y is as x, in x's unit
        ('PhysicalSizeY="250" PhysicalSizeYUnit="nm"', "250 nm"),
        ('PhysicalSizeX="250" PhysicalSizeXUnit="nm" PhysicalSizeY="0.5"', "250 × 500 nm"),
        ('PhysicalSizeX="0,25" PhysicalSizeY="0,25"', "0.25 µm"),
        ('PhysicalSizeX="1" PhysicalSizeXUnit="reference frame"', UNKNOWN),
        ('PhysicalSizeX="zero"', UNKNOWN),
        ("", UNKNOWN),
    ],
)  # fmt: skip
def test_sizes_as_xml_may_spell_them(sizes, expected, tmp_path):
    path = tmp_path / "a.ome.tif"
    write(path, ome(image(sizes)))
    assert told(path) == (expected, "")


@pytest.mark.parametrize("unit", ["furlong", "1/µm", "µm²", "ms"])
def test_a_unit_that_is_no_length_is_told(unit, tmp_path):
    path = tmp_path / "a.ome.tif"
    write(path, ome(image(f'PhysicalSizeX="0.5" PhysicalSizeXUnit="{unit}"')))
    size, notices = told(path)
    assert size == UNKNOWN
    assert f"“{unit}”" in notices


def test_what_may_stand_before_the_xml(tmp_path):
    path, text = tmp_path / "a.ome.tif", ome(image('PhysicalSizeX="0.5" PhysicalSizeXUnit="µm"'))
    for before in ("\n ", "\ufeff"):
        write(path, before + text)
        assert told(path) == ("0.5 µm", "")
    write(path, text.replace("UTF-8", "UTF-16"))  # what it claims, and it is UTF-8
    assert told(path) == ("0.5 µm", "")


def test_a_companion_that_points_to_another_one(tmp_path):
    path = tmp_path / "part.ome.tif"
    binary_only(path)
    (tmp_path / "set.companion.ome").write_text(
        ome('<BinaryOnly MetadataFile="third.companion.ome"/>'), encoding="utf-8"
    )
    size, notices = told(path)
    assert size == UNKNOWN
    assert "no image" in notices


def test_a_prefix_and_names_of_channels(tmp_path):
    path = tmp_path / "a.ome.tif"
    text = ome(image('PhysicalSizeX="0.5"')).replace("xmlns=", "xmlns:OME=")
    for name in ("OME", "Image", "Pixels", "Channel", "TiffData"):
        text = text.replace(f"<{name} ", f"<OME:{name} ").replace(f"<{name}/>", f"<OME:{name}/>")
        text = text.replace(f"</{name}>", f"</OME:{name}>")
    write(path, text)
    assert told(path)[0] == "0.5 µm"
    with open_scan(path) as scan:
        assert scan.channel_names == ("DAPI & µ",)


def test_a_comment_that_looks_like_an_image_is_none(tmp_path):
    path = tmp_path / "a.ome.tif"
    write(path, ome('<!-- <Pixels PhysicalSizeX="9"/> -->' + image('PhysicalSizeX="0.5"')))
    assert told(path) == ("0.5 µm", "")


def test_each_image_of_a_file_has_its_own(tmp_path):
    path, large = tmp_path / "a.ome.tif", np.tile(PICTURE, (2, 2))
    first = image('PhysicalSizeX="2"', '<TiffData IFD="0"/>')
    second = image('PhysicalSizeX="0.5"', '<TiffData IFD="1"/>', (80, 60), 1)
    write(path, ome(first + second), PICTURE, large)
    assert told(path)[0] == "0.5 µm"  # of the larger image, which is the scan
    write(path, ome(second + first), PICTURE, large)  # the order in the text does not matter
    assert told(path)[0] == "0.5 µm"


def test_a_file_of_a_set_has_the_size_of_its_own_image(tmp_path):
    images = "".join(
        image(f'PhysicalSizeX="{size}"',
              f'<TiffData IFD="0"><UUID FileName="{name}">urn:uuid:{number}</UUID></TiffData>',
              number=number)
        for number, (name, size) in enumerate((("a.ome.tif", 2), ("b.ome.tif", 0.5)))
    )  # fmt: skip
    for number, (name, size) in enumerate((("a.ome.tif", "2 µm"), ("b.ome.tif", "0.5 µm"))):
        write(tmp_path / name, ome(images, f' UUID="urn:uuid:{number}"'))
        assert told(tmp_path / name)[0] == size
    (tmp_path / "b.ome.tif").rename(tmp_path / "renamed.tif")  # its UUID goes with it
    assert told(tmp_path / "renamed.tif")[0] == "0.5 µm"


def binary_only(path, companion="set.companion.ome") -> None:
    write(path, ome(f'<BinaryOnly MetadataFile="{companion}" UUID="urn:uuid:1"/>',
                    ' UUID="urn:uuid:2"'))  # fmt: skip


def in_set(sizes: str, name: str, number: int) -> str:
    uuid = f"urn:uuid:{number}"
    return image(
        sizes, f'<TiffData><UUID FileName="{name}">{uuid}</UUID></TiffData>', number=number
    )


def test_a_companion_file_is_followed_to_the_right_image(tmp_path):
    path = tmp_path / "part.ome.tif"
    binary_only(path)
    size, notices = told(path)
    assert size == UNKNOWN
    assert "set.companion.ome, which does not lie beside it" in notices
    companion = tmp_path / "set.companion.ome"
    text = in_set('PhysicalSizeX="9"', "other.ome.tif", 7) + in_set(
        'PhysicalSizeX="0.25" PhysicalSizeY="0.5"', "part.ome.tif", 2
    )
    companion.write_text(ome(text, ' UUID="urn:uuid:1"'), encoding="utf-8")
    assert told(path) == ("0.25 × 0.5 µm", "")
    companion.write_text(ome(in_set('PhysicalSizeX="9"', "other.ome.tif", 7)), encoding="utf-8")
    size, notices = told(path)
    assert (size, "no image" in notices) == (UNKNOWN, True)
    for encoding in ("ISO-8859-1", "UTF-16"):
        text = ome(in_set('PhysicalSizeX="0.5" PhysicalSizeXUnit="µm"', "part.ome.tif", 2))
        companion.write_bytes(text.replace("UTF-8", encoding).encode(encoding))
        assert told(path) == ("0.5 µm", "")
    companion.write_text("<OME", encoding="utf-8")
    size, notices = told(path)
    assert (size, "damaged" in notices) == (UNKNOWN, True)


def test_the_companion_may_be_another_tiff_and_is_sought_beside_the_scan_alone(tmp_path):
    folder = tmp_path / "set"
    folder.mkdir()
    path = folder / "part.ome.tif"
    binary_only(path, "master.ome.tif")
    images = in_set('PhysicalSizeX="2"', "master.ome.tif", 1) + in_set(
        'PhysicalSizeX="0.5"', "part.ome.tif", 2
    )
    write(folder / "master.ome.tif", ome(images, ' UUID="urn:uuid:1"'))
    assert told(path)[0] == "0.5 µm"
    (tmp_path / "set.companion.ome").write_text(
        ome(in_set('PhysicalSizeX="0.5"', "part.ome.tif", 2)), encoding="utf-8"
    )
    binary_only(path, "../set.companion.ome")
    assert told(path)[0] == UNKNOWN


def test_a_description_of_another_picture_is_not_used(tmp_path):
    path = tmp_path / "a.ome.tif"
    write(path, ome(image('PhysicalSizeX="0.5"', size=(80, 60))))  # made smaller since
    size, notices = told(path)
    assert size == UNKNOWN
    assert "no image of 40 × 30 px" in notices


def test_damaged_xml_gives_what_came_before_and_is_told(tmp_path):
    path = tmp_path / "a.ome.tif"
    write(path, ome(image('PhysicalSizeX="0.5"') + "<Image & />"))
    size, notices = told(path)
    assert size == "0.5 µm"
    assert "damaged" in notices


def test_a_document_type_is_refused_in_no_time(tmp_path):
    entities = '<!ENTITY a0 "µm">' + "".join(
        f'<!ENTITY a{i + 1} "{f"&a{i};" * 10}">' for i in range(12)
    )
    sizes = 'PhysicalSizeX="0.5" PhysicalSizeXUnit="&a12;"'
    bomb = ome(image(sizes)).replace("<OME", f"<!DOCTYPE OME [{entities}]><OME", 1)
    file = '<!DOCTYPE OME [<!ENTITY a12 SYSTEM "file:///etc/hostname">]><OME'
    outside = ome(image(sizes)).replace("<OME", file, 1)
    path = tmp_path / "a.ome.tif"
    for text in (bomb, outside):
        begun = time.monotonic()
        write(path, text)
        size, notices = told(path)
        assert (size, "document type" in notices) == (UNKNOWN, True)
        assert time.monotonic() - begun < 60
        assert parse_ome(text).images == ()


@pytest.mark.parametrize(
    "planes",
    [
        "<TiffData/>",
        '<TiffData IFD="0" PlaneCount="5"/>',
        "".join(f'<TiffData IFD="{z}" FirstZ="{z}"/>' for z in range(5)),
    ],
)
@pytest.mark.parametrize("there", [1, 2, 4])
def test_planes_that_a_description_names_and_that_are_not_there(planes, there, tmp_path):
    path = tmp_path / "a.ome.tif"
    text = ome(image('PhysicalSizeX="0.5"', planes)).replace('SizeZ="1"', 'SizeZ="5"')
    write(path, text, *[PICTURE] * there)
    with open_scan(path) as scan:
        assert scan.frames == 5
        (notice,) = scan.notices
        be = "is" if there == 4 else "are"
        assert notice.endswith(f"5 images, of which {5 - there} {be} not in this file")
        assert (scan.read_level(0, scan.box, frame=there - 1)[..., 0] == PICTURE).all()
        with pytest.raises(ScanError, match=f"image {there + 1} of the stack is not in this file"):
            scan.read_level(0, scan.box, frame=there)


def test_a_set_described_in_a_companion_is_told_of(tmp_path):
    names = ("a.ome.tif", "b.ome.tif")
    planes = ""
    for number, name in enumerate(names, 2):
        uuid = f"urn:uuid:{number}"
        write(tmp_path / name, ome('<BinaryOnly MetadataFile="set.companion.ome"/>',
                                   f' UUID="{uuid}"'))  # fmt: skip
        planes += (
            f'<TiffData FirstZ="{number - 2}"><UUID FileName="{name}">{uuid}</UUID></TiffData>'
        )
    text = ome(image('PhysicalSizeX="0.25"', planes)).replace('SizeZ="1"', 'SizeZ="2"')
    (tmp_path / "set.companion.ome").write_text(text, encoding="utf-8")
    for name, other in (names, names[::-1]):
        size, notices = told(tmp_path / name)
        assert size == "0.25 µm"
        assert notices == (
            f"this picture lies in 2 files: only the pages of {name} are read, not those of {other}"
        )


@pytest.mark.parametrize("layout", ["images=5\nslices=5", "images=5\nframes=5\nhyperstack=true"])
def test_images_that_imagej_counts_and_that_are_not_there(layout, tmp_path):
    path = tmp_path / "a.tif"
    write(path, f"ImageJ=1.53t\n{layout}\n", *[PICTURE] * 2)
    with open_scan(path) as scan:
        assert (scan.frames, len(scan.notices)) == (2, 1)
        assert "5 images, of which 3 are not in this file" in scan.notices[0]
    write(path, f"ImageJ=1.53t\n{layout}\n", *[PICTURE] * 5)
    with open_scan(path) as scan:
        assert (scan.frames, scan.notices) == (5, ())


@pytest.mark.parametrize(
    ("member", "companion", "expected"),
    [
        ("urn:uuid:2", "urn:uuid:1", "0.25 µm"),
        ("urn:uuid:9", "urn:uuid:1", UNKNOWN),  # a file of that name, of another set
        ("urn:uuid:2", "urn:uuid:8", UNKNOWN),  # another set's description
        ("", "urn:uuid:1", "0.25 µm"),
        ("urn:uuid:2", "", "0.25 µm"),
    ],
)
def test_a_companion_counts_only_for_its_own_set(member, companion, expected, tmp_path):
    path = tmp_path / "a.ome.tif"
    write(path, ome('<BinaryOnly MetadataFile="set.companion.ome" UUID="urn:uuid:1"/>',
                    ' UUID="urn:uuid:2"'))  # fmt: skip
    name = "a.ome.tif"
    lies = f'<TiffData><UUID FileName="{name}">{member}</UUID></TiffData>'
    text = ome(image('PhysicalSizeX="0.25"', lies), f' UUID="{companion}"')
    (tmp_path / "set.companion.ome").write_text(text, encoding="utf-8")
    size, notices = told(path)
    assert size == expected
    assert bool(notices) == (expected == UNKNOWN)


def test_a_renamed_file_of_a_set_is_not_told_of_itself(tmp_path):
    planes = "".join(
        f'<TiffData FirstZ="{z}"><UUID FileName="{name}">urn:uuid:{z}</UUID></TiffData>'
        for z, name in enumerate(("a.ome.tif", "b.ome.tif"))
    )
    text = ome(image('PhysicalSizeX="0.25"', planes), ' UUID="urn:uuid:0"')
    write(tmp_path / "mine.ome.tif", text.replace('SizeZ="1"', 'SizeZ="2"'))
    size, notices = told(tmp_path / "mine.ome.tif")
    assert size == "0.25 µm"
    assert "lies in 2 files" in notices
    assert "not those of b.ome.tif" in notices


@pytest.mark.parametrize("kind", [np.uint8, np.uint16])
def test_a_mark_of_no_data_among_whole_numbers_is_told(kind, tmp_path):
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, PICTURE.astype(kind), extratags=[(42113, "s", 0, "255", True)])
    assert "255 means no data" in told(path)[1]
