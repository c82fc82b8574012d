"""One command, as data; a page has some, and the window makes menus of all."""

from collections.abc import Callable
from dataclasses import dataclass

from graticule_app.look.translation import tr


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One thing that the program does when asked.

    `text` may mark its mnemonic with &; a `…` at its end says that more is asked first.
    `enabled` and `checked` are asked whenever something changed; without `checked` it is no switch.
    `keys` are the same on each platform, where Ctrl is macOS' Command: Qt's standard keys are
    not, and some platforms lack some of them (Windows has none for Quit).
    """

    id: str
    text: str
    run: Callable[[], object]
    keys: tuple[str, ...] = ()
    icon: str = ""
    tip: str = ""
    enabled: Callable[[], bool] | None = None
    checked: Callable[[], bool] | None = None
    label: Callable[[], str] | None = None  # its text as it is now, such as "Undo: merged 2"
    within: tuple[str, ...] = ()  # its keys work only in these parts; elsewhere they mean other
    offered: Callable[[], bool] | None = None  # whether menus show it at all

    @property
    def plain(self) -> str:
        """The text as it is read aloud: no mnemonic, no dots."""
        return plain(self.text)

    @property
    def now(self) -> str:
        """The plain text as it is now."""
        return plain(self.label()) if self.label is not None else self.plain


def plain(text: str) -> str:
    """A text of a menu without its mnemonic and dots."""
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&").rstrip("…")


@dataclass(frozen=True, slots=True)
class Menu:
    """A menu of the menu bar; None among the ids is a separator, a `Menu` opens beside it."""

    title: str
    ids: "tuple[str | Menu | None, ...]"

    @property
    def plain(self) -> str:
        """The title without its mnemonic."""
        return tr(self.title).replace("&", "")

    @property
    def names(self) -> list[str]:
        """The ids of its commands, those of menus within it too."""
        parts = [each.names if isinstance(each, Menu) else [each] for each in self.ids if each]
        return [name for part in parts for name in part]
