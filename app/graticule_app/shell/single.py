"""One window: a second start hands its files to the first and ends."""

import getpass
import hashlib
import json
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_WAIT = 500  # ms; a first start that does not answer by then is stuck


class SingleWindow(QObject):
    """Listens under a name that is the user's own."""

    asked = Signal(object)  # list[Path] that another start was given

    def __init__(self, name: str = "", parent: QObject | None = None) -> None:
        super().__init__(parent)
        user = hashlib.sha256(f"{getpass.getuser()} {Path.home()}".encode()).hexdigest()[:16]
        self._name = name or f"graticule-{user}"
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._take)

    def hand_over(self, paths: list[Path]) -> bool:
        """Give the paths to the window that is open; False if there is none, and this is it now."""
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if socket.waitForConnected(_WAIT):
            socket.write(json.dumps([str(path) for path in paths]).encode() + b"\n")
            socket.flush()
            if socket.waitForReadyRead(_WAIT):  # it is alive, and has them
                socket.disconnectFromServer()
                return True
        QLocalServer.removeServer(self._name)  # left behind by a crash
        self._server.listen(self._name)
        return False

    def close(self) -> None:
        """Listen no more."""
        self._server.close()

    def _take(self) -> None:
        socket = self._server.nextPendingConnection()
        if socket is None:
            return
        socket.disconnected.connect(socket.deleteLater)
        socket.readyRead.connect(lambda: self._read(socket))
        if socket.canReadLine():
            self._read(socket)

    def _read(self, socket: QLocalSocket) -> None:
        if not socket.canReadLine():
            return
        try:
            given = json.loads(bytes(socket.readLine().data()))
            paths = [Path(str(path)) for path in given]
        except (ValueError, TypeError):  # not one of ours
            return
        socket.write(b"taken\n")
        socket.flush()
        self.asked.emit(paths)
