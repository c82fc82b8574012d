"""Analyses in the window: a process that computes, a queue of scans, and what shows them."""

from graticule_app.analysis.entry import Entry, State
from graticule_app.analysis.follower import Follower
from graticule_app.analysis.link import EngineLink
from graticule_app.analysis.queue import Queue
from graticule_app.analysis.queue_panel import QueuePanel
from graticule_app.analysis.run_bar import RunBar

__all__ = ["EngineLink", "Entry", "Follower", "Queue", "QueuePanel", "RunBar", "State"]
