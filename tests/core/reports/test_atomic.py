"""Whatever happens on the way, the file under its name is whole: the old one or the new one."""

import pytest

from graticule.errors import ResultError
from graticule.reports import (
    iter_write_class_tiff,
    iter_write_csv,
    iter_write_excel,
    iter_write_geojson,
    iter_write_label_tiff,
    iter_write_overview,
    iter_write_uncertainty_tiff,
)

WRITERS = {
    "particles.csv": iter_write_csv,
    "report.xlsx": iter_write_excel,
    "particles.geojson": iter_write_geojson,
    "particles.geojson.gz": iter_write_geojson,
    "classes.ome.tif": iter_write_class_tiff,
    "uncertainty.ome.tif": iter_write_uncertainty_tiff,
    "labels.ome.tif": iter_write_label_tiff,
    "overview.png": iter_write_overview,
}


@pytest.mark.parametrize("name", [name for name in WRITERS if name != "particles.csv"])
def test_an_error_leaves_the_old_file(name, broken, tmp_path, finish):
    path = tmp_path / name
    path.write_bytes(b"old")
    with pytest.raises((ResultError, OSError), match="No space left"):
        finish(WRITERS[name](broken, path))
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", WRITERS)
def test_closing_the_writer_leaves_the_old_file(name, analysis, tmp_path):
    path = tmp_path / name
    path.write_bytes(b"old")
    writer = WRITERS[name](analysis, path)
    next(writer)
    writer.close()
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", WRITERS)
def test_the_same_result_is_the_same_file(name, analysis, tmp_path, finish):
    first, second = tmp_path / "1" / name, tmp_path / "2" / name
    finish(WRITERS[name](analysis, first))
    finish(WRITERS[name](analysis, second))
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("name", WRITERS)
def test_progress_ends_at_its_total(name, analysis, empty, tmp_path, finish):
    for bundle in (analysis, empty):
        events = finish(WRITERS[name](bundle, tmp_path / name))
        assert events[-1].done == events[-1].total
        assert {event.name for event in events} == {name}


def test_a_folder_that_cannot_be_made_is_one_clear_line(analysis, tmp_path, finish):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ResultError, match="cannot be written"):
        finish(iter_write_csv(analysis, tmp_path / "file" / "particles.csv"))
