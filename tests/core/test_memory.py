from pathlib import Path

import pytest

from graticule import memory


@pytest.mark.skipif(not Path("/proc/meminfo").exists(), reason="Linux")
def test_the_memory_is_what_the_system_tells():
    told = int(Path("/proc/meminfo").read_text().split("MemTotal:")[1].split()[0]) << 10
    assert memory.physical_memory() == pytest.approx(told, rel=0.05)


@pytest.mark.parametrize(("gigabytes", "held"), [(64, 2.0), (16, 2.0), (8, 1.0), (4, 0.5)])
def test_caches_are_smaller_where_there_is_little_memory(monkeypatch, gigabytes, held):
    monkeypatch.setattr(memory, "physical_memory", lambda: gigabytes << 30)
    assert memory.cache_size(2 << 30) == held * 2**30
