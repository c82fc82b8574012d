"""The keys of a protocol and of a recipe, from the types that read them.

What a key means is the `description` of its type where it has one, else the comment that stands
behind it in the code; what a whole table means is the docstring of its type.
"""

import ast
import inspect
import textwrap
import tokenize
from collections.abc import Iterator
from io import StringIO
from typing import Any

import msgspec
from msgspec import inspect as kinds

from graticule.instances import SEPARATIONS
from graticule.learn.recipe import Recipe
from graticule.protocol import Protocol
from graticule.segment import UNCERTAINTIES
from graticule.segment.rules import THRESHOLDS
from site_pages.markdown import code, table

_PROTOCOL = """# Keys of a protocol

A protocol is a text file in [TOML](https://toml.io). Each heading below is a table of the file,
such as `[cleaning]`; `[[classes]]`, in double brackets, may occur several times. Whatever is left
out has the value in the last column. A key that does not exist is refused with its name, and so is
a value out of its limits: nothing is guessed.

Lengths are texts with their unit, such as `"0.5 nm"`, `"4 um"` or `"3 px"`.

"""
_RECIPE = """# Keys of a recipe

A recipe is a text file in [TOML](https://toml.io) that says how a network is trained:
`graticule train RECIPE FOLDER --out PACK`. Those that come with the program lie in
`resources/graticule_resources/recipes`; copy one, change it, and give its path. Whatever is left
out has the value in the last column, and a key that does not exist is refused with its name.

"""
_OURS = {"text"}


def protocol_keys_page() -> str:
    """Every table and key of a protocol."""
    return _PROTOCOL + "\n".join([*sections(Protocol, "", "A protocol"), *_names()])


def _names() -> Iterator[str]:
    """What may stand for a name, from the registries that know it."""
    rows = [
        (code(name), rule.title, ", ".join(code(key) for key in sorted(rule.uses)))
        for name, rule in THRESHOLDS.items()
    ]
    yield '## Thresholds\n\n`method` under `[method]` with `kind = "threshold"`.\n'
    yield table(("Name", "What it is", "Keys that it uses"), rows)
    rows = [
        (code(name), way.title, ", ".join(code(key) for key in sorted(way.uses)))
        for name, way in SEPARATIONS.items()
    ]
    yield "## Separations\n\n`method` under `[separation]`: what becomes of touching particles.\n"
    yield table(("Name", "They", "Keys that it uses"), rows)
    measures = [(code(name), measure.title) for name, measure in UNCERTAINTIES.items()]
    yield '## Uncertainties\n\n`uncertainty` under `[method]` with `kind = "pack"`.\n'
    yield table(("Name", "What it is"), measures)


def recipe_keys_page() -> str:
    """Every table and key of a recipe."""
    return _RECIPE + "\n".join(sections(Recipe, "", "A recipe"))


def sections(struct: type, path: str, title: str) -> Iterator[str]:
    """A section for a struct, then one for each that stands in it."""
    whole = kinds.type_info(struct)
    assert isinstance(whole, kinds.StructType)
    heading = title if not path else f"{title} {{ #{_anchor(title)} }}"
    text = inspect.getdoc(struct) or ""
    rows, inner = [], []
    said = comments(struct)
    if isinstance(whole.tag, str):
        rows.append((code(str(whole.tag_field)), code(f'"{whole.tag}"'), "", "must be given"))
    for field in whole.fields:
        key = field.encode_name
        if (key in _OURS and not path) or isinstance(field.type, kinds.DataclassType):
            continue  # set by the program, no key of the file
        below = _structs(field.type, f"{path}.{key}".lstrip("."))
        inner += below
        meaning = _description(field.type) or said.get(field.name, "")
        if below:
            meaning = meaning or "see " + ", ".join(_link(name) for name, _ in below)
            rows.append((code(key), "table", meaning, "must be given" if field.required else ""))
        else:
            rows.append((code(key), _type(field.type), meaning, _default(field)))
    headings = ["Key", "Value", "Meaning", "Unless given"]
    for column in (3, 2):
        if not any(row[column] for row in rows):  # nothing to tell
            headings.pop(column)
            rows = [[*row[:column], *row[column + 1 :]] for row in rows]
    yield f"## {heading}\n\n{text}\n\n{table(headings, rows)}"
    for name, each in inner:
        yield from sections(each, name.strip("[]").partition(" ")[0], name)


def comments(struct: type) -> dict[str, str]:
    """The comment behind each field of a class or of its parents, in the words of the code."""
    found: dict[str, str] = {}
    for owner in reversed(struct.__mro__):
        if "__annotations__" not in vars(owner) or owner.__module__.startswith("msgspec"):
            continue
        source = textwrap.dedent(inspect.getsource(owner))
        remarks = {
            token.start[0]: token.string.lstrip("# ").removesuffix("  # fmt: skip")
            for token in tokenize.generate_tokens(StringIO(source).readline)
            if token.type == tokenize.COMMENT
        }
        (tree,) = ast.parse(source).body
        assert isinstance(tree, ast.ClassDef)
        for node in tree.body:
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                lines = range(node.lineno, (node.end_lineno or node.lineno) + 1)
                text = " ".join(remarks[line] for line in lines if line in remarks)
                if text and not text.startswith("noqa"):
                    found[node.target.id] = text[0].upper() + text[1:]
    return found


def _structs(kind: Any, path: str) -> list[tuple[str, type]]:
    """The structs that a field may hold, each with the heading of its table in TOML."""
    if isinstance(kind, kinds.Metadata):
        return _structs(kind.type, path)
    if isinstance(kind, kinds.StructType):
        tagged = f' kind = "{kind.tag}"' if isinstance(kind.tag, str) else ""
        return [(f"[{path}]{tagged}", kind.cls)]
    if isinstance(kind, kinds.UnionType):
        return [found for each in kind.types for found in _structs(each, path)]
    if isinstance(kind, (kinds.VarTupleType, kinds.ListType)):
        return [(f"[{name}]", each) for name, each in _structs(kind.item_type, path)]
    if isinstance(kind, kinds.DictType):
        return _structs(kind.value_type, f"{path}.NAME")
    return []


def _type(kind: Any) -> str:
    """What a value may be, in words."""
    match kind:
        case kinds.Metadata():
            return _type(kind.type)
        case kinds.BoolType():
            return "true or false"
        case kinds.StrType():
            return "text"
        case kinds.IntType():
            return "whole number" + _limits(kind)
        case kinds.FloatType():
            return "number" + _limits(kind)
        case kinds.LiteralType():
            return ", ".join(code(_toml(value)) for value in kind.values)
        case kinds.VarTupleType() | kinds.ListType():
            return f"list of: {_type(kind.item_type)}"
        case kinds.TupleType():
            return f"list of {len(kind.item_types)}: {_type(kind.item_types[0])}"
        case kinds.DictType():
            return f"table of names, each with: {_type(kind.value_type)}"
        case kinds.UnionType():
            named = [each for each in kind.types if not isinstance(each, kinds.NoneType)]
            return " or ".join(_type(each) for each in named)
        case kinds.StructType():
            return "table"
    return type(kind).__name__.removesuffix("Type").lower()


def _limits(kind: Any) -> str:
    marks = ((kind.ge, "from"), (kind.gt, "above"), (kind.le, "to"), (kind.lt, "below"))
    told = " ".join(f"{word} {value:,}" for value, word in marks if value is not None)
    return f", {told}" if told else ""


def _default(field: Any) -> str:
    if field.required:
        return "must be given"
    value = field.default
    if value is msgspec.NODEFAULT and field.default_factory is not msgspec.NODEFAULT:
        value = field.default_factory()
    if (
        value is None
        or value is msgspec.NODEFAULT
        or value is msgspec.UNSET
        or value in ((), [], {})
    ):
        return ""
    return code(_toml(value))


def _toml(value: Any) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    return msgspec.json.encode(value).decode()


def _description(kind: Any) -> str:
    """The description that a type carries with it."""
    if isinstance(kind, kinds.Metadata):
        return (kind.extra_json_schema or {}).get("description", "")
    return ""


def _anchor(name: str) -> str:
    return "".join(c if c.isalnum() else "-" for c in name).strip("-").lower()


def _link(name: str) -> str:
    return f"[`{name}`](#{_anchor(name)})"
