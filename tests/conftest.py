"""What every test may use."""

import os
from pathlib import Path

import platformdirs
import pytest

# One place for all that is compiled, that of this user's programs, whatever folders a test gives
# its child processes.
_CACHE = Path(platformdirs.user_cache_dir("graticule", appauthor=False))
os.environ.setdefault("NUMBA_CACHE_DIR", str(_CACHE / "compiled"))

SHARED_DATA = Path(__file__).resolve().parents[1].parent / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real scans beside the repository; the test is skipped where it is absent."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"no real scans at {SHARED_DATA}")
    return SHARED_DATA
