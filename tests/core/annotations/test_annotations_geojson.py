import gzip
import json
import time

import pytest
import shapely

from graticule.annotations import read_geojson
from graticule.annotations.geojson import iter_read_geojson
from graticule.errors import ResultError

SQUARE = [[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]]
BOW_TIE = [[0, 0], [10, 10], [10, 0], [0, 10], [0, 0]]


def polygon(*rings):
    return {"type": "Polygon", "coordinates": list(rings)}


def feature(geometry, **properties):
    return {"type": "Feature", "geometry": geometry, "properties": properties}


@pytest.fixture
def read(tmp_path):
    def read(content):
        path = tmp_path / "drawn.geojson"
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return read_geojson(path)

    return read


@pytest.mark.parametrize(
    "content",
    [
        {"type": "FeatureCollection", "features": [feature(polygon(SQUARE))]},
        [feature(polygon(SQUARE))],
        feature(polygon(SQUARE)),
        polygon(SQUARE),
        polygon(SQUARE[:-1]),  # not closed
        {"type": "Feature", "geometry": polygon([[*p, 5.0] for p in SQUARE]), "properties": None},
        gzip.compress(json.dumps(feature(polygon(SQUARE))).encode()),
        b"\xef\xbb\xbf" + json.dumps(feature(polygon(SQUARE))).encode(),
    ],
)
def test_all_ways_to_write_a_square(read, content):
    (found,) = read(content)
    assert found.geometry.equals(shapely.box(0, 0, 10, 10))
    assert (found.class_name, found.color, found.repaired) == ("", None, False)


@pytest.mark.parametrize(
    ("classification", "name", "color"),
    [
        ({"name": "Tumor", "color": [200, 0, 0]}, "Tumor", (200, 0, 0)),
        ({"name": "Tumor", "colorRGB": -3670016}, "Tumor", (200, 0, 0)),
        ({"names": ["Tumor", "Positive"], "color": [1, 2, 3]}, "Tumor: Positive", (1, 2, 3)),
        ({"name": "Tumor"}, "Tumor", None),
        ("Tumor", "Tumor", None),
        (None, "", None),
    ],
)
def test_classes_of_all_versions_of_qupath(read, classification, name, color):
    (found,) = read(feature(polygon(SQUARE), classification=classification, isLocked=True))
    assert (found.class_name, found.color) == (name, color)


def test_measurements_that_are_not_finite_do_not_hinder(read):
    text = json.dumps(feature(polygon(SQUARE), measurements={"a": float("nan"), "b": 1}))
    assert "NaN" in text
    assert len(read(text.encode())) == 1


def test_a_polygon_that_crosses_itself_is_repaired_and_says_so(read):
    (found,) = read(feature(polygon(BOW_TIE)))
    assert found.repaired
    assert found.geometry.is_valid
    assert found.geometry.area == 50


@pytest.mark.parametrize("ring", [[], [[1, 1]], [[0, 0], [5, 5], [9, 9], [0, 0]]])
def test_what_has_no_area_is_left_out_and_named(read, ring, caplog):
    assert read([feature(polygon(ring)), feature(polygon(SQUARE))])[0].geometry.area == 100
    assert "feature 1 has no area" in caplog.text


def test_lines_points_and_collections(read):
    point = {"type": "Point", "coordinates": [3, 4]}
    line = {"type": "LineString", "coordinates": [[0, 0], [3, 4]]}
    both = {"type": "GeometryCollection", "geometries": [point, line]}
    many = {"type": "MultiPolygon", "coordinates": [[SQUARE], [[[20, 20], [30, 20], [30, 30]]]]}
    kinds = [a.geometry.geom_type for a in read([feature(g) for g in (point, line, both, many)])]
    assert kinds == ["Point", "LineString", "GeometryCollection", "MultiPolygon"]


def ring_with(number: bytes) -> bytes:
    return b'{"type":"Polygon","coordinates":[[[0,%s],[9,0],[9,9]]]}' % number


HOSTILE = {
    "nothing": b"",
    "no JSON": b"hello",
    "a number": b"5",
    "binary": bytes(range(256)),
    "cut off": json.dumps(feature(polygon(SQUARE))).encode()[:40],
    "cut gzip": gzip.compress(b'{"type":"FeatureCollection","features":[]}')[:-12],
    "no gzip": b"\x1f\x8b\x08 garbage",
    "no type": {},
    "unknown type": {"type": "Topology"},
    "features no list": {"type": "FeatureCollection", "features": 5},
    "geometry no object": {"type": "Feature", "geometry": "x"},
    "no coordinates": feature({"type": "Polygon"}),
    "flat coordinates": feature({"type": "Polygon", "coordinates": [1, 2, 3]}),
    "one number": feature(polygon([[0], [1], [2]])),
    "text": feature(polygon([["a", "b"], [1, 2], [3, 4]])),
    "NaN": ring_with(b"NaN"),
    "infinite": ring_with(b"1e400"),
    "huge": ring_with(b"9" * 30),
    "thousands of digits": ring_with(b"9" * 10_000),
    "colour": feature(polygon(SQUARE), classification={"name": "a", "color": [1, 2, 300]}),
    "class": feature(polygon(SQUARE), classification=7),
    "deep list": b"[" * 100_000,
    "deep object": b'{"a":' * 100_000,
    "deep features": b'{"features":[' * 5_000 + b"]}" * 5_000,
    "deep collection": b'{"type":"GeometryCollection","geometries":[' * 50 + b"]}" * 50,
    "deep coordinates": b'{"type":"Polygon","coordinates":' + b"[" * 50_000 + b"]" * 50_000 + b"}",
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_is_no_geojson_is_refused_in_one_line(read, content):
    start = time.process_time()
    with pytest.raises(ResultError, match=r"drawn\.geojson: ") as caught:
        read(content)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300
    assert time.process_time() - start < 2


def test_a_missing_file_is_one_clear_line(tmp_path):
    with pytest.raises(ResultError, match="cannot be read"):
        read_geojson(tmp_path / "none.geojson")


def test_features_are_found_whatever_is_around_and_in_them(read):
    awkward = feature(polygon(SQUARE), name='"}], {[ \\" features": [', features=[{"a": "\\\\"}])
    around = {"name": 'x","features":[{', "crs": {"features": [1]}, "type": "FeatureCollection"}
    for order in ([*around, "features"], ["features", *around]):
        whole = {**around, "features": [awkward] * 3}
        found = read(json.dumps({key: whole[key] for key in order}).encode())
        assert [each.name for each in found] == [awkward["properties"]["name"]] * 3


def test_many_features_come_in_order_and_progress_ends_at_all_of_them(tmp_path):
    path = tmp_path / "many.geojson"
    features = [feature(polygon(SQUARE), name=str(n)) for n in range(1234)]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}, indent=1))
    steps, found = [], ()

    def drained():
        nonlocal found
        found = yield from iter_read_geojson(path)

    steps.extend(drained())
    assert [each.name for each in found] == [str(n) for n in range(1234)]
    assert [step.done for step in steps] == [0, 500, 1000, 1234]


@pytest.mark.parametrize(
    "tail", [b"", b"]", b'],"type":7}', b"]}}", b',{"type":"Feature","geometry":{"type":"Po']
)
def test_a_file_that_is_cut_off_is_refused_and_not_read_in_part(read, tail):
    good = json.dumps(feature(polygon(SQUARE))).encode()
    with pytest.raises(ResultError):
        read(b'{"features":[' + b",".join([good] * 3) + tail)


def test_the_number_of_a_bad_feature_is_its_place_in_the_file(read):
    features = [feature(polygon(SQUARE)) for _ in range(700)]
    features[601] = feature({"type": "Blob", "coordinates": []})
    with pytest.raises(ResultError, match="feature 602"):
        read({"type": "FeatureCollection", "features": features})
