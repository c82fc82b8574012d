"""What each shipped protocol finds on each shipped sample is what it has always found."""

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))  # not a package
import make_protocol_golden as golden

STORED = json.loads(golden.GOLDEN.read_text(encoding="utf-8"))


def test_every_protocol_is_tried_on_every_sample():
    names = {entry.name for entry in golden.list_protocols()}
    assert set(STORED) == {f"{sample} {name}" for sample in golden.NAMES for name in names}


@pytest.mark.parametrize("key", STORED)
def test_the_same_particles_are_found(key: str):
    sample, protocol = key.split()
    assert golden.found(sample, protocol, golden.middle(sample)) == STORED[key]["middle"]
