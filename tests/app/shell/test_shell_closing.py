"""Scans that are closed while the window reads them: nothing crashes, nobody is told of anything.

`tests/benchmarks/bench_closing.py` does the same as often as is wanted, on a real screen.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import tifffile
from closing import analysed, close_while_reading, watched

from graticule_app.model.settings import Settings
from graticule_app.shell.window import MainWindow

TIMES = 6


@pytest.fixture
def window(qtbot, tmp_path):
    made = MainWindow(replace(Settings.load(), results=tmp_path / "results"))
    qtbot.addWidget(made)
    made.resize(1200, 800)
    made.show()
    return made


def write_grains(path: Path) -> Path:
    """2400 × 1800 px without a pixel size, with 300 dark grains and, drawn in, a scale bar."""
    rng = np.random.default_rng(3)
    grey = rng.normal(200, 5, (1800, 2400))
    for y, x in zip(rng.integers(20, 1600, 300), rng.integers(20, 2380, 300), strict=True):
        grey[y - 8 : y + 8, x - 8 : x + 8] = 60
    grey[1700:1710, 1500:2100] = 255
    picture = np.clip(grey, 0, 255).astype(np.uint8)
    tifffile.imwrite(path, picture, tile=(256, 256), compression="zlib")
    return path


def test_scans_are_closed_while_they_are_read(window, tmp_path):
    scan = write_grains(tmp_path / "grains.tif")
    analysed(scan, tmp_path / "results")
    with watched(window) as trouble:
        close_while_reading(window, [scan], TIMES)
    assert trouble.lines == []
    assert window.close()


@pytest.mark.data
@pytest.mark.parametrize(
    "name", ["slides/cmu-1-small-region.svs", "slides/fluorescence-dapi.ndpi", "dm/stem_image.dm3"]
)
def test_real_scans_are_closed_while_they_are_read(window, shared_data, name):
    with watched(window) as trouble:
        close_while_reading(window, [shared_data / name], TIMES)
    assert trouble.lines == []
    assert window.close()
