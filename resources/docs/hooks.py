"""What MkDocs adds to the written pages: the generated ones, and the window's own help.

Neither lies in `pages/`, so neither can differ from the engine or from what F1 shows.
"""

import shutil
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from site_pages import GENERATED

RESOURCES = Path(__file__).resolve().parents[1]
SHIPPED = RESOURCES / "graticule_resources"
HELP = SHIPPED / "help"
# Files of the repository that are pages or pictures of the site as they are.
ELSEWHERE = {
    "changelog.md": RESOURCES / "docs" / "changelog.md",
    "icon.svg": SHIPPED / "icons" / "graticule.svg",
}


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """All that is not written by hand under `pages/`."""
    for name, source in ELSEWHERE.items():
        files.append(File.generated(config, name, abs_src_path=str(source)))
    for source in sorted(HELP.iterdir()):
        files.append(File.generated(config, f"help/{source.name}", abs_src_path=str(source)))
    for source in sorted(SHIPPED.glob("packs/*/picture.jpg")):
        name = f"packs/{source.parent.name}.jpg"
        files.append(File.generated(config, name, abs_src_path=str(source)))
    for name, make in GENERATED.items():
        files.append(File.generated(config, name, content=make()))
    return files


def on_pre_build(config: MkDocsConfig) -> None:
    """No page of an earlier build stays."""
    shutil.rmtree(config.site_dir, ignore_errors=True)
