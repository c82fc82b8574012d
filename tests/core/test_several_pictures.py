"""Every picture of what was named is analysed once, or it is said which are not."""

import csv
import io
import sys
from pathlib import Path

import h5py
import numpy as np
import PIL.Image
import pytest
import tifffile

from graticule.results import Result
from graticule.review import Reviewed

sys.path.insert(0, str(Path(__file__).parent))  # beside this file, not a package
from dicom import write_slide


def blocks(count: int, height: int = 100, width: int = 120) -> np.ndarray:
    image = np.full((height, width), 220, np.uint8)
    for i in range(count):
        image[20 + 3 * i : 40 + 3 * i, 10 + 30 * i : 30 + 30 * i] = 40
    return image


def counts(out) -> dict[str, int]:
    found = {}
    for path in sorted(out.glob("*/particles.csv")):
        rows = csv.DictReader(io.StringIO(path.read_text("utf-8-sig")))
        found[path.parent.name] = len(list(rows))
    return found


@pytest.fixture(scope="module")
def scenes(tmp_path_factory):
    path = tmp_path_factory.mktemp("scans") / "scenes.ome.tif"
    with tifffile.TiffWriter(path, ome=True) as writer:
        for number, width in enumerate((120, 140, 130), 1):
            um = {"PhysicalSizeX": number, "PhysicalSizeXUnit": "µm"}
            um |= {"PhysicalSizeY": number, "PhysicalSizeYUnit": "µm"}
            writer.write(blocks(number, width=width), metadata={"axes": "YX", **um})
    return path


def test_all_scenes_each_with_its_own_size(graticule, scenes, tmp_path):
    run = graticule(
        "analyse", scenes, "--out", tmp_path, "--frame", "all", "--combine", tmp_path / "ALL.csv"
    )
    assert run.status == 0
    assert counts(tmp_path) == {
        "scenes.ome": 2, "scenes.ome-image-1": 1, "scenes.ome-image-3": 3
    }  # fmt: skip
    assert "left out" not in run.stderr
    rows = list(csv.DictReader(io.StringIO((tmp_path / "ALL.csv").read_text("utf-8-sig"))))
    assert len(rows) == 6
    assert len({row["file"] for row in rows}) == 3
    for name, um in (("scenes.ome-image-1", 1), ("scenes.ome-image-3", 3)):
        with Result.open(tmp_path / name) as result:
            assert result.analysis().scan.pixel_size.x == um
        with Reviewed.open(tmp_path / name) as result:  # its scan is found again
            assert result.measured_scan() is not None


def test_what_is_left_out_is_told_before_and_after(graticule, scenes, tmp_path):
    run = graticule("analyse", scenes, "--out", tmp_path)
    assert run.status == 0
    assert run.stderr.count("left out are 2 of 3 pictures of the file; --frame all") == 2
    with Result.open(tmp_path / "scenes.ome") as result:
        assert any("a file that holds 3" in text for text in result.analysis().notices)


def test_one_of_the_scenes_by_number_or_name(graticule, scenes, tmp_path):
    assert graticule("analyse", scenes, "--frame", "3", "--out", tmp_path).status == 0
    assert graticule("analyse", f"{scenes}::1", "--out", tmp_path).status == 0
    assert counts(tmp_path) == {"scenes.ome-image-1": 1, "scenes.ome-image-3": 3}
    run = graticule("analyse", scenes, "--frame", "4", "--out", tmp_path)
    assert run.status == 1
    assert "no frame 4" in run.stderr


def test_images_of_a_stack_that_are_left_out_are_told(graticule, tmp_path):
    stack = np.stack([blocks(i) for i in (1, 2, 3)])
    tifffile.imwrite(tmp_path / "a.tif", stack, imagej=True, metadata={"axes": "ZYX"})
    with h5py.File(tmp_path / "b.h5", "w") as file:
        file["raw"] = stack[None, :, None].repeat(2, axis=0)[:, :, 0, :, :, None]
    for name, frames in (("a.tif", 3), ("b.h5", 6)):
        out = tmp_path / f"out {name}"
        run = graticule("analyse", tmp_path / name, "--out", out)
        told = f"left out are {frames - 1} of {frames} images of the stack"
        assert run.stderr.count(told) == 2
        run = graticule("analyse", tmp_path / name, "--out", out, "--frame", "all")
        assert "left out" not in run.stderr
        assert sorted(counts(out).values()) == sorted([1, 2, 3] * (frames // 3))


def test_a_folder_of_a_dicom_slide_is_one_scan(graticule, tmp_path):
    for name, count in (("one", 1), ("two", 3)):
        picture = np.repeat(blocks(count)[..., None], 3, axis=-1)
        write_slide(tmp_path / "in" / name, picture, series=f"1.2.{count}")
    run = graticule("analyse", tmp_path / "in", "--out", tmp_path / "out")
    assert run.status == 0
    assert counts(tmp_path / "out") == {"level0": 1, "level0-2": 3}
    assert run.stderr.count("level0.dcm: one scan together with label.dcm, level1.dcm") == 4
    files = [tmp_path / "in" / "one" / f"level{i}.dcm" for i in (1, 0)]
    run = graticule("analyse", *files, "--out", tmp_path / "again")
    assert counts(tmp_path / "again") == {"level0": 1}


def test_two_slides_in_one_folder_are_two_scans(graticule, tmp_path):
    for count in (1, 3):
        folder = tmp_path / f"of {count}"
        picture = np.repeat(blocks(count)[..., None], 3, axis=-1)
        write_slide(folder, picture, series=f"1.2.{count}", levels=1)
        (tmp_path / "in").mkdir(exist_ok=True)
        for path in folder.iterdir():
            path.rename(tmp_path / "in" / f"{count}-{path.name}")
    graticule("analyse", tmp_path / "in", "--out", tmp_path / "out")
    assert counts(tmp_path / "out") == {"1-level0": 1, "3-level0": 3}


def test_levels_of_a_slide_in_files_of_their_own_are_told(graticule, tmp_path):
    picture = blocks(3, 128, 128)
    (tmp_path / "in").mkdir()
    tifffile.imwrite(tmp_path / "in" / "a.tif", picture)
    half = picture.reshape(64, 2, 64, 2).mean(axis=(1, 3)).round().astype(np.uint8)
    tifffile.imwrite(tmp_path / "in" / "b.tif", half)
    tifffile.imwrite(tmp_path / "in" / "c.tif", np.rot90(half).copy())
    run = graticule("analyse", tmp_path / "in", "--out", tmp_path / "out")
    assert run.stderr.count("b.tif shows what a.tif shows, only smaller") == 2
    assert "c.tif shows" not in run.stderr
    assert len(counts(tmp_path / "out")) == 3


def test_a_cover_in_a_folder_is_told_and_stops_nothing(graticule, tmp_path):
    (tmp_path / "in" / "_s_" / "stack1").mkdir(parents=True)
    (tmp_path / "in" / "_s_" / "stack1" / "frame_t.ets").write_bytes(b"SIS")
    tifffile.imwrite(tmp_path / "in" / "s.vsi", blocks(1))
    tifffile.imwrite(tmp_path / "in" / "t.tif", blocks(2))
    run = graticule("analyse", tmp_path / "in", "--out", tmp_path / "out")
    assert run.status == 1
    assert "1 of 2 scans could not be analysed: s.vsi" in run.stderr
    assert counts(tmp_path / "out") == {"t": 2}


def test_a_notice_names_its_file(graticule, tmp_path):
    for name in ("a", "b"):
        alpha = np.full((100, 120), 255, np.uint8)
        alpha[:, 100:] = 0
        PIL.Image.fromarray(np.dstack([blocks(2), alpha])).save(tmp_path / f"{name}.png")
    run = graticule("analyse", tmp_path, "--out", tmp_path / "out")
    for name in ("a", "b"):
        assert f"{name}.png: about 16.7% of the picture is transparent" in run.stderr
    assert counts(tmp_path / "out") == {"a": 2, "b": 2}
