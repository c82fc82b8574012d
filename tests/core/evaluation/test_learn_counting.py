"""A made answer on a made scan: everything that is counted agrees with counts by hand."""

import json
from itertools import pairwise

import numpy as np
import pytest
import tifffile

from graticule.annotations import UNKNOWN, Example
from graticule.classes import BACKGROUND, PALETTE, ClassInfo
from graticule.evaluation.counting import Counting, modes_of
from graticule.evaluation.figures import ScanFigures
from graticule.evaluation.judging import Answered, folder_name
from graticule.evaluation.objects import ParticleRules
from graticule.evaluation.outcome import (
    Outcome,
    PackRun,
    area_of,
    size_steps,
    tenths_of,
    total_of,
)
from graticule.evaluation.reliability import TEMPERATURES, Reliability
from graticule.evaluation.source_scan import SourceScan
from graticule.geometry import Box, PixelSize
from graticule.particles import CleaningSettings
from graticule.segment import ResultInfo, ResultStore, TileGrid

CLASSES = (BACKGROUND, ClassInfo("fibre", PALETTE[0]), ClassInfo("hair", PALETTE[1]))


def example(truth, name="made", kind="classes"):
    rng = np.random.default_rng(len(name))
    image = rng.integers(0, 255, (*truth.shape, 3), dtype=np.uint8)
    size = PixelSize(4, 4, "µm")
    return Example(name, image, truth.astype(np.int32), kind=kind, pixel_size=size)


def counted(source, given, folder, rules=None):
    """Figures of an answer (h, w) uint8 for a source."""
    place, work = folder / folder_name(source.name), folder / "work"
    place.mkdir(parents=True)
    work.mkdir()
    grid = TileGrid(given.shape[1], given.shape[0], (512, 512))
    info = ResultInfo(classes=CLASSES, identity={})
    store = ResultStore.create(work / "answer.zarr", grid, info)
    for tile in grid:
        store.write(tile.keep, classes=given[tile.keep.slices])
    right = given == source.truth
    sure = np.where(right, 0.9, 0.6)
    everywhere = Reliability.of(sure.ravel(), right.ravel())
    told = everywhere, Reliability.nothing(), np.zeros(len(TEMPERATURES))
    answer = Answered(source, SourceScan(source), store, rules or ParticleRules(), told)
    work_steps = answer.counted(work, place)
    while True:
        try:
            next(work_steps)
        except StopIteration as end:
            return end.value


@pytest.fixture
def made():
    """(truth, answer): a fibre found, one missed, a hair taken for a fibre, one false; a part
    of the scan that nobody looked at."""
    truth = np.zeros((700, 900), np.uint8)
    truth[10:20, 10:110] = 1
    truth[300:310, 10:110] = 1
    truth[500:520, 500:600] = 2
    answer = np.zeros_like(truth)
    answer[10:20, 10:110] = 1
    answer[500:520, 500:600] = 1
    answer[600:604, 100:110] = 2
    truth[0:100, 800:] = UNKNOWN
    answer[50:60, 850:860] = 1
    return truth, answer


def test_counts_by_hand(made, tmp_path):
    truth, answer = made
    scan = counted(example(truth), answer, tmp_path)
    figures = scan.figures
    background = truth.size - 100 * 100 - 1000 - 1000 - 2000 - 40
    assert figures.pixels.tolist() == [[background, 0, 40], [1000, 1000, 0], [0, 2000, 0]]
    assert figures.modes == {"correct": 1000, "missed": 1000, "false": 40, "confused": 2000}
    # nothing that lies where nobody looked is a false particle
    assert figures.objects.tolist() == [[0, 0, 1], [1, 1, 0], [0, 1, 0]]
    assert figures.overlaps[0].tolist() == [3000, 3000 + 1000 + 40]
    assert figures.overlaps[1].tolist() == [1000, 2000 + 2000]
    assert scan.known == truth.size - 100 * 100
    assert figures.tenths.sum(axis=0).tolist() == figures.pixels.tolist()
    assert figures.confusion.mean_iou == pytest.approx((1000 / 4000 + 0) / 2)
    assert figures.sizes.sum(axis=0).tolist() == [3, 1]


def test_maps_and_pictures_are_left_behind(made, tmp_path):
    truth, answer = made
    scan = counted(example(truth), answer, tmp_path)
    folder = tmp_path / folder_name("made")
    modes = tifffile.imread(folder / "errors.tif", key=0)
    assert np.array_equal(modes, modes_of(truth, answer))
    assert np.array_equal(np.unique(modes), [0, 1, 2, 3, 4, UNKNOWN])
    assert scan.pictures == ("scan.jpg",)
    assert (folder / "scan.jpg").stat().st_size > 1000


def test_of_a_large_scan_the_worst_places_are_shown(tmp_path):
    truth = np.zeros((600, 2600), np.uint8)
    answer = np.zeros_like(truth)
    answer[300:340, 2400:2440] = 1
    answer[10:14, 10:14] = 1
    scan = counted(example(truth), answer, tmp_path)
    assert scan.pictures == ("scan.jpg", "place-1.jpg", "place-2.jpg")
    assert scan.figures.worth == 0  # something was found where nothing is
    empty = counted(example(truth, "other"), np.zeros_like(truth), tmp_path / "b")
    assert empty.figures.worth == 1


def test_figures_survive_the_disk(made, tmp_path):
    truth, answer = made
    scan = counted(example(truth), answer, tmp_path)
    scan.save(tmp_path / "figures.json")
    again = ScanFigures.load(tmp_path / "figures.json", scan.identity)
    assert again is not None
    assert (again.name, again.size, again.pixel_size) == ("made", (900, 700), scan.pixel_size)
    for name in ("pixels", "objects", "overlaps", "tenths", "sizes", "everywhere"):
        assert np.array_equal(getattr(again.figures, name), getattr(scan.figures, name))
    assert ScanFigures.load(tmp_path / "figures.json", "another") is None
    (tmp_path / "figures.json").write_text(json.dumps({"name": 3}))
    assert ScanFigures.load(tmp_path / "figures.json", scan.identity) is None


def test_specks_go_as_the_rules_say(made, tmp_path):
    truth, answer = made
    rules = ParticleRules(cleaning=CleaningSettings(min_diameter="10px"))
    figures = counted(example(truth), answer, tmp_path, rules).figures
    assert figures.objects[0].sum() == 0  # the false one is smaller
    assert figures.pixels[0, 2] == 40  # pixels are counted as they are answered
    with pytest.raises(ValueError, match="edge"):
        ParticleRules(cleaning=CleaningSettings(remove_border=True))


def test_tenths_are_the_same_for_every_answer(made):
    truth, answer = made
    source = example(truth)
    tables = []
    for given in (answer, np.zeros_like(answer)):
        counting = Counting(source, 3)
        counting.add(source.box, given, np.zeros(truth.shape, int), np.zeros(truth.shape, int))
        nothing = Reliability.nothing()
        tables.append(counting.figures((nothing, nothing, np.zeros(1))).tenths)
    assert np.array_equal(tables[0].sum(axis=2), tables[1].sum(axis=2))


def test_blocks_are_counted_as_the_whole(made):
    truth, answer = made
    source = example(truth)
    zeros = np.zeros(truth.shape, int)
    whole, parts = Counting(source, 3), Counting(source, 3)
    whole.add(source.box, answer, zeros, zeros)
    for box in source.box.blocks(256):
        parts.add(box, answer[box.slices], zeros[box.slices], zeros[box.slices])
    assert np.array_equal(whole.wrong, parts.wrong)
    assert whole.wrong.sum() == 1000 + 40 + 2000


def test_sizes_are_joined_until_they_tell_something(made, tmp_path):
    truth, answer = made
    figures = counted(example(truth), answer, tmp_path).figures
    steps = size_steps(figures)
    assert sum(asked for _, _, asked, _ in steps) == 3
    assert sum(hit for *_, hit in steps) == 1
    assert all(a[1] == b[0] for a, b in pairwise(steps))


def test_a_source_reads_as_a_scan(made):
    source = example(np.zeros((1500, 2100)))
    scan = SourceScan(source)
    assert [(lv.width, lv.height) for lv in scan.levels] == [(2100, 1500), (1050, 750), (525, 375)]
    box = Box(10, 20, 30, 44)
    assert np.array_equal(scan.read_level(0, box), source.image[box.slices])
    coarse = scan.read_level(2, Box(3, 5, 4, 6))[0, 0]
    assert np.allclose(coarse, source.image[20:24, 12:16].mean(axis=(0, 1)), atol=1)


def test_areas_are_told_in_units_that_read_well():
    tape = PixelSize(4, 4, "µm")
    assert area_of([(400_000_000, tape)]) == (pytest.approx(0.64), "dm²")
    assert area_of([(500_000, tape)]) == (pytest.approx(8.0), "mm²")
    assert area_of([(500_000, PixelSize(2, 2, "nm"))]) == (pytest.approx(2.0), "µm²")
    assert area_of([(500_000, tape), (500_000, PixelSize.unknown())]) == (1.0, "Mpx")


def run_of(scans, name="made"):
    return PackRun(
        name=name,
        title="A made answer",
        classes=CLASSES,
        particles=False,
        scans=tuple(scans),
        parts=tenths_of(total_of(scans)),
        parts_are="tenths of the test area",
        temperature=1.0,
        simulated=True,
    )


def test_outcome_pairs_the_parts(made, tmp_path):
    truth, answer = made
    good = run_of([counted(example(truth), np.where(truth == UNKNOWN, 0, truth), tmp_path / "a")])
    bad = run_of([counted(example(truth), answer, tmp_path / "b")], "other")
    outcome = Outcome(runs=(good, bad), split="", counting="")
    assert outcome.test is not None
    assert outcome.test.difference > 0
    assert good.total.confusion.mean_iou == 1
    assert [scan.name for scan in bad.worst] == ["made"]
    assert "simulated" in good.shown_name
