"""Covers whose scan lies elsewhere, and formats of other makers, are refused by name."""

import sys
from pathlib import Path

import numpy as np
import PIL.Image
import pytest
import tifffile

from graticule.errors import ScanError, UnsupportedScan
from graticule.scans import open_scan
from graticule.scans.finding import scan_files

sys.path.insert(0, str(Path(__file__).parents[1]))  # beside this folder, not a package
from dicom import write_dicom, write_slide

OVERVIEW = np.full((150, 200, 3), 200, np.uint8)


def refusal(path) -> str:
    with pytest.raises(ScanError) as told:
        open_scan(path)
    return str(told.value)


def test_the_overview_of_an_olympus_slide_is_no_scan(tmp_path):
    cover = tmp_path / "slide.vsi"
    tifffile.imwrite(cover, OVERVIEW)
    assert "its folder _slide_ with the scan is missing" in refusal(cover)
    for number in (1, 2):
        part = tmp_path / "_slide_" / f"stack1000{number}" / "frame_t.ets"
        part.parent.mkdir(parents=True)
        part.write_bytes(b"SIS\0" + bytes(100))
    text = refusal(cover)
    assert "_slide_/stack10001/frame_t.ets and 1 more" in text
    assert "OME-TIFF" in text
    assert list(scan_files([tmp_path])) == [cover]


def test_mirax_without_its_folder_or_with_half_of_it(tmp_path):
    cover = tmp_path / "slide.mrxs"
    PIL.Image.fromarray(OVERVIEW).save(cover, "JPEG")
    assert "its folder slide with the scan is missing" in refusal(cover)
    (tmp_path / "slide").mkdir()
    (tmp_path / "slide" / "Data0000.dat").write_bytes(b"x")
    assert "Slidedat.ini is missing" in refusal(cover)
    (tmp_path / "slide" / "Data0000.dat").rename(tmp_path / "slide" / "Slidedat.ini")
    assert "the scan (Data….dat) is missing" in refusal(cover)


def test_hamamatsus_list_of_files_that_are_missing(tmp_path):
    cover = tmp_path / "slide.vms"
    cover.write_text(
        "[Virtual Microscope Specimen]\nNoLayers=1\nImageFile=slide-0.jpg\n"
        "ImageFile(1,0)=slide-1.jpg\nMacroImage=macro.jpg\n"
    )
    PIL.Image.fromarray(OVERVIEW).save(tmp_path / "slide-0.jpg")
    PIL.Image.fromarray(OVERVIEW).save(tmp_path / "macro.jpg")
    assert "missing: slide-1.jpg" in refusal(cover)
    PIL.Image.fromarray(OVERVIEW).save(tmp_path / "another.jpg")
    # the pieces and the macro picture of the slide are no scans of their own
    assert list(scan_files([tmp_path])) == [tmp_path / "another.jpg", cover]


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        (
            "a.ndpis",
            "[NanoZoomer Digital Pathology Image Set]\nImage0=a-FITC.ndpi\n",
            "a-FITC.ndpi",
        ),
        ("a.afi", "<ImageList><Image><Path>a_Cy3.svs</Path></Image></ImageList>", "a_Cy3.svs"),
    ],
)
def test_lists_of_slides_name_the_slides(name, text, told, tmp_path):
    (tmp_path / name).write_text(text)
    with pytest.raises(UnsupportedScan, match=told):
        open_scan(tmp_path / name)


@pytest.mark.parametrize(
    "ending", ["lif", "nd2", "oir", "oib", "zvi", "isyntax", "LIF", "heic", "gif"]
)
def test_other_makers_formats_are_scans_that_must_be_exported(ending, tmp_path):
    path = tmp_path / f"a.{ending}"
    path.write_bytes(b"\xd0\xcf\x11\xe0 whatever")
    text = refusal(path)
    assert "no reader here knows" in text
    assert "TIFF" in text
    with pytest.raises(ScanError) as told:
        open_scan(path)
    assert not isinstance(told.value, UnsupportedScan)  # a folder's run must not call it no scan


def test_an_aperio_file_of_thumbnails_alone(tmp_path):
    about = "Aperio Image Library v11.2.1 \r\n46000x32914 -> 200x150 - |AppMag = 20|MPP = 0.499"
    tifffile.imwrite(tmp_path / "a.svs", OVERVIEW, description=about, metadata=None)
    assert "small copy of a scan of 46000 × 32914 px" in refusal(tmp_path / "a.svs")
    about = "Aperio Image Library v11.2.1\r\nlabel 200x150"
    tifffile.imwrite(tmp_path / "b.svs", OVERVIEW, description=about, metadata=None)
    assert "only a slide's label" in refusal(tmp_path / "b.svs")
    about = "Aperio Image Library v11.2.1 \r\n200x150 (256x256) JPEG/RGB Q=30|MPP = 0.499"
    tifffile.imwrite(tmp_path / "c.svs", OVERVIEW, description=about, metadata=None)
    with open_scan(tmp_path / "c.svs") as scan:
        assert (scan.width, scan.notices) == (200, ())


def test_a_picture_marked_as_a_reduced_copy_tells_so(tmp_path):
    tifffile.imwrite(tmp_path / "a.tif", OVERVIEW, subfiletype=1)
    with open_scan(tmp_path / "a.tif") as scan:
        assert any("small copy" in text for text in scan.notices)


def test_a_dicom_slide_is_opened_from_any_of_its_files(tmp_path):
    picture = np.full((80, 120, 3), 200, np.uint8)
    write_slide(tmp_path, picture)
    found = set()
    for path in tmp_path.iterdir():
        with open_scan(path) as scan:
            assert [level.width for level in scan.levels] == [120, 60]
            assert scan.notices == ()
            found.add(scan.members)
    assert len(found) == 1
    assert found != {""}


def test_a_dicom_slide_without_its_finest_level_tells_so(tmp_path):
    picture = np.full((40, 60, 3), 200, np.uint8)
    write_dicom(tmp_path / "a.dcm", picture, "DERIVED\\PRIMARY\\VOLUME\\RESAMPLED", number=2, um=1)
    with open_scan(tmp_path / "a.dcm") as scan:
        assert any("the finest level of this slide is missing" in text for text in scan.notices)
