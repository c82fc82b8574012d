"""What is shown of a table, how it is found, and in which order."""

import math

import numpy as np
import pytest

from graticule.particles import COLUMNS, ParticleTable
from graticule_app.model.filters import Filter, passing
from graticule_app.model.listing import Listing
from graticule_app.model.query import QueryError


@pytest.fixture
def listing(analysed) -> Listing:
    return Listing(analysed.table, analysed.result.classes)


def plain_listing(**columns) -> Listing:
    specs = {spec.key: spec.told_in("µm") for spec in COLUMNS}
    made = {key: np.asarray(values) for key, values in columns.items()}
    return Listing(ParticleTable(made, tuple(specs[key] for key in made)), ())


def test_a_filter_without_wishes_lets_all_pass(listing):
    assert passing(listing, Filter()).tolist() == list(range(len(listing)))


def test_class_size_and_uncertainty_agree_with_the_columns(listing):
    table = listing.table
    wanted = Filter(classes=frozenset({1, 3}), size=(6.0, 12.0), uncertainty=(0.2, math.inf))
    expected = [
        row
        for row in range(len(listing))
        if table["class"][row] in (1, 3)
        and 6 <= table["equivalent_diameter"][row] <= 12
        and table["uncertainty_mean"][row] >= 0.2
    ]
    assert 0 < len(expected) < len(listing)
    assert passing(listing, wanted).tolist() == expected


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("area > 50", lambda t, i: t["area"][i] > 50),
        ("Area<=50", lambda t, i: t["area"][i] <= 50),
        ("area > 50000000 nm²", lambda t, i: t["area"][i] > 50),
        ("diameter < 0.008 mm", lambda t, i: t["equivalent_diameter"][i] < 8),
        ("5 µm < diameter <= 9,5", lambda t, i: 5 < t["equivalent_diameter"][i] <= 9.5),
        ("uncertainty >= 40%", lambda t, i: t["uncertainty_mean"][i] >= 0.4),
        ("glass", lambda t, i: t["class"][i] == 2),
        ("GLA", lambda t, i: t["class"][i] == 2),
        ("not glass", lambda t, i: t["class"][i] != 2),
        ("mineral fibre", lambda t, i: t["class"][i] == 1),
        ("class = paint", lambda t, i: t["class"][i] == 3),
        ("class != paint", lambda t, i: t["class"][i] != 3),
        ("red", lambda t, i: t["colour"][i] == "red"),
        ("7", lambda t, i: t["id"][i] == 7),
        ("#7 or id = 9", lambda t, i: t["id"][i] in (7, 9)),
        ("touches border", lambda t, i: t["touches_border"][i]),
        ("not touches border", lambda t, i: not t["touches_border"][i]),
        ("glass area > 50", lambda t, i: t["class"][i] == 2 and t["area"][i] > 50),
        ("area > 50 and not glass, red",
         lambda t, i: t["area"][i] > 50 and t["class"][i] != 2 and t["colour"][i] == "red"),
        ("area > 150 or circularity < 0.6",
         lambda t, i: t["area"][i] > 150 or t["circularity"][i] < 0.6),
        ("area = 23", lambda t, i: abs(t["area"][i] - 23) <= 0.5),
    ],
)  # fmt: skip
def test_text_finds_what_it_says(listing, text, holds):
    expected = [i for i in range(len(listing)) if holds(listing.table, i)]
    assert passing(listing, Filter(text=text)).tolist() == expected


@pytest.mark.parametrize("text", ["area > 150 or glass", "red", "7", "touches border"])
def test_the_examples_find_some_but_not_all(listing, text):
    assert 0 < len(passing(listing, Filter(text=text))) < len(listing)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("aera > 50", "no column “aera”"),
        ("area > many", "with a number"),
        ("area >", "like: area > 50"),
        ("area > 5 nm", "told in µm²"),
        ("area > 5 %", "not in %"),
        ("circularity > 5 nm", "plain numbers"),
        ("colour > 5", "no number"),
    ],
)
def test_a_text_that_makes_no_sense_is_told_in_plain_words(listing, text, says):
    with pytest.raises(QueryError, match=says):
        passing(listing, Filter(text=text))


def test_a_length_needs_a_pixel_size():
    listing = Listing(
        ParticleTable({"id": np.array([1]), "area": np.array([4.0])},
                      (COLUMNS[0], next(c for c in COLUMNS if c.key == "area").told_in("px"))),
        (),
    )  # fmt: skip
    with pytest.raises(QueryError, match="size of a pixel is not known"):
        passing(listing, Filter(text="area > 5 µm²"))


def test_blanks_match_no_comparison():
    listing = plain_listing(id=[1, 2, 3], circularity=[0.5, np.nan, 0.9])
    for text, rows in (
        ("circularity < 2", [0, 2]), ("circularity != 0.5", [2]), ("circularity = 0.5", [0]),
    ):  # fmt: skip
        assert passing(listing, Filter(text=text)).tolist() == rows


def test_sorting_is_stable_with_blanks_last_both_ways():
    listing = plain_listing(
        id=[1, 2, 3, 4, 5], area=[2.0, np.nan, 1.0, 2.0, 1.0], colour=["red", "", "Blue", "red", ""]
    )
    assert listing.order("area").tolist() == [2, 4, 0, 3, 1]
    assert listing.order("area", descending=True).tolist() == [0, 3, 2, 4, 1]
    assert listing.order("colour").tolist() == [2, 0, 3, 1, 4]
    assert listing.order("colour", descending=True).tolist() == [0, 3, 2, 1, 4]
    assert listing.order("id", descending=True).tolist() == [4, 3, 2, 1, 0]


def test_every_column_is_sorted_as_python_sorts_it(listing):
    for field in listing.fields:
        shown = [listing.text(row, field) for row in listing.order(field.key)]
        if field.kind == "text":
            assert shown == sorted(shown, key=lambda text: (not text, text.casefold()))
        elif field.kind in ("number", "integer"):
            numbers = [float(text.replace(",", "")) for text in shown if text]
            assert numbers == sorted(numbers)
            assert all(not text for text in shown[len(numbers) :])


@pytest.mark.parametrize("ids", [[1, 2, 5, 9], [9, 1, 5, 2]])
def test_rows_are_found_by_id_in_any_order(ids):
    listing = plain_listing(id=ids)
    found = listing.rows_of(np.array([2, 5, 7, 100]))
    assert sorted(listing.ids[found].tolist()) == [2, 5]
    assert listing.mask_of(np.array([9])).tolist() == [i == 9 for i in ids]
    assert listing.rows_of(np.zeros(0, np.int64)).tolist() == []


def test_numbers_of_a_column_share_their_digits(listing):
    for field in listing.fields:
        if field.kind == "number":
            texts = [listing.text(row, field) for row in range(len(listing))]
            assert {len(t.partition(".")[2]) for t in texts if t} == {field.decimals}
            assert max(map(len, texts)) <= field.widest


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ([12.345, 20.0, 9.0], ["12.3", "20.0", "9.0"]),
        ([1234.5, 2000.0], ["1,234", "2,000"]),
        ([0.012345, 0.02], ["0.0123", "0.0200"]),
        ([np.nan, np.nan], ["", ""]),
    ],
)
def test_digits_follow_the_usual_size(values, texts):
    listing = plain_listing(id=np.arange(len(values)), area=values)
    field = listing.field("area")
    assert field is not None
    assert [listing.text(row, field) for row in range(len(values))] == texts


def test_headings_carry_units_and_are_distinct(listing):
    headings = [field.heading for field in listing.fields]
    assert "Area (µm²)" in headings
    assert "Circularity" in headings
    assert len(headings) == len(set(headings))


def test_unknown_classes_get_a_name():
    assert [info.name for info in plain_listing(id=[1], **{"class": [2]}).classes] == [
        "class 0", "class 1", "class 2",
    ]  # fmt: skip


def test_the_surroundings_hold_the_particle_and_are_never_tiny(listing):
    for row in range(len(listing)):
        left, top, right, bottom = listing.bounds(row)
        box = listing.surroundings(row)
        assert box.left <= left
        assert box.top <= top
        assert box.right >= right
        assert box.bottom >= bottom
        assert min(box.shape) >= 48


def test_an_edited_table_keeps_its_digits_and_measures_only_what_is_new(listing, analysed):
    edited = Listing(analysed.table.select(np.arange(5)), listing.classes, like=listing)
    assert edited.fields == listing.fields
    assert edited.extent("area") == pytest.approx(
        (analysed.table["area"][:5].min(), analysed.table["area"][:5].max())
    )
    assert edited.counts.sum() == 5
