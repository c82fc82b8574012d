"""The site is built without a warning, and says all that the engine knows."""

import html
import inspect
import os
import re
import subprocess
import sys
from typing import Annotated

import msgspec
import pytest
import typer
from msgspec import Meta
from msgspec import inspect as kinds

import graticule as gr
from graticule.cli import app
from graticule.instances import SEPARATIONS
from graticule.particles.columns import COLUMNS
from graticule.protocol import Protocol
from graticule.segment import UNCERTAINTIES
from graticule.segment.rules import THRESHOLDS


@pytest.fixture(scope="session")
def site(docs, tmp_path_factory):
    """The whole site, strictly: a broken link, a missing anchor or any warning fails."""
    pytest.importorskip("mkdocs", reason="the extra `docs` is not installed")
    out = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-q"]
    command += ["-f", str(docs / "mkdocs.yml"), "-d", str(out)]
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    built = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    return out


def text_of(page):
    return html.unescape(re.sub(r"<[^>]+>", "", page.read_text(encoding="utf-8")))


def test_every_picture_and_every_link_of_the_built_site_exists(site):
    pages = list(site.rglob("*.html"))
    assert len(pages) > 30
    missing = set()
    for page in pages:
        if page.name == "404.html":
            continue  # its links begin at the root of a server
        for target in re.findall(r'(?:href|src)="([^"#?]+)', page.read_text(encoding="utf-8")):
            if "://" not in target and not target.startswith(("data:", "mailto:", "javascript:")):
                where = page.parent / html.unescape(target)
                if not where.exists() and where.resolve() != site:
                    missing.add(f"{page.relative_to(site)}: {target}")
    assert not missing


def test_nothing_of_the_site_is_fetched_from_elsewhere(site):
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        fetched = re.findall(r'<(?:script|img|iframe)[^>]+src="(https?:[^"]+)', text)
        fetched += re.findall(
            r'<link[^>]+rel="(?:stylesheet|icon|preconnect)"[^>]+"(https?:[^"]+)', text
        )
        assert not fetched, page.name


def test_every_column_stands_with_its_definition(site):
    told = " ".join(text_of(site / "reference" / "columns.html").split())
    for column in COLUMNS:
        assert column.key in told
        assert " ".join(column.doc.split()).replace("`", "") in told


def test_every_shipped_protocol_pack_and_help_page_has_its_place(site, docs):
    shipped = docs.parent / "graticule_resources"
    for kind, page in (("protocols/*.toml", "protocols"), ("packs/*/pack.toml", "packs")):
        text = (site / "reference" / f"{page}.html").read_text(encoding="utf-8")
        for path in shipped.glob(kind):
            name = path.stem if page == "protocols" else path.parent.name
            assert f'id="{name}"' in text
    for page in (shipped / "help").glob("*.md"):
        assert (site / "help" / f"{page.stem}.html").is_file()


def test_every_option_of_every_command_stands_on_the_page(site):
    told = text_of(site / "reference" / "command-line.html")
    seen = 0

    def look(command, path):
        nonlocal seen
        for name, inner in getattr(command, "commands", {}).items():
            look(inner, f"{path} {name}")
        if getattr(command, "commands", {}):
            return
        assert path in told
        for each in command.params:
            if each.param_type_name == "option" and each.name != "help":
                seen += 1
                assert each.opts[0] in told, f"{path} {each.opts[0]}"

    look(typer.main.get_command(app), "graticule")
    assert seen > 60


def test_every_key_of_a_protocol_stands_on_the_page_with_what_it_is_unless_given(site):
    text = (site / "reference" / "protocol-keys.html").read_text(encoding="utf-8")
    keys = set(re.findall(r"<td><code>([a-z_]+)</code></td>", text))
    struct = kinds.type_info(Protocol)
    assert isinstance(struct, kinds.StructType)
    assert {each.encode_name for each in struct.fields} - {"text"} <= keys
    assert {"min_diameter", "convexity", "limits", "when", "precision", "ranges"} <= keys
    told = " ".join(re.sub(r"<[^>]+>", " ", text).split())
    assert "connectivity 4 , 8 8" in told


class Things(msgspec.Struct, frozen=True):
    """Things, for the test below."""

    one: Annotated[int, Meta(ge=1)] = 2  # in px
    two: Annotated[
        float, Meta(gt=0)
    ] = 1  # a share  # fmt: skip
    three: Annotated[str, Meta(description="How it is written")] = ""  # not this


def test_every_name_of_a_registry_stands_on_the_page(site):
    text = (site / "reference" / "protocol-keys.html").read_text(encoding="utf-8")
    for name in (*THRESHOLDS, *SEPARATIONS, *UNCERTAINTIES):
        assert f"<td><code>{name}</code></td>" in text


def test_every_name_of_the_front_door_stands_with_its_docstring(site):
    told = text_of(site / "reference" / "api.html")
    text = (site / "reference" / "api.html").read_text(encoding="utf-8")
    for name in gr.__all__:
        value = getattr(gr, name)
        if callable(value):
            assert f'id="{value.__module__}.{name}"' in text, name
            first = inspect.getdoc(value).splitlines()[0].replace("`", "")
            assert " ".join(first.split()) in " ".join(told.split()), name


def test_what_a_key_means_is_read_from_its_description_or_from_the_comment_behind_it():
    from site_pages.keys import comments, sections

    assert comments(Things) == {"one": "In px", "two": "A share", "three": "Not this"}
    (page,) = sections(Things, "", "Things")
    assert "| `one` | whole number, from 1 | In px | `2` |" in page
    assert "| `two` | number, above 0 | A share | `1` |" in page
    assert '| `three` | text | How it is written | `""` |' in page
