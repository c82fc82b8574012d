from dataclasses import replace

import numpy as np
import pytest

from graticule.geometry import PixelSize
from graticule.reports import class_facts, collect_versions
from graticule.reports.statistics import analysed_area


@pytest.mark.parametrize(
    ("pixel", "value", "unit"),
    [
        (PixelSize(0.5, 0.5, "µm"), 1e6 * 0.25e-6, "mm²"),
        (PixelSize(1, 2, "µm"), 1e6 * 2e-6, "mm²"),
        (PixelSize(2, 2, "nm"), 1e6 * 4e-6, "µm²"),  # a TEM image is far below a mm²
        (PixelSize.unknown(), 1.0, "Mpx"),
    ],
)
def test_density_is_told_in_a_unit_that_suits_the_scan(analysis, pixel, value, unit):
    scan = replace(analysis.scan, width=1000, height=1000, pixel_size=pixel)
    area = analysed_area(replace(analysis, scan=scan))
    assert (area.value, area.unit) == (pytest.approx(value), unit)


def test_the_area_that_was_looked_at_can_be_less_than_the_scan(analysis):
    whole = class_facts(analysis)[-1]
    half = class_facts(replace(analysis, area_px=analysis.analysed_px / 2))[-1]
    assert half.density == pytest.approx(2 * whole.density)
    assert half.share == pytest.approx(2 * whole.share)


def test_every_class_is_told_even_without_particles(empty, analysis):
    facts = class_facts(empty)
    assert [fact.count for fact in facts] == [0] * 5
    assert np.isnan(facts[0].median)
    assert facts[0].share == 0
    assert sum(fact.count for fact in class_facts(analysis)[:-1]) == len(analysis.table)


def test_one_class_needs_no_sum(analysis):
    table = analysis.table.select(analysis.table["class"] == 1)
    facts = class_facts(replace(analysis, table=table, classes=analysis.classes[:2]))
    assert [fact.name for fact in facts] == ["fibre"]


def test_versions_name_the_program_and_the_system():
    versions = collect_versions()
    assert {"graticule", "numpy", "python", "system"} <= set(versions)
