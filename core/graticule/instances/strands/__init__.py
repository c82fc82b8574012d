"""Strands: fibres and hairs that cross, touch and run under other things, counted one by one."""

from graticule.instances.strands.continuing import Ends
from graticule.instances.strands.linking import link
from graticule.instances.strands.tracing import Strands, in_raster_order, trace_strands

__all__ = ["Ends", "Strands", "in_raster_order", "link", "trace_strands"]
