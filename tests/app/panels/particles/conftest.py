"""A small analysis."""

from measured import analysed, opened

__all__ = ["analysed", "opened"]
