"""What tests of the window may use: no screen, settings of their own, a scan and a document."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["GRATICULE_LANGUAGE"] = ""  # a test says it itself
sys.path.insert(0, str(Path(__file__).parent))  # what several folders of tests share

try:
    from PySide6.QtCore import QCoreApplication, QEvent, QSettings
    from PySide6.QtWidgets import QApplication, QMessageBox
    from pytestqt.qtbot import QtBot
except ImportError as error:
    NO_QT = (
        f"Qt cannot be loaded ({error}): `python3 installer/dev.py window` names the one command "
        "that brings what is missing"
    )
else:
    NO_QT = ""

from graticule.geometry import PixelSize
from graticule.scans import ArrayScan

PATIENCE = 240_000  # ms
SAMPLES = Path(__file__).parents[2] / "resources" / "graticule_resources" / "samples"


class _SkippedModule(pytest.Module):
    """A test file of the window on a machine where Qt cannot be loaded."""

    def collect(self):
        pytest.skip(NO_QT, allow_module_level=True)


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> object:
    """Skip every test of the window with one plain sentence where Qt cannot be loaded."""
    if not NO_QT:
        return None
    return _SkippedModule.from_parent(parent, path=module_path)


if not NO_QT:

    class PatientBot(QtBot):
        """Waits for the thing itself, however busy the machine is.

        How long something takes is for the benchmarks to say: here a wait ends when what it
        waits for has come, and fails only when it does not come at all.
        """

        def waitUntil(self, callback, *, timeout=PATIENCE):
            super().waitUntil(callback, timeout=max(timeout, PATIENCE))

        def waitSignal(self, signal, *, timeout=PATIENCE, **more):
            if more.get("raising") is not False:  # False: that nothing comes is waited for
                timeout = max(timeout, PATIENCE)
            return super().waitSignal(signal, timeout=timeout, **more)

        def waitSignals(self, signals, *, timeout=PATIENCE, **more):
            return super().waitSignals(signals, timeout=max(timeout, PATIENCE), **more)

        def waitActive(self, widget, *, timeout=PATIENCE):
            return super().waitActive(widget, timeout=max(timeout, PATIENCE))

        def waitExposed(self, widget, *, timeout=PATIENCE):
            return super().waitExposed(widget, timeout=max(timeout, PATIENCE))

    @pytest.fixture
    def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> PatientBot:
        return PatientBot(request)


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    return ["graticule-tests"]


@pytest.fixture(autouse=True)
def _own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Settings, caches and data folders of this test alone; the user's are never touched."""
    home = tmp_path / "home"
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(home / name.lower()))
    monkeypatch.setenv("HOME", str(home))
    if NO_QT:
        yield
        return
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    for scope in (QSettings.Scope.UserScope, QSettings.Scope.SystemScope):
        QSettings.setPath(QSettings.Format.IniFormat, scope, str(home / "settings"))
    QApplication.setOrganizationName("graticule-tests")
    QApplication.setApplicationName("graticule")
    yield
    QSettings().clear()


@pytest.fixture(autouse=True)
def _no_question_waits(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A question that no test answers is answered by its first button, and the test fails.

    A window that is closed after a failed test would otherwise ask, and wait for ever.
    """
    asked: list[str] = []

    def answer(box: "QMessageBox") -> int:
        asked.append(box.text())
        box.buttons()[0].click()
        return 0

    if not NO_QT:
        monkeypatch.setattr(QMessageBox, "exec", answer)
    yield
    assert not asked, f"the window asked: {asked}"


@pytest.fixture
def sample_scan() -> ArrayScan:
    """600 × 400 px, 8-bit grey, 0.5 µm per px: 24 dark discs of radius 12 px on a bright ground."""
    rng = np.random.default_rng(7)
    grey = np.full((400, 600), 210, np.float32)
    rows, columns = np.mgrid[:400, :600]
    for index in range(24):
        y, x = 50 + 100 * (index // 6), 50 + 100 * (index % 6)
        grey[(rows - y) ** 2 + (columns - x) ** 2 <= 144] = 60
    grey += rng.normal(0, 4, grey.shape)
    return ArrayScan(
        np.clip(grey, 0, 255).astype(np.uint8),
        pixel_size=PixelSize(0.5, 0.5, "µm"),
        name="sample.tif",
    )


@pytest.fixture
def workspace(qapp):
    """Nothing is open in it; `workspace.show(document)` shows one."""
    from graticule_app.model.workspace import Workspace
    from graticule_app.work.tasks import stop_all

    made = Workspace()
    yield made
    made.show(None)
    stop_all()
    made.deleteLater()  # here, not by whichever thread collects garbage next
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def document(qapp, sample_scan):
    """A document over `sample_scan`, without a result."""
    from graticule_app.model.document import Document

    return Document(sample_scan)


@pytest.fixture
def german(qapp) -> Iterator[None]:
    """What is made in the test is in German."""
    from graticule_app.look import translation

    translation.apply("de")
    yield
    translation.apply("en")
