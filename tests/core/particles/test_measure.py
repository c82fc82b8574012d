"""The table: scikit-image's numbers, whatever the blocks and wherever the particle lies."""

import math
import warnings

import numpy as np
import pytest
import zarr
from skimage.measure import regionprops_table

from graticule.geometry import PixelSize
from graticule.particles import (
    COLUMNS,
    Measured,
    ParticleTable,
    hulls,
    iter_measure_particles,
    measure_particles,
    moments,
    prepare,
    skeleton,
)
from graticule.particles import measure as measure_module

KERNELS = (moments.add_block, hulls.add_hulls, skeleton.add_skeletons)

# Ours, scikit-image's.
SAME = {
    "area_px": "area",
    "x_px": "centroid-1",
    "y_px": "centroid-0",
    "left": "bbox-1",
    "top": "bbox-0",
    "right": "bbox-3",
    "bottom": "bbox-2",
    "equivalent_diameter": "equivalent_diameter_area",
    "feret_max": "feret_diameter_max",
    "perimeter": "perimeter",
    "convex_area": "area_convex",
    "solidity": "solidity",
    "major_axis": "axis_major_length",
    "minor_axis": "axis_minor_length",
    "eccentricity": "eccentricity",
}
ANYWHERE = [
    spec.key
    for spec in COLUMNS
    if spec.key not in ["id", "class", "x_px", "y_px", "x", "y", "left", "top", "right", "bottom"]
]


def scikit_images(labels, layers=None):
    names = {name.rsplit("-", 1)[0] for name in SAME.values()}
    if layers is not None:
        names |= {"intensity_mean", "intensity_std"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return regionprops_table(labels.astype(np.int32), layers, properties=tuple(names))


def check_same(table, theirs):
    for ours, other in SAME.items():
        mine = table[ours] - (0.5 if ours in ("x_px", "y_px") else 0)
        np.testing.assert_allclose(mine, theirs[other], rtol=1e-9, atol=1e-6, err_msg=ours)


@pytest.mark.parametrize("sigma", [0.8, 2.0, 6.0])
def test_the_table_has_scikit_images_numbers(blobs, labelled, sigma):
    side = int(30 + 25 * sigma)
    classes = blobs((side, side + 30), sigma=sigma, levels=(0.1 / sigma, 0.3 / sigma))
    labels, last = labelled(classes)
    rng = np.random.default_rng(3)
    scan = rng.integers(0, 65536, (*classes.shape, 2), dtype=np.uint16)
    table = measure_particles(
        labels, classes, read_scan=lambda box: scan[box.slices], channel_names=("dapi", "nile red")
    )
    assert len(table) == last.count
    theirs = scikit_images(labels, scan.astype(float))
    check_same(table, theirs)
    for c, name in enumerate(("dapi", "nile red")):
        np.testing.assert_allclose(table[f"mean_{name}"], theirs[f"intensity_mean-{c}"])
        np.testing.assert_allclose(table[f"sd_{name}"], theirs[f"intensity_std-{c}"], rtol=1e-9)


def test_random_pixels_have_scikit_images_numbers_too(labelled):
    for share in (0.3, 0.5, 0.65):
        classes = (np.random.default_rng(1).random((40, 50)) < share).astype(np.uint8)
        for connectivity in (4, 8):
            labels, _ = labelled(classes, connectivity=connectivity)
            check_same(measure_particles(labels, classes), scikit_images(labels))


def tables_by_block(labels, classes, **settings):
    return [measure_particles(labels, classes, block=block, **settings) for block in (64, 192, 999)]


def check_identical(tables):
    for table in tables[1:]:
        for key in tables[0].columns:
            assert table[key].tobytes() == tables[0][key].tobytes(), key


def test_the_block_size_changes_no_byte(blobs, labelled):
    classes = blobs((260, 300), sigma=4)
    labels, _ = labelled(classes)
    rng = np.random.default_rng(2)
    unsure = rng.integers(0, 256, classes.shape, dtype=np.uint8)
    colour = rng.integers(0, 256, (*classes.shape, 3), dtype=np.uint8)
    heights = rng.normal(1e5, 1, (*classes.shape, 1)).astype(np.float32)
    check_identical(
        tables_by_block(
            labels,
            classes,
            uncertainty=unsure,
            read_scan=lambda box: colour[box.slices],
            channel_names=("red", "green", "blue"),
            pixel_size=PixelSize(0.3, 0.31, "µm"),
        )
    )
    floats = tables_by_block(
        labels, classes, read_scan=lambda box: heights[box.slices], channel_names=("height",)
    )
    check_identical(floats)
    # On a bright ground nothing is lost, either.
    theirs = scikit_images(labels, heights.astype(float))
    np.testing.assert_allclose(floats[0]["sd_height"], theirs["intensity_std-0"], rtol=1e-9)


def test_particles_beyond_every_window_are_measured_all_the_same(blobs, labelled, monkeypatch):
    classes = blobs((150, 200), sigma=5)
    labels, _ = labelled(classes)
    whole = measure_particles(labels, classes)
    real = measure_module.windows
    monkeypatch.setattr(
        measure_module, "windows", lambda boxes, block: real(boxes, block=32, largest=200)
    )
    pieces = measure_particles(labels, classes)
    for key in whole.columns:
        if key not in ("skeleton_length", "mean_width"):
            np.testing.assert_array_equal(whole[key], pieces[key], err_msg=key)


def one(mask, **settings):
    classes = np.asarray(mask, np.uint8)
    table = measure_particles(classes.astype(np.uint32), classes, **settings)
    assert len(table) == 1
    return table


def test_a_place_elsewhere_changes_no_measure(blobs, labelled):
    classes = blobs((90, 120), sigma=3)
    classes[:, [0, -1]] = 0
    classes[[0, -1]] = 0
    labels, _ = labelled(classes)
    here = measure_particles(labels, classes)
    moved = [np.pad(layer, ((517, 3), (1030, 4))) for layer in (labels, classes)]
    there = measure_particles(*moved)
    for key in set(ANYWHERE) & set(here.columns) - {"touches_border"}:
        np.testing.assert_allclose(there[key], here[key], rtol=1e-12, err_msg=key)
    np.testing.assert_allclose(there["x_px"], here["x_px"] + 1030)
    np.testing.assert_allclose(there["y_px"], here["y_px"] + 517)


def test_a_quarter_turn_changes_no_measure_but_the_angles(blobs, labelled):
    classes = blobs((90, 120), sigma=3)
    labels, _ = labelled(classes)
    upright = measure_particles(labels, classes, pixel_size=PixelSize(2, 3, "nm"))
    turned = measure_particles(
        np.rot90(labels), np.rot90(classes), pixel_size=PixelSize(3, 2, "nm")
    )
    angles = {"feret_max_angle", "feret_min_angle"}
    thinned = {"skeleton_length", "mean_width"}  # thinning takes one side before the other
    for key in set(ANYWHERE) & set(upright.columns) - angles - thinned:
        np.testing.assert_allclose(turned[key], upright[key], rtol=1e-9, err_msg=key)
    # A particle may have two longest diameters; where the angle differs, it has.
    apart = (turned["feret_max_angle"] - upright["feret_max_angle"]) % 180
    assert (np.abs(apart - 90) < 1e-6).mean() > 0.7
    long = upright["skeleton_length"]
    np.testing.assert_allclose(turned["skeleton_length"], long, atol=9)
    np.testing.assert_array_equal(np.isnan(turned["skeleton_length"]), np.isnan(long))


def test_angles_are_counter_clockwise_from_the_x_axis():
    line = np.zeros((40, 40))
    for k in range(30):
        line[35 - k, 5 + k] = 1  # rises to the right on a screen
    table = one(line)
    assert table["feret_max_angle"][0] == pytest.approx(45, abs=1)
    assert table["feret_min_angle"][0] == pytest.approx(135, abs=1)
    bar = np.zeros((20, 60))
    bar[8:12, 5:55] = 1
    assert one(bar)["feret_max_angle"][0] % 180 == pytest.approx(0, abs=4.5)
    assert one(bar)["feret_min_angle"][0] == pytest.approx(90)
    assert one(bar)["feret_min"][0] == pytest.approx(4)


def test_oblong_pixels_are_as_good_as_square_ones():
    """The same ellipse drawn on square and on oblong pixels has the same measures."""

    def ellipse(dx, dy):
        rows, columns = int(400 / dy), int(400 / dx)
        y = (np.arange(rows)[:, None] + 0.5) * dy - 200
        x = (np.arange(columns) + 0.5) * dx - 200
        u, v = x * 0.8 + y * 0.6, y * 0.8 - x * 0.6
        mask = (u / 150) ** 2 + (v / 60) ** 2 <= 1
        return one(mask, pixel_size=PixelSize(dx, dy, "nm"))

    square, oblong = ellipse(1, 1), ellipse(1, 1.6)
    for key in ("area", "feret_max", "feret_min", "major_axis", "minor_axis", "x", "y"):
        assert oblong[key][0] == pytest.approx(square[key][0], rel=0.01), key
    assert oblong["perimeter"][0] == pytest.approx(square["perimeter"][0], rel=0.05)
    for key in ("feret_max_angle", "feret_min_angle"):
        assert oblong[key][0] == pytest.approx(square[key][0], abs=2), key
    assert square["feret_max_angle"][0] == pytest.approx(180 - 36.87, abs=1)
    for key in ("solidity", "convexity", "circularity", "eccentricity", "aspect_ratio"):
        assert oblong[key][0] == pytest.approx(square[key][0], rel=0.08), key


@pytest.mark.parametrize("radius", [10, 40, 100])
def test_a_disc_has_the_area_and_the_diameters_of_a_disc(disc, radius):
    table = one(disc(radius), pixel_size=PixelSize(0.5, 0.5, "µm"), scale=3.0)
    assert table["area"][0] == pytest.approx(math.pi * (radius / 2) ** 2, rel=0.02)
    for key in ("equivalent_diameter", "feret_max", "feret_min", "major_axis", "minor_axis"):
        assert table[key][0] == pytest.approx(radius, abs=1), key
    assert table["circularity"][0] == pytest.approx(1, abs=0.12)
    assert table["convexity"][0] == pytest.approx(1, abs=0.01)
    assert table["solidity"][0] == pytest.approx(1, abs=0.8 / radius)
    assert np.isnan(table["skeleton_length"][0])
    middle = (2 * radius + 5) / 2
    assert table["x_px"][0] == table["y_px"][0] == pytest.approx(3 * middle)
    assert table["x"][0] == pytest.approx(middle / 2)
    assert table.spec("area").unit == "µm²"
    assert table.spec("x_px").unit == "px"


def test_a_particle_of_one_pixel():
    table = one(np.pad([[1]], 3))
    assert table["area_px"][0] == table["area"][0] == 1
    assert table["feret_max"][0] == 1
    assert table["perimeter"][0] == 0
    for key in ("circularity", "convexity", "aspect_ratio", "skeleton_length", "mean_width"):
        assert np.isnan(table[key][0]), key
    assert (table["x_px"][0], table["y_px"][0]) == (3.5, 3.5)
    assert not table["touches_border"][0]
    assert table.spec("area").unit == "px²"


def test_a_particle_that_fills_the_scan():
    table = one(np.ones((70, 130)))
    assert table["area_px"][0] == 70 * 130
    assert table["solidity"][0] == table["convexity"][0] == 1
    assert table["touches_border"][0]


def test_no_particle_gives_an_empty_table_with_all_its_columns():
    nothing = np.zeros((50, 60), np.uint8)
    table = measure_particles(
        nothing.astype(np.uint32),
        nothing,
        uncertainty=nothing,
        read_scan=lambda box: pytest.fail("there is nothing to read"),
        channel_names=("red", "green", "blue"),
    )
    assert len(table) == 0
    assert {spec.key for spec in COLUMNS} <= set(table.columns)
    assert "sd_blue" in table


def test_the_scan_is_read_once_and_only_where_particles_are():
    classes = np.zeros((256, 256), np.uint8)
    classes[70:80, 60:70] = 1
    seen = []

    def read(box):
        seen.append(box)
        return np.zeros((*box.shape, 1), np.uint8)

    measure_particles(classes.astype(np.uint32), classes, read_scan=read, block=64)
    assert [(box.left, box.top) for box in seen] == [(0, 64), (64, 64)]


def test_uncertainty_is_told_from_nought_to_one():
    mask = np.zeros((9, 9))
    mask[2:4, 3:7] = 1
    unsure = np.zeros((9, 9), np.uint8)
    unsure[2, 3] = 255
    unsure[8, 8] = 255
    table = one(mask, uncertainty=unsure)
    assert table["uncertainty_mean"][0] == pytest.approx(1 / 8)
    assert table["uncertainty_max"][0] == 1


def test_sums_that_overflow_on_the_way_come_out_right():
    """A particle far from the origin of a wide scan, as large as whole numbers allow."""
    framed = np.zeros((10, 14), np.uint32)
    framed[2:-2, 2:-2] = 1
    near, far = moments.no_sums(1), moments.no_sums(1)
    ones = np.ones((6, 10), np.uint8)
    moments.add_block(framed, ones, 0, 0, 10**10, near)
    moments.add_block(framed, ones, 2 * 10**9, 3 * 10**9, 10**10, far)
    a, b = moments.central_moments(near)[0], moments.central_moments(far)[0]
    assert (b[:2] - a[:2] == [2e9, 3e9]).all()
    assert (a[2:] == b[2:]).all()


@pytest.mark.parametrize(("length", "width"), [(60, 1), (60, 4), (60, 5), (200, 9), (120, 13)])
@pytest.mark.parametrize("angle", [0, 30, 45, 77])
def test_a_straight_fibre_has_its_length_and_width(length, width, angle):
    side = length + 20
    y, x = np.mgrid[:side, :side] - side / 2
    turn = math.radians(angle)
    along, across = x * math.cos(turn) + y * math.sin(turn), y * math.cos(turn) - x * math.sin(turn)
    mask = (np.abs(along) <= length / 2) & (np.abs(across) < max(width, 1.5) / 2)
    table = one(mask, pixel_size=PixelSize(0.5, 0.5, "µm"))
    assert table["skeleton_length"][0] == pytest.approx(length / 2, rel=0.04)
    assert table["mean_width"][0] == pytest.approx(mask.sum() / length / 2, rel=0.04)


def test_a_curled_hair_is_measured_along_its_curl():
    y, x = np.mgrid[:200, :200] - 100.0
    radius = np.hypot(x, y)
    mask = (np.abs(radius - 80) < 3.5) & ~((x > 0) & (np.abs(y) < 40))
    gap = 2 * math.asin(40 / 80)
    table = one(mask)
    assert table["skeleton_length"][0] == pytest.approx(80 * (2 * math.pi - gap), rel=0.03)
    assert table["mean_width"][0] == pytest.approx(7, rel=0.04)


def test_crossing_fibres_give_one_fibres_length_and_the_width_of_both():
    mask = np.zeros((160, 160))
    mask[78:83, 10:150] = 1
    mask[40:120, 78:83] = 1
    table = one(mask)
    assert table["skeleton_length"][0] == pytest.approx(140, rel=0.03)
    assert table["mean_width"][0] == pytest.approx(5, rel=0.06)


def test_events_tell_how_far_it_is_and_bring_the_table(blobs, labelled):
    classes = blobs((128, 128))
    labels, last = labelled(classes)
    events = list(iter_measure_particles(labels, classes, block=64))
    assert [event.done for event in events[:4]] == [1, 2, 3, 4]
    assert events[-2].done == events[-2].total == last.count
    assert isinstance(events[-1], Measured)
    assert len(events[-1].table) == last.count


def test_stored_layers_serve_as_well_as_arrays(blobs, labelled):
    classes = blobs((130, 170))
    labels, _ = labelled(classes)
    stored = [
        zarr.create_array({}, shape=layer.shape, chunks=(50, 50), dtype=layer.dtype)
        for layer in (labels, classes)
    ]
    stored[0][...], stored[1][...] = labels, classes
    check_identical([measure_particles(labels, classes), measure_particles(*stored, block=64)])


def test_rows_may_be_selected_and_columns_explain_themselves(blobs, labelled):
    classes = blobs((100, 100))
    labels, last = labelled(classes)
    cut = np.zeros(last.count, bool)
    cut[2] = True
    table = measure_particles(labels, classes, separated=cut)
    assert (table.select(table["separated"])["id"] == [3]).all()
    assert set(table.select(table["class"] == 2)["class"]) == {2}
    assert all(spec.doc and spec.title for spec in table.specs)
    assert [spec.key for spec in table.specs] == list(table.columns)
    with pytest.raises(KeyError):
        table.spec("weight")


def test_whatever_is_compiled_may_be_compiled_before():
    prepare()
    known = {kernel: len(kernel.signatures) for kernel in KERNELS}
    classes = np.zeros((30, 30), np.uint8)
    classes[3:5, 2:28] = 1
    classes.flags.writeable = False
    measure_particles(classes.astype(np.uint32), classes, pixel_size=PixelSize(1, 2, "nm"))
    assert {kernel: len(kernel.signatures) for kernel in KERNELS} == known


def test_tables_and_layers_that_do_not_fit_are_the_programmers_fault(disc):
    classes = disc(5)
    table = measure_particles(classes.astype(np.uint32), classes)
    with pytest.raises(ValueError, match="differ in length"):
        ParticleTable({**table.columns, "x": np.zeros(3)}, table.specs)
    with pytest.raises(ValueError, match="specs and columns"):
        ParticleTable(table.columns, table.specs[1:])
    with pytest.raises(ValueError, match="2 names for 1 channels"):
        one(classes, read_scan=lambda box: np.zeros((*box.shape, 1)), channel_names=("a", "b"))


def test_labels_with_a_gap_are_the_programmers_fault():
    labels = np.array([[1, 0, 3]], np.uint32)
    with pytest.raises(ValueError, match=r"not 1\.\.n"):
        measure_particles(labels, labels.astype(np.uint8))
