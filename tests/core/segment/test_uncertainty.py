"""Measures of uncertainty: their values, and that a run writes the one that was chosen."""

import msgspec
import numpy as np
import pytest
import torch

from graticule.errors import ProtocolError
from graticule.protocol import load_protocol
from graticule.scans import ArrayScan
from graticule.segment import UNCERTAINTIES, PackSettings

SHARES = torch.tensor([[1.0, 0.5, 0.6, 1 / 3], [0.0, 0.5, 0.3, 1 / 3], [0.0, 0.0, 0.1, 1 / 3]])
VALUES = {
    "entropy": [0.0, np.log(2) / np.log(3), 0.8979457 / np.log(3), 1.0],
    "margin": [0.0, 1.0, 0.7, 1.0],
    "least-confidence": [0.0, 0.75, 0.6, 1.0],
}


@pytest.mark.parametrize("name", UNCERTAINTIES)
def test_values_that_can_be_worked_out_by_hand(name):
    found = UNCERTAINTIES[name].of(SHARES[:, None])[0]
    wanted = VALUES.get(name)
    if wanted is not None:
        assert found.tolist() == pytest.approx(wanted, abs=1e-5)
    assert found[0] == pytest.approx(0)
    assert found[3] == pytest.approx(1)


def test_a_run_writes_the_chosen_one_and_the_same_classes(tmp_path):
    rng = np.random.default_rng(2)
    scan = ArrayScan(rng.normal(120, 40, (200, 260)).clip(0, 255).astype(np.uint8))
    stores = {}
    for name in UNCERTAINTIES:
        protocol = load_protocol("particles")
        settings = msgspec.structs.replace(protocol.method, uncertainty=name, device="cpu",
                                           keep_background=True)  # fmt: skip
        method = settings.load()
        stores[name] = method.open_store(tmp_path / name, scan)
        list(method.segment(scan, stores[name]))
    usual, other = stores["entropy"], stores["margin"]
    assert (usual.classes[:] == other.classes[:]).all()
    assert (usual.uncertainty[:] != other.uncertainty[:]).any()
    first, second = (s.uncertainty[:].astype(int) for s in (other, stores["least-confidence"]))
    assert np.abs(first - second).max() <= 1  # of two classes both are 2 (1 - p)
    assert "uncertainty" not in usual.info.identity["settings"]  # results from before go on
    assert other.info.identity["settings"]["uncertainty"] == "margin"


def test_an_unknown_one_is_refused():
    with pytest.raises(ProtocolError, match="no uncertainty 'guess'; there are entropy, margin"):
        PackSettings(uncertainty="guess")
