"""The command line: each command with its arguments and options, as `--help` has them."""

from collections.abc import Iterator
from typing import Any

import typer

from graticule.cli import app
from site_pages.markdown import block, code, table

_HEAD = """# Command line

Every command explains itself with `--help`. Exit status 0 means done, 1 that a scan or a setting
was refused (one line on standard error says why and what to do), 2 wrong use of the command, 130
stopped with Ctrl-C; the same command again goes on where it was stopped.

"""


def command_line_page() -> str:
    """Every command of the tree, in the order of the tree."""
    return _HEAD + "\n".join(_section(path, command) for path, command in commands())


def commands() -> Iterator[tuple[str, Any]]:
    """Each command that can be typed, such as "graticule protocols show", with what it takes."""
    return _below("graticule", typer.main.get_command(app))


def _below(path: str, command: Any) -> Iterator[tuple[str, Any]]:
    inner = getattr(command, "commands", {})
    if not inner or command.invoke_without_command:
        yield path, command
    for name, each in inner.items():
        yield from _below(f"{path} {name}", each)


def _section(path: str, command: Any) -> str:
    shown = [each for each in command.params if not each.hidden and each.name != "help"]
    arguments = [each for each in shown if each.param_type_name == "argument"]
    options = [each for each in shown if each.param_type_name == "option"]
    words = [path, *("[OPTIONS]" for _ in options[:1])]
    words += [f"{each.name.upper()}{'…' if each.nargs == -1 else ''}" for each in arguments]
    parts = [f"## {path}\n\n{command.help}\n\n{block(' '.join(words))}"]
    if arguments:
        rows = [(code(each.name.upper()), each.help or "") for each in arguments]
        parts.append(table(("Argument", "Meaning"), rows))
    if options:
        rows = [(_names(each), each.help or "", _default(each)) for each in options]
        parts.append(table(("Option", "Meaning", "Unless given"), rows))
    return "\n".join(parts)


def _names(option: Any) -> str:
    return ", ".join(code(name) for name in (*option.opts, *option.secondary_opts))


def _default(option: Any) -> str:
    if option.required:
        return "must be given"
    value = option.default
    if value is None or value is False or callable(value) or value in ((), [], ""):
        return ""
    return "on" if value is True else code(getattr(value, "value", str(value)))
