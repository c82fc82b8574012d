"""The view: streams any scan, with the result over it."""

from graticule_app.view.display_settings import DisplaySettings
from graticule_app.view.layers import LayerModel
from graticule_app.view.scan_view import ScanView
from graticule_app.view.tool import Mouse, Tool
from graticule_app.view.under import Under

__all__ = ["DisplaySettings", "LayerModel", "Mouse", "ScanView", "Tool", "Under"]
