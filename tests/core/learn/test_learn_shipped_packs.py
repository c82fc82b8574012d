"""The packs that come with Graticule can be used, are small, and are as good as they say."""

import pytest
import torch

from graticule.annotations import read_sources, refuse_leak, split
from graticule.evaluation.assess import Reader, assess
from graticule.evaluation.particles import summary
from graticule.learn.recipe import load_recipe
from graticule.models import list_packs, load_pack, packs

SHIPPED = sorted(p.parent.name for p in packs.shipped_folder().glob("*/pack.toml"))


def test_packs_are_small():
    sizes = {
        name: sum(f.stat().st_size for f in (packs.shipped_folder() / name).iterdir())
        for name in SHIPPED
    }
    assert "particles" in sizes
    assert max(sizes.values()) <= 10 << 20
    assert sum(sizes.values()) <= 40 << 20


@pytest.mark.parametrize("name", SHIPPED)
def test_every_pack_answers_and_says_where_it_comes_from(name):
    pack = load_pack(packs.shipped_folder() / name)
    assert pack.name in {known.name for known in list_packs()}
    assert pack.licence
    assert pack.training["command"]
    assert pack.metrics
    assert "## Limits" in (pack.path / "card.md").read_text(encoding="utf-8")
    assert pack.exact_margin is None or pack.exact_margin >= pack.margin
    pixels = torch.zeros(1, pack.architecture.in_channels, pack.stride, 2 * pack.stride)
    with torch.inference_mode():
        assert pack.network()(pixels).shape == (1, pack.outputs, *pixels.shape[-2:])


@pytest.mark.data
def test_the_particles_pack_finds_particles_that_it_has_not_learned_from(shared_data):
    pack = load_pack("particles")
    examples = read_sources([shared_data / "particles"], target="particles").sources
    share = load_recipe(packs.shipped_folder().parent / "recipes" / "particles.toml").validation
    training, validation = split(examples, share)
    refuse_leak(training, validation)
    assert [e.name for e in validation] == pack.training["validation_names"]
    few = validation[::9]
    reader = Reader(pack.normalisation, pack.stride, len(pack.classes))
    counts = [count for _, count in assess(pack.network(), reader, few)]
    told = summary(counts)
    # seven images for speed, two of them among the hardest: somewhat below what all 63 give
    assert told["dice"] > 0.90
    assert told["aji_plus"] > 0.72
    assert told["f1"] > 0.60
