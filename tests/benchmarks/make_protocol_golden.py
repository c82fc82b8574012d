"""Store, or compare with what is stored, what each shipped protocol finds on each shipped sample.

    python tests/benchmarks/make_protocol_golden.py            # compare: differences are printed
    python tests/benchmarks/make_protocol_golden.py --write    # store, after looking at them

Count and median diameter of every class are kept in tests/core/golden/protocols.json: of the whole
sample, and of the middle 512 × 512 px, which is what the tests look at. A change of any is either a
fault or has a reason that its commit names.
"""

import argparse
import json
import math
import sys
import tempfile
from importlib import resources
from pathlib import Path
from typing import Any

from graticule.analysis import Finished, Options, iter_analyse
from graticule.errors import GraticuleError
from graticule.geometry import Box
from graticule.protocol import list_protocols, load_protocol
from graticule.scans import open_scan

GOLDEN = Path(__file__).parents[1] / "core" / "golden" / "protocols.json"
SAMPLES = Path(str(resources.files("graticule_resources"))) / "samples"
NAMES = ("filter-sample.tif", "particles-sample.tif", "sem-sample.png", "tape-sample.tif")
_SIDE = 512  # px of the middle


def middle(sample: str) -> Box:
    """The part of a sample that is looked at in tests."""
    with open_scan(SAMPLES / sample) as scan:
        left, top = (scan.width - _SIDE) // 2, (scan.height - _SIDE) // 2
        return Box(left, top, left + _SIDE, top + _SIDE).clipped(scan.box)


def found(sample: str, protocol: str, region: Box | None) -> dict[str, Any] | str:
    """Count and D50 by class (the total last), or why the protocol cannot work on the sample."""
    with tempfile.TemporaryDirectory(prefix="graticule-golden-") as out:
        options = Options(region=region)
        try:
            *_, last = iter_analyse(SAMPLES / sample, load_protocol(protocol), Path(out), options)
        except GraticuleError as error:
            return str(error)
    assert isinstance(last, Finished)
    return {
        fact.name: [fact.count, None if math.isnan(fact.median) else float(f"{fact.median:.9g}")]
        for fact in last.summary
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--write", action="store_true", help="store what is found")
    given = parser.parse_args()
    stored = json.loads(GOLDEN.read_text(encoding="utf-8")) if GOLDEN.exists() else {}
    now: dict[str, dict[str, Any]] = {}
    for sample in NAMES:
        for protocol in (entry.name for entry in list_protocols()):
            key = f"{sample} {protocol}"
            now[key] = {
                "whole": found(sample, protocol, None),
                "middle": found(sample, protocol, middle(sample)),
            }
            same = now[key] == stored.get(key)
            print(f"{'same' if same else 'DIFFERS'} {key}: {now[key]['whole']}", flush=True)
            if not same:
                print(f"    stored: {stored.get(key)}\n    now:    {now[key]}", flush=True)
    if given.write:
        lines = ",\n".join(f"{json.dumps(k)}:{json.dumps(v)}" for k, v in now.items())
        GOLDEN.write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")
    return int(now != stored)


if __name__ == "__main__":
    sys.exit(main())
