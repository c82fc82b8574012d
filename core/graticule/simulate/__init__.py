"""Simulated scans with their truth: tape lifts, stained filters, nanoparticles.

What is trained on them says so wherever its name is shown.
"""

from graticule.simulate.filter import FILTER_CLASSES, FilterScene, simulate_filter
from graticule.simulate.particles import (
    PARTICLE_CLASSES,
    ParticleLook,
    ParticleScene,
    simulate_particles,
)
from graticule.simulate.tape import TAPE_CLASSES, TapeScene, simulate_tape
from graticule.simulate.writing import Progress, truth_paths

__all__ = [
    "FILTER_CLASSES",
    "PARTICLE_CLASSES",
    "TAPE_CLASSES",
    "FilterScene",
    "ParticleLook",
    "ParticleScene",
    "Progress",
    "TapeScene",
    "simulate_filter",
    "simulate_particles",
    "simulate_tape",
    "truth_paths",
]
