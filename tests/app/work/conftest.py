"""What tests of the processes share with those of the queue."""

from fake_engine import fake, generic, link, queue

__all__ = ["fake", "generic", "link", "queue"]
