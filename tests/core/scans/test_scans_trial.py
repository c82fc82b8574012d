"""A file that takes its reader down takes nothing else along."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import tifffile

from graticule.cli.batch import gather
from graticule.errors import ScanError, UnsupportedScan
from graticule.scans import trial
from graticule.scans.trial import Trials

# The process of the trials, with readers for names that say what is wrong with the file.
HARMFUL = """
import ctypes, faulthandler, os, sys, time
import numpy as np
from pathlib import Path
from graticule.scans import ArrayScan, opening, trial

faulthandler.disable()
right = opening.open_scan

def eat():
    kept = []
    while True:
        kept.append(np.ones(1 << 24))

class Late(ArrayScan):
    def _pixels(self, window):
        os.abort()

def open_scan(path):
    name = Path(path).name
    if name == "abort.tif":
        os.abort()
    if name == "segfault.tif":
        ctypes.string_at(0)
    if name == "exit.tif":
        os._exit(3)
    if name == "late.tif":
        return Late(np.zeros((64, 64), np.uint8))
    if name == "sleep.tif":
        time.sleep(600)
    if name == "spin.tif":
        while True:
            pass
    if name == "eat.tif":
        eat()
    if name == "bug.tif":
        raise ZeroDivisionError
    return right(path)

opening.open_scan = open_scan
trial.MOST_MEMORY = 1 << 30
trial.main()
"""


@pytest.fixture
def trials(tmp_path):
    made = Trials([sys.executable, "-c", HARMFUL], notes=tmp_path / "tried", patience=60)
    yield made
    made.close()


def picture(folder: Path, name: str) -> Path:
    path = folder / name
    tifffile.imwrite(path, np.zeros((64, 64), np.uint8))
    return path


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("abort.tif", "crashes its reader (signal 6)"),
        ("segfault.tif", "crashes its reader (signal 11)"),
        ("exit.tif", "crashes its reader (status 3)"),
        ("late.tif", "crashes its reader (signal 6)"),  # while the first pixels are read
        ("eat.tif", "memory"),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="there are no signals")
def test_a_file_that_kills_its_reader_is_refused_in_one_line(trials, tmp_path, name, why):
    with pytest.raises(ScanError) as refused:
        trials.try_scan(picture(tmp_path, name))
    assert str(refused.value).startswith(f"{name}: ")
    assert why in str(refused.value)
    assert "\n" not in str(refused.value)
    trials.try_scan(picture(tmp_path, "good.tif"))  # the next one finds a process


@pytest.mark.parametrize("name", ["sleep.tif", "spin.tif"])
def test_a_file_that_never_ends_is_refused_once_patience_does(tmp_path, name):
    trials = Trials([sys.executable, "-c", HARMFUL], notes=tmp_path / "tried", patience=0.5)
    with pytest.raises(ScanError, match="is not read within"):
        trials.try_scan(picture(tmp_path, name))
    trials.close()


def test_what_passed_is_not_tried_again_until_it_changes(tmp_path):
    asked = tmp_path / "asked.txt"
    command = [sys.executable, "-c", "\n".join((
        "from graticule.scans import trial",
        "tried = trial._tried",
        "def count(path):",
        f"    open({str(asked)!r}, 'a').write(path.name + chr(10))",
        "    return tried(path)",
        "trial._tried = count",
        "trial.main()",
    ))]  # fmt: skip
    path = picture(tmp_path, "good.tif")
    for _ in range(2):  # the second time as in another session
        trials = Trials(command, notes=tmp_path / "tried")
        trials.try_scan(path)
        trials.try_scan(path)
        trials.close()
    assert asked.read_text().split() == ["good.tif"]
    tifffile.imwrite(path, np.zeros((65, 64), np.uint8))
    trials = Trials(command, notes=tmp_path / "tried")
    trials.try_scan(path)
    trials.close()
    assert asked.read_text().split() == ["good.tif"] * 2


def test_an_ordinary_error_is_the_same_error(trials, tmp_path):
    text = tmp_path / "notes.tif"
    text.write_text("no picture")
    with pytest.raises(UnsupportedScan, match=r"notes\.tif: is no scan"):
        trials.try_scan(text)
    trials.try_scan(tmp_path / "missing.tif")  # which `open_scan` refuses by itself
    trials.try_scan(picture(tmp_path, "bug.tif"))  # a mistake of ours is told as one, in the open


def test_names_of_any_bytes_are_tried(trials, tmp_path):
    for name in ("Grüße µ.tif", "two words.tif", "new\nline.tif", b"\xff.tif"):
        path = picture(tmp_path, "good.tif").rename(
            Path(str(tmp_path)) / (name if isinstance(name, str) else os_name(name))
        )
        trials.try_scan(path)


def os_name(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")


def test_a_set_in_a_file_is_tried(trials, tmp_path):
    import h5py

    path = tmp_path / "stack.h5"
    with h5py.File(path, "w") as file:
        file["raw"] = np.zeros((32, 32), np.uint8)
    trials.try_scan(Path(f"{path}:/raw"))
    with pytest.raises(ScanError):
        trials.try_scan(Path(f"{path}:/none"))


def test_without_a_process_files_are_opened_untried(tmp_path):
    path = picture(tmp_path, "good.tif")
    for command in ([str(tmp_path / "no-program")], [sys.executable, "-c", "pass"]):
        trials = Trials(command, notes=tmp_path / "tried")
        trials.try_scan(path)
        trials.close()
    assert not (tmp_path / "tried").exists()  # it did not pass: it was not tried


def test_the_process_ends_with_its_input():
    with subprocess.Popen(
        trial.own_command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        assert process.stdout.readline() == b"ready\n"
        process.stdin.close()
        assert process.wait(timeout=200) == 0


@pytest.mark.skipif(sys.platform == "win32", reason="there are no signals")
def test_a_batch_goes_on_after_a_file_that_kills_its_reader(trials, tmp_path, monkeypatch):
    monkeypatch.setattr(trial, "_TRIALS", trials)
    folder = tmp_path / "session"
    folder.mkdir()
    for name in ("abort.tif", "first.tif", "second.tif"):
        picture(folder, name)
    work = gather([folder, picture(folder, "late.tif")], None)
    assert [task.path.name for task in work.tasks] == ["first.tif", "second.tif"]
    assert {path.name for path, _ in work.failed} == {"abort.tif", "late.tif"}
    assert all("crashes its reader" in why for _, why in work.failed)
