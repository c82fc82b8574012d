"""The particles as charts."""
