"""A run that is killed again and again ends with the bytes of one that was left in peace."""

import hashlib
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from graticule.segment import ResultStore
from graticule.segment.store import JOURNAL

SCRIPT = """
import sys
import time

import numpy as np

from graticule.scans import ArrayScan
from graticule.segment import (
    ThresholdSettings, open_threshold_store, segment_with_threshold, thresholds,
)

thresholds.TILE = 64
picture = np.random.default_rng(5).normal(120, 40, (420, 500)).clip(0, 255).astype(np.uint8)
picture[100:150, 100:200] = 0  # of noise alone nothing would be written
settings = ThresholdSettings(method="triangle")
scan = ArrayScan(picture)
store = open_threshold_store(sys.argv[1], scan, settings)
print("ready", flush=True)
for event in segment_with_threshold(scan, store, settings):
    time.sleep(float(sys.argv[2]))
"""


def start(path: Path, pause: float) -> subprocess.Popen:
    command = [sys.executable, "-c", SCRIPT, str(path), str(pause)]
    return subprocess.Popen(command, stdout=subprocess.PIPE)


def content(path: Path) -> dict[str, str]:
    """Hash of every chunk on disk."""
    return {
        str(file.relative_to(path)): hashlib.sha256(file.read_bytes()).hexdigest()
        for name in ("classes", "uncertainty")
        for file in sorted((path / name / "c").rglob("*"))
        if file.is_file()
    }


@pytest.mark.slow
def test_killed_at_random_moments(tmp_path):
    with start(tmp_path / "peace", 0) as peace:
        assert peace.wait(timeout=100) == 0
    expected = content(tmp_path / "peace")
    assert len(expected) == 2 * 56
    rng = np.random.default_rng(1)
    done = []
    for _ in range(3):
        with start(tmp_path / "killed", 0.01) as run:
            assert run.stdout is not None
            run.stdout.readline()
            time.sleep(rng.uniform(0.05, 0.5))
            run.kill()
        done.append((tmp_path / "killed" / JOURNAL).stat().st_size)
    assert done == sorted(done)
    with start(tmp_path / "killed", 0) as last:
        assert last.wait(timeout=100) == 0
    assert ResultStore.open(tmp_path / "killed").complete
    assert content(tmp_path / "killed") == expected
    assert not list((tmp_path / "killed").rglob("*.partial"))
