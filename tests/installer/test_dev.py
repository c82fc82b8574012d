"""The set-up's own jobs, as the README promises them."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

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


def test_the_site_is_built_and_said_where(dev, tmp_path, capfd):
    pytest.importorskip("mkdocs", reason="the extra `docs` is not installed")
    assert dev.docs(["--site-dir", str(tmp_path / "site")]) == 0
    assert (tmp_path / "site" / "index.html").is_file()
    assert "index.html" in capfd.readouterr().out


def test_a_check_that_there_is_not_is_refused_by_its_name(dev):
    with pytest.raises(SystemExit, match="check knows no spelling"):
        dev.check(["spelling"])


def test_whoever_looks_at_the_program_installs_no_tools_of_developers(dev, tmp_path, monkeypatch):
    installed = []

    def run(command, **_):
        installed.append(command[-1])
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(dev, "STAMP", tmp_path / "installed.txt")
    monkeypatch.setattr(dev, "PYTHON", Path(sys.executable))
    monkeypatch.setattr(dev.subprocess, "run", run)
    dev.set_up(dev.EXTRAS)
    assert any(word.endswith("[train]") for word in installed)
    installed.clear()
    dev.set_up(dev.EXTRAS)
    assert installed == []
    dev.set_up(dev.DEVELOPERS)
    assert any(word.endswith("[train,test,docs]") for word in installed)
    installed.clear()
    dev.set_up(dev.EXTRAS)  # is there, with more
    assert installed == []
