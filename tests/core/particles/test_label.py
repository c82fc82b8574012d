"""Components over a whole map: no seams, no tile size in the result."""

import numpy as np
import pytest
import zarr
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from skimage.measure import label as skimage_label

from graticule.instances import SeparationSettings
from graticule.particles import Cleaning, Labelled, iter_label_particles
from graticule.particles.seams import tally
from graticule.particles.separating import Components, separate_particles

maps = hnp.arrays(
    np.uint8, hnp.array_shapes(min_dims=2, max_dims=2, max_side=24), elements=st.integers(0, 2)
)


@given(classes=maps, block=st.integers(3, 30), connectivity=st.sampled_from([4, 8]))
@settings(deadline=None, max_examples=80)
def test_labels_are_the_components_in_raster_order(labelled, classes, block, connectivity):
    labels, _ = labelled(classes, block=block, connectivity=connectivity)
    # scikit-image numbers components of equal value in raster order of first pixels, too.
    assert (labels == skimage_label(classes, connectivity=connectivity // 4)).all()


@given(
    classes=maps,
    blocks=st.tuples(st.integers(2, 9), st.integers(10, 30)),
    connectivity=st.sampled_from([4, 8]),
    cleaning=st.builds(
        Cleaning,
        min_area=st.sampled_from(["", "3px", "9px"]),
        max_diameter=st.sampled_from(["", "4px"]),
        max_hole=st.sampled_from(["", "2px", "9px"]),
        remove_border=st.booleans(),
    ),
)
@settings(deadline=None, max_examples=80)
def test_the_block_size_changes_no_cleaned_label(labelled, classes, blocks, connectivity, cleaning):
    one, other = (
        labelled(classes, block=block, connectivity=connectivity, cleaning=cleaning)[0]
        for block in blocks
    )
    assert one.tobytes() == other.tobytes()


def test_a_snake_through_all_blocks_is_one_particle(labelled):
    classes = np.zeros((60, 60), np.uint8)
    classes[::4] = 1
    for row in range(0, 56, 4):
        classes[row : row + 4, 59 if row % 8 == 0 else 0] = 1
    labels, last = labelled(classes, block=7)
    assert last.count == 1
    assert ((labels > 0) == (classes > 0)).all()


def test_diagonal_neighbours_across_a_corner_of_blocks(labelled):
    classes = np.zeros((8, 8), np.uint8)
    classes[3, 3] = classes[4, 4] = 1
    classes[3, 5] = classes[4, 3] = 2
    assert labelled(classes, block=4)[1].count == 3
    assert labelled(classes, block=4, connectivity=4)[1].count == 4


def test_a_map_without_particles_and_one_of_a_single_pixel(labelled):
    for shape in ((5, 9), (1, 1)):
        labels, last = labelled(np.zeros(shape, np.uint8), cleaning=Cleaning(max_hole="5px"))
        assert last.count == 0
        assert not labels.any()
    labels, last = labelled(np.ones((1, 1), np.uint8))
    assert last.count == 1
    assert labels.tolist() == [[1]]


def test_more_particles_than_sixteen_bits_count(labelled):
    classes = np.zeros((600, 600), np.uint8)
    classes[::2, ::2] = 1
    labels, last = labelled(classes, block=256)
    assert last.count == 90_000
    assert (labels[::2, ::2].ravel() == np.arange(1, 90_001)).all()


def test_zarr_arrays_serve_as_well_as_numpy_arrays(blobs, labelled):
    classes = blobs((130, 170))
    stored = zarr.create_array({}, shape=classes.shape, chunks=(64, 64), dtype="uint8")
    stored[...] = classes
    out = zarr.create_array({}, shape=classes.shape, chunks=(64, 64), dtype="uint32")
    cleaning = Cleaning(min_area="4px", max_hole="3px")
    settings = {"class_count": 2, "cleaning": cleaning, "block": 64}
    list(iter_label_particles(stored, out, **settings))
    assert (out[...] == labelled(classes, **settings)[0]).all()


def test_a_run_may_be_closed_before_its_end(blobs):
    classes = blobs((64, 64))
    run = iter_label_particles(classes, np.zeros((64, 64), np.uint32), class_count=2, block=16)
    first = next(run)
    assert (first.stage, first.done, first.total) == ("find", 1, 16)
    run.close()


def test_wrong_arrays_are_the_programmers_fault():
    classes = np.full((4, 4), 3, np.uint8)
    labels = np.zeros((4, 4), np.uint32)
    with pytest.raises(ValueError, match="class 3 of 2"):
        list(iter_label_particles(classes, labels, class_count=2))
    with pytest.raises(ValueError, match="for a class map"):
        list(iter_label_particles(classes, labels[1:], class_count=3))
    with pytest.raises(ValueError, match="4 or 8"):
        list(iter_label_particles(classes, labels, class_count=3, connectivity=6))


def touching_discs(*centres, radius=10, shape=(40, 200)):
    y, x = np.mgrid[: shape[0], : shape[1]]
    classes = np.zeros(shape, np.uint8)
    for cx, cy in centres:
        classes[(x - cx) ** 2 + (y - cy) ** 2 <= radius * radius] = 1
    return classes


@pytest.mark.parametrize("block", [16, 33, 1000])
def test_touching_discs_come_apart_and_say_so(labelled, block):
    classes = touching_discs((20, 20), (37, 20), (100, 20), (150, 20), (167, 22))
    watershed = SeparationSettings(method="watershed")
    assert labelled(classes)[1].count == 3
    labels, last = labelled(classes, separation=watershed, block=block)
    assert last.count == 5
    alone = labels[20, 100] - 1
    assert [bool(cut) for cut in last.separated] == [i != alone for i in range(5)]
    assert ((labels > 0) == (classes > 0)).all()
    assert labels[20, 20] != labels[20, 37]
    firsts = [np.flatnonzero(labels == k)[0] for k in range(1, 6)]
    assert firsts == sorted(firsts)


def test_a_piece_at_the_border_goes_and_its_neighbour_stays(labelled):
    classes = touching_discs((8, 20), (25, 20))
    settings = {"cleaning": Cleaning(remove_border=True)}
    assert labelled(classes, **settings)[1].count == 0
    labels, last = labelled(classes, separation=SeparationSettings(method="watershed"), **settings)
    assert last.count == 1
    assert last.separated.tolist() == [True]
    assert labels[20, 25] == 1
    assert labels[20, 8] == 0


def test_the_networks_distance_cuts_what_a_mask_cannot_tell(labelled):
    classes = np.zeros((30, 60), np.uint8)
    classes[5:25, 5:55] = 1
    x = np.arange(60)
    near = np.minimum(np.abs(x - 5), np.minimum(np.abs(x - 30), np.abs(x - 55)))
    distance = np.broadcast_to((near * 20).clip(0, 255).astype(np.uint8), classes.shape)
    assert labelled(classes, separation=SeparationSettings(method="watershed"))[1].count == 1
    labels, last = labelled(
        classes, separation=SeparationSettings(method="distance"), distance=distance, block=16
    )
    assert last.count == 2
    assert labels[10, 20] != labels[10, 40]


def test_a_component_too_large_to_hold_is_left_whole(labelled):
    labels, _ = labelled(touching_discs((20, 20), (37, 20), (100, 20)))
    found = tally(labels, 2, (0, 0), labels.shape[1])
    run = separate_particles(
        labels,
        Components(found, np.ones(2, np.uint8)),
        [SeparationSettings(method="watershed")],
        block=16,
        largest=500,
    )
    while True:
        try:
            next(run)
        except StopIteration as end:
            pieces = end.value
            break
    assert pieces.left_whole == 1
    assert pieces.changed == []


def test_labelling_reports_its_progress_block_by_block(blobs):
    classes = blobs((64, 64))
    events = list(
        iter_label_particles(
            classes,
            np.zeros((64, 64), np.uint32),
            class_count=2,
            block=32,
            cleaning=Cleaning(max_hole="3px"),
        )
    )
    assert [event.stage for event in events] == ["find"] * 4 + ["holes"] * 4 + ["number"] * 5
    assert isinstance(events[-1], Labelled)
