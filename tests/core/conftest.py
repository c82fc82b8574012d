"""What tests of the command line have in common."""

import io
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass

import pytest

from graticule.cli import main


@dataclass
class Run:
    status: int
    stdout: str
    stderr: str


def run(*arguments) -> Run:
    """The command in this process: to start one takes longer than the work."""
    out, err = io.StringIO(), io.StringIO()
    before = sys.argv
    sys.argv = ["graticule", *map(str, arguments)]
    try:
        with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as end:
            main()
    finally:
        sys.argv = before
    return Run(int(end.value.code or 0), out.getvalue(), err.getvalue())


@pytest.fixture(scope="session")
def graticule():
    """Run a command: `graticule("analyse", scan)` gives its status and what it said."""
    return run


@pytest.fixture
def one_thread():
    """Torch on one thread: several wait for each other over small tensors, and sum otherwise."""
    import torch  # late: most tests do without

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)
