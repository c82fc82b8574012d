"""The engine's process, as the window sees it."""

from PySide6.QtCore import QObject, Signal


class EngineLink(QObject):
    """Starts the engine in a process of its own and carries requests and events."""

    event = Signal(str, object)  # id of the run, and one of `graticule.events` or of `serve`
    died = Signal(str, str)  # what happened in plain words, and details
