"""Compile the loops over pixels ahead of their first use."""

import numpy as np

from graticule.instances import Separation
from graticule.particles.clean import Cleaning
from graticule.particles.label import label_particles
from graticule.particles.measure import measure_particles
from graticule.particles.outlines import outline_particles


def prepare() -> None:
    """Label, measure and outline a tiny map, so that what numba compiles is compiled.

    In a new installation that takes some ten seconds, later a fraction of one: a thread that
    does it while a network predicts costs an analysis nothing.
    """
    classes = np.zeros((24, 40), np.uint8)
    classes[4:7, 4:36] = classes[4:20, 4:6] = classes[10:14, 20:24] = 1
    labels = np.zeros(classes.shape, np.uint32)
    uecs = Separation(method="uecs", smallest_marker="")
    for way in (uecs, Separation()):  # the last one's labels are measured
        for _ in label_particles(
            classes, labels, class_count=1, cleaning=Cleaning(max_hole="2px"), separation=way
        ):
            pass
    scan = np.zeros((*classes.shape, 3), np.uint8)
    table = measure_particles(
        labels,
        classes,
        uncertainty=classes,
        read_scan=lambda box: scan[box.slices],
        channel_names=("red", "green", "blue"),
    )
    for _ in outline_particles(labels, table):
        pass
