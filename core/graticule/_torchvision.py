"""Import torchvision where its compiled part does not fit the installed torch.

torchvision's CUDA wheel beside a CPU-only torch (and the reverse) cannot load its
compiled operators, and then fails on import while it describes them to torch
("operator torchvision::nms does not exist"). Graticule uses none of them, only
segmentation-models-pytorch's and timm's import of the package, so the describing
module is left out there. Where torchvision imports as it should, nothing is touched.
"""

import importlib
import sys
from types import ModuleType

_DESCRIBES_OPERATORS = "torchvision._meta_registrations"


def import_torchvision() -> ModuleType:
    """The torchvision package, without the description of its operators if these are missing."""
    try:
        return importlib.import_module("torchvision")
    except RuntimeError as error:
        if "torchvision::" not in str(error):
            raise
    for name in [n for n in sys.modules if n == "torchvision" or n.startswith("torchvision.")]:
        del sys.modules[name]  # what the failed import left half made
    sys.modules[_DESCRIBES_OPERATORS] = ModuleType(_DESCRIBES_OPERATORS)
    return importlib.import_module("torchvision")


torchvision = import_torchvision()
