"""The set-up's own jobs, as the README promises them."""

import sys
from importlib import import_module

import pytest


@pytest.fixture
def dev(installer, tmp_path, monkeypatch):
    module = import_module("dev")
    monkeypatch.setattr(module, "PYTHON", sys.executable)
    monkeypatch.setattr(module, "OUT", tmp_path)
    return module


@pytest.mark.slow
def test_the_demo_finds_five_classes_and_says_where_to_look(dev, tmp_path, capfd):
    assert dev.demo([]) == 0
    told = capfd.readouterr().out
    result = tmp_path / "tape-sample"
    for name in ("overview.png", "report.xlsx"):
        assert (result / name).is_file()
        assert str(result / name) in told
    assert f'window "{result}"' in told
    for kind in ("fibre", "hair", "skin", "glass", "sand"):
        assert kind in told


def test_a_demo_that_fails_says_no_more(dev, capfd):
    assert dev.demo(["--runtime", "none-such"]) != 0
    assert "window" not in capfd.readouterr().out
