"""Seconds from the click on Analyse to the first tile and to the report, fresh and warm.

    python tests/benchmarks/bench_first_minutes.py [PROGRAM] [--protocol NAME] [--rest SECONDS]

The engine is started as the window starts it: PROGRAM is a packaged `graticule-app`, else these
sources run. "fresh" has an empty home and cache, as after an installation; `--rest` is how long the
window is looked at before the click.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from graticule.analysis_worker import Analyse, decode_answer
from graticule.events import Finished, Stage
from graticule.worker import Failed, Ready, encode_order

SAMPLES = Path(__file__).parents[2] / "resources/graticule_resources/samples"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("program", nargs="?", type=Path)
    parser.add_argument("--scan", type=Path, default=SAMPLES / "tape-sample.tif")
    parser.add_argument("--protocol", default="microtraces")
    parser.add_argument("--rest", type=float, default=0.0)
    given = parser.parse_args()
    own = [sys.executable, "-m", "graticule.analysis_worker"]
    command = [str(given.program), "--engine"] if given.program else own
    with tempfile.TemporaryDirectory() as home:
        kept = {key: os.environ[key] for key in ("PATH", "PYTHONPATH") if key in os.environ}
        environment = {**kept, "HOME": home, "LANG": "C.UTF-8"}
        for name in ("fresh", "warm"):
            with tempfile.TemporaryDirectory() as out:
                tile, report, prepared = _run(command, environment, given, out)
            told = ", said that it prepares" if prepared else ""
            print(f"{name:6} first tile {tile:6.1f} s   report {report:6.1f} s{told}", flush=True)


def _run(
    command: list[str], environment: dict[str, str], given: argparse.Namespace, out: str
) -> tuple[float, float, bool]:
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as engine:  # fmt: skip
        assert engine.stdin is not None
        assert engine.stdout is not None
        time.sleep(given.rest)
        clicked, tile, prepared = time.monotonic(), 0.0, False
        order = Analyse(id="a", scan=str(given.scan), protocol=given.protocol, out=out)
        engine.stdin.write(encode_order(order))
        engine.stdin.flush()
        for line in engine.stdout:
            event = decode_answer(line)[1]
            if isinstance(event, Stage):
                prepared |= event.phase == "prepare"
                if event.phase == "segment" and event.done and not tile:
                    tile = time.monotonic() - clicked
            elif isinstance(event, Finished):
                break
            elif not isinstance(event, Ready) and isinstance(event, Failed):
                raise SystemExit(event)
        report = time.monotonic() - clicked
        engine.stdin.close()
    return tile, report, prepared


if __name__ == "__main__":
    main()
