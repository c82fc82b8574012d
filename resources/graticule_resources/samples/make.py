"""Makes the three sample scans beside it again: `python make.py [FOLDER]`."""

import sys
from itertools import chain
from pathlib import Path

from graticule.geometry import Length
from graticule.simulate import (
    ParticleLook,
    simulate_filter,
    simulate_particles,
    simulate_tape,
)


def main() -> None:
    """Write tape-sample.tif, filter-sample.tif and particles-sample.tif with their truths."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    look = ParticleLook(overlap=0.2, shape="mixed", diameter=46, coverage=0.12, scale_bar=True)
    for _ in chain(
        simulate_tape(folder / "tape-sample.tif", size=(2048, 2048), seed=42, coverage=0.09),
        simulate_filter(folder / "filter-sample.tif", size=(1280, 960), seed=3, coverage=0.01),
        simulate_particles(
            folder / "particles-sample.tif",
            size=(1024, 768),
            seed=61,
            pixel_size=Length(0.25, "nm"),
            look=look,
        ),
    ):
        pass


if __name__ == "__main__":
    main()
