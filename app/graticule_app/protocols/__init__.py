"""Choose a protocol, edit it with a live preview, and tell how large a pixel is."""

from graticule_app.protocols.calibration import CalibrationBar
from graticule_app.protocols.panel import ProtocolPanel
from graticule_app.protocols.preview import PreviewController

__all__ = ["CalibrationBar", "PreviewController", "ProtocolPanel"]
