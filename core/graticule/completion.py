"""Work that is told step by step, done in one call.

What takes long is written as a generator, `iter_write_csv`: iterate it for its progress, close it
to cancel. `completing` makes of it the plain function, `write_csv`, which does all when called.
"""

import inspect
import typing
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from typing import Any, ParamSpec, TypeVar, overload

_P = ParamSpec("_P")
_R = TypeVar("_R")
_S = TypeVar("_S")

_PREFIX = "iter_"


@overload
def complete(
    steps: Generator[_S, None, _R], progress: Callable[[_S], object] | None = None
) -> _R: ...
@overload
def complete(steps: Iterator[_S], progress: Callable[[_S], object] | None = None) -> None: ...
def complete(steps: Iterator[Any], progress: Callable[[Any], object] | None = None) -> Any:
    """Do all steps, call `progress` with each, and give what the generator returns.

    What `progress` raises ends the work, as closing the generator does.
    """
    with closing(typing.cast("Generator[Any, None, Any]", steps)) as work:
        while True:
            try:
                step = next(work)
            except StopIteration as end:
                return end.value
            if progress is not None:
                progress(step)


@overload
def completing(steps: Callable[_P, Generator[Any, None, _R]]) -> Callable[_P, _R]: ...
@overload
def completing(steps: Callable[_P, Iterator[Any]]) -> Callable[_P, None]: ...
def completing(steps: Callable[..., Any]) -> Callable[..., Any]:
    """The plain function of a generator function `iter_…`: same arguments, same docstring.

    It returns what the generator returns, and its signature says so. `ValueError` for a function
    that is not annotated as an iterator or a generator, or is called otherwise.
    """
    signature = inspect.signature(steps)
    annotation = signature.return_annotation
    if typing.get_origin(annotation) not in (Generator, Iterator):
        raise ValueError(f"{steps.__qualname__} gives no steps")
    if not steps.__name__.startswith(_PREFIX):
        raise ValueError(f"{steps.__qualname__} is not called {_PREFIX}…")

    def function(*args: Any, **kwargs: Any) -> Any:
        return complete(steps(*args, **kwargs))

    returned = _returned(annotation)
    function.__name__ = function.__qualname__ = steps.__name__.removeprefix(_PREFIX)
    function.__module__ = steps.__module__
    function.__doc__ = steps.__doc__
    function.__annotations__ = {**steps.__annotations__, "return": returned}
    # `help` and notebooks ask for it
    setattr(function, "__signature__", signature.replace(return_annotation=returned))  # noqa: B010
    return function


def _returned(annotation: Any) -> Any:
    """R of Generator[…, …, R]; None of an Iterator."""
    found = typing.get_args(annotation)[2] if typing.get_origin(annotation) is Generator else None
    return None if found is type(None) else found
