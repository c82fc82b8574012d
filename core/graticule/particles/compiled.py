"""How the loops over pixels are compiled.

The results are kept on disk, so only the first run of a new installation compiles. numpy's
error model leaves out the checks for division by zero, and with them a third of that time.
"""

from numba import njit

kernel = njit(cache=True, nogil=True, error_model="numpy")  # called from Python
helper = njit(error_model="numpy")  # called from kernels alone
