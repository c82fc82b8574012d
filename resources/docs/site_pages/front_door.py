"""The API: what `import graticule` offers, each from its docstring."""

import inspect

import graticule

_HEAD = """# Python

```
import graticule as gr
```

is the front door: what stands here stays as it is from version to version, or the
[changelog](../changelog.md) says what has changed. Everything behind it, module by module, is
described in the code.

"""


def api_page() -> str:
    """A section for each name that the package exports."""
    return _HEAD + "\n\n".join(f"::: {where(name)}" for name in graticule.__all__) + "\n"


def where(name: str) -> str:
    """The full name of an export where it is made, as the tool reads code without running it."""
    value = getattr(graticule, name)
    if inspect.isfunction(value) or inspect.isclass(value):
        return f"{value.__module__}.{value.__qualname__}"
    return f"graticule.{name}"
