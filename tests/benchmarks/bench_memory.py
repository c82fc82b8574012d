"""Peak memory and time of whole analyses, a large scan against a small one.

    python tests/benchmarks/bench_memory.py SMALL LARGE --protocol P [analyse options …]

Prints each run's wall time and peak resident memory (the operating system's own figure for the
finished process), and the ratios large/small.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("small", type=Path)
    parser.add_argument("large", type=Path)
    parser.add_argument("--protocol", default="generic")
    arguments, options = parser.parse_known_args()
    figures = []
    for scan in (arguments.small, arguments.large):
        seconds, peak = measure(scan, arguments.protocol, options)
        figures.append((seconds, peak))
        print(f"{scan.name}: {seconds:.1f} s, peak {peak / 2**20:.0f} MiB", flush=True)
    (small_s, small_m), (large_s, large_m) = figures
    print(f"large/small: time {large_s / small_s:.2f}, peak memory {large_m / small_m:.3f}")


def measure(scan: Path, protocol: str, options: list[str]) -> tuple[float, int]:
    """(seconds, peak resident bytes) of one analysis in a process of its own."""
    out = tempfile.mkdtemp(prefix="graticule-memory-")
    command = [sys.executable, "-m", "graticule.cli", "analyse", str(scan), "--out", out]
    command += ["--protocol", protocol, *options]
    started = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.monotonic() - started
    shutil.rmtree(out)
    if process.returncode:
        sys.exit(f"{' '.join(command)} failed with status {process.returncode}")
    return seconds, usage.ru_maxrss * 1024


if __name__ == "__main__":
    main()
