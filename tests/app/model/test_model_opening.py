"""Whatever is dropped: scans open, the rest is told in one sentence, nothing else changes."""

from pathlib import Path

import numpy as np
import pytest
import tifffile

from graticule_app.model.opening import (
    MOST_OPEN,
    Opened,
    Opener,
    Refused,
    dialog_filter,
    opening,
    paths_in,
    summary_of,
)


def write_tiff(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    tifffile.imwrite(path, np.random.default_rng(1).integers(0, 255, (64, 80), np.uint8))
    return path


@pytest.fixture
def mixed(tmp_path):
    """50 files: 12 scans, the rest texts, broken TIFFs and nonsense."""
    folder = tmp_path / "mixed"
    for number in range(12):
        write_tiff(folder / f"scan-{number:02}.tif")
    for number in range(18):
        (folder / f"notes-{number:02}.txt").write_text("no picture")
    for number in range(10):
        (folder / f"broken-{number:02}.tif").write_bytes(b"II*\0" + bytes(40))
    for number in range(10):
        (folder / f"thing-{number:02}.bin").write_bytes(bytes(range(64)))
    return folder


def test_a_folder_of_fifty_mixed_files(mixed):
    found = list(opening([mixed]))
    opened = [f for f in found if isinstance(f, Opened)]
    refused = [f for f in found if isinstance(f, Refused)]
    assert (len(opened), len(refused)) == (12, 38)
    assert [f.scan is not None for f in opened] == [True] + [False] * 11
    assert all(f.protocol for f in opened)
    assert all(f.path.name in f.reason for f in refused)
    text, details = summary_of(len(opened), refused)
    assert text == "12 of 50 files are scans; the others are left out."
    assert len(details.splitlines()) == 38
    opened[0].scan.close()


def test_a_few_files_are_all_left_open_and_many_of_a_project_too(tmp_path):
    files = [write_tiff(tmp_path / f"{n}.tif") for n in range(MOST_OPEN + 1)]
    few = list(opening(files[:MOST_OPEN]))
    kept = list(opening(files, keep_all=True))
    for found in (*few, *kept):
        assert found.scan is not None
        found.scan.close()


def test_one_file_that_is_no_image_gives_its_reason(tmp_path):
    path = tmp_path / "letter.tif"
    path.write_text("Dear Sir or Madam")
    (found,) = opening([path])
    assert isinstance(found, Refused)
    text, _details = summary_of(0, [found])
    assert text.startswith("letter.tif: ")
    assert text.endswith("Nothing was changed.")


def test_a_file_that_is_gone_is_told_and_stops_nothing(tmp_path):
    there = write_tiff(tmp_path / "there.tif")
    first, second = opening([tmp_path / "gone.tif", there])
    assert isinstance(first, Refused)
    assert isinstance(second, Opened)
    second.scan.close()


def test_pasted_text_is_taken_for_the_paths_that_exist(tmp_path):
    path = write_tiff(tmp_path / "my scan.tif")
    text = f'"{path}"\nno/such/file.tif\n{path.as_uri()}\n\n  {path}  \n' + "x" * 5000
    assert paths_in(text) == [path] * 3
    assert paths_in("Dear Sir or Madam") == []


def test_the_dialog_offers_scans_first_and_any_file_last():
    parts = dialog_filter().split(";;")
    assert "*.svs" in parts[0]
    assert "*.dm3" in parts[0]
    assert parts[-1] == "Any file (*)"


def test_batches_come_one_after_another_each_with_its_own_files(qtbot, tmp_path):
    first, second = write_tiff(tmp_path / "1.tif"), write_tiff(tmp_path / "2.tif")
    opener = Opener()
    batches, busy = [], []
    opener.batch.connect(lambda opened, refused: batches.append((opened, refused)))
    opener.busy.connect(busy.append)
    opener.open([first])
    opener.open([second, tmp_path / "gone.tif"])
    qtbot.waitUntil(lambda: len(batches) == 2, timeout=20_000)
    assert [[o.path for o in opened] for opened, _ in batches] == [[first], [second]]
    assert [len(refused) for _, refused in batches] == [0, 1]
    assert busy[0] == "Opening 1.tif …"
    assert busy[-1] == ""
    for opened, _ in batches:
        for one in opened:
            one.scan.close()
