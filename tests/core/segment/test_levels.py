"""Thresholds of histograms: by definition, by brute force, and as ImageJ finds them."""

import itertools
import math
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))  # not a package
import imagej_agreement as agreement

from graticule.segment.intensity import GreyHistogram
from graticule.segment.levels import LEVELS, level_of, multi_otsu, otsu

histograms = st.lists(st.integers(0, 1000), min_size=8, max_size=40).filter(
    lambda counts: sum(c > 0 for c in counts) > 3
)


def two_heaps(dark=60, bright=180, spread=12, share=0.2, size=40_000) -> np.ndarray:
    rng = np.random.default_rng(5)
    number = int(size * share)
    values = np.concatenate(
        [rng.normal(dark, spread, size - number), rng.normal(bright, spread, number)]
    )
    return np.bincount(np.clip(values, 0, 255).astype(int), minlength=256)


@pytest.mark.parametrize("method", LEVELS)
def test_two_heaps_are_parted_between_them(method):
    assert 72 <= level_of(method, two_heaps()) <= 165


@settings(deadline=None, max_examples=60)
@given(histograms)
def test_otsu_is_the_best_of_all_levels(counts):
    counts = np.array(counts)
    levels = np.arange(len(counts))

    def variance(level):
        total = 0.0
        mean = (counts * levels).sum() / counts.sum()
        for side in (levels <= level, levels > level):
            if counts[side].sum():
                share = counts[side].sum() / counts.sum()
                total += (
                    share * ((counts[side] * levels[side]).sum() / counts[side].sum() - mean) ** 2
                )
        return total

    best = max(variance(level) for level in levels)
    assert variance(otsu(counts)) == pytest.approx(best, rel=1e-9)


@settings(deadline=None, max_examples=60)
@given(histograms, st.integers(2, 4))
def test_multi_otsu_is_the_best_of_all_cuts(counts, classes):
    counts = np.array(counts[:14])
    if (counts > 0).sum() < classes:
        return
    levels = np.arange(len(counts))

    def within(cuts):
        owner = np.searchsorted(np.array(cuts), levels, side="left")
        total = 0.0
        for i in range(classes):
            c, v = counts[owner == i], levels[owner == i]
            if c.sum() == 0:
                return math.inf
            total += (c * (v - (c * v).sum() / c.sum()) ** 2).sum()
        return total

    best = min(within(c) for c in itertools.combinations(range(len(counts)), classes - 1))
    assert within(multi_otsu(counts, classes)) == pytest.approx(best, rel=1e-9, abs=1e-9)


def test_multi_otsu_of_two_classes_is_otsu():
    assert multi_otsu(two_heaps(), 2) == (otsu(two_heaps()),)


def test_too_few_grey_levels():
    with pytest.raises(ValueError, match="fewer than"):
        multi_otsu(np.array([5, 0, 5]), 3)
    with pytest.raises(ValueError, match="empty"):
        level_of("otsu", np.zeros(256, int))
    for method in LEVELS:
        assert level_of(method, np.bincount([7, 7, 9], minlength=256)) == 8
        assert level_of(method, np.bincount([7], minlength=256)) == 6


def test_a_histogram_of_16_bits_is_binned_like_imagej_does():
    histogram = GreyHistogram(np.dtype(np.uint16))
    histogram.add(np.array([[1000, 1000, 1254, 1127]], np.uint16))
    counts, scale = histogram.binned()
    assert counts.sum() == 4
    assert counts[0] == 2
    assert counts[255] == 1
    assert scale.value(255) == 1254


def _imagej(folder: Path, methods: list[str]) -> dict[tuple[str, str], tuple[float, float]]:
    pictures = f"{folder / 'pictures'}/"
    rows = agreement._run(
        folder,
        f"""list = getFileList("{pictures}");
        methods = newArray({",".join(f'"{m}"' for m in methods)});
        for (i = 0; i < list.length; i++) {{
          open("{pictures}" + list[i]);
          for (j = 0; j < methods.length; j++) {{
            resetMinAndMax();
            setAutoThreshold(methods[j] + " dark"); getThreshold(low, ignored);
            setAutoThreshold(methods[j]); getThreshold(ignored, high);
            print("=\\t" + list[i] + "\\t" + methods[j]
              + "\\t" + d2s(low, 6) + "\\t" + d2s(high, 6));
          }}
          close();
        }}""",
    )
    return {(name, method): (float(low), float(high)) for name, method, low, high in rows}


@pytest.mark.data
@pytest.mark.slow
@pytest.mark.skipif(
    not agreement.installed(),
    reason="ImageJ is not installed (apt install imagej xvfb)",
)
@pytest.mark.parametrize("depth", [8, 16])
def test_levels_are_imagejs_own(shared_data, tmp_path, depth):
    sources = sorted((shared_data / "particles" / "images").glob("*.png"))[:60]
    (tmp_path / "pictures").mkdir()
    histograms = {}
    for number, source in enumerate(sources):
        grey = np.asarray(Image.open(source).convert("L"))
        if depth == 16:  # stretched unevenly over a part of the range
            grey = (grey.astype(np.float64) ** 1.3 * 11 + 500 + number).astype(np.uint16)
        Image.fromarray(grey).save(tmp_path / "pictures" / f"{source.stem}.png")
        histogram = GreyHistogram(grey.dtype)
        histogram.add(grey)
        histograms[f"{source.stem}.png"] = histogram.binned()
    methods = [agreement.METHODS[method] for method in LEVELS]
    theirs = _imagej(tmp_path, methods)
    assert len(theirs) == len(sources) * len(methods)
    wrong = []
    for name, (counts, scale) in histograms.items():
        for method in LEVELS:
            level = level_of(method, counts)
            low, high = theirs[name, agreement.METHODS[method]]
            found = int(np.argmin([abs(scale.value(at) - high) for at in range(256)]))
            # ImageJ tells 16-bit levels in whole numbers.
            assert abs(scale.value(found + 1) - low) <= 0.5
            between = counts[min(found, level) + 1 : max(found, level) + 1].sum()
            # Until 1.54g its Otsu took the last of several equally good levels.
            if found != level and not (method == "otsu" and between == 0):
                wrong.append((name, method, level, found))
    assert not wrong
