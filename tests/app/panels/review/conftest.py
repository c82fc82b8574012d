"""A result under review."""

from reviewing import controller, disc, discs_document, discs_result, folder

__all__ = ["controller", "disc", "discs_document", "discs_result", "folder"]
