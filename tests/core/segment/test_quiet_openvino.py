"""OpenVINO reports nothing to anybody."""

import subprocess
import sys

ASK = """
import sys
from graticule.segment.runtimes import _openvino_capabilities
if not _openvino_capabilities():
    sys.exit(9)  # no OpenVINO for this machine
import openvino
assert openvino.convert_model
assert "openvino.tools.ovc.telemetry_stub" in sys.modules
import openvino.tools.ovc.telemetry_utils as told
assert told.tm.__name__ == "openvino.tools.ovc.telemetry_stub", told.tm
assert not any(name.startswith("openvino_telemetry.") for name in sys.modules)
"""


def test_openvino_takes_its_empty_telemetry():
    told = subprocess.run([sys.executable, "-c", ASK], capture_output=True, text=True, check=False)
    assert told.returncode in (0, 9), told.stderr
