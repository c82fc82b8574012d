"""The pages of the window. A new one is a file that has what `Page` asks for, and a line here."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from graticule_app.look.translation import tr_noop
from graticule_app.model.workspace import Workspace
from graticule_app.pages.page import Page
from graticule_app.pages.start.start_page import StartPage


@dataclass(frozen=True, slots=True, kw_only=True)
class PageEntry:
    """How a page is made when it is first shown, and the command that leads to it and back."""

    key: str
    make: Callable[[Workspace], Page]
    id: str = ""  # of the command; without one, other commands lead there
    text: str = ""
    keys: tuple[str, ...] = ()
    icon: str = ""
    tip: str = ""
    with_scan: bool = False  # the command is of use only where there is a scan to come back to


def late(module: str, name: str) -> Callable[[Workspace], Page]:
    """A page whose file is imported when it is first shown: most bring numpy and pyqtgraph."""
    return lambda workspace: getattr(import_module(f"graticule_app.pages.{module}"), name)(
        workspace
    )


PAGES = (
    PageEntry(key="start", make=StartPage, id="start-page", text=tr_noop("S&tart page"),
    keys=("Ctrl+H",),
              icon="home", tip=tr_noop("Recent scans and samples"), with_scan=True),
    PageEntry(key="scan", make=late("scan.scan_page", "ScanPage")),
    PageEntry(key="training", make=late("training.training_page", "TrainingPage"), id="train",
              text=tr_noop("&Teach it what to find…"), keys=("Ctrl+Shift+T",), icon="train",
              tip=tr_noop(
                  "Learn from annotated scans, and make a pack that finds the same in others")),
)  # fmt: skip
