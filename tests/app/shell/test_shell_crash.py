"""Mistakes of the program: a report without data, and a mark that a run never ended."""

import subprocess
import sys
import threading

import pytest

from graticule import fault_report
from graticule_app.shell import crash


@pytest.fixture
def watch():
    hooks = sys.excepthook, threading.excepthook
    made = crash.CrashWatch()
    made.install()
    yield made
    made.ended_well()
    sys.excepthook, threading.excepthook = hooks


def raised(error):
    try:
        raise error
    except Exception as caught:  # noqa: BLE001
        return caught


def test_a_report_has_versions_and_the_way_but_no_data():
    error = raised(ValueError("/home/jo/patients/Smith-1971.svs: broken, see C:\\lab\\Miller.tif"))
    text = fault_report.report(error, error.__traceback__)
    assert "PySide6-Essentials" in text
    assert "test_shell_crash.py" in text
    assert "ValueError" in text
    for secret in ("Smith", "Miller", "patients", "/home/jo"):
        assert secret not in text


def test_a_mistake_writes_a_report_and_is_told(watch, capsys):
    told = []
    watch.told = lambda text, path: told.append((text, path))
    error = raised(RuntimeError("no"))
    sys.excepthook(RuntimeError, error, error.__traceback__)
    ((text, path),) = told
    assert path.read_text(encoding="utf-8") == text
    assert path.parent == fault_report.log_folder()
    assert "RuntimeError" in capsys.readouterr().err


def test_a_mistake_without_a_console_writes_a_report(watch, monkeypatch):
    monkeypatch.setattr(sys, "stderr", None)
    error = raised(RuntimeError("no"))
    sys.excepthook(RuntimeError, error, error.__traceback__)
    assert len(list(fault_report.log_folder().glob("report-*.txt"))) == 1


def test_a_mistake_in_a_thread_is_caught_too(watch, capsys):
    told = []
    watch.told = lambda text, _path: told.append(text)
    thread = threading.Thread(target=lambda: 1 // 0)
    thread.start()
    thread.join()
    assert "ZeroDivisionError" in told[0]
    capsys.readouterr()


def test_few_reports_are_kept(monkeypatch):
    monkeypatch.setattr(fault_report, "KEPT", 3)
    paths = [fault_report.write_report(str(n)) for n in range(6)]
    assert [path.exists() for path in paths] == [False] * 3 + [True] * 3


def test_a_run_that_ended_well_leaves_nothing(watch):
    watch.ended_well()
    assert list(crash.session_folder().glob("running-*")) == []
    assert not crash.crashed_before()


def test_a_run_that_crashed_is_noticed_once_with_a_report():
    program = (
        "from graticule_app.shell.crash import CrashWatch\n"
        "import ctypes\nCrashWatch().install()\nctypes.string_at(0)\n"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert ended.returncode != 0
    assert crash.crashed_before()
    (report,) = fault_report.log_folder().glob("report-*.txt")
    told = report.read_text(encoding="utf-8")
    assert "The process crashed" in told
    assert "\nnumpy " in told
    assert not crash.crashed_before()


def test_a_run_that_goes_on_is_no_crash(watch):
    assert not crash.crashed_before()
    assert watch._marker.exists()


def test_a_folder_that_cannot_be_written_is_no_reason_not_to_start(monkeypatch, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    for module in (crash, fault_report):
        monkeypatch.setattr(module, "log_folder", lambda: blocked / "logs")
    hooks = sys.excepthook, threading.excepthook
    made = crash.CrashWatch()
    made.install()
    assert fault_report.write_report("x") is None
    made.ended_well()
    sys.excepthook, threading.excepthook = hooks
