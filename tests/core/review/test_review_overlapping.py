"""Corrections of particles that overlap: what each shares with another goes with it."""

import shutil
from pathlib import Path

import numpy as np
import pytest
import shapely
import tifffile

from graticule.analysis import Finished, iter_analyse
from graticule.protocol import load_protocol
from graticule.results import SHARED, Result
from graticule.review import Cut, Delete, Erase, Merge, Reviewed

# two pairs of discs that overlap, and one disc alone: x, y, radius
DISCS = ((60, 60, 30), (103, 64, 24), (200, 70, 26), (200, 114, 28), (70, 180, 25))
ONE, OTHER, LENS = (40.0, 60.0), (115.0, 64.0), (81.0, 62.0)
PROTOCOL = """
name = "discs"
title = "Discs"

[method]
kind = "threshold"

[separation]
method = "uecs"
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("overlapping")
    y, x = np.mgrid[:240, :280]
    image = np.full(y.shape, 220, np.uint8)
    for cx, cy, radius in DISCS:
        image[(x - cx) ** 2 + (y - cy) ** 2 <= radius**2] = 60
    tifffile.imwrite(root / "discs.tif", image)
    (root / "discs.toml").write_text(PROTOCOL)
    *_, last = iter_analyse(
        root / "discs.tif", load_protocol(str(root / "discs.toml")), root / "out"
    )
    assert isinstance(last, Finished)
    return Path(last.folder)


@pytest.fixture
def reviewed(folder, tmp_path):
    with Reviewed.open(Path(shutil.copytree(folder, tmp_path / "result"))) as result:
        yield result


def at(reviewed, place):
    return reviewed.particle_at(*place)


def row(reviewed, id_):
    (place,) = np.flatnonzero(reviewed.table["id"] == id_)
    return {key: reviewed.table[key][place] for key in reviewed.table.columns}


def outline(reviewed, id_):
    ((_, shape),) = reviewed.outlines([id_])
    return shape


def check(reviewed):
    """Outlines, areas and class map agree, one by one and all together."""
    analysis = reviewed.analysis()
    shapes = [shape for _, shape in analysis.outlines()]
    assert len(shapes) == len(analysis.table) == len(reviewed.table)
    assert shapely.area(shapes).tolist() == analysis.table["area_px"].tolist()
    for id_, area in zip(reviewed.table["id"], reviewed.table["area_px"], strict=True):
        assert outline(reviewed, id_).area == area
    assert ((reviewed.class_map[:, :] > 0) == (reviewed.labels[:, :] > 0)).all()


def test_a_result_keeps_what_its_particles_share(folder):
    assert (folder / SHARED).is_file()
    with Result.open(folder) as result:
        assert result.table is not None
        assert result.table["separated"].sum() == 4
        areas = sorted(result.table["area_px"].tolist())
        assert areas == pytest.approx(sorted(np.pi * r * r for *_, r in DISCS), rel=0.03)
        assert sum(areas) > (result.labels[:, :] > 0).sum()
        shapes = dict(result.outlines(result.table["id"]))
        one, other = (shapes[int(result.labels[int(y), int(x)])] for x, y in (ONE, OTHER))
        assert one.intersection(other).area > 50


def test_a_second_run_recalls_what_is_shared(folder):
    written = (folder / "particles.geojson").read_bytes()
    root = folder.parents[1]
    *_, last = iter_analyse(
        root / "discs.tif", load_protocol(str(root / "discs.toml")), root / "out"
    )
    assert isinstance(last, Finished)
    assert Path(last.folder) == folder
    assert (folder / "particles.geojson").read_bytes() == written


def test_what_lay_under_a_deleted_particle_comes_to_light(reviewed):
    check(reviewed)
    owner = at(reviewed, LENS)
    other = ({at(reviewed, ONE), at(reviewed, OTHER)} - {owner}).pop()
    before, area = reviewed.labels[:, :], row(reviewed, other)["area_px"]
    reviewed.apply(Delete((owner,)))
    assert at(reviewed, LENS) == other
    assert (reviewed.labels[:, :] == other).sum() == area == row(reviewed, other)["area_px"]
    check(reviewed)
    reviewed.undo()
    assert (reviewed.labels[:, :] == before).all()
    check(reviewed)


def test_merged_particles_share_nothing_between_them(reviewed):
    one, other = at(reviewed, ONE), at(reviewed, OTHER)
    union = outline(reviewed, one).union(outline(reviewed, other))
    table = {key: values.copy() for key, values in reviewed.table.columns.items()}
    (merged,) = reviewed.apply(Merge((one, other))).after
    assert row(reviewed, merged)["area_px"] == union.area
    assert row(reviewed, merged)["class"] == 1
    check(reviewed)
    reviewed.undo()
    for key, values in table.items():
        assert np.array_equal(reviewed.table[key], values, equal_nan=values.dtype.kind == "f")


def test_the_eraser_takes_from_all_or_from_those_that_are_meant(reviewed):
    one, other = at(reviewed, ONE), at(reviewed, OTHER)
    areas = [row(reviewed, id_)["area_px"] for id_ in (one, other)]
    reviewed.apply(Erase((LENS,), 3))
    assert at(reviewed, LENS) == 0
    assert all(
        row(reviewed, id_)["area_px"] < a for id_, a in zip((one, other), areas, strict=True)
    )
    check(reviewed)
    reviewed.undo()
    owner = at(reviewed, LENS)
    rest = ({one, other} - {owner}).pop()
    reviewed.apply(Erase((LENS,), 3, ids=(owner,)))
    assert at(reviewed, LENS) == rest
    assert row(reviewed, rest)["area_px"] == areas[(one, other).index(rest)]
    assert row(reviewed, owner)["area_px"] < areas[(one, other).index(owner)]
    check(reviewed)


def test_a_cut_particle_s_neighbour_stays_whole_and_all_is_found_again(reviewed):
    owner = at(reviewed, LENS)
    rest = ({at(reviewed, ONE), at(reviewed, OTHER)} - {owner}).pop()
    area = row(reviewed, rest)["area_px"]
    x = ONE[0] if owner == at(reviewed, ONE) else OTHER[0]
    reviewed.apply(Cut(((x, 10.0), (x, 130.0)), ids=(owner,)))
    assert row(reviewed, rest)["area_px"] == area
    check(reviewed)
    labels, table = reviewed.labels[:, :], reviewed.table
    reviewed.close()
    with Reviewed.open(reviewed.folder) as again:
        assert (again.labels[:, :] == labels).all()
        assert (again.table["area_px"] == table["area_px"]).all()
        check(again)
