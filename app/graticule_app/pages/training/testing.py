"""A pack tested on annotated scans that it has not seen, in a process of its own."""

import json
import sys
from collections import deque
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, Signal

from graticule_app.look.translation import tr
from graticule_app.work import processes

_LAST_WORDS = 60  # lines of what the process prints that are kept for the details


def command_line() -> list[str]:
    """How the command line is started: the window's own program if it is one file, else Python."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--cli"]
    return [sys.executable, "-m", "graticule.cli"]


class PackTest(QObject):
    """Runs `graticule evaluate`; ends with exactly one of `done` and `failed`."""

    told = Signal(str)  # how far it is
    done = Signal(object)  # Path of the report
    failed = Signal(str, str)  # text for the user, details

    def __init__(self, parent: QObject | None = None, command: list[str] | None = None) -> None:
        super().__init__(parent)
        self._command = command or command_line()
        self._process: QProcess | None = None
        self._report: Path | None = None
        self._words: deque[str] = deque(maxlen=_LAST_WORDS)

    @property
    def busy(self) -> bool:
        """Whether a test runs."""
        return self._process is not None

    def start(self, pack: Path, data: Sequence[Path], out: Path) -> None:
        """Test a pack on all of these scans; the report goes into `out`."""
        self._report = None
        self._words.clear()
        process = self._process = QProcess(self)
        program, *rest = self._command
        scans = [str(path) for path in data]
        process.setProgram(program)
        process.setArguments(
            [*rest, "evaluate", str(pack), *scans, "--out", str(out), "--split", "all", "--json"]
        )
        process.readyReadStandardOutput.connect(self._read)
        process.finished.connect(self._ended)
        process.errorOccurred.connect(self._broke)
        self.told.emit(tr("Testing…"))
        process.start()

    def stop(self) -> None:
        """End it now, as when the window closes."""
        process, self._process = self._process, None
        if process is not None:
            process.readyReadStandardOutput.disconnect()
            process.finished.disconnect()
            process.errorOccurred.disconnect()
            processes.end(process)

    def _read(self) -> None:
        while self._process is not None and self._process.canReadLine():
            line = bytes(self._process.readLine().data())
            try:
                event = json.loads(line)
                kind = event["event"]
            except (ValueError, KeyError, TypeError):
                self._words.append(line.decode(errors="replace").rstrip())
                continue
            if kind == "Judging":
                self.told.emit(
                    tr(
                        "Testing on {scan}, {number:,} of {scans:,}",
                        scan=event["scan"],
                        number=event["number"],
                        scans=event["scans"],
                    )
                )
            elif kind == "Reported":
                self._report = Path(event["page"])

    def _broke(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._process = None
            self.failed.emit(tr("The test could not be started"), " ".join(self._command))

    def _ended(self, code: int, _status: QProcess.ExitStatus) -> None:
        self._read()
        process, self._process = self._process, None
        if process is None:
            return
        words = bytes(process.readAllStandardError().data()).decode(errors="replace")
        process.deleteLater()
        if code == 0 and self._report is not None:
            self.done.emit(self._report)
            return
        errors = [line for line in words.splitlines() if "error: " in line]
        text = errors[-1].partition("error: ")[2] if errors else tr("The test ended by itself")
        self.failed.emit(text.strip(), "\n".join([words, *self._words]))
