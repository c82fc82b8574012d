"""Sample scans to try the program with. They are copied to the user's folder before they are
opened: nothing is ever written where the program lies.
"""

import shutil
from collections.abc import Generator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from graticule.files import atomic
from graticule_app.look.translation import tr_noop


@dataclass(frozen=True, slots=True)
class Sample:
    """One scan that comes with the program."""

    file: str
    title: str
    what: str

    @property
    def shipped(self) -> Path:
        """Where it lies in the program."""
        return _folder() / "samples" / self.file

    @property
    def picture(self) -> Path:
        """A small picture of it, 320 × 200 px."""
        return _folder() / "icons" / f"{Path(self.file).stem}.jpg"


SAMPLES: tuple[Sample, ...] = (
    Sample("tape-sample.tif", tr_noop("Tape lift"), tr_noop("Fibres, hairs, skin, glass")),
    Sample("particles-sample.tif", tr_noop("TEM micrograph"), tr_noop("Nanoparticles")),
    Sample("filter-sample.tif", tr_noop("Filter"), tr_noop("Stained microplastics")),
    Sample("sem-sample.png", tr_noop("SEM micrograph"), tr_noop("Particles, scale bar")),
)


def copying(sample: Sample, results: Path) -> Generator[None, None, Path]:
    """Work for `Tasks`: the sample's copy in `results`/Samples; made anew if it was changed."""
    target = results / "Samples" / sample.file
    yield
    if not (target.is_file() and target.stat().st_size == sample.shipped.stat().st_size):
        with atomic(target) as temporary:
            shutil.copyfile(sample.shipped, temporary)
    return target


def _folder() -> Path:
    spec = find_spec("graticule_resources")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("graticule_resources is not installed")
    return Path(spec.submodule_search_locations[0])
