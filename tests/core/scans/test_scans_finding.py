"""Folders are looked through for scans."""

from graticule.scans.finding import scan_files


def touch(folder, *names):
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x")


def found(folder):
    return [path.relative_to(folder).as_posix() for path in scan_files([folder])]


def test_hidden_files_stores_and_parts_of_slides_are_left_out(tmp_path):
    touch(tmp_path, "b.tif", "a.tif", ".hidden.tif", "deep/c.tif", ".git/d.tif", "r.zarr/e.tif")
    touch(tmp_path, "slide.mrxs", "slide/Data0000.dat")
    assert found(tmp_path) == ["a.tif", "b.tif", "slide.mrxs", "deep/c.tif"]


def test_pictures_of_results_are_no_scans(tmp_path):
    touch(
        tmp_path, "a.tif", "out/a/overview.png", "out/a/result.zarr/zarr.json", "out/a/deep/x.tif"
    )
    touch(tmp_path, "out/b.tif")
    assert found(tmp_path) == ["a.tif", "out/b.tif"]


def test_a_file_that_is_named_is_taken_as_it_is(tmp_path):
    assert list(scan_files([tmp_path / "gone.txt"])) == [tmp_path / "gone.txt"]
