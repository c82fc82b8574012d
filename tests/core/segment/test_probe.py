import json
import math
from dataclasses import replace

import pytest
import torch

from graticule.errors import GraticuleError, ProtocolError
from graticule.segment import probe as probe_module
from graticule.segment import runtimes as runtimes_module
from graticule.segment.probe import LIMITS, Probe, Trial, best, machine_fingerprint
from graticule.segment.runtimes import EXACT, RUNTIMES, available

CPU = torch.device("cpu")


@pytest.fixture
def probe(make_pack):
    pack = make_pack()
    return Probe(pack.network(), pack.sha256, 3, CPU)


@pytest.fixture
def sample():
    return torch.randn((1, 3, 64, 96), generator=torch.Generator().manual_seed(0))


def test_the_fastest_that_agrees_wins():
    exact, fast = LIMITS["exact"], LIMITS["fast"]
    trials = {
        "fp32": Trial(5.0, 0.0, 0.0),
        "openvino": Trial(4.0, exact, exact),
        "bf16": Trial(3.0, 1.0, fast),
        "fp16": Trial(2.0, 1.0, 2 * fast),
        "openvino-bf16": Trial(1.0, math.nan, math.nan),  # what overflows
    }
    assert best(trials, "exact") == "openvino"
    assert best(trials, "fast") == "bf16"
    assert best({"fp32": Trial(3.0, 0.0, 0.0)}, "exact") == "fp32"


def test_an_exact_run_has_nothing_to_choose_but_32_bits(probe, sample):
    assert set(probe.runtimes) <= {"fp32", "openvino"}
    assert set(probe.trials(sample)) == set(probe.runtimes)
    quick = replace(probe, precision="fast")
    assert set(quick.runtimes) == set(available(CPU, "fast"))
    assert available(torch.device("cuda"), "exact") == ("fp32",)
    assert available(torch.device("mps"), "exact") == ("fp32",)
    assert "fp16" in available(torch.device("cuda"), "fast")


def test_a_runtime_of_16_bits_cannot_be_asked_for_in_an_exact_run(probe, monkeypatch):
    monkeypatch.setattr(runtimes_module, "_has_bfloat16", lambda: True)
    with pytest.raises(ProtocolError, match=r"16 bits.*set the precision to fast"):
        probe.build("bf16")
    assert replace(probe, precision="fast").build("bf16")


def test_plain_float32_is_not_rounded_on_a_graphics_card(probe, monkeypatch):
    monkeypatch.setattr(torch.backends.cudnn, "allow_tf32", True)
    probe.build("fp32")
    assert not torch.backends.cudnn.allow_tf32


@pytest.mark.parametrize("precision", ["exact", "fast"])
@pytest.mark.parametrize("wrong", [10.0, math.nan])
def test_a_runtime_that_disagrees_is_refused(
    probe, sample, tmp_path, monkeypatch, precision, wrong
):
    """However fast it is: here it takes no time at all."""

    def disagreeing(network, device, key):
        logits = RUNTIMES["fp32"](network, device, key)(sample).clone()
        logits[:, 0] += wrong
        return lambda _: logits

    monkeypatch.setitem(RUNTIMES, "openvino", disagreeing)
    monkeypatch.setattr(probe_module, "available", lambda *_: ("fp32", "openvino"))
    probe = replace(probe, precision=precision)
    assert set(probe.trials(sample)) == {"fp32", "openvino"}
    assert probe.fastest(sample, memory=tmp_path / "runtimes.json") == "fp32"


@pytest.mark.parametrize("name", available(CPU, "exact"))
def test_runtimes_of_float32_agree(probe, sample, name):
    run = probe.build(name)
    expected = RUNTIMES["fp32"](probe.network, CPU, "")(sample)
    assert torch.allclose(run(sample), expected, atol=1e-3)
    other = torch.randn((2, 3, 32, 32))  # another shape, after the first
    assert torch.allclose(run(other), RUNTIMES["fp32"](probe.network, CPU, "")(other), atol=1e-3)
    assert torch.allclose(run(sample), expected, atol=1e-3)


def test_what_was_found_is_remembered_per_machine_and_network(probe, sample, tmp_path, monkeypatch):
    memory = tmp_path / "runtimes.json"
    tried = []
    outcome = {"fp32": Trial(2.0, 0.0, 0.0), "openvino": Trial(1.0, 0.0, 0.0)}
    monkeypatch.setattr(Probe, "trials", lambda self, _: tried.append(self.sha256) or outcome)
    assert probe.fastest(sample, memory=memory) == "openvino"
    assert probe.fastest(sample, memory=memory) == "openvino"
    assert len(tried) == 1
    other = Probe(probe.network, "another", 3, CPU)
    other.fastest(sample, memory=memory)
    assert len(tried) == 2
    replace(probe, precision="fast").fastest(sample, memory=memory)
    assert len(tried) == 3
    monkeypatch.setattr(probe_module, "machine_fingerprint", lambda _: "another machine")
    probe.fastest(sample, memory=memory)
    assert len(tried) == 4
    assert len(json.loads(memory.read_text())) == 4


DAMAGED = ("", "[1]", '{"KEY": 5}', '{"KEY": {"fp32": {"seconds": "x"}}}', '{"KEY": {}}')


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_memory_is_asked_again(probe, sample, tmp_path, monkeypatch, damage):
    memory = tmp_path / "runtimes.json"
    memory.write_text(damage.replace("KEY", f"{machine_fingerprint(CPU)}:{probe.sha256}:exact"))
    monkeypatch.setattr(Probe, "trials", lambda *_: {"fp32": Trial(2.0, 0.0, 0.0)})
    assert probe.fastest(sample, memory=memory) == "fp32"


def test_a_runtime_that_fails_is_left_out(probe, sample, monkeypatch):
    def broken(*_):
        raise RuntimeError("no kernel for this processor")

    probe = replace(probe, precision="fast")
    monkeypatch.setitem(RUNTIMES, probe.runtimes[-1], broken)
    assert probe.runtimes[-1] not in probe.trials(sample)
    monkeypatch.setitem(RUNTIMES, "fp32", broken)
    with pytest.raises(GraticuleError, match="cannot be run"):
        probe.trials(sample)


def test_trials_measure_time_and_agreement(probe, sample):
    trials = replace(probe, precision="fast").trials(sample)
    assert next(iter(trials)) == "fp32"
    assert trials["fp32"].largest == trials["fp32"].mean == 0
    assert all(trial.seconds > 0 for trial in trials.values())
    for name, trial in trials.items():
        assert trial.agrees("exact") == (name in EXACT), name  # or it was no bfloat16
        assert trial.agrees("fast"), name
