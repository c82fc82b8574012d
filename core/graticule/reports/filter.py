"""The numbers of one filter and its sample, each with its formula, as every report tells them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from graticule.counting import (
    CountSettings,
    Estimate,
    FilterCounts,
    Region,
    SampleFacts,
    count,
    parse_area,
)
from graticule.counting.poisson import BLANKS, CURRIE, GARWOOD, MOVER
from graticule.geometry import Length, PixelSize
from graticule.particles import Groups, ParticleTable
from graticule.reports.bundle import Analysis


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number with its interval (None: it has none), unit, formula and source."""

    title: str
    value: float
    interval: tuple[float, float] | None
    unit: str
    formula: str
    source: str = ""


def filter_counts(analysis: Analysis) -> FilterCounts | None:
    """What is counted of the filter; None where the protocol has no `[sample]`."""
    return counts_of(
        analysis.table,
        analysis.provenance.settings,
        analysis.sample,
        analysis.scan.pixel_size,
        (analysis.analysed_px, analysis.scale),
    )


def counts_of(
    table: ParticleTable,
    settings: Mapping[str, Any],
    sample: SampleFacts,
    pixel_size: PixelSize,
    looked_at: tuple[float, float],
) -> FilterCounts | None:
    """What is counted by a run's settings; None where they do not ask for it.

    `pixel_size` is the scan's own; `looked_at` is the area in such px, and how many of them are as
    long as one px on which particles were measured.
    """
    if settings.get("sample") is None:
        return None
    area, scale = looked_at
    return count(
        table,
        Groups.of(settings),
        msgspec.convert(settings["sample"], CountSettings),
        sample,
        region_of(area, pixel_size, sample),
        scale**2 / area,
    )


def region_of(area: float, pixel_size: PixelSize, sample: SampleFacts) -> Region:
    """The area that was counted: as the sample says, else all that was analysed, in px."""
    if not pixel_size.calibrated:
        return Region(area / 1e6, "Mpx")
    if sample.counted_area:
        return Region(parse_area(sample.counted_area))
    return Region(area * Length(pixel_size.mean, pixel_size.unit).to("mm") ** 2)


def quantities(counts: FilterCounts) -> list[Quantity]:
    """The numbers of all particles together, in the order in which they follow from each other."""
    total, unit = counts.total, counts.region.unit
    found = [
        _of("Particles counted", total.number, "particles", "N; interval: χ² quantiles", GARWOOD),
        Quantity("Area counted", counts.region.area, None, unit, "A: typed in, or that analysed"),
        Quantity("Area share", 100 * total.share, None, "%", "Σ area of particles / A"),
        _of(f"Particles per {unit}", total.density, f"per {unit}", "N / A", GARWOOD),
    ]
    if counts.sample.filter_area and counts.region.calibrated:
        found += [
            Quantity("Whole filter", counts.whole, None, unit, "F: typed in"),
            _of(
                "Particles on the whole filter", total.on_filter, "per filter",
                "N f, f = F / A: what was not looked at is taken to be alike", GARWOOD,
            ),
        ]  # fmt: skip
    if total.blank is not None and total.net is not None:
        found += _blanks(counts, total.blank, total.net)
    if total.content is not None and counts.amount is not None:
        amount, per = counts.amount
        what = "blank-corrected number" if total.net else "number on the filter (no blank known)"
        found += [
            Quantity("Amount of sample", amount, None, per, "V: typed in"),
            _of(f"Particles per {per}", total.content, f"per {per}", f"{what} / V", MOVER),
        ]  # fmt: skip
        if counts.limits is not None:
            least = (counts.limits.detection - counts.limits.mean) / amount
            formula = "(limit of detection − mean of the blanks) / V"
            found.append(
                Quantity(f"Detected from, per {per}", least, None, f"per {per}", formula, BLANKS)
            )
    return found


def _blanks(counts: FilterCounts, blank: Estimate, net: Estimate) -> list[Quantity]:
    limits, settings, number = counts.limits, counts.settings, len(counts.sample.blanks)
    assert limits is not None
    few = number < settings.fewest_blanks
    width = "Poisson, of all blanks" if few else "the wider of Poisson's and Student's"
    per = "per filter"
    low, high = f"{settings.detection:g}", f"{settings.quantification:g}"
    return [
        _of(f"Mean of {number} blank{'s' * (number > 1)}", blank, per,
            f"B = Σ bᵢ fᵢ / n, fᵢ = F / Aᵢ; interval: {width}", GARWOOD),
        Quantity("SD of the blanks", limits.spread, None, per,
                 "s = √(Σ bᵢ fᵢ² / n): few blanks" if few else "s, of n − 1", limits.how),
        _of("Blank-corrected number", net, per, "N f − B, not below 0", MOVER),
        Quantity("Limit of detection (LOD)", limits.detection, None, per, f"B + {low} s", BLANKS),
        Quantity("Limit of quantification (LOQ)", limits.quantification, None, per,
                 f"B + {high} s", BLANKS),
        Quantity("Detectable beyond the blank", limits.detectable, None, per,
                 "2.71 f + 3.29 √(f B + Σ bᵢ fᵢ² / n²): 5% false alarms, 5% misses", CURRIE),
    ]  # fmt: skip


def verdict(counts: FilterCounts) -> str:
    """In one line, whether what was found is more than the blanks alone would give."""
    limits, found = counts.limits, counts.total.on_filter.value
    if limits is None:
        return "No blank is known: nothing is subtracted, and there is no limit of detection."
    if found < limits.detection or found == 0:
        return "Below the limit of detection: not told from the blanks."
    if found < limits.quantification:
        return "Detected, but below the limit of quantification."
    return "Above the limit of quantification."


def remarks(counts: FilterCounts) -> list[str]:
    """What a reader must know before using the numbers."""
    said = [verdict(counts)]
    if not counts.region.calibrated:
        said.append("The scan has no pixel size: areas are in px, and there is no whole filter.")
    elif not counts.sample.filter_area:
        said.append("The area of the whole filter was not told: it is taken to be the one counted.")
    if not counts.sample.amount:
        said.append("The amount of sample was not told: there is no number per litre or gram.")
    if counts.sample.blanks and not counts.blanks_by_group:
        said.append("A blank is one number for all particles: classes are not blank-corrected.")
    protocols = {blank.protocol for blank in counts.sample.blanks if blank.protocol}
    if len(protocols) > 1:
        said.append("The blanks were analysed by different protocols.")
    return said


def _of(title: str, found: Estimate, unit: str, formula: str, source: str) -> Quantity:
    return Quantity(title, found.value, (found.low, found.high), unit, formula, source)
