"""An exact run finds the same particles, whichever runtime computes it."""

import json
from importlib import resources
from pathlib import Path

import openpyxl
import pytest
import torch

from graticule.analysis import Finished, Options, iter_analyse
from graticule.errors import ProtocolError
from graticule.precision import MEANINGS
from graticule.protocol import Protocol, load_protocol, parse_protocol
from graticule.segment.runtimes import EXACT, available

# Has a faint film at the threshold: rounded to 16 bits, a fifth more of it is found.
FILTER = Path(str(resources.files("graticule_resources"))) / "samples" / "filter-sample.tif"


def run(out: Path, protocol: Protocol | None = None, **options) -> Finished:
    options = {"device": "cpu", **options}
    *_, last = iter_analyse(
        FILTER, protocol or load_protocol("microplastics"), out, Options(**options)
    )
    assert isinstance(last, Finished)
    return last


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    return run(tmp_path_factory.mktemp("plain"), runtime="fp32")


@pytest.mark.parametrize("name", ["auto", *available(torch.device("cpu"), "exact")[1:]])
def test_every_exact_run_finds_the_same(tmp_path, plain, name):
    found = run(tmp_path, runtime=name)
    assert found.runtime in EXACT
    assert found.particles == plain.particles > 20
    for ours, theirs in zip(found.summary, plain.summary, strict=True):
        assert ours.count == theirs.count
        assert ours.share == pytest.approx(theirs.share, abs=1e-5)
        assert ours.median == pytest.approx(theirs.median, rel=1e-5)


def test_a_protocol_states_the_precision_a_run_may_say_otherwise_and_the_report_tells_it(tmp_path):
    text = load_protocol("microplastics").text.replace("[method]", '[method]\nprecision = "fast"')
    fast = parse_protocol(text)
    runs = {
        "fast": run(tmp_path / "f", fast),
        "exact": run(tmp_path / "e", fast, precision="exact"),
    }
    for precision, finished in runs.items():
        folder = Path(finished.folder)
        facts = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        assert facts["settings"]["method"]["precision"] == precision
        summary = openpyxl.load_workbook(folder / "report.xlsx")["Summary"]
        told = {row[1]: row[2] for row in summary.iter_rows(values_only=True)}
        assert told["Precision"] == MEANINGS[precision]
    with pytest.raises(ProtocolError, match="precision"):
        parse_protocol(text.replace('"fast"', '"rough"'))
