"""Views of scans that nobody has annotated: the same for the same number, of one place each."""

import numpy as np
import pytest
import torch
from PIL import Image

from graticule.annotations import Example, PartlyLabelled, Target, read_unlabelled
from graticule.errors import TrainingError
from graticule.learn.losses import LossWeights, total_loss
from graticule.learn.objectives.segmentation import Segmentation
from graticule.learn.patches import (
    Augmentation,
    Pairing,
    Sampler,
    View,
    ViewLoader,
    ViewSampler,
)
from graticule.models import Normalisation

GREY = Normalisation((0.0,), (1.0,))
STILL = View(size=32, zoom=(1, 1), stretch=1, turn=0, upright=True, mirror=False)


@pytest.fixture
def folder(tmp_path):
    """A scan with a bright square, an empty one, and a file that is no picture."""
    rng = np.random.default_rng(0)
    grey = rng.integers(90, 110, (300, 400)).astype(np.uint8)
    grey[100:160, 220:280] = 230
    Image.fromarray(grey).save(tmp_path / "square.png")
    Image.fromarray(np.full((200, 200), 100, np.uint8)).save(tmp_path / "empty.png")
    (tmp_path / "torn.png").write_bytes(b"no picture")
    return tmp_path


def test_scans_of_a_folder_need_no_annotation_and_a_torn_one_is_told(folder):
    with read_unlabelled([folder]) as found:
        assert [source.name for source in found.sources] == ["empty", "square"]
        assert any("torn" in note and "left out" in note for note in found.notes)
        assert not found.sources[1].known(found.sources[1].box).any()
        assert (found.sources[1].labels(found.sources[1].box) == 255).all()
        assert found.sources[1].size == (400, 300)
    with pytest.raises(TrainingError, match="torn"):
        read_unlabelled([folder / "torn.png"])
    with pytest.raises(TrainingError, match="no such file"):
        read_unlabelled([folder / "missing.png"])


def test_label_images_are_no_scans_to_learn_from(tmp_path):
    for part in ("images", "labels"):
        (tmp_path / part).mkdir()
        Image.fromarray(np.zeros((40, 40), np.uint8)).save(tmp_path / part / "a.png")
    with read_unlabelled([tmp_path]) as found:
        assert [source.path.parent.name for source in found.sources] == ["images"]


def test_views_are_the_same_for_seed_and_number_whoever_makes_them(folder):
    with read_unlabelled([folder]) as found:

        def loader(seed, workers):
            sampler = ViewSampler(found.sources, View(size=32), GREY, seed=seed)
            return ViewLoader(sampler, Augmentation(), 3, seed=seed, workers=workers)

        plain = [loader(5, 1).make(number) for number in range(4)]
        many = loader(5, 3).batches(0)
        for one in plain:
            other = next(many)
            assert all(torch.equal(a, b) for a, b in zip(one.views, other.views, strict=True))
        many.close()
        later = loader(5, 2).batches(3)
        assert torch.equal(next(later).views[1], plain[3].views[1])
        later.close()
        assert not torch.equal(loader(6, 1).make(0).views[0], plain[0].views[0])
        assert [tuple(view.shape) for view in plain[0].views] == [(3, 1, 32, 32)] * 2


def test_places_lie_in_the_foreground_and_empty_scans_are_survived(folder):
    with read_unlabelled([folder]) as found:
        sampler = ViewSampler(found.sources, STILL, GREY)
        rng = np.random.default_rng(1)
        hits = [sampler.place(rng) for _ in range(200)]
        assert {index for index, _ in hits} == {1}
        inside = [218 <= x <= 282 and 98 <= y <= 162 for _, (x, y) in hits]
        assert np.mean(inside) > 0.95
        anywhere = ViewSampler(found.sources, STILL, GREY, pairing=Pairing(places="anywhere"))
        assert {anywhere.place(rng)[0] for _ in range(60)} == {0, 1}
        alone = ViewSampler(found.sources[:1], STILL, GREY)  # nothing but background
        views = alone.batch(0, 2).views
        assert torch.isfinite(views[0]).all()
        assert float(views[0].std()) < 1e-6


def test_without_distance_views_show_the_same_place_and_with_it_near_ones():
    ramp = np.broadcast_to(np.arange(256, dtype=np.uint8)[None, :, None], (256, 256, 1)).copy()
    source = Example("ramp", ramp, np.zeros((256, 256), np.int32), kind="classes")

    def columns(pairing):
        sampler = ViewSampler([source], STILL, GREY, pairing=pairing)
        views = sampler.batch(0, 64).views
        return [view.mean(dim=(1, 2, 3)).numpy() * 255 for view in views]

    same = columns(Pairing(places="anywhere"))
    assert np.array_equal(same[0], same[1])
    near = columns(Pairing(distance=10, places="anywhere", count=3))
    assert len(near) == 3
    moved = np.abs(near[0] - near[1])
    assert moved.max() <= 20.01
    assert moved.max() > 5


def test_impossible_pairings_are_refused():
    for wrong in ({"count": 0}, {"distance": -1.0}, {"distance": float("nan")}):
        with pytest.raises(ValueError, match="view"):
            Pairing(**wrong)
    with pytest.raises(TrainingError, match="no scan"):
        ViewSampler([], STILL, GREY)


def two_classes(name, seed):
    rng = np.random.default_rng(seed)
    truth = np.zeros((96, 96), np.int32)
    truth[10:40, 10:40], truth[50:90, 50:90] = 1, 2
    image = (truth[..., None] * 80 + rng.integers(0, 20, (96, 96, 1))).astype(np.uint8)
    return Example(name, image, truth, kind="classes")


def erased(example, number):
    truth = np.where(example.truth == number, 0, example.truth)
    return Example(example.name, example.image, truth, kind="classes")


def test_a_class_that_is_not_annotated_on_a_source_is_no_background_there():
    whole, part = two_classes("a", 0), PartlyLabelled(erased(two_classes("b", 1), 2), {1})
    assert set(np.unique(part.labels(part.box))) == {1, 255}
    assert part.known(part.box).sum() == 30 * 30
    sampler = Sampler([whole, part], STILL, GREY, target=Target("classes", 3))
    batch = sampler.batch(0, 8)
    told = {tuple(row) for row in batch.labelled.tolist()}
    assert told == {(True, True, True), (False, True, False)}
    of_part = ~batch.labelled[:, 2]
    assert (batch.emphasis[of_part][batch.classes[of_part][:, 1] == 0] == -1).all()
    assert (batch.emphasis[~of_part] >= 0).all()
    moved = batch.to(torch.device("cpu"))
    assert torch.equal(moved.labelled, batch.labelled)
    assert Sampler([whole], STILL, GREY, target=Target("classes", 3)).batch(0, 2).labelled is None


def test_what_was_dropped_from_the_labels_changes_no_loss():
    """The loss of a source with a class erased is that of its known pixels alone."""
    full = two_classes("b", 1)
    part = PartlyLabelled(erased(full, 2), {1})
    batch = Sampler([part], STILL, GREY, target=Target("classes", 3)).batch(0, 6)
    torch.manual_seed(0)
    logits = torch.randn(6, 3, 32, 32)
    plain = total_loss(logits, batch, LossWeights())
    changed = logits.clone()
    hidden = (batch.emphasis < 0)[:, None].expand_as(changed)
    changed[hidden] = torch.randn(int(hidden.sum()))
    assert torch.equal(plain, total_loss(changed, batch, LossWeights()))
    task = Segmentation(torch.nn.Conv2d(1, 3, 1), LossWeights())
    assert torch.isfinite(task.loss(task.network, batch))


def test_a_source_cannot_be_partly_annotated_with_particles_or_with_no_class():
    example = two_classes("a", 0)
    for wrong in ({0}, set(), {-1, 2}):
        with pytest.raises(ValueError, match="numbers"):
            PartlyLabelled(example, wrong)
    particles = Example("p", example.image, example.truth)
    with pytest.raises(ValueError, match="particles"):
        PartlyLabelled(particles, {1})
