import sys
from pathlib import Path

import pytest

INSTALLER = Path(__file__).parents[2] / "installer"


@pytest.fixture
def installer(monkeypatch):
    """The folder whose modules `installer/build` runs, ready to be imported from."""
    monkeypatch.syspath_prepend(str(INSTALLER))
    monkeypatch.setattr(sys, "modules", dict(sys.modules))  # their names are short ones
    return INSTALLER
