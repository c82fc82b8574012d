"""The version of the engine and the window, which every report names."""

__version__ = "0.1.0"
