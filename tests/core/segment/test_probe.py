import json

import pytest
import torch

from graticule.errors import GraticuleError
from graticule.segment import probe as probe_module
from graticule.segment.probe import AGREEMENT, Probe, Trial, best, machine_fingerprint
from graticule.segment.runtimes import RUNTIMES, available

CPU = torch.device("cpu")


@pytest.fixture
def probe(make_pack):
    pack = make_pack()
    return Probe(pack.network(), pack.sha256, 3, CPU)


@pytest.fixture
def sample():
    return torch.randn((1, 3, 64, 96), generator=torch.Generator().manual_seed(0))


def test_the_fastest_that_agrees_wins():
    trials = {"fp32": Trial(3.0, 0.0), "openvino": Trial(2.0, AGREEMENT), "bf16": Trial(1.0, 2e-4)}
    assert best(trials) == "openvino"
    assert best({"fp32": Trial(3.0, 0.0)}) == "fp32"


@pytest.mark.parametrize("name", [n for n in available(CPU) if "bf16" not in n])
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
    outcome = {"fp32": Trial(2.0, 0.0), "openvino": Trial(1.0, 0.0)}
    monkeypatch.setattr(Probe, "trials", lambda self, _: tried.append(self.sha256) or outcome)
    assert probe.fastest(sample, memory=memory) == "openvino"
    assert probe.fastest(sample, memory=memory) == "openvino"
    assert len(tried) == 1
    other = Probe(probe.network, "another", 3, CPU)
    other.fastest(sample, memory=memory)
    assert len(tried) == 2
    monkeypatch.setattr(probe_module, "machine_fingerprint", lambda _: "another machine")
    probe.fastest(sample, memory=memory)
    assert len(tried) == 3
    assert len(json.loads(memory.read_text())) == 3


@pytest.mark.parametrize("damage", ["", "[1]", '{"KEY": 5}', '{"KEY": {"fp32": {"seconds": "x"}}}'])
def test_a_damaged_memory_is_asked_again(probe, sample, tmp_path, monkeypatch, damage):
    memory = tmp_path / "runtimes.json"
    memory.write_text(damage.replace("KEY", f"{machine_fingerprint(CPU)}:{probe.sha256}"))
    monkeypatch.setattr(Probe, "trials", lambda *_: {"fp32": Trial(2.0, 0.0)})
    assert probe.fastest(sample, memory=memory) == "fp32"


def test_a_runtime_that_fails_is_left_out(probe, sample, monkeypatch):
    def broken(*_):
        raise RuntimeError("no kernel for this processor")

    monkeypatch.setitem(RUNTIMES, available(CPU)[-1], broken)
    assert available(CPU)[-1] not in probe.trials(sample)
    monkeypatch.setitem(RUNTIMES, "fp32", broken)
    with pytest.raises(GraticuleError, match="cannot be run"):
        probe.trials(sample)


def test_trials_measure_time_and_agreement(probe, sample):
    trials = probe.trials(sample)
    assert next(iter(trials)) == "fp32"
    assert trials["fp32"].disagreement == 0
    assert all(trial.seconds > 0 for trial in trials.values())
    for name, trial in trials.items():
        if "bf16" in name:
            assert 0 < trial.disagreement < 0.2  # or it was no bfloat16
