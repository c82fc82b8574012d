"""The protocols and packs that come with the program."""

from importlib import resources
from pathlib import Path

from graticule.models import Pack, load_pack, shipped_folder
from graticule.models.packs import CARD, MANIFEST
from graticule.protocol import Protocol, load_protocol
from site_pages.markdown import block, deeper, table

_PROTOCOLS = """# Protocols that come with the program

A protocol says at which pixel size to look, how particles are found, what is cleaned away, and what
the report shows. `graticule protocols show NAME` prints one; copy it, change it, and give its path:
`--protocol mine.toml`. What each entry means: [Keys of a protocol](protocol-keys.md).

"""
_PACKS = """# Packs that come with the program

A pack is a trained network with its classes, the pixel size at which it looks, and what it was
measured to do. Each was tested on images that it had not learned from. A figure holds for scans
like those that it was tested on; how well it does on yours, only a
[test on your own outlines](../help/training.md) tells.

"""


def protocols_page() -> str:
    """Each shipped protocol: what for, and its text."""
    shipped = _protocols()
    rows = [(f"[`{each.name}`](#{each.name})", each.title, _way(each)) for each in shipped]
    parts = [_PROTOCOLS, table(("Name", "For", "Finds by"), rows)]
    for each in shipped:
        parts += [f"\n## {each.name} {{ #{each.name} }}\n\n{each.title}.\n", each.description]
        parts.append(f"\n[The guide](../help/guide-{each.name}.md)\n\n" + block(each.text, "toml"))
    return "\n".join(parts)


def packs_page() -> str:
    """The card of each shipped pack."""
    packs = _packs()
    rows = [
        (f"[`{each.name}`](#{each.name})", each.title, _classes(each), each.licence)
        for each in packs
    ]
    parts = [_PACKS, table(("Name", "For", "Classes", "Licence"), rows)]
    for each in packs:
        card = (each.path / CARD).read_text(encoding="utf-8")
        _, _, body = card.partition("\n")  # its title is made anew, with a link's target
        body = body.replace("(picture.jpg)", f"(../packs/{each.name}.jpg)")
        parts.append(f"\n## {each.name}: {each.title} {{ #{each.name} }}\n{deeper(body, 1)}\n")
    return "\n".join(parts)


def _protocols() -> list[Protocol]:
    """Those of the repository, not of whoever builds the site."""
    folder = Path(str(resources.files("graticule_resources"))) / "protocols"
    return [load_protocol(str(path)) for path in sorted(folder.glob("*.toml"))]


def _packs() -> list[Pack]:
    return [load_pack(path.parent) for path in sorted(shipped_folder().glob(f"*/{MANIFEST}"))]


def _way(protocol: Protocol) -> str:
    method = protocol.method
    if method.pack_name:
        return f"the network [`{method.pack_name}`](packs.md#{method.pack_name})"
    return f"the threshold `{method.title}`"


def _classes(pack: Pack) -> str:
    return ", ".join(each.name for each in pack.classes[1:])
