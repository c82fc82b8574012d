"""Protocols, model packs, training recipes and sample scans that come with Graticule."""
