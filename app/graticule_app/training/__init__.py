"""Teach the program from annotated scans: choose, learn, look at what came out, use it."""

from graticule_app.training.link import TrainingLink, training_command
from graticule_app.training.page import TrainingPage

__all__ = ["TrainingLink", "TrainingPage", "training_command"]
