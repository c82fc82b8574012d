"""The pages "How to add …" are followed: the program is changed as they say, and it works."""

import os
import shutil
import subprocess
import sys

import pytest

PAGES = (
    "threshold", "separation", "uncertainty", "measurement", "sheet", "file-format", "loss",
    "command", "page", "translation",
)  # fmt: skip
PARTS = ("core", "app", "resources", "installer")


@pytest.fixture(scope="module")
def copy_of_program(root, tmp_path_factory):
    """The program's files as links, so that a page can put others in their place."""
    home = tmp_path_factory.mktemp("program")
    ignored = shutil.ignore_patterns("__pycache__", "docs", "screenshots", "*.pyc")
    for part in PARTS:
        shutil.copytree(root / part, home / part, ignore=ignored, copy_function=os.link
                        if same_disk(root, home) else shutil.copy)  # fmt: skip
    return home


def same_disk(one, other):
    return one.stat().st_dev == other.stat().st_dev


@pytest.mark.parametrize("name", PAGES)
def test_what_a_page_changes_fits_the_files_and_is_code(docs, root, name):
    from site_pages.recipes import changed_files, test_of

    page = (docs / "pages" / "extend" / f"{name}.md").read_text(encoding="utf-8")
    files = changed_files(page, root)
    assert 1 <= len([path for path in files if not path.endswith("__init__.py")] or files) <= 3
    for path, text in files.items():
        compile(text, path, "exec")
    assert "assert" in test_of(page)


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.slow) for name in PAGES])
def test_a_page_is_followed_and_its_test_passes(docs, root, copy_of_program, name, tmp_path):
    from site_pages.recipes import changed_files, test_of

    if name == "page":
        pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)
    page = (docs / "pages" / "extend" / f"{name}.md").read_text(encoding="utf-8")
    before = {}
    for place, text in changed_files(page, root).items():
        path = copy_of_program / place
        before[path] = path.read_bytes() if path.exists() else None
        path.parent.mkdir(exist_ok=True)
        path.unlink(missing_ok=True)  # it may be a link to the program's own
        path.write_text(text, encoding="utf-8")
    try:
        there = os.pathsep.join(str(copy_of_program / part) for part in PARTS)
        environment = {**os.environ, "PYTHONPATH": there, "QT_QPA_PLATFORM": "offscreen"}
        command = [sys.executable, "-W", "ignore::UserWarning", "-c", test_of(page)]
        tried = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert tried.returncode == 0, tried.stdout + tried.stderr
    finally:
        for path, content in before.items():
            path.unlink()
            if content is not None:
                path.write_bytes(content)


def test_every_page_is_followed(docs):
    found = {path.stem for path in (docs / "pages" / "extend").glob("*.md")}
    assert found == {*PAGES, "index"}


def test_a_change_that_does_not_fit_is_told():
    from site_pages.recipes import Change

    change = Change("a.py", " one\n+two\n", new=False)
    assert change.made("zero\none\nthree\n") == "zero\none\ntwo\nthree\n"
    assert Change("a.py", "-one\n+two\n", new=False).made("one\n") == "two\n"
    for wrong in ("none\n", "one\none\n"):
        with pytest.raises(ValueError, match=r"a\.py holds these lines \d times"):
            change.made(wrong)
