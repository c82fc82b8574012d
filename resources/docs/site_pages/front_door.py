"""The API: what `import graticule` offers, each from its docstring."""

import inspect

import graticule
from graticule.scans import Scan

_HEAD = """# Python

```
import graticule as gr
```

is the front door: what stands here stays as it is from version to version, or the
[changelog](../changelog.md) says what has changed. Everything behind it, module by module, is
described in the code. Paths may be texts; whatever a user did wrong is a
[`GraticuleError`](#graticule.errors.GraticuleError) of one line.

"""


def api_page() -> str:
    """A section for each name that the package exports: what is called, then what comes of it."""
    names = [name for name in graticule.__all__ if not name.startswith("__")]
    calls = [name for name in names if inspect.isfunction(getattr(graticule, name))]
    others = [name for name in names if name not in calls]
    sections = [_section(where(name), f"gr.{name}") for name in (*calls, *others)]
    return _HEAD + "\n\n".join([*sections, _section(f"{Scan.__module__}.Scan", "Scan")]) + "\n"


def _section(place: str, heading: str) -> str:
    return f'::: {place}\n    options:\n      heading: "{heading}"\n      toc_label: "{heading}"\n'


def where(name: str) -> str:
    """The full name of an export where it is made, as the tool reads code without running it."""
    value = getattr(graticule, name)
    if inspect.isfunction(value) or inspect.isclass(value):
        return f"{value.__module__}.{value.__qualname__}"
    return f"graticule.{name}"
