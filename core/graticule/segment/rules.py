"""The thresholds that a protocol can name, whatever they look at, and their settings."""

from graticule.errors import ProtocolError
from graticule.segment.colour_range import RangeCut, check_ranges
from graticule.segment.colour_rules import COLOUR_RULES
from graticule.segment.cut_settings import CutSettings
from graticule.segment.cuts import ColourCut, GlobalCut, NoCut
from graticule.segment.grey_rules import GREY_RULES
from graticule.segment.local_rules import LOCAL_RULES, LocalCut
from graticule.segment.rule import ThresholdRule

Cut = GlobalCut | LocalCut | ColourCut | RangeCut | NoCut

THRESHOLDS: dict[str, ThresholdRule] = {**GREY_RULES, **LOCAL_RULES, **COLOUR_RULES}
"""By the name that a protocol gives as `method`."""


class ThresholdSettings(CutSettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The settings of one of `THRESHOLDS`; `ProtocolError` where they contradict each other."""

    def __post_init__(self) -> None:
        if self.method not in THRESHOLDS:
            raise ProtocolError(f"no threshold {self.method!r}; there are {', '.join(THRESHOLDS)}")
        uses = self.rule.uses
        if not 1 <= self.classes <= 254 or self.clusters < 2 or self.radius < 1:
            raise ProtocolError("a threshold needs ≥ 1 class, ≥ 2 clusters and a radius ≥ 1 px")
        if ("level" in uses) != (self.level is not None):
            raise ProtocolError("the method fixed needs a level, and only it takes one")
        if "ranges" in uses:
            check_ranges(self.ranges)
        elif self.ranges is not None:
            raise ProtocolError("only the method colour-range takes ranges")
        if self.classes > 1 and "classes" not in uses:
            raise ProtocolError(f"{self.method} finds one class; use multi-otsu for several")
        if self.classes > 1 and self.clusters not in (2, self.classes + 1):
            raise ProtocolError(
                f"{self.classes} classes and the background are {self.classes + 1} colours, not"
                f" {self.clusters}: leave clusters out"
            )

    @property
    def rule(self) -> ThresholdRule:
        """The threshold that they are of."""
        return THRESHOLDS[self.method]


MP_VAT = ThresholdSettings(method="max-entropy", foreground="bright", channel="mean")
MP_VAT_2 = ThresholdSettings(method="renyi-entropy", foreground="bright", channel="red-green")
