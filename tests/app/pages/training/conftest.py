"""A training that only plays its part: steps, checks and sample answers in a moment."""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

SCRIPT = """
import queue, shutil, sys, threading, time
from pathlib import Path
from PIL import Image
from graticule.learn.events import *
from graticule.learn.training_worker import *
from graticule.worker import *

PACE = float(sys.argv[1])
STEPS = int(sys.argv[2])
PACK = Path(sys.argv[3])
inbox = queue.SimpleQueue()

def listen():
    for line in sys.stdin.buffer:
        inbox.put(decode_order(line))
    inbox.put(None)

def tell(order, event):
    sys.stdout.buffer.write(encode_answer(order.id, event))
    sys.stdout.buffer.flush()

def picture(folder, name, colour):
    folder.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (96, 64), colour).save(folder / name)
    return str(folder / name)

def run(order):
    folder = Path(order.folder)
    log = folder / "log.jsonl"
    done = sum(b"StepDone" in line for line in log.read_bytes().splitlines()) if log.exists() else 0
    if "fail" in order.data[0]:
        return tell(order, Failed("the annotations are of another planet", "trace"))
    if "crash" in order.data[0] and not done:
        done = 0
    tell(order, Working("annotations"))
    tell(order, Started(str(folder), STEPS, 8, 2, ("background", "fibre"), 10, done, "mean_iou"))
    why = "steps"
    for step in range(done + 1, STEPS + 1):
        time.sleep(PACE)
        try:
            said = inbox.get_nowait()
        except queue.Empty:
            said = 0
        if said is None:
            return None
        if isinstance(said, Stop):
            return tell(order, Stopped(step - 1))
        if isinstance(said, Keep):
            why = "kept"
            break
        if "crash" in order.data[0] and step == STEPS // 2 and not done:
            import os
            os._exit(3)
        event = StepDone(step, STEPS, 1 / step, 1e-3, 0.0, 10.0, (STEPS - step) * PACE)
        with log.open("ab") as file:
            file.write(encode_answer("", event))
        tell(order, event)
        if step % 5 == 0:
            value = step / STEPS * 0.9
            tell(order, Validated(step, "mean_iou", {"mean_iou": value}, value, step, True))
            place = folder / "samples" / "0-first"
            tell(order, Sample(step, 0, "first", picture(place, "image.png", "grey"),
                 picture(place, "truth.png", "green"),
                 picture(place, f"step-{step:07d}.png", "blue")))
    tell(order, Ended(why, step))
    tell(order, Working("judging"))
    tell(order, Judged({"mean_iou": 0.84, "iou_fibre": 0.84, "accuracy": 0.97}, 4))
    shutil.copytree(PACK, order.out, dirs_exist_ok=True)
    tell(order, PackWritten(order.out, "pack", {"mean_iou": 0.84}))

threading.Thread(target=listen, daemon=True).start()
tell(type("None", (), {"id": ""}), Ready())
while (order := inbox.get()) is not None:
    if isinstance(order, Train):
        run(order)
"""


@pytest.fixture
def played(tmp_path: Path):
    """The command of such a training: `played(pace, steps)`, s per step."""
    script = tmp_path / "played.py"
    script.write_text(SCRIPT)
    pack = Path(__file__).parents[4] / "resources/graticule_resources/packs/particles"

    def command(pace: float = 0.005, steps: int = 20) -> list[str]:
        return [sys.executable, str(script), str(pace), str(steps), str(pack)]

    return command


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """A folder of six annotated pictures, 64 × 64 px: one class, a disc in each."""
    folder = tmp_path / "annotated"
    rng = np.random.default_rng(3)
    rows, columns = np.mgrid[:64, :64]
    for number in range(6):
        x, y = rng.integers(16, 48, 2)
        disc = (rows - y) ** 2 + (columns - x) ** 2 < 100
        grey = np.where(disc, 60, 200) + rng.normal(0, 4, disc.shape)
        for part, pixels in (("images", grey.clip(0, 255)), ("labels", disc)):
            place = folder / part
            place.mkdir(parents=True, exist_ok=True)
            Image.fromarray(pixels.astype(np.uint8)).save(place / f"{number}.png")
    return folder


@pytest.fixture
def make_page(workspace, qtbot, tmp_path, played):
    """A page over a training that only plays; `make_page(pace, steps)`."""
    from graticule_app.pages.training.training_page import TrainingPage

    made = []

    def make(pace: float = 0.005, steps: int = 20):
        workspace.use(replace(workspace.settings, results=tmp_path / "results"))
        page = TrainingPage(workspace, command=played(pace, steps))
        qtbot.addWidget(page)
        page.resize(1366, 700)
        page.show()
        made.append(page)
        return page

    yield make
    for page in made:
        page.end()


@pytest.fixture
def reviewed_discs(qapp, tmp_path: Path, sample_scan):
    """A result of 24 discs that nobody has reviewed yet, and the scan."""
    import tifffile

    from graticule.analysis import Options, iter_analyse
    from graticule.protocol import load_protocol
    from graticule.review import Reviewed

    scan = tmp_path / "discs.tif"
    tifffile.imwrite(scan, sample_scan.read(sample_scan.box)[..., 0])
    *_, last = iter_analyse(scan, load_protocol("generic"), tmp_path / "out", Options())
    reviewed = Reviewed.open(Path(last.folder))
    yield reviewed, scan
    reviewed.close()
