"""Both particle instruments: the command line and the window's engine write the same bytes.

Real microscope files go through `nanoparticles`, a simulated filter through `microplastics` and a
threshold. The dm3 files are of 16 × 2 to 68 × 68 px and hold no particles; the micrographs do.
"""

import subprocess
import sys
from importlib import resources
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # beside this file, not a package
from served import served

from graticule.analysis_worker import Analyse, decode_answer
from graticule.events import Finished, Options
from graticule.protocol import load_protocol
from graticule.worker import Failed

FILES = ("particles.csv", "particles.geojson", "overview.png", "labels.ome.tif")
NUMBERED = (*FILES, "particles.png", "particles-map.png")
FILTER = Path(str(resources.files("graticule_resources"))) / "samples" / "filter-sample.tif"
SCANS = (
    ("dm/stem_image.dm3", 0, "nanoparticles", NUMBERED),
    ("dm/image_stack.dm3", 1, "nanoparticles", NUMBERED),
    ("particles/images/28d7e31165.png", 0, "nanoparticles", NUMBERED),
    ("particles/images/00655d9628.png", 0, "nanoparticles", NUMBERED),
    (FILTER, 0, "microplastics", FILES),
    (FILTER, 0, "mp-vat-2", FILES),
)


@pytest.mark.data
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_command_line_and_window_write_the_same_bytes(shared_data, tmp_path):
    particles = []
    with served(
        "-m", "graticule.analysis_worker", decode=decode_answer, stderr=subprocess.PIPE
    ) as engine:
        for name, frame, used, files in SCANS:
            scan, run = shared_data / name, f"{name} {frame} {used}"
            protocol = load_protocol(used).text  # the window sends the text
            command = [sys.executable, "-m", "graticule.cli", "analyse", str(scan)]
            command += ["--out", str(tmp_path / "line" / used), "-p", used]
            command += ["--frame", str(frame + 1)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr
            out, options = str(tmp_path / "window" / used), Options(frame=frame)
            order = Analyse(id=run, scan=str(scan), protocol=protocol, out=out, options=options)
            engine.say(order)
            finished = engine.hear(Finished, Failed)[-1][1]
            assert isinstance(finished, Finished), finished
            theirs = Path(finished.folder)
            for file in files:
                ours = tmp_path / "line" / used / theirs.name / file
                assert ours.read_bytes() == (theirs / file).read_bytes(), (name, file)
            particles.append(finished.particles)
    assert particles[:2] == [0, 0]
    assert min(particles[2:]) > 0
