"""Pages of the site that are made from the engine, so that no fact is typed a second time."""

from collections.abc import Callable

from site_pages.columns import columns_page
from site_pages.command_line import command_line_page
from site_pages.front_door import api_page
from site_pages.keys import protocol_keys_page, recipe_keys_page
from site_pages.shipped import packs_page, protocols_page

# Its place on the site, and what writes it.
GENERATED: dict[str, Callable[[], str]] = {
    "reference/columns.md": columns_page,
    "reference/protocols.md": protocols_page,
    "reference/packs.md": packs_page,
    "reference/command-line.md": command_line_page,
    "reference/protocol-keys.md": protocol_keys_page,
    "reference/recipe-keys.md": recipe_keys_page,
    "reference/api.md": api_page,
}
