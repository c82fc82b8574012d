"""`graticule combine`: from folders of results to one workbook."""

import csv
import io
import subprocess
import sys

import numpy as np
import openpyxl
import tifffile

from graticule.analysis import iter_analyse
from graticule.protocol import load_protocol


def graticule(*arguments) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "graticule.cli", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def test_a_folder_of_results_becomes_one_workbook(tmp_path):
    image = np.full((120, 160), 220, np.uint8)
    image[40:70, 60:90] = 40
    for name in ("one", "two"):
        path = tmp_path / f"{name}.tif"
        tifffile.imwrite(path, image, resolution=(20000, 20000), resolutionunit="CENTIMETER")
        list(iter_analyse(path, load_protocol("generic"), tmp_path / "out"))
    file = tmp_path / "both.xlsx"
    # Named twice, it is there once.
    done = graticule("combine", tmp_path / "out", tmp_path / "out" / "one", "--out", file)
    assert done.returncode == 0, done.stderr
    book = openpyxl.load_workbook(io.BytesIO(file.read_bytes()))
    rows = list(book["Particles"].iter_rows(2, values_only=True))
    assert [row[0] for row in rows] == ["one.tif", "two.tif"]
    table = list(csv.reader(file.with_suffix(".csv").read_text("utf-8-sig").splitlines()))
    assert table[0][:2] == ["file", "id"]
    assert [row[0] for row in table[1:]] == ["one.tif", "two.tif"]
    for arguments, status, words in (
        (("combine", tmp_path, "--out", file), 1, "holds no result"),
        (("combine", tmp_path / "out", "--out", tmp_path / "both.txt"), 2, ".xlsx"),
    ):
        refused = graticule(*arguments)
        assert refused.returncode == status
        assert words in refused.stderr
        assert "Traceback" not in refused.stderr
