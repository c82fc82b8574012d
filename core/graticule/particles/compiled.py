"""How the loops over pixels are compiled.

The results are kept on disk, so only the first run of a new installation compiles. numpy's
error model leaves out the checks for division by zero, and with them a third of that time.
"""

from typing import Any

import numpy as np
from numba import njit

kernel = njit(cache=True, nogil=True, error_model="numpy")  # called from Python
helper = njit(error_model="numpy")  # called from kernels alone


def plain(array: Any, dtype: Any = None) -> np.ndarray:
    """The array as kernels know it: contiguous and writable, copied only if it is not.

    A read-only array is another type to numba, and would compile a kernel once more.
    """
    return np.require(array, dtype, ["C", "W"])
