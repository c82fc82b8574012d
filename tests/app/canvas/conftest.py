"""A view that shows a result."""

from viewing import result, settled, view

__all__ = ["result", "settled", "view"]
