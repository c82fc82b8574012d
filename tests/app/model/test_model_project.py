"""Project files: small, whole or not there, and they can be moved with their scans."""

import json
import shutil
from pathlib import Path

import pytest

from graticule_app.model.project import (
    Looks,
    Place,
    Project,
    ProjectError,
    ProjectScan,
    load_project,
    save_project,
)
from graticule_app.model.settings import Settings
from graticule_app.model.workspace import Workspace
from graticule_app.work import tasks


@pytest.fixture
def folder(tmp_path):
    home = tmp_path / "work"
    (home / "scans").mkdir(parents=True)
    (home / "scans" / "a.tif").write_bytes(b"scan")
    return home


def project_in(home):
    scan = ProjectScan(
        Place.of(home / "scans" / "a.tif", home), Place.of(home / "results" / "a", home),
        frame=2, pixel_size="0.5 µm", greys=(0.0, 4095.0),
        camera=(10.5, 20.0, 2.0, 1), protocol='name = "x"\n',
    )  # fmt: skip
    return Project((scan,), 0, {"classes": Looks(True, 0.4)})


def test_what_is_saved_comes_back(folder):
    save_project(project_in(folder), folder / "p.graticule")
    assert load_project(folder / "p.graticule") == project_in(folder)


def test_it_is_small_and_readable(folder):
    save_project(project_in(folder), folder / "p.graticule")
    text = (folder / "p.graticule").read_text(encoding="utf-8")
    assert len(text) < 1000
    assert json.loads(text)["scans"][0]["scan"]["relative"] == "scans/a.tif"


def test_a_project_that_was_moved_with_its_scans_finds_them(folder, tmp_path):
    save_project(project_in(folder), folder / "p.graticule")
    moved = tmp_path / "elsewhere"
    shutil.move(folder, moved)
    place = load_project(moved / "p.graticule").scans[0].scan
    assert place.found(moved) == moved / "scans" / "a.tif"


def test_a_project_that_was_moved_alone_finds_the_scans_where_they_were(folder, tmp_path):
    save_project(project_in(folder), folder / "p.graticule")
    place = load_project(folder / "p.graticule").scans[0].scan
    assert place.found(tmp_path) == folder / "scans" / "a.tif"


@pytest.mark.parametrize(
    "text", ["", "no json", "[]", '{"scans": 3}', '{"scans": [], "kind": "other"}', "\xff\xfe"]
)
def test_what_is_no_project_is_refused_in_one_line(tmp_path, text):
    path = tmp_path / "p.graticule"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(ProjectError, match=r"p\.graticule: is no project") as told:
        load_project(path)
    assert "\n" not in str(told.value)


def test_a_project_of_a_newer_version_says_so(tmp_path):
    path = tmp_path / "p.graticule"
    path.write_text('{"scans": [], "version": 99, "kind": "graticule project"}')
    with pytest.raises(ProjectError, match="newer version"):
        load_project(path)


def test_a_failed_save_leaves_the_old_file(folder, monkeypatch):
    path = folder / "p.graticule"
    save_project(Project(()), path)
    before = path.read_bytes()
    monkeypatch.setattr("msgspec.json.format", lambda *_a, **_k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        save_project(project_in(folder), path)
    assert path.read_bytes() == before
    assert [p.name for p in folder.iterdir() if p.is_file()] == ["p.graticule"]


def kept(session) -> Path:
    return session.kept()


def test_what_was_open_is_not_forgotten_before_something_else_is(qapp, tmp_path):
    """The program notes what is open every few seconds, also while nothing is."""
    before = Workspace(Settings.load())
    kept(before).parent.mkdir(parents=True, exist_ok=True)
    save_project(project_in(tmp_path), kept(before))
    noted = kept(before).read_bytes()
    before.keep()
    tasks.stop_all()
    assert kept(before).read_bytes() == noted


@pytest.mark.parametrize("data", [b"{torn", b'{"scans": [], "version": 99}'])
def test_a_session_that_cannot_be_read_is_put_aside(qapp, tmp_path, document, data):
    session = Workspace(Settings.load())
    kept(session).parent.mkdir(parents=True, exist_ok=True)
    kept(session).write_bytes(data)
    session.add(document)
    session.keep()
    tasks.stop_all()
    assert load_project(kept(session)).scans
    assert kept(session).with_name("last-unreadable-1.graticule").read_bytes() == data


def test_a_result_that_comes_after_its_scan_was_closed_is_closed_too(qapp, tmp_path, document):
    class Late:
        closed = False
        table = None

        def close(self):
            self.closed = True

    workspace, late = Workspace(Settings.load()), Late()
    workspace.add(document)
    workspace.close(document)
    assert not workspace.give(document, late)
    assert late.closed
    assert document.result is None
