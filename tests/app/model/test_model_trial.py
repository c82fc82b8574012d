"""The window lives when a file kills what reads it first."""

import sys

import numpy as np
import pytest
import tifffile

from graticule.scans import trial
from graticule_app.model.opening import Opened, Refused, opening

HARMFUL = """
import os
from graticule.scans import opening, trial
right = opening.open_scan
opening.open_scan = lambda path: os.abort() if path.name == "abort.tif" else right(path)
trial.main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there are no signals")
def test_a_file_that_kills_its_reader_is_refused_and_the_others_open(tmp_path, monkeypatch):
    trials = trial.Trials([sys.executable, "-c", HARMFUL], notes=tmp_path / "tried")
    monkeypatch.setattr(trial, "_TRIALS", trials)
    paths = [tmp_path / name for name in ("abort.tif", "good.tif")]
    for path in paths:
        tifffile.imwrite(path, np.zeros((64, 64), np.uint8))
    bad, good = list(opening(paths))
    assert isinstance(bad, Refused)
    assert "crashes its reader" in bad.reason
    assert isinstance(good, Opened)
    assert good.scan is not None
    good.scan.close()
    trials.close()
