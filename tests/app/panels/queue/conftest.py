"""An engine that does as it is told."""

from fake_engine import fake, generic, link, queue

__all__ = ["fake", "generic", "link", "queue"]
