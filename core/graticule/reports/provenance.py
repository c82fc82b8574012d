"""Which software made a result."""

import platform
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from types import MappingProxyType

from graticule.version import __version__

# Distributions whose version can change a number or a file of a result.
_LIBRARIES = (
    "numpy", "scipy", "scikit-image", "numba", "connected-components-3d", "shapely", "tifffile",
    "imagecodecs", "openslide-python", "openslide-bin", "rosettasciio", "h5py", "pillow", "torch",
    "segmentation-models-pytorch", "openvino", "zarr", "xlsxwriter",
)  # fmt: skip


@cache
def collect_versions() -> Mapping[str, str]:
    """Versions of the program, Python, the system and the libraries that are installed."""
    found = {"graticule": __version__}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue  # an optional one, or a build that carries no metadata
    found["python"] = platform.python_version()
    found["system"] = f"{platform.system()} {platform.release()} {platform.machine()}"
    return MappingProxyType(found)
