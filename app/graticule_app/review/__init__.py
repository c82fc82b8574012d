"""Correcting a result: the panel, the controller behind it, and the tools for the view."""

from graticule_app.review.brush import BrushTool
from graticule_app.review.controller import ReviewController
from graticule_app.review.cut import CutTool
from graticule_app.review.panel import ReviewPanel
from graticule_app.review.polygon import PolygonTool

__all__ = ["BrushTool", "CutTool", "PolygonTool", "ReviewController", "ReviewPanel"]
