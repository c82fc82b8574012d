"""Simulated scans with their truth: tape lifts, stained filters, nanoparticles.

What is trained on them says so wherever its name is shown.
"""

from graticule.simulate.tape import TAPE_CLASSES, TapeScene, simulate_tape
from graticule.simulate.writing import Progress, truth_paths

__all__ = ["TAPE_CLASSES", "Progress", "TapeScene", "simulate_tape", "truth_paths"]
