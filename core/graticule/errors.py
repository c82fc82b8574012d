"""Errors that a user can act on: `str(error)` is shown as it is, on one line.

GraticuleError
    ScanError            the scan cannot be opened or read
        UnsupportedScan  no reader knows this format, or it is no image
        ScanClosed       it was closed before: whoever asked need not be told
    PackError            a model pack is damaged, or does not fit the scan
    ProtocolError        a protocol has a wrong or missing entry
        PixelSizeNeeded  it needs the scan's pixel size, which nobody knows
    ResultError          a result cannot be written, or is not what it claims to be
        OtherResult      an earlier one, made otherwise, lies where this one is to go
    TrainingError        annotations or settings from which nothing can be learned

A programmer's mistake is a `ValueError`. Anything else that escapes is a bug,
and is shown as one.
"""


class GraticuleError(Exception):
    """Base of all errors whose text is meant for the user."""


class ScanError(GraticuleError):
    """The scan cannot be opened or read."""


class UnsupportedScan(ScanError):
    """No reader knows this format, or the file holds no image."""


class ScanClosed(ScanError):
    """The scan was closed by its owner before this was read: a late answer, wanted by nobody."""


class PackError(GraticuleError):
    """A model pack is damaged, or does not fit the scan."""


class ProtocolError(GraticuleError):
    """A protocol has a wrong or a missing entry."""


class PixelSizeNeeded(ProtocolError):
    """A protocol works in real units, and nobody knows the scan's pixel size."""


class ResultError(GraticuleError):
    """A result cannot be written, or is not what it claims to be."""


class OtherResult(ResultError):
    """A result that was made otherwise lies here; `differences` tells what differs, a line each."""

    def __init__(self, path: object, differences: tuple[str, ...]) -> None:
        super().__init__(f"{path}: holds a result that was made otherwise ({differences[0]})")
        self.differences = differences


class TrainingError(GraticuleError):
    """Annotations or settings from which nothing can be learned."""
