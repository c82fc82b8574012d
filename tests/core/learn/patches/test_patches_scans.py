"""Patches from a scan on disk, read as it lies: what they show and what is kept in memory."""

from pathlib import Path

import numpy as np
import pytest
import torch

from graticule.annotations import Target, read_sources
from graticule.geometry import Length
from graticule.learn.patches import Sampler, View
from graticule.models import Normalisation
from graticule.scans import open_scan
from graticule.simulate import TAPE_CLASSES, iter_simulate_tape, truth_paths

NORMAL = Normalisation((0.0,) * 3, (1.0,) * 3)
CLASSES = Target("classes", 6)


class OnTheFly(Sampler):
    kept_bytes = 0


@pytest.fixture(scope="module")
def tape(tmp_path_factory):
    path = tmp_path_factory.mktemp("tape") / "tape.tif"
    list(iter_simulate_tape(path, size=(1536, 1024), seed=2, coverage=0.08))
    truth_paths(path)[1].unlink()  # outlines do not tell which of two traces lies on top
    return path


def sources(path, micrometres):
    names = [info.name for info in TAPE_CLASSES[1:]]
    size = Length(micrometres, "µm")
    return read_sources([path], target="classes", classes=names, pixel_size=size).sources


@pytest.mark.parametrize("places", ["anywhere", "foreground", "grid", "targets"])
def test_a_tape_read_on_the_fly_gives_what_is_in_memory(tape, places):
    view = View(size=64, places=places, balance=0.3)
    (source,) = sources(tape, 4)
    kept = Sampler([source], view, NORMAL, target=CLASSES)
    read = OnTheFly([source], view, NORMAL, target=CLASSES)
    for number in range(4):
        one, other = kept.batch(number, 4), read.batch(number, 4)
        # the mean of 2 × 2 px of 4 µm is one of 8 µm of level 0, rounded once and not twice
        assert torch.allclose(one.pixels, other.pixels, atol=1.1 / 255)
        assert torch.allclose(one.classes, other.classes, atol=1e-3)
        assert torch.allclose(one.emphasis, other.emphasis, atol=2e-3)


def test_a_patch_is_the_scan_and_its_truth(tape):
    (source,) = sources(tape, 1)
    view = View(size=512, zoom=(1, 1), stretch=1, turn=0, upright=True, mirror=False, places="grid")
    sampler = OnTheFly([source], view, NORMAL, target=CLASSES)
    with open_scan(tape) as scan, open_scan(truth_paths(tape)[0]) as truth:
        whole = scan.read(scan.box)
        labels = truth.read(truth.box)[..., 0]
    found = np.zeros(labels.shape, bool)
    for number in range(6):
        batch = sampler.batch(number, 1)
        patch = np.rint(np.moveaxis(batch.pixels[0].numpy(), 0, 2) * 255).astype(np.uint8)
        for top in range(0, 1024, 512):
            for left in range(0, 1536, 512):
                here = np.s_[top : top + 512, left : left + 512]
                if np.array_equal(patch, whole[here]):
                    told = batch.classes[0].argmax(dim=0).numpy()
                    assert np.array_equal(told, labels[here])
                    found[here] = True
    assert found.all()


def test_traces_are_oversampled_by_the_triangle_threshold(tape):
    """As Rijpkema et al. 2026, figure 4b: other classes than background are seen more often."""
    covered = {}
    for places in ("grid", "foreground"):
        sampler = OnTheFly(sources(tape, 4), View(size=64, places=places), NORMAL, target=CLASSES)
        found = torch.cat([sampler.batch(number, 8).classes[:, 1:] for number in range(12)])
        covered[places] = float(found.sum(dim=1).mean())
    assert covered["foreground"] > 1.2 * covered["grid"]


def test_nothing_lies_on_disk_afterwards(tape):
    before = sorted(Path(tape).parent.iterdir())
    OnTheFly(sources(tape, 4), View(size=64), NORMAL, target=CLASSES).batch(0, 4)
    assert sorted(Path(tape).parent.iterdir()) == before
