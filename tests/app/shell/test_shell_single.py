"""A second start hands its files to the first."""

import subprocess
import sys
from pathlib import Path

import pytest

from graticule_app.shell.single import SingleWindow

SECOND = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from graticule_app.shell.single import SingleWindow
app = QCoreApplication([])
print(SingleWindow(sys.argv[1]).hand_over([Path(p) for p in sys.argv[2:]]))
"""


@pytest.fixture
def name(tmp_path):
    return f"graticule-test-{tmp_path.name}-{id(tmp_path)}"


@pytest.fixture
def first(qapp, name):
    made = SingleWindow(name)
    assert not made.hand_over([])
    yield made
    made.close()


def test_the_first_gets_the_seconds_files(first, name, qtbot):
    asked = []
    first.asked.connect(asked.append)
    second = subprocess.Popen(
        [sys.executable, "-c", SECOND, name, "/data/a.tif", "/data/ü b.tif"],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    qtbot.waitUntil(lambda: second.poll() is not None, timeout=20_000)
    assert second.stdout.read().strip() == "True"
    second.stdout.close()
    assert asked == [[Path("/data/a.tif"), Path("/data/ü b.tif")]]


def test_after_the_first_has_ended_the_next_is_the_first(qapp, name):
    gone = SingleWindow(name)
    assert not gone.hand_over([])
    gone.close()
    heir = SingleWindow(name)
    assert not heir.hand_over([Path("a.tif")])
    heir.close()
