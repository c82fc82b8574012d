"""What tests of the model share with those of the panels."""

from fake_engine import fake, generic, link, queue
from measured import analysed, opened
from reviewing import controller, disc, discs_document, discs_result, folder

__all__ = [
    "analysed",
    "controller",
    "disc",
    "discs_document",
    "discs_result",
    "fake",
    "folder",
    "generic",
    "link",
    "opened",
    "queue",
]
