"""What a fresh installation compiles in its first analysis: seconds per function and signature.

    python tests/benchmarks/bench_compiling.py [PROTOCOL] [SCAN]

Analyses a shipped sample in a child process whose numba cache is empty, and once more in another
with what the first compiled. Seconds of a function are its own, without those of what it calls.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from pathlib import Path

SAMPLE = Path(__file__).parents[2] / "resources/graticule_resources/samples/tape-sample.tif"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("protocol", nargs="?", default="microtraces")
    parser.add_argument("scan", nargs="?", type=Path, default=SAMPLE)
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        _measure(arguments.scan, arguments.protocol, arguments.child)
        return
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"NUMBA_CACHE_DIR": str(Path(folder) / "cache")}
        for name in ("fresh", "warm"):
            command = [sys.executable, __file__, arguments.protocol, str(arguments.scan)]
            print(f"--- {name}", flush=True)
            subprocess.run(
                [*command, "--child", str(Path(folder) / name)], env=environment, check=True
            )


def _measure(scan: Path, protocol: str, out: Path) -> None:
    began, used = time.perf_counter(), time.process_time()
    from numba.core import event  # late: to be measured

    own: dict[tuple[str, str, str], float] = defaultdict(float)
    stacks: dict[int, list[list[float]]] = defaultdict(list)

    class Compiling(event.Listener):
        def on_start(self, told: event.Event) -> None:
            stacks[threading.get_ident()].append([time.thread_time(), 0.0])

        def on_end(self, told: event.Event) -> None:
            stack = stacks[threading.get_ident()]
            start, inner = stack.pop()
            took = time.thread_time() - start
            if stack:
                stack[-1][1] += took
            function = told.data["dispatcher"].py_func
            place = f"{function.__module__}.{function.__qualname__}"
            own[place, str(told.data["args"]), threading.current_thread().name] += took - inner

    event.register("numba:compile", Compiling())
    from graticule.analysis import iter_analyse
    from graticule.events import Stage
    from graticule.protocol import load_protocol

    phases: dict[str, float] = {}
    for step in iter_analyse(scan, load_protocol(protocol), out):
        if isinstance(step, Stage):
            phases.setdefault(f"{step.phase} {step.step}", time.perf_counter() - began)
    for (place, arguments, thread), seconds in sorted(own.items(), key=lambda item: -item[1]):
        if seconds > 0.02:
            print(f"{seconds:7.2f} s  {place}  [{thread}]\n           {arguments[:150]}")
    print(f"{sum(own.values()):7.2f} s  compiling, {len(own)} signatures")
    for phase, seconds in phases.items():
        print(f"{seconds:7.2f} s  {phase}")
    print(f"{time.perf_counter() - began:7.2f} s in all, {time.process_time() - used:.2f} s of CPU")


if __name__ == "__main__":
    main()
