"""Which protocol fits a scan: told from its format, its pixel size and the look of an overview."""

from dataclasses import dataclass

from graticule.scans import Scan


@dataclass(frozen=True, slots=True)
class Proposal:
    """The protocol that fits best, why in one plain sentence, and the others, best first."""

    name: str
    reason: str
    alternatives: tuple[str, ...] = ()


def propose(scan: Scan) -> Proposal:
    """The protocol to begin with; reads one overview. Raises `ScanError` if that fails."""
    return Proposal("generic", f"{scan.path.name} is of no kind that has its own protocol.")
