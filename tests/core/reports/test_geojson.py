import gzip
import json
import uuid
from dataclasses import replace

import numpy as np
import pyogrio
import shapely

from graticule.annotations import read_geojson
from graticule.reports import iter_write_geojson
from graticule.reports.cells import clean_text


def features_of(path):
    return json.loads(path.read_text(encoding="utf-8"))["features"]


def test_every_outline_is_valid_and_has_the_area_of_its_pixels(analysis, tmp_path, finish):
    path = tmp_path / "particles.geojson"
    finish(iter_write_geojson(analysis, path))
    shapes = [shapely.geometry.shape(feature["geometry"]) for feature in features_of(path)]
    assert len(shapes) == len(analysis.table)
    assert all(shape.is_valid for shape in shapes)
    expected = np.bincount(analysis.labels.ravel())[1:] * analysis.scale**2
    assert [shape.area for shape in shapes] == expected.tolist()


def test_a_feature_is_what_qupath_reads(analysis, tmp_path, finish):
    path = tmp_path / "particles.geojson"
    finish(iter_write_geojson(analysis, path))
    table = analysis.table
    for row, feature in enumerate(features_of(path)):
        info = analysis.classes[table["class"][row]]
        properties = feature["properties"]
        assert feature["type"] == "Feature"
        assert uuid.UUID(feature["id"]).version == 5
        assert properties["objectType"] == "detection"
        assert properties["classification"] == {
            "name": clean_text(info.name),
            "color": list(info.color),
        }
        assert properties["name"].endswith(f" {row + 1}")
        measures = properties["measurements"]
        assert measures["Area (µm²)"] == table["area"][row]
        assert all(isinstance(value, int | float) for value in measures.values())
        assert ("Skeleton length (µm)" in measures) == np.isfinite(table["skeleton_length"][row])


def test_ids_follow_from_the_content(analysis, tmp_path, finish):
    finish(iter_write_geojson(analysis, tmp_path / "a.geojson"))
    finish(iter_write_geojson(analysis, tmp_path / "b.geojson", subtract_offset=True))
    other = replace(analysis, scan=replace(analysis.scan, fingerprint="another"))
    finish(iter_write_geojson(other, tmp_path / "c.geojson"))
    a, b, c = ([f["id"] for f in features_of(tmp_path / f"{n}.geojson")] for n in "abc")
    assert len(set(a)) == len(a)
    assert a == b
    assert not set(a) & set(c)


def test_the_bounds_offset_is_taken_away_on_request(analysis, tmp_path, finish):
    finish(iter_write_geojson(analysis, tmp_path / "a.geojson"))
    finish(iter_write_geojson(analysis, tmp_path / "b.geojson", subtract_offset=True))
    for plain, moved in zip(
        read_geojson(tmp_path / "a.geojson"), read_geojson(tmp_path / "b.geojson"), strict=True
    ):
        shifted = shapely.transform(plain.geometry, lambda points: points - [1000, 500])
        assert shifted.equals(moved.geometry)


def test_what_is_written_is_read_back(analysis, tmp_path, finish):
    for name in ("particles.geojson", "particles.geojson.gz"):
        finish(iter_write_geojson(analysis, tmp_path / name))
        found = read_geojson(tmp_path / name)
        outlines = [shape for _, shape in analysis.outlines()]
        assert len(found) == len(outlines)
        for annotation, outline, number in zip(
            found, outlines, analysis.table["class"], strict=True
        ):
            info = analysis.classes[number]
            assert annotation.geometry.equals(outline)
            assert annotation.class_name == clean_text(info.name)
            assert annotation.color == info.color
            assert annotation.object_type == "detection"
            assert not annotation.repaired


def test_the_packed_file_holds_the_same_bytes(analysis, tmp_path, finish):
    finish(iter_write_geojson(analysis, tmp_path / "particles.geojson"))
    finish(iter_write_geojson(analysis, tmp_path / "particles.geojson.gz"))
    packed = gzip.decompress((tmp_path / "particles.geojson.gz").read_bytes())
    assert packed == (tmp_path / "particles.geojson").read_bytes()


def test_gdal_reads_it(analysis, tmp_path, finish):
    path = tmp_path / "particles.geojson"
    finish(iter_write_geojson(analysis, path))
    facts, _, wkb, columns = pyogrio.raw.read(path, columns=["objectType"])
    assert len(wkb) == len(analysis.table)
    assert shapely.is_valid(shapely.from_wkb(wkb)).all()
    assert facts["fields"].tolist() == ["objectType"]
    assert set(columns[0]) == {"detection"}


def test_an_empty_result_is_an_empty_collection(empty, tmp_path, finish):
    path = tmp_path / "particles.geojson"
    finish(iter_write_geojson(empty, path))
    assert json.loads(path.read_text()) == {"type": "FeatureCollection", "features": []}
    assert read_geojson(path) == ()
