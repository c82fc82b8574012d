"""Makes the four sample scans beside it again: `python make.py [FOLDER]`."""

import sys
from itertools import chain
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from graticule.geometry import Box, Length
from graticule.simulate import (
    ParticleLook,
    ParticleScene,
    iter_simulate_filter,
    iter_simulate_particles,
    iter_simulate_tape,
)
from graticule.simulate.secondary import secondary_electrons


def main() -> None:
    """Write all samples; those that are TIFFs with their truths."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    look = ParticleLook(overlap=0.2, shape="mixed", diameter=46, coverage=0.12, scale_bar=True)
    for _ in chain(
        iter_simulate_tape(folder / "tape-sample.tif", size=(2048, 2048), seed=42, coverage=0.09),
        iter_simulate_filter(folder / "filter-sample.tif", size=(1280, 960), seed=3, coverage=0.01),
        iter_simulate_particles(
            folder / "particles-sample.tif",
            size=(1024, 768),
            seed=61,
            pixel_size=Length(0.25, "nm"),
            look=look,
        ),
    ):
        pass
    write_sem(folder / "sem-sample.png")


def write_sem(path: Path) -> None:
    """Write a scanning micrograph that tells its scale only by a burnt-in bar: 1 px is 5 nm."""
    width, height, foot = 1024, 768, 48
    look = ParticleLook(overlap=0.1, shape="mixed", diameter=52, spread=0.25, coverage=0.14)
    scene = ParticleScene(23, (width, height), pixel_size=Length(5, "nm"), look=look)
    _, labels = scene.draw(Box(0, 0, width, height))
    picture = Image.new("L", (width, height + foot), 0)
    picture.paste(Image.fromarray(secondary_electrons(labels, 23)))
    draw = ImageDraw.Draw(picture)
    font = ImageFont.truetype(Path(__file__).parents[1] / "fonts" / "DejaVuSans.ttf", 22)
    draw.text((24, height + 12), "SIMULATED  10.0 kV  SE", fill=255, font=font)
    draw.rectangle((740, height + 21, 939, height + 27), fill=255)  # 200 px
    draw.text((950, height + 12), "1 µm", fill=255, font=font)
    picture.save(path, optimize=True)


if __name__ == "__main__":
    main()
