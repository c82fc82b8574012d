"""Every page is there, says something, and leads nowhere that is not."""

import re

import pytest

from graticule.protocol import list_protocols
from graticule_app.shell.help_viewer import PAGES, HelpViewer, page_of, pages_folder

LINK = re.compile(r"!?\[[^\]]*\]\(([^)]+)\)")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_whole(name):
    text = (pages_folder() / f"{name}.md").read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert 60 < len(text.split()) < 700
    for target in LINK.findall(text):
        if not target.startswith("http"):
            assert (pages_folder() / target).is_file(), target


def test_nothing_lies_there_that_no_page_shows():
    shown = {t for p in pages_folder().glob("*.md") for t in LINK.findall(p.read_text("utf-8"))}
    pictures = {p.name for p in pages_folder().iterdir() if p.suffix != ".md"}
    assert pictures <= shown
    assert {p.stem for p in pages_folder().glob("*.md")} == set(PAGES)


@pytest.mark.parametrize("protocol", [p.name for p in list_protocols()])
def test_every_shipped_protocol_has_an_illustrated_guide(protocol):
    page = page_of(protocol)
    assert page == f"guide-{protocol}"
    assert "![" in (pages_folder() / f"{page}.md").read_text(encoding="utf-8")


def test_a_users_own_protocol_leads_to_the_page_about_protocols():
    assert page_of("my-own-thing") == "protocol"


@pytest.fixture
def viewer(qtbot):
    from PySide6.QtWidgets import QWidget

    parent = QWidget()
    qtbot.addWidget(parent)
    yield HelpViewer(parent)  # noqa: PT022 - `parent` must outlive the test


def test_the_viewer_shows_the_page_and_follows_links(viewer):
    from PySide6.QtCore import QUrl

    viewer.open_page("first")
    assert viewer.page == "first"
    assert "#" not in viewer._text.toPlainText()[:3]
    viewer._follow(QUrl("review.md"))
    assert viewer.page == "review"
    assert not viewer.isModal()


def test_pictures_are_found(viewer):
    viewer.open_page("first")
    from PySide6.QtCore import QUrl
    from PySide6.QtGui import QTextDocument

    text = (pages_folder() / "first.md").read_text(encoding="utf-8")
    picture = next(t for t in LINK.findall(text) if not t.endswith(".md"))
    document = viewer._text.document()
    found = document.resource(
        QTextDocument.ResourceType.ImageResource, document.baseUrl().resolved(QUrl(picture))
    )
    assert found is not None
    assert not found.isNull() if hasattr(found, "isNull") else bool(found)
