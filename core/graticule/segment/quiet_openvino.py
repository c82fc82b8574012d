"""OpenVINO without its telemetry: `from graticule.segment.quiet_openvino import openvino`.

It would report each import and conversion to its maker over the network, unless the user once said
no to it. With the package that does so out of reach, OpenVINO takes its own empty one.
"""

import sys

sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]
import openvino  # noqa: E402 - after that

__all__ = ["openvino"]
