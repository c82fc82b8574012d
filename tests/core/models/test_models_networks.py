"""Networks are built by name, answer at full size, and say how far they see."""

import subprocess
import sys

import pytest
import torch
from torch import nn

from graticule.errors import PackError
from graticule.models import Architecture, build_network, choose_device
from graticule.models.margins import default_margin, receptive_field
from graticule.models.networks import NETWORKS, Reduced, inner_network

LITE = "timm-tf_efficientnet_lite0"


@pytest.mark.parametrize("name", sorted(NETWORKS))
def test_every_network_answers_at_full_size(name):
    encoder = "resnet50" if name == "fcn-resnet50" else "resnet18"
    network = build_network(Architecture(name, encoder, 2), 4).eval()
    with torch.inference_mode():
        assert network(torch.zeros(1, 2, 64, 96)).shape == (1, 4, 64, 96)


def test_unknown_names_are_the_programmers_mistake():
    with pytest.raises(ValueError, match="no network"):
        build_network(Architecture("Vnet", LITE), 2)
    with pytest.raises(ValueError, match="no encoder"):
        build_network(Architecture("Unet", "resnet19"), 2)
    with pytest.raises(ValueError, match="decoder"):
        build_network(Architecture("FPN", LITE, decoder=(8, 8, 8, 8, 8)), 2)
    with pytest.raises(ValueError, match="depth"):
        build_network(Architecture("FPN", LITE, depth=4), 2)
    with pytest.raises(ValueError, match="4 stages"):
        Architecture("Unet", LITE, depth=4, decoder=(8, 8, 8, 8, 8))


@pytest.mark.parametrize(("depth", "reach"), [(3, 56), (4, 216), (5, 520)])
def test_a_stage_less_sees_less_far_and_carries_no_dead_weight(depth, reach):
    architecture = Architecture("Unet", LITE, depth=depth, decoder=(16,) * depth)
    network = build_network(architecture, 2).eval()
    assert architecture.stride == 2**depth
    assert max(receptive_field(network, 1, architecture.stride)) <= reach
    pixels = torch.rand(1, 1, architecture.stride * 2, architecture.stride * 3)
    network(pixels).sum().backward()
    unused = [name for name, value in network.named_parameters() if value.grad is None]
    assert unused == []


def test_a_reduced_network_sees_means_and_answers_in_between():
    plain = nn.Conv2d(1, 1, 1, bias=False)
    nn.init.ones_(plain.weight)
    network = Reduced(plain, 2)
    assert inner_network(network) is plain
    pixels = torch.rand(1, 1, 32, 32)
    flat = torch.full((1, 1, 8, 8), 3.0)
    with torch.inference_mode():
        assert torch.allclose(network(flat), flat)
        given = network(pixels)
    means = nn.functional.avg_pool2d(pixels, 2)
    inner = nn.functional.avg_pool2d(given, 2)[..., 1:-1, 1:-1]
    wanted = nn.functional.conv2d(
        means, torch.outer(*[torch.tensor([0.125, 0.75, 0.125])] * 2)[None, None]
    )
    assert torch.allclose(inner, wanted, atol=1e-5)


@pytest.mark.parametrize(
    ("network", "reach"),
    [
        (nn.Conv2d(1, 2, 3, padding=1), (1, 1)),
        (nn.Conv2d(1, 2, 5, padding=4, dilation=2), (4, 4)),
        (nn.Sequential(nn.Conv2d(1, 2, 3, padding=1), nn.Conv2d(2, 2, 7, padding=3)), (4, 4)),
        # looks ahead only: the mean of two pixels is told to both
        (nn.Sequential(nn.AvgPool2d(2), nn.Upsample(scale_factor=2)), (1, 1)),
        (nn.Sequential(nn.ZeroPad2d((3, 0, 3, 0)), nn.Conv2d(1, 1, 4)), (3, 0)),
        (nn.Sequential(nn.ZeroPad2d((0, 3, 0, 3)), nn.Conv2d(1, 1, 4)), (0, 3)),
        (nn.Sequential(nn.ZeroPad2d((0, 0, 2, 0)), nn.Conv2d(1, 1, (3, 1))), (2, 0)),
    ],
)
def test_the_receptive_field_of_known_networks(network, reach):
    assert receptive_field(network.eval(), 1, 4) == reach


def test_global_pooling_sees_everything():
    class Global(nn.Module):
        def forward(self, x):
            return x + x.mean(dim=(2, 3), keepdim=True)

    assert receptive_field(Global(), 1, 4) is None


def test_beyond_the_receptive_field_nothing_counts():
    torch.manual_seed(3)
    network = nn.Sequential(
        nn.Conv2d(1, 4, 3, stride=2, padding=1),
        nn.MaxPool2d(3, stride=2, padding=1),
        nn.ReLU6(),
        nn.Conv2d(4, 4, 5, padding=2),
        nn.BatchNorm2d(4),
        nn.Upsample(scale_factor=4, mode="bilinear"),
    ).eval()
    before, after = receptive_field(network, 1, 4)
    reached = set()
    for at in range(100, 104):  # every place on the stride
        pixels = torch.randn(40, 1, 4, 200)
        other = pixels.clone()
        other[..., at] += 10.0
        with torch.inference_mode():
            changed = (network(pixels) != network(other)).flatten(0, 2).any(dim=0).nonzero()
        reached |= {at - int(changed.min()), at - int(changed.max())}
    assert (-min(reached), max(reached)) == (before, after)


def test_the_default_margin_is_enough_for_a_small_network():
    torch.manual_seed(1)
    network = nn.Conv2d(1, 2, 9, padding=4).eval()
    pixels = torch.randn(1, 1, 256, 288)
    assert default_margin(network, pixels, 2, stride=8, keep=48, most=24) == 8

    class Global(nn.Module):
        def forward(self, x):
            mean = x.mean(dim=(2, 3), keepdim=True)
            return torch.cat([x - 5 * mean, 5 * mean - x], dim=1)

    assert default_margin(Global(), pixels, 2, stride=8, keep=48, most=24) is None


def test_devices():
    assert choose_device("cpu").type == "cpu"
    assert choose_device().type in ("cuda", "mps", "xpu", "cpu")
    for name in ("cuda:99", "tpu", "cuda:x", "", "cpu:7"):
        with pytest.raises(PackError):
            choose_device(name)


def test_listing_packs_does_not_wait_for_torch():
    code = (
        "import sys, graticule.models as m, graticule.instances; m.list_packs();"
        "sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_torchvision_is_repaired_only_where_it_is_broken():
    code = (
        "from graticule._torchvision import torchvision as t; import sys;"
        "import torchvision.transforms.v2, timm, segmentation_models_pytorch;"
        "assert sys.modules['torchvision'] is t; t.models"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


OLD = "timm-tf_efficientnet_lite0"


@pytest.mark.filterwarnings("ignore:`timm-` encoders")
@pytest.mark.parametrize("channels", [1, 3])
def test_our_encoder_is_the_librarys_old_one_to_the_bit(channels):
    """Random weights, all random numbers after them, and the answers."""
    from segmentation_models_pytorch.encoders import get_encoder

    built = []
    for name in (OLD, "efficientnet-lite0"):
        torch.manual_seed(3)
        encoder = get_encoder(name, in_channels=channels, weights=None)
        built.append((encoder, torch.rand(5)))
    (old, after), (ours, later) = built
    assert torch.equal(after, later)
    theirs = old.state_dict()
    unused = {"conv_head", "bn2"}
    assert {key for key in theirs if key.split(".")[0] not in unused} == set(ours.state_dict())
    assert all(torch.equal(value, theirs[key]) for key, value in ours.state_dict().items())
    pixels = torch.randn(2, channels, 64, 96)
    for training in (False, True):
        old.train(training)
        ours.train(training)
        answers = []
        for encoder in (old, ours):
            torch.manual_seed(4)
            answers.append(encoder(pixels))
        assert all(torch.equal(a, b) for a, b in zip(*answers, strict=True))


@pytest.mark.parametrize("name", ["efficientnet-lite0", OLD])
def test_no_deprecated_encoder_of_the_library_is_asked_for(name, recwarn):
    build_network(Architecture("Unet", name, depth=3, decoder=(8, 8, 8)), 2)
    assert not [w for w in recwarn if "deprecated" in str(w.message)]


def test_encoders_that_are_none_of_the_librarys_own_names_can_be_built():
    network = build_network(Architecture("Unet", "convnextv2-atto", 1), 2).eval()
    with torch.inference_mode():
        assert network(torch.zeros(1, 1, 64, 64)).shape == (1, 2, 64, 64)
    for name in ("efficientnet-lite4", "tu-resnet18"):
        network = build_network(Architecture("Unet", name, 1), 2).eval()
        with torch.inference_mode():
            assert network(torch.zeros(1, 1, 64, 64)).shape == (1, 2, 64, 64)
