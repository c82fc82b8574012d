"""Correcting a result: the panel, and the tools for the view."""
