"""What every test may use."""

import os
from pathlib import Path

import platformdirs
import pytest

# One place for all that is compiled, whatever folders a test gives its child processes.
os.environ.setdefault(
    "NUMBA_CACHE_DIR", platformdirs.user_cache_dir("graticule-tests", appauthor=False)
)

SHARED_DATA = Path(__file__).resolve().parents[1].parent / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real scans beside the repository; the test is skipped where it is absent."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"no real scans at {SHARED_DATA}")
    return SHARED_DATA
