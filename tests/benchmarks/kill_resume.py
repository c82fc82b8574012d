"""Kill an analysis at random moments, go on, and compare with an undisturbed one, byte by byte.

    python tests/benchmarks/kill_resume.py SCAN --protocol particles --kills 10 --seed 1

Prints when each kill fell and whether class map, table, GeoJSON and maps are the same bytes.
Exit status 1 if any differs.
"""

import argparse
import hashlib
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

COMPARED = (
    "particles.csv", "particles.geojson", "overview.png",
    "classes.ome.tif", "uncertainty.ome.tif", "labels.ome.tif",
)  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scan", type=Path)
    parser.add_argument("--protocol", default="particles")
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="graticule-kill-"))
    command = [sys.executable, "-m", "graticule.cli", "analyse", str(arguments.scan)]
    command += ["--protocol", arguments.protocol, "--out"]
    started = time.monotonic()
    subprocess.run([*command, str(folder / "calm")], check=True, capture_output=True)
    whole = time.monotonic() - started
    print(f"undisturbed: {whole:.1f} s")
    chance = random.Random(arguments.seed)
    killed = 0
    while killed < arguments.kills:
        wait = chance.uniform(0.02, 1.0) * whole
        with subprocess.Popen(
            [*command, str(folder / "rough")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            try:
                process.wait(wait)
                print(f"  ended by itself before {wait:.1f} s; begun anew")
                shutil.rmtree(folder / "rough")
                continue
            except subprocess.TimeoutExpired:
                process.kill()
        killed += 1
        print(f"  kill {killed} after {wait:.1f} s")
    subprocess.run([*command, str(folder / "rough")], check=True, capture_output=True)
    same = [_compare(folder, name, arguments.scan.stem) for name in COMPARED]
    shutil.rmtree(folder)
    return int(not all(same))


def _compare(folder: Path, name: str, stem: str) -> bool:
    digests = [
        hashlib.sha256((folder / run / stem / name).read_bytes()).hexdigest()
        for run in ("calm", "rough")
    ]
    print(f"{name:22s} {'same bytes' if digests[0] == digests[1] else 'DIFFERS'}")
    return digests[0] == digests[1]


if __name__ == "__main__":
    sys.exit(main())
