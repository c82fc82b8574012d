"""Losses are least where the answer is right, and say which way is better."""

import numpy as np
import pytest
import torch

from graticule.learn.losses import (
    LOSSES,
    LossWeights,
    binary_loss,
    cross_entropy,
    dice_loss,
    distance_loss,
    focal_loss,
    log_odds,
    soft_dice_loss,
    total_loss,
)
from graticule.learn.patches.augment import Augmentation, augment
from graticule.learn.patches.sampling import Batch


def made_batch():
    particle = torch.zeros(2, 1, 32, 32)
    particle[0, :, 8:24, 8:24] = 1
    distance = torch.rand(2, 32, 32, generator=torch.Generator().manual_seed(0)) * particle[:, 0]
    return Batch(
        torch.zeros(2, 1, 32, 32),
        torch.cat([1 - particle, particle], dim=1),
        distance,
        torch.zeros(2, 32, 32),
    )


def perfect(batch):
    classes = (batch.classes - 0.5) * 40
    distance = torch.logit(batch.distance.clamp(1e-7, 1 - 1e-7))
    return torch.cat([classes, distance[:, None]], dim=1)


def test_a_perfect_answer_costs_nothing():
    batch = made_batch()
    assert float(total_loss(perfect(batch), batch, LossWeights())) == pytest.approx(0, abs=1e-3)


@pytest.mark.parametrize("seed", range(3))
def test_any_other_answer_costs_more(seed):
    batch = made_batch()
    torch.manual_seed(seed)
    worse = perfect(batch) + torch.randn(2, 3, 32, 32) * 30
    assert float(total_loss(worse, batch, LossWeights())) > 0.1


def test_each_part_by_hand():
    batch = made_batch()
    even = torch.zeros(2, 2, 32, 32)
    ones = torch.ones(2, 32, 32)
    assert float(cross_entropy(even, batch.classes, ones)) == pytest.approx(np.log(2), rel=1e-5)
    # half of everything is given: first patch 2·128/(512+256), second nothing of 512, both + 30
    first, second = (256 + 30) / (768 + 30), 30 / (512 + 30)
    pooled = (256 + 30) / (512 + 512 + 256 + 30)
    wanted = 1 - 0.5 * ((first + second) / 2 + pooled)
    assert float(dice_loss(even, batch.classes)) == pytest.approx(wanted, rel=1e-5)
    half = torch.full((2, 32, 32), 0.5)
    told = distance_loss(torch.zeros(2, 32, 32), half, batch.classes, ones)
    assert float(told) == pytest.approx(0, abs=1e-6)


PARTS = {
    "cross_entropy": lambda a, b: cross_entropy(a[:, :2], b.classes, torch.ones(2, 32, 32)),
    "binary": lambda a, b: binary_loss(a[:, :2], b.classes, torch.ones(2, 32, 32), 9.0),
    "dice": lambda a, b: dice_loss(a[:, :2], b.classes),
    "soft_dice": lambda a, b: soft_dice_loss(a[:, :2], b.classes),
    "focal": lambda a, b: focal_loss(a[:, :2], b.classes, torch.ones(2, 32, 32), 2.0),
    "distance": lambda a, b: distance_loss(a[:, -1], b.distance, b.classes, torch.ones(2, 32, 32)),
}


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("weight", [0.25, 3.0])
def test_each_part_counts_as_its_weight_says(part, weight):
    batch = made_batch()
    torch.manual_seed(1)
    answer = torch.randn(2, 3, 32, 32)
    none = dict.fromkeys(PARTS, 0.0) | {"cross_entropy": 1.0}
    plain = float(total_loss(answer, batch, LossWeights(**none)))
    more = none | {part: none[part] + weight}
    added = float(total_loss(answer, batch, LossWeights(**more))) - plain
    assert added == pytest.approx(weight * float(PARTS[part](answer, batch)), rel=1e-4)
    assert added > 0.01


def test_what_nobody_knows_counts_for_nothing():
    batch = made_batch()
    unknown = torch.zeros(2, 32, 32)
    unknown[:, :, 16:] = -1
    batch = batch._replace(distance=None, emphasis=unknown)
    answer = perfect(made_batch())[:, :2]
    wrong = answer.clone()
    wrong[:, :, :, 16:] *= -1
    weights = LossWeights()
    assert float(total_loss(wrong, batch, weights)) == float(total_loss(answer, batch, weights))
    wrong[:, :, :, 15] *= -1
    assert float(total_loss(wrong, batch, weights)) > float(total_loss(answer, batch, weights))


def test_emphasis_makes_a_mistake_dearer():
    batch = made_batch()
    wrong = perfect(batch)
    wrong[0, :2, 10, 10] *= -1
    there = torch.zeros(2, 32, 32)
    there[0, 10, 10] = 1
    plain = total_loss(wrong, batch, LossWeights())
    dear = total_loss(wrong, batch._replace(emphasis=there), LossWeights(emphasis=5))
    assert float(dear) > 3 * float(plain)


def test_augmentation_keeps_the_shape_and_the_seed_decides():
    pixels = torch.rand(3, 1, 48, 48) * 2 - 1
    how = Augmentation(shading=1, invert=0.5, blur_share=1, noise_share=1, jpeg_share=0.5)
    one = augment(pixels, how, np.random.default_rng(5))
    again = augment(pixels, how, np.random.default_rng(5))
    assert one.shape == pixels.shape
    assert one.dtype == torch.float32
    assert torch.equal(one, again)
    assert torch.isfinite(one).all()
    assert not torch.equal(one, augment(pixels, how, np.random.default_rng(6)))


def test_no_augmentation_changes_nothing_and_invert_inverts():
    pixels = torch.rand(3, 1, 48, 48) * 2 - 1
    none = Augmentation(
        light=0, contrast=1, gamma=1, shading=0, invert=0, blur_share=0, noise_share=0, jpeg_share=0
    )
    assert torch.allclose(augment(pixels, none, np.random.default_rng(0)), pixels, atol=1e-5)
    inverted = Augmentation(
        light=0, contrast=1, gamma=1, shading=0, invert=1, blur_share=0, noise_share=0, jpeg_share=0
    )
    assert torch.allclose(augment(pixels, inverted, np.random.default_rng(0)), -pixels, atol=1e-5)


def test_binary_loss_is_that_of_the_logits_difference():
    torch.manual_seed(0)
    logits, weight = torch.randn(2, 2, 8, 8), torch.ones(2, 8, 8)
    asked = (torch.rand(2, 8, 8) > 0.8).float()
    shares = torch.stack([1 - asked, asked], dim=1)
    torchs = torch.nn.functional.binary_cross_entropy_with_logits(
        logits[:, 1] - logits[:, 0], asked, pos_weight=torch.tensor(9.0)
    )
    assert float(binary_loss(logits, shares, weight, 9)) == pytest.approx(float(torchs), rel=1e-5)
    assert float(binary_loss(logits, shares, weight, 1)) == pytest.approx(
        float(cross_entropy(logits, shares, weight)), rel=1e-5
    )


def test_log_odds_are_those_of_the_softmax():
    torch.manual_seed(0)
    for count in (2, 3, 5):
        logits = torch.randn(1, count, 4, 4)
        shares = logits.softmax(dim=1)
        assert torch.allclose(log_odds(logits), torch.logit(shares), atol=1e-4)


def test_soft_dice_by_hand_and_a_class_that_is_absent():
    shares = torch.zeros(1, 2, 4, 4)
    shares[:, 0] = 1
    sure = (shares - 0.5) * 100
    # nothing asked, nothing given: ε = 1 makes it right
    assert float(soft_dice_loss(sure, shares)) == pytest.approx(0, abs=1e-6)
    half = torch.zeros(1, 2, 4, 4)
    assert float(soft_dice_loss(half, shares)) == pytest.approx(1 - 1 / (8 + 1))
    shares[:, 0, :2], shares[:, 1, :2] = 0, 1
    wanted = 1 - (2 * 4 + 1) / (8 + 8 + 1)
    assert float(soft_dice_loss(half, shares)) == pytest.approx(wanted)


def test_focal_loss_forgets_what_is_easy():
    batch, ones = made_batch(), torch.ones(2, 32, 32)
    torch.manual_seed(0)
    logits = torch.randn(2, 2, 32, 32)
    plain = float(cross_entropy(logits, batch.classes, ones))
    assert float(focal_loss(logits, batch.classes, ones, 0)) == pytest.approx(plain, rel=1e-5)
    even = torch.zeros(2, 2, 32, 32)
    told = float(focal_loss(even, batch.classes, ones, 2))
    assert told == pytest.approx(0.25 * np.log(2), rel=1e-5)


def test_a_loss_of_nothing_is_refused():
    with pytest.raises(ValueError, match="must count"):
        LossWeights(cross_entropy=0, dice=0)


def test_every_part_of_the_table_is_a_weight_of_recipes_and_the_other_way_round():
    others = {"emphasis", "positive", "gamma"}
    assert set(LOSSES) == set(LossWeights.__struct_fields__) - others
    assert set(LOSSES) == set(PARTS)
