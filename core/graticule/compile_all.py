"""Compile at installation what the first analyses would wait for.

Run as `python -m graticule.compile_all`.

A package is made with `--samples`: then every shipped kind of sample is analysed once, so that
whatever loop and type an analysis may need lies in the cache, from where it is packed.
"""

import sys
import tempfile
from importlib import resources
from pathlib import Path

from graticule.analysis import iter_analyse
from graticule.particles import prepare
from graticule.protocol import load_protocol

# One sample a kind of scan and way to analyse it; the first is the main one.
_SAMPLES = (
    ("tape-sample.tif", "microtraces"),
    ("tape-sample.tif", "generic"),
    ("particles-sample.tif", "nanoparticles-uecs"),
    ("sem-sample.png", "particles"),
    ("filter-sample.tif", "microplastics"),
    ("filter-sample.tif", "mp-vat"),
)


def compile_all(*, samples: bool = False) -> None:
    """Compile what analyses need; where it is there already, this takes a few seconds."""
    prepare()
    folder = Path(str(resources.files("graticule_resources"))) / "samples"
    with tempfile.TemporaryDirectory() as out:
        for name, protocol in _SAMPLES if samples else _SAMPLES[:1]:
            for _ in iter_analyse(folder / name, load_protocol(protocol), Path(out) / protocol):
                pass


if __name__ == "__main__":
    compile_all(samples="--samples" in sys.argv[1:])
