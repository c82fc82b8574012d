"""Find, class and measure every trace or particle of a microscope scan.

    scan → tiles → probabilities → class map + uncertainty → particles → report

Each arrow is a function or a generator over plain arrays and frozen dataclasses;
`graticule.analysis` is the whole line for one scan.
"""

from graticule.version import __version__

__all__ = ["__version__"]
