"""Patches for training: where they are taken, what is asked of them, how they are varied."""

from graticule.learn.patches.augment import Augmentation, augment
from graticule.learn.patches.sampling import Batch, Sampler, View
from graticule.learn.patches.targets import UNKNOWN, Target

__all__ = ["UNKNOWN", "Augmentation", "Batch", "Sampler", "Target", "View", "augment"]
