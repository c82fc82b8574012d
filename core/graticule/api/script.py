"""The calls that repeat a result: the analysis, and every correction as it was made.

What was taken back is made and taken back again: numbers of new particles depend on all before.
"""

from typing import Any

import msgspec

from graticule.errors import GraticuleError
from graticule.protocol import load_protocol, parse_protocol
from graticule.review import Reviewed

_OWN = ("precision", "overlap", "keep_background", "tta")  # what a run may say over its protocol


def script_of(result: Reviewed, out: str = "repeated") -> str:
    """A Python script that makes the same table in the folder `out`.

    It begins a result of its own there: corrections that a folder has already would be made twice.
    """
    record = result.record
    assert record is not None  # of a complete result
    scan, protocol = record.scan, record.method.protocol
    head = [f"result = gr.analyse(\n    {str(scan.path)!r},"]
    text = record.method.protocol_text
    imports = ["import graticule as gr"]
    before = []
    if _is_shipped(protocol, text):
        head.append(f"    protocol={protocol!r},")
    else:
        before.append(f"protocol = {_lines(text)}")
        head.append("    protocol=protocol,")
    head.append(f"    out={out!r},")
    if scan.pixel_size.source == "user":
        size = scan.pixel_size
        head.append(f"    pixel_size=gr.PixelSize({size.x!r}, {size.y!r}, {size.unit!r}, 'user'),")
    if record.region is not None:
        box = record.region
        head.append(f"    region=({box.left}, {box.top}, {box.width}, {box.height}),")
    if scan.frame:
        head.append(f"    frame={scan.frame},")
    options = _options(result, imports)
    if options:
        head.append(f"    options=gr.Options({options}),")
    edits = [f"result.{act}()" if isinstance(act, str) else _applied(act) for act in result.acts]
    if kinds := {type(act).__name__ for act in result.acts if not isinstance(act, str)}:
        imports.append(f"from graticule.review import {', '.join(sorted(kinds))}")
    title = f'"""{scan.name}, analysed and corrected as in the window."""'.replace("\\", "/")
    parts = [title, "\n".join(imports), *before, "\n".join([*head, ")", *edits]), "print(result)"]
    return "\n\n".join(parts) + "\n"


def _is_shipped(name: str, text: str) -> bool:
    """Whether the name alone means this very protocol, on any computer."""
    try:
        return load_protocol(name).text == text
    except GraticuleError:
        return False


def _options(result: Reviewed, imports: list[str]) -> str:
    """What was said for this run alone, as arguments."""
    record = result.record
    assert record is not None
    said: dict[str, Any] = {}
    method = record.provenance.settings.get("method")
    ran = method if isinstance(method, dict) else {}
    own = _method_of(record.method.protocol_text)
    for name in _OWN:
        if name in ran and ran[name] != own.get(name, ran[name]):
            said[name] = ran[name]
    told = [f"{name}={value!r}" for name, value in said.items()]
    grey = record.scan.grey_range
    if grey is not None and grey.source == "you":
        imports.append("from graticule.scans import GreyRange")
        told.append(f"grey_range=GreyRange({grey.black!r}, {grey.white!r}, 'you')")
    return ", ".join(told)


def _method_of(text: str) -> dict[str, Any]:
    return dict(msgspec.to_builtins(parse_protocol(text).method))


def _applied(edit: msgspec.Struct) -> str:
    return f"result.apply({edit!r})"


def _lines(text: str) -> str:
    """A text of several lines as one literal that can be read and changed."""
    if "'''" in text or "\\" in text:
        return repr(text)
    return f"'''{text}'''"
