"""Simulated scans with their truth: tape lifts, stained filters, nanoparticles.

What is trained on them says so wherever its name is shown.
"""

from graticule.simulate.filter import (
    FILTER_CLASSES,
    FilterScene,
    iter_simulate_filter,
    simulate_filter,
)
from graticule.simulate.particles import (
    PARTICLE_CLASSES,
    ParticleLook,
    ParticleScene,
    iter_simulate_particles,
    simulate_particles,
)
from graticule.simulate.tape import TAPE_CLASSES, TapeScene, iter_simulate_tape, simulate_tape
from graticule.simulate.writing import SimulationProgress, truth_paths

__all__ = [
    "FILTER_CLASSES",
    "PARTICLE_CLASSES",
    "TAPE_CLASSES",
    "FilterScene",
    "ParticleLook",
    "ParticleScene",
    "SimulationProgress",
    "TapeScene",
    "iter_simulate_filter",
    "iter_simulate_particles",
    "iter_simulate_tape",
    "simulate_filter",
    "simulate_particles",
    "simulate_tape",
    "truth_paths",
]
