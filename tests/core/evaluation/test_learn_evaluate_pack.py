"""A shipped pack is tested on annotated images from the command line to both files."""

import json
import shutil

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from graticule.cli import app
from graticule.errors import TrainingError
from graticule.evaluation.evaluating import EvaluationRequest, iter_evaluate_pack
from graticule.evaluation.judging import Judging, ScanJudged
from graticule.models import load_pack
from graticule.segment import PackSettings

PLAIN = PackSettings(runtime="fp32")


@pytest.fixture
def discs(tmp_path):
    """Two images of dark discs, each with its labels."""
    for part in ("images", "labels"):
        (tmp_path / "data" / part).mkdir(parents=True)
    rng = np.random.default_rng(0)
    y, x = np.mgrid[:160, :200]
    for number, centres in enumerate(([(40, 50), (110, 140)], [(80, 60)])):
        labels = np.zeros((160, 200), np.uint8)
        for i, (cy, cx) in enumerate(centres, 1):
            labels[(y - cy) ** 2 + (x - cx) ** 2 < 20**2] = i
        image = np.where(labels > 0, 60, 180) + rng.normal(0, 6, labels.shape)
        Image.fromarray(image.clip(0, 255).astype(np.uint8)).save(
            tmp_path / "data" / "images" / f"{number}.png"
        )
        Image.fromarray(labels).save(tmp_path / "data" / "labels" / f"{number}.png")
    return tmp_path / "data"


def test_from_annotated_images_to_a_report(discs, tmp_path):
    out, pack = tmp_path / "out", load_pack("particles")
    request = EvaluationRequest(split="all", settings=PLAIN)
    events = list(iter_evaluate_pack(pack, [discs], out, request=request))
    assert events[-1].figures["mean_iou"] > 0.85
    assert events[-1].figures["count_error"] == 0
    assert (out / "report.html").stat().st_size > 10_000
    assert (out / "report.xlsx").stat().st_size > 10_000
    assert not list(out.rglob(".work*"))
    # a second call counts nothing again, unless an annotation has changed
    again = list(iter_evaluate_pack(pack, [discs], out, request=request))
    assert not [event for event in again if isinstance(event, Judging)]
    assert again[-1].figures == events[-1].figures
    labels = discs / "labels" / "1.png"
    Image.fromarray(np.roll(np.asarray(Image.open(labels)), 12, 1)).save(labels)
    changed = list(iter_evaluate_pack(pack, [discs], out, request=request))
    assert {e.scan for e in changed if isinstance(e, Judging)} == {"1"}
    assert len([e for e in changed if isinstance(e, ScanJudged)]) == 2
    assert changed[-1].figures["mean_iou"] < events[-1].figures["mean_iou"]


def test_the_command_tells_figures_as_lines(discs, tmp_path):
    out = str(tmp_path / "out")
    words = ["evaluate", "particles", str(discs), "--out", out, "--split", "all", "--json"]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0, result.output
    lines = [json.loads(line) for line in result.stdout.splitlines() if line.startswith("{")]
    assert lines[-1]["event"] == "Reported"
    assert lines[-1]["figures"]["particle_f1"] == 1
    text = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "as the protocol particles makes them" in text


def test_nothing_set_apart_is_said_before_any_work(discs, tmp_path):
    work = iter_evaluate_pack(load_pack("particles"), [discs], tmp_path / "out")
    with pytest.raises(TrainingError, match="--split all"):
        list(work)
    assert not (tmp_path / "out").exists()


def test_packs_that_do_other_things_are_not_compared(discs, tmp_path):
    pack = load_pack("particles")
    shutil.copytree(pack.path, tmp_path / "other")
    manifest = tmp_path / "other" / "pack.toml"
    text = manifest.read_text(encoding="utf-8").replace('name = "particle"', 'name = "grain"')
    manifest.write_text(text, encoding="utf-8")
    work = iter_evaluate_pack(pack, [discs], tmp_path / "out", rival=load_pack(tmp_path / "other"))
    with pytest.raises(TrainingError, match="same classes"):
        list(work)
