"""The view: streams any scan, with the result over it."""

from graticule_app.view.display_panel import DisplayPanel
from graticule_app.view.display_settings import DisplaySettings
from graticule_app.view.drawing_tools import LineTool, RegionTool
from graticule_app.view.layer_panel import LayerPanel
from graticule_app.view.layers import LayerModel
from graticule_app.view.measuring import Measurement, MeasureTool
from graticule_app.view.minimap import MiniMap
from graticule_app.view.scan_view import ScanView
from graticule_app.view.tool import Mouse, Tool
from graticule_app.view.under import Under

__all__ = [
    "DisplayPanel",
    "DisplaySettings",
    "LayerModel",
    "LayerPanel",
    "LineTool",
    "MeasureTool",
    "Measurement",
    "MiniMap",
    "Mouse",
    "RegionTool",
    "ScanView",
    "Tool",
    "Under",
]
