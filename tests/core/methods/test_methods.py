"""A method is asked through one protocol: a further one is a class and a line of the registry."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from graticule.classes import BACKGROUND, PALETTE, ClassInfo
from graticule.events import Options
from graticule.geometry import Length
from graticule.methods import METHODS
from graticule.protocol import load_protocol

# A pixel classifier that somebody adds: what is brighter than a level is of a class of its own.
SCRIPT = '''
"""Run as a program of its own, as the union of methods is put together on import."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import msgspec
import numpy as np
import tifffile

from graticule.classes import BACKGROUND, ClassInfo
from graticule.methods import METHODS, ModelFacts
from graticule.segment import ResultInfo, ResultStore, TileDone, WorkView, plan_grid


class LevelMethod(msgspec.Struct, frozen=True, tag_field="kind", tag="level"):
    network: ClassVar[bool] = False
    level: int

    @property
    def pack_name(self):
        return ""

    @property
    def classes_found(self):
        return None

    @property
    def title(self):
        return "level"

    def with_choices(self, choices):
        return self

    def load(self, named=()):
        return Level(self)


@dataclass(frozen=True)
class Level:
    settings: LevelMethod
    classes = (BACKGROUND, ClassInfo("bright", (255, 0, 0)))
    pixel_size, distance = None, False
    facts = ModelFacts(name="above a level", sha256="0" * 64)

    def at(self, pixel_size):
        return self

    def open_store(self, path, scan, *, region=None, restart=False):
        grid = plan_grid(scan.width, scan.height, patch=64, margin=0, stride=16)
        info = ResultInfo(self.classes, {"scan": scan.fingerprint, "level": self.settings.level})
        return ResultStore.create(path, grid, info, restart=restart)

    def segment(self, scan, store):
        for number, tile in enumerate(store.grid, 1):
            found = WorkView(scan, 1.0).read(tile.keep)[:, :, 0] > self.settings.level
            sure = np.zeros(found.shape, "u1")
            store.write(tile.keep, classes=found.astype("u1"), uncertainty=sure)
            store.mark([number - 1])
            yield TileDone(number, len(store.grid), tile.keep)


METHODS["level"] = LevelMethod

from graticule.analysis import iter_analyse
from graticule.protocol import parse_protocol
from graticule.results import Result

folder = Path(sys.argv[1])
pixels = np.zeros((200, 300), "u1")
pixels[20:40, 30:60] = 200
pixels[100:120, 100:105] = 180
tifffile.imwrite(folder / "two.tif", pixels)
text = """
name = "mine"
title = "Mine"
[method]
kind = "level"
level = 190
"""
*_, finished = iter_analyse(folder / "two.tif", parse_protocol(text), folder / "out")
with Result.open(Path(finished.folder)) as result:
    print(finished.particles, result.classes[1].name, result.record.method.pack,
          result.table["area_px"].tolist())
'''


def test_a_third_method_is_one_class_and_one_line(tmp_path):
    script = tmp_path / "third.py"
    script.write_text(SCRIPT)
    done = subprocess.run(
        [sys.executable, str(script), str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n")[0] == "1 bright above a level [600]"


def test_nothing_outside_of_the_methods_asks_which_one_it_is():
    asked = re.compile(
        r"isinstance\([^)]*\b(PackMethod|ThresholdMethod|TrainedNetwork|Threshold)\b"
    )
    root = Path(__file__).parents[3]
    assert [
        path.relative_to(root).as_posix()
        for folder in ("core", "app")
        for path in (root / folder).rglob("*.py")
        if asked.search(path.read_text(encoding="utf-8"))
    ] == []


def test_the_kind_in_a_text_is_the_name_in_the_registry():
    for kind, settings in METHODS.items():
        assert settings.__struct_config__.tag == kind  # type: ignore[attr-defined]


def test_a_threshold_has_the_names_and_colours_of_its_protocol():
    method = load_protocol("generic").load_method()
    assert method.classes == (BACKGROUND, ClassInfo("particle", PALETTE[0]))
    assert (method.pixel_size, method.distance, method.facts.name) == (None, False, "")
    assert method.settings.with_choices(Options(device="cuda", tta=True)) == method.settings
    assert method.at(Length(4.0, "µm")).settings.pixel_size == Length(4.0, "µm")  # type: ignore[attr-defined]


def test_a_network_is_its_pack():
    protocol = load_protocol("particles")
    method = protocol.load_method()
    assert method.facts.name == "particles"
    assert len(method.facts.sha256) == 64
    assert method.classes[0].name == BACKGROUND.name
    assert method.at(None) == method
    assert method.at(Length(7.0, "nm")).pixel_size == Length(7.0, "nm")
    told = method.settings.with_choices(Options(device="cpu", precision="fast", tta=True))
    assert (told.device, told.precision, told.tta) == ("cpu", "fast", True)  # type: ignore[attr-defined]
    with pytest.raises(ValueError, match="its pack's"):
        method.settings.load((ClassInfo("mine", (1, 2, 3)),))
