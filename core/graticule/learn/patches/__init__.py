"""Patches for training: where they are taken, what is asked of them, how they are varied."""

from graticule.learn.patches.augment import Augmentation, augment
from graticule.learn.patches.loader import Loader
from graticule.learn.patches.sampling import Batch, Sampler
from graticule.learn.patches.targets import UNKNOWN, Target
from graticule.learn.patches.view import View
from graticule.learn.patches.views import Pairing, ViewLoader, Views, ViewSampler

__all__ = [
    "UNKNOWN",
    "Augmentation",
    "Batch",
    "Loader",
    "Pairing",
    "Sampler",
    "Target",
    "View",
    "ViewLoader",
    "ViewSampler",
    "Views",
    "augment",
]
