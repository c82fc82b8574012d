"""The shape rules of the shipped protocols, against simulated filters whose shapes are known."""

import numpy as np
import pytest
import tifffile
from scipy import ndimage

from graticule.geometry import PixelSize
from graticule.particles import measure_particles
from graticule.protocol import load_protocol
from graticule.scans import GreyRange
from graticule.simulate import iter_simulate_filter
from graticule.simulate.filter import FILTER_CLASSES

FOUR = PixelSize(4.0, 4.0, "µm")
CALLED = {"bead": "sphere"}  # as the protocols call it
PROTOCOLS = ("microplastics", "mp-vat", "mp-vat-2", "mp-act")


def true_objects(truth: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Labels in raster order and the class map of what the simulator drew."""
    labels = np.zeros(truth.shape, np.uint32)
    for number in range(1, len(FILTER_CLASSES)):
        found, _ = ndimage.label(truth == number, np.ones((3, 3)))
        labels = np.where(found > 0, found + labels.max(), labels)
    numbers, first = np.unique(labels[labels > 0], return_index=True)
    order = np.zeros(int(labels.max()) + 1, np.uint32)
    order[numbers[np.argsort(first)]] = np.arange(1, len(numbers) + 1)
    return order[labels], truth.astype(np.uint8)


def test_all_protocols_sort_alike():
    first, *others = (load_protocol(name) for name in PROTOCOLS)
    assert len(first.shapes.rules) == 3
    assert all(other.groups == first.groups and other.sample == first.sample for other in others)


def test_rules_tell_the_shapes_that_were_drawn(tmp_path):
    told, true = [], []
    for seed in (301, 302, 303):
        list(iter_simulate_filter(tmp_path / "f.tif", size=(1024, 1024), seed=seed, coverage=0.02))
        scan = tifffile.imread(tmp_path / "f.tif")
        labels, classes = true_objects(tifffile.imread(tmp_path / "f.truth.tif"))
        table = measure_particles(
            labels,
            classes,
            read_scan=lambda box, scan=scan: scan[box.slices],
            channel_names=("red", "green", "blue"),
            pixel_size=FOUR,
        )
        table = load_protocol("mp-vat").groups.apply(table, FOUR, GreyRange(0.0, 255.0))
        clear = (table["area_px"] >= 20) & ~table["touches_border"]  # shapes of few px are blurred
        told += table["shape_class"][clear].tolist()
        names = [CALLED.get(info.name, info.name) for info in FILTER_CLASSES]
        true += [names[number] for number in table["class"][clear]]
    told, true = np.array(told), np.array(true)
    assert len(true) > 60
    assert (told == true).mean() > 0.85
    for shape in ("fibre", "sphere", "fragment"):
        assert (told[true == shape] == shape).mean() > 0.8, shape


@pytest.mark.parametrize("name", PROTOCOLS)
def test_sizes_reach_from_one_micron_to_the_end_of_microplastics(name):
    names = load_protocol(name).sizes.names
    assert names[0] == "< 1 µm"
    assert names[-1] == "≥ 5000 µm"
