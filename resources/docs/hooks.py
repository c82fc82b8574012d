"""What MkDocs adds to the written pages: generated ones, scripts, and the window's own help.

None of them lies in `pages/`, so none can differ from the engine, from what runs, or from what F1
shows.
"""

import shutil
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from site_pages import GENERATED
from site_pages.scripts import script_page

RESOURCES = Path(__file__).resolve().parents[1]
SHIPPED = RESOURCES / "graticule_resources"
HELP = SHIPPED / "help"
GUIDES = RESOURCES / "docs" / "guides"
EXAMPLES = RESOURCES.parent / "tests" / "examples"
# Files of the repository that are pages or pictures of the site as they are.
ELSEWHERE = {
    "changelog.md": RESOURCES / "docs" / "changelog.md",
    "icon.svg": SHIPPED / "icons" / "graticule.svg",
}


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """List whatever examples there are."""
    assert config.nav is not None
    for entry in config.nav:
        if isinstance(entry, dict) and "Examples" in entry:
            entry["Examples"] = [
                f"examples/{path.stem}.md" for path in sorted(EXAMPLES.glob("*.py"))
            ]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """All that is not written by hand under `pages/`."""
    for name, source in ELSEWHERE.items():
        files.append(File.generated(config, name, abs_src_path=str(source)))
    for source in sorted(HELP.iterdir()):
        files.append(File.generated(config, f"help/{source.name}", abs_src_path=str(source)))
    for source in sorted(SHIPPED.glob("packs/*/picture.jpg")):
        name = f"packs/{source.parent.name}.jpg"
        files.append(File.generated(config, name, abs_src_path=str(source)))
    for guide in sorted(GUIDES.glob("*.py")):
        picture = guide.with_suffix(".jpg")
        files.append(File.generated(config, f"guides/{picture.name}", abs_src_path=str(picture)))
        page = script_page(guide, picture=picture.name)
        files.append(File.generated(config, f"guides/{guide.stem}.md", content=page))
    for example in sorted(EXAMPLES.glob("*.py")):
        title = example.stem.lstrip("0123456789_").replace("_", " ").capitalize()
        page = script_page(example, title=title)
        files.append(File.generated(config, f"examples/{example.stem}.md", content=page))
    for name, make in GENERATED.items():
        files.append(File.generated(config, name, content=make()))
    return files


def on_pre_build(config: MkDocsConfig) -> None:
    """No page of an earlier build stays."""
    shutil.rmtree(config.site_dir, ignore_errors=True)
