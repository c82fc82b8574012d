"""Annotated scans and images, whoever drew them, and how they are set apart for tests."""

from graticule.learn.annotations.folders import (
    Example,
    read_examples,
    refuse_leak,
    same_views,
    split,
)

__all__ = ["Example", "read_examples", "refuse_leak", "same_views", "split"]
