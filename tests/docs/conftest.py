"""What makes the site is no package of the program: it is imported from its folder."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "resources" / "docs"
sys.path.insert(0, str(DOCS))


@pytest.fixture(scope="session")
def docs():
    return DOCS


@pytest.fixture(scope="session")
def root():
    return ROOT
