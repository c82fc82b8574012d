"""How the loops over pixels are compiled, for which processor, and where that is kept.

Compiling takes seconds, so what was compiled is kept: a file for each function and signature,
found by what it was made of. A package brings such files along for any processor of the level
x86-64-v3; what is missing is compiled when it is first called, and kept in the user's cache.
All processors of that level run the very same instructions, and so give the same bits.
"""

import contextlib
import hashlib
import os
import pickle
import platform
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import llvmlite
import llvmlite.binding
import numba
import numpy as np
import platformdirs
from numba.core import config as _config
from numba.core import types
from numba.core.caching import _Cache
from numba.core.compiler import CompileResult
from numba.core.dispatcher import Dispatcher
from numba.core.serialize import dumps

config: Any = _config  # its names are made when it is imported

SHIPPED = Path(__file__).with_name("kernels")
"""Where a package keeps what it brings along; written by nobody else."""

LEVEL = "x86-64-v3"
_OF_LEVEL = frozenset((
    "cx16", "popcnt", "sahf", "sse3", "ssse3", "sse4.1", "sse4.2",  # x86-64-v2
    "avx", "avx2", "bmi", "bmi2", "f16c", "fma", "lzcnt", "movbe", "xsave",
))  # fmt: skip
_MOST_KEPT = 32  # files of one function, of all versions of the program together
_DIGEST = 32  # bytes of the SHA-256 with which a file begins

_missed: list[str] = []  # functions that had to be compiled in this process

KERNELS: list[Dispatcher] = []
"""All that is compiled for being called from Python, in the order of definition."""


def _fix_processor() -> None:
    """Compile for the level, not for this very processor, unless the environment says another."""
    if config.CPU_NAME is not None or platform.machine() not in ("x86_64", "AMD64"):
        return
    with contextlib.suppress(RuntimeError):  # LLVM does not know this processor
        has = {name for name, there in llvmlite.binding.get_host_cpu_features().items() if there}
        if has >= _OF_LEVEL:
            config.CPU_NAME, config.CPU_FEATURES = LEVEL, ""


_fix_processor()  # before the first compilation, which settles it


def kernel(function: Callable | None = None, *, fastmath: bool = False) -> Any:
    """Compile a function that Python calls, and keep what was compiled.

    It runs without the interpreter's lock. numpy's error model leaves out the checks for division
    by zero, and with them a third of the time to compile.
    """
    if function is None:
        return lambda function: kernel(function, fastmath=fastmath)
    dispatcher = _for_any_number(
        numba.njit(nogil=True, error_model="numpy", fastmath=fastmath)(function)
    )
    dispatcher._cache = _Kept(dispatcher)
    KERNELS.append(dispatcher)
    return dispatcher


def helper(function: Callable) -> Any:
    """Compile a function that only kernels call; it becomes a part of them."""
    return _for_any_number(numba.njit(error_model="numpy")(function))


def _for_any_number(dispatcher: Any) -> Any:
    """Called with a 0 or a 1 by another kernel it is what it is for all other numbers.

    numba would compile it once more for each number that is written out at a call.
    """
    template_of = dispatcher.get_call_template

    def get_call_template(args: tuple, kws: dict) -> Any:
        named = {name: types.unliteral(kind) for name, kind in kws.items()}
        return template_of(tuple(types.unliteral(kind) for kind in args), named)

    dispatcher.get_call_template = get_call_template
    return dispatcher


def plain(array: Any, dtype: Any = None) -> np.ndarray:
    """The array as kernels know it: contiguous and writable, copied only if it is not.

    A read-only array is another type to numba, and would compile a kernel once more.
    """
    return np.require(array, dtype, ["C", "W"])


def is_kept(dispatcher: Any) -> bool:
    """Whether a kernel as it is now was compiled before on this computer, or came along."""
    return dispatcher._cache.any()


def missed() -> int:
    """How many functions had to be compiled since this process began."""
    return len(_missed)


def home() -> Path:
    """Where this user's compiled functions are kept: below NUMBA_CACHE_DIR, or the cache folder."""
    user = Path(platformdirs.user_cache_dir("graticule", appauthor=False)) / "compiled"
    return Path(config.CACHE_DIR or user) / "graticule"


class _Kept(_Cache):
    """The files of one function; each is named by all that went into it, and never changes.

    numba's own cache keeps an index a function, which two processes may write at once, asks for
    the time or the place of the source, and does not see that a function called by it has changed.
    """

    def __init__(self, dispatcher: Dispatcher) -> None:
        function = dispatcher.py_func
        self._dispatcher = dispatcher
        self._name = f"{function.__module__}.{function.__qualname__}"
        self._made_of = ""

    @property
    def cache_path(self) -> str:
        return str(home())

    def load_overload(self, sig: Any, target_context: Any) -> CompileResult | None:
        """What was compiled for a signature; None if nothing was, or it is damaged."""
        target_context.refresh()
        name = self.file_name(sig, target_context.codegen())
        for folder in (SHIPPED, home()):
            try:
                data = (folder / name).read_bytes()
                if hashlib.sha256(data[_DIGEST:]).digest() != data[:_DIGEST]:
                    continue
                return CompileResult._rebuild(target_context, *pickle.loads(data[_DIGEST:]))
            except (OSError, pickle.UnpicklingError, EOFError, ImportError, AttributeError):
                continue
        _missed.append(self._name)
        return None

    def save_overload(self, sig: Any, data: CompileResult) -> None:
        """Keep it, unless it holds addresses of this process or the disk cannot be written."""
        if any(not part.can_cache for part in data.lifted) or data.library.has_dynamic_globals:
            return
        payload = dumps(data._reduce())
        content = hashlib.sha256(payload).digest() + payload
        with contextlib.suppress(OSError):
            folder = home()
            folder.mkdir(parents=True, exist_ok=True)
            handle, written = tempfile.mkstemp(dir=folder, suffix=".new")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(content)
                Path(written).replace(folder / self.file_name(sig, data.codegen))
            except OSError:
                Path(written).unlink(missing_ok=True)
                raise
            self._forget_old(folder)

    def file_name(self, sig: Any, codegen: Any) -> str:
        """The file of a signature: by the code, the compiler, its settings and the processor."""
        parts = (self.made_of, str(sig), codegen.magic_tuple(), _compiler())
        exact = hashlib.sha256(repr(parts).encode()).hexdigest()
        return f"{self._name}-{self.made_of[:12]}-{exact[:20]}.nbc"

    @property
    def made_of(self) -> str:
        """Hash of the source; not before all that the function calls is defined."""
        self._made_of = self._made_of or _digest(self._dispatcher)
        return self._made_of

    def any(self) -> bool:
        """Whether something was compiled of this source, for whatever signature."""
        pattern = f"{self._name}-{self.made_of[:12]}-*.nbc"
        return any(any(folder.glob(pattern)) for folder in (SHIPPED, home()))

    def _forget_old(self, folder: Path) -> None:
        found = sorted(folder.glob(f"{self._name}-*.nbc"), key=lambda path: path.stat().st_mtime)
        for path in found[:-_MOST_KEPT]:
            path.unlink(missing_ok=True)

    def enable(self) -> None:
        """It always is."""

    def disable(self) -> None:
        """It never is."""

    def flush(self) -> None:
        """Nothing to do: a file is never out of date."""


def _compiler() -> tuple[object, ...]:
    """Versions and settings that what is compiled depends on."""
    return (
        numba.__version__, llvmlite.__version__, np.__version__.split(".")[0],
        platform.python_implementation(), platform.python_version_tuple()[:2],
        config.OPT, config.BOUNDSCHECK, config.LOOP_VECTORIZE, config.SLP_VECTORIZE,
    )  # fmt: skip


def _digest(dispatcher: Dispatcher) -> str:
    """Hash of a function, of all compiled functions that it calls, and of the constants in them."""
    hashed = hashlib.sha256()
    for part in _parts(dispatcher, set()):
        hashed.update(part)
        hashed.update(b"\0")
    return hashed.hexdigest()


def _parts(dispatcher: Dispatcher, seen: set[int]) -> Iterator[bytes]:
    if id(dispatcher) in seen:
        return
    seen.add(id(dispatcher))
    function: FunctionType = dispatcher.py_func
    yield repr(sorted(dispatcher.targetoptions.items())).encode()
    yield from _code_parts(function.__code__)
    for name in sorted(_names(function.__code__)):
        if name in function.__globals__:
            yield name.encode()
            yield from _value_parts(function.__globals__[name], seen)
    for cell in function.__closure__ or ():
        yield from _value_parts(cell.cell_contents, seen)


def _value_parts(value: object, seen: set[int]) -> Iterator[bytes]:
    if isinstance(value, Dispatcher):
        yield from _parts(value, seen)
    elif isinstance(value, np.ndarray):
        yield f"{value.dtype.str}{value.shape}".encode()
        yield value.tobytes()
    elif isinstance(value, (bool, int, float, complex, str, bytes, tuple, np.generic, type(None))):
        yield repr(value).encode()
    else:  # a module or a function of numpy's: told by the versions
        yield getattr(value, "__name__", type(value).__name__).encode()


def _code_parts(code: CodeType) -> Iterator[bytes]:
    """What a function does, but not where it stands."""
    yield code.co_code
    yield repr((code.co_names, code.co_varnames, code.co_freevars, code.co_argcount)).encode()
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _code_parts(constant)
        else:
            yield repr(constant).encode()


def _names(code: CodeType) -> set[str]:
    """Global names that a function uses, those inside its comprehensions included."""
    names = set(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            names |= _names(constant)
    return names
