"""Corrections of several images and regions of one scan: each is taught where it was made."""

import json
from pathlib import Path

import numpy as np
import pytest
import tifffile

from graticule.analysis import Finished, Options, iter_analyse
from graticule.annotations import read_sources
from graticule.annotations.finding import corrections_of
from graticule.geometry import Box
from graticule.protocol import load_protocol
from graticule.review import Mark, Reviewed, iter_write_annotations, iter_write_crops, plan_crops
from graticule.scans import ArrayScan

SIDE = 300
PROTOCOL = """
name = "dark"
title = "Dark discs"

[method]
kind = "threshold"

[[classes]]
name = "bead"
"""
PLACES = [(40, 50), (200, 60), (120, 150), (60, 220), (230, 210)]  # x, y of one disc an image


@pytest.fixture(scope="module")
def results(tmp_path_factory) -> tuple[Path, list[Path]]:
    """A stack of five images, each with a disc of its own, and the result of each."""
    root = tmp_path_factory.mktemp("stack")
    noise = np.random.default_rng(4).integers(190, 211, (5, SIDE, SIDE)).astype(np.uint8)
    y, x = np.mgrid[:SIDE, :SIDE]
    for image, (cx, cy) in zip(noise, PLACES, strict=True):
        image[(x - cx) ** 2 + (y - cy) ** 2 < 18**2] = 60
    tifffile.imwrite(root / "s.tif", noise, photometric="minisblack")
    (root / "dark.toml").write_text(PROTOCOL)
    return root / "s.tif", [analysed(root / "s.tif", frame) for frame in range(5)]


def analysed(scan: Path, frame: int = 0, region: Box | None = None) -> Path:
    protocol = load_protocol(str(scan.with_name("dark.toml")))
    options = Options(frame=frame, region=region)
    *_, last = iter_analyse(scan, protocol, scan.with_name("out"), options)
    assert isinstance(last, Finished)
    return Path(last.folder)


def reviewed(folder: Path, path: Path) -> None:
    """All of a result is looked at, and written with what others have written."""
    with Reviewed.open(folder) as result:
        ids = tuple(int(number) for number in result.table["id"])
        result.apply(Mark(ids))
        list(iter_write_annotations(result, path, made_by="a test", shared=True))
        while result.undo_text:
            result.undo()


def under(path: Path) -> dict[str, float]:
    """The mean grey under the labels of each source."""
    with read_sources([path], target="classes", classes=["bead"]) as data:
        return {
            source.name: float(source.pixels(source.box)[source.labels(source.box) == 1].mean())
            for source in data.sources
        }


def test_what_was_corrected_in_image_4_is_taught_on_image_4(results, tmp_path):
    scan, folders = results
    path = corrections_of(scan)
    path.unlink(missing_ok=True)
    reviewed(folders[3], path)
    assert under(path) == {"s image 4": 60}
    planes = {json.dumps(f["geometry"]["plane"]) for f in json.loads(path.read_text())["features"]}
    assert planes == {json.dumps({"c": -1, "z": 3, "t": 0})}


def test_corrections_of_one_image_leave_those_of_another(results):
    scan, folders = results
    path = corrections_of(scan)
    path.unlink(missing_ok=True)
    for frame in (3, 1, 0, 3):
        reviewed(folders[frame], path)
    assert under(path) == {"s image 1": 60, "s image 2": 60, "s image 4": 60}
    features = json.loads(path.read_text())["features"]
    assert len(features) == 3 * 2  # an outline and a region each, none twice


def test_regions_of_one_image_share_a_file_and_the_last_word_counts(results, tmp_path):
    scan, folders = results
    path = corrections_of(scan)
    path.unlink(missing_ok=True)
    reviewed(folders[2], path)
    whole = under(path)
    region = analysed(scan, 2, Box(90, 120, 170, 200))
    reviewed(region, path)
    assert under(path) == whole == {"s image 3": 60}
    with read_sources([path], target="particles") as data:
        (source,) = data.sources
        assert source.labels(source.box).max() == 1  # the disc once
        labels = source.labels(source.box) > 0
    with read_sources([path], target="classes", classes=["bead"]) as data:
        known = data.sources[0].known(data.sources[0].box)
    assert known.sum() > labels.sum()


def test_particles_files_tell_their_plane(results):
    _, folders = results
    for frame, folder in enumerate(folders):
        features = json.loads((folder / "particles.geojson").read_text())["features"]
        assert {f["geometry"]["plane"]["z"] for f in features} == {frame}


def test_crops_of_several_images_lie_side_by_side(results, tmp_path):
    _, folders = results
    for frame in (3, 1, 3):
        with Reviewed.open(folders[frame]) as result:
            result.apply(Mark(tuple(int(number) for number in result.table["id"])))
            list(iter_write_crops(plan_crops(result, side=300), tmp_path))
            result.undo()
    names = sorted(path.name for path in (tmp_path / "images").iterdir())
    assert names == ["s-frame-2-x0-y0.png", "s-frame-4-x0-y0.png"]
    with read_sources([tmp_path], target="particles") as data:
        for source in data.sources:
            inside = source.pixels(source.box)[source.labels(source.box) > 0]
            assert inside.mean() == 60


def test_crops_of_another_scan_of_the_same_name_are_not_written_over(results, tmp_path):
    _, folders = results
    with Reviewed.open(folders[0]) as result:
        result.apply(Mark(tuple(int(number) for number in result.table["id"])))
        crops = plan_crops(result, side=300)
        list(iter_write_crops(crops, tmp_path / "t"))
        first = (tmp_path / "t" / "images" / "s-x0-y0.png").read_bytes()
        changed = crops.scan.read_level(0, crops.scan.box)
        assert changed.shape[:2] == (SIDE, SIDE)
        replaced = type(crops)(crops.analysis, ArrayScan(255 - changed), crops.boxes, 0)
        list(iter_write_crops(replaced, tmp_path / "t"))
        list(iter_write_crops(crops, tmp_path / "t"))
        result.undo()
    assert (tmp_path / "t" / "images" / "s-x0-y0.png").read_bytes() == first
    assert sorted(p.name for p in (tmp_path / "t" / "labels").iterdir()) == [
        "s-x0-y0-2.png", "s-x0-y0.png",
    ]  # fmt: skip


def test_scans_that_differ_in_their_ending_have_files_of_their_own(tmp_path):
    for name in ("a.tif", "a.png", "b.tif", "b.geojson"):
        (tmp_path / name).write_bytes(b"")
    assert corrections_of(tmp_path / "a.tif").name == "a.tif.annotations.geojson"
    assert corrections_of(tmp_path / "a.png").name == "a.png.annotations.geojson"
    assert corrections_of(tmp_path / "b.tif").name == "b.annotations.geojson"
