"""An engine that does as it is told, so that every way a run can end is tried in no time."""

import sys
from pathlib import Path

import pytest

from graticule.protocol import Protocol, load_protocol
from graticule_app.model.queue import Queue
from graticule_app.work.engine_link import EngineLink

# What it does follows from the scan's name. It imports nothing of ours: it starts at once.
FAKE = """
import json, os, sys, time

def tell(run, kind, **event):
    sys.stdout.write(json.dumps({"id": run, "kind": kind, "event": event}) + "\\n")
    sys.stdout.flush()

def stage(run, done, phase="segment"):
    tell(run, "Stage", phase=phase, step=phase, done=done, total=10)

tell("", "Ready")
for line in sys.stdin:
    order = json.loads(line)
    if order["do"] == "cancel":
        tell(order["id"], "Cancelled")
        continue
    run, name = order["id"], os.path.basename(order["scan"])
    if name.startswith("fails"):
        tell(run, "Failed", text="the scan is torn", details="Traceback of it")
        continue
    folder = os.path.join(order["out"], name)
    tell(run, "Opened", scan=order["scan"], folder=folder, width=10, height=10,
         pixel_size="px", scale=1.0, tile_mpx=1.0)
    stage(run, 1)
    if name.startswith("slow"):
        continue
    if name.startswith("deaf"):
        time.sleep(60)
    if name.startswith("crash"):
        print("the library's last words", file=sys.stderr, flush=True)
        os.abort()
    if name.startswith("killed"):
        os.kill(os.getpid(), 9)
    tell(run, "Notice", text="sizes are told in px")
    for done in range(2, 11):
        stage(run, done)
    stage(run, 10, "report")
    tell(run, "Finished", folder=folder, files=["report.xlsx"], particles=3, seconds=1.0,
         device="cpu", runtime="numpy", summary=[], unit="px")
"""


@pytest.fixture
def fake(tmp_path: Path) -> list[str]:
    """The command of that engine."""
    script = tmp_path / "fake_engine.py"
    script.write_text(FAKE)
    return [sys.executable, str(script)]


@pytest.fixture
def link(qapp, fake):
    made = EngineLink(command=fake)
    yield made
    made.stop()


@pytest.fixture
def queue(workspace, link, tmp_path):
    """The workspace's queue, with that engine."""
    made = workspace.queue = Queue(tmp_path / "data", link=link)
    yield made
    made.stop_all()


@pytest.fixture(scope="session")
def generic() -> Protocol:
    return load_protocol("generic")
