"""The project's own files tell no fact twice, and what others made keeps its licence beside it."""

import re
import tomllib
from importlib import import_module

import yaml

from graticule.models import list_packs, shipped_folder
from graticule.version import __version__


def test_the_version_stands_in_one_place_that_all_others_read(root, monkeypatch):
    monkeypatch.syspath_prepend(str(root / "installer"))
    whole = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    assert "version" not in whole["project"]
    assert whole["project"]["dynamic"] == ["version"]
    named = root / whole["tool"]["hatch"]["version"]["path"]
    assert named.read_text(encoding="utf-8").count(f'__version__ = "{__version__}"') == 1
    assert import_module("debian").version() == import_module("windows").version() == __version__


def test_the_changelog_begins_with_the_version_that_this_is(docs):
    headings = re.findall(r"^## (\S+)", (docs / "changelog.md").read_text("utf-8"), re.MULTILINE)
    assert headings[0].rstrip(",") == __version__


def test_every_folder_of_others_keeps_its_licence_beside_it(root):
    shipped = root / "resources" / "graticule_resources"
    told = (shipped / "README.md").read_text(encoding="utf-8")
    for pack in list_packs():
        if pack.path.parent != shipped_folder():
            continue
        assert pack.licence
        if pack.licence.startswith("GPL"):  # ours: its text is the project's own
            continue
        assert f"`packs/{pack.name}`" in told
        text = (pack.path / "LICENSE.txt").read_text(encoding="utf-8")
        assert "Permission is hereby granted" in text
    for named in re.findall(r"`(\S+/(?:LICENSE\.txt|README\.md))`", told):
        assert (shipped / named).is_file(), named
    folders = {each.name for each in shipped.iterdir() if each.is_dir()} - {"__pycache__"}
    ours = {"protocols", "recipes", "rules", "translations"}
    assert all(f"`{name}" in told for name in folders - ours)


def test_the_checks_of_a_commit_are_those_that_the_project_runs(root):
    settings = yaml.safe_load((root / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert {each["repo"] for each in settings["repos"]} == {"local"}  # nothing is downloaded
    check = (root / "installer" / "dev.py").read_text(encoding="utf-8")
    for hook in settings["repos"][0]["hooks"]:
        assert hook["language"] == "system"
        start, job, tool = hook["entry"].split()[1:]
        assert (root / start).is_file()
        assert job == "check"
        assert f'["{tool}", ' in check


def test_whoever_cites_the_program_finds_its_name_and_licence(root):
    told = yaml.safe_load((root / ".github" / "CITATION.cff").read_text(encoding="utf-8"))
    assert told["cff-version"] == "1.2.0"
    assert told["title"] == "Graticule"
    assert told["license"] == "GPL-3.0-or-later"
    assert told["authors"]
    assert "version" not in told  # it would be a second place that names it


def test_pictures_stay_small(root):
    pictures = [
        *(root / "resources" / "docs").rglob("*.jpg"),
        *(root / "resources").rglob("help/*.jpg"),
    ]
    assert all(each.stat().st_size <= 150_000 for each in pictures)
    assert sum(each.stat().st_size for each in pictures) <= 2_000_000
