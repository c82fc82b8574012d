"""The end of the program: everybody is told at once, and all share one time budget.

Whoever can be waited for takes a `QDeadlineTimer`. When the budget is spent, what is still at work
(a read from a network share that is away, a compiler) is left to the system.
"""

from PySide6.QtCore import QDeadlineTimer

BUDGET = 3_500  # ms for all waiting, from the moment at which the window has gone
VITAL = 60_000  # ms for what writes something that a person made: it must not be lost
FOREVER = QDeadlineTimer(QDeadlineTimer.ForeverConstant.Forever)


def seconds(deadline: QDeadlineTimer) -> float | None:
    """What is left of a deadline, as Python's waits take it; None is for ever."""
    return None if deadline.isForever() else max(0, deadline.remainingTime()) / 1000
