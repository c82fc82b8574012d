"""Real microscope files through `nanoparticles`: the command line and the window's engine agree.

The dm3 files are of 16 × 2 to 68 × 68 px and hold no particles; the micrographs do.
"""

import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # beside this file, not a package
from served import served

from graticule.events import Finished, Options
from graticule.lines import Failed
from graticule.messages import Analyse, decode_answer
from graticule.protocols import load_protocol

FILES = ("particles.csv", "particles.geojson", "overview.png", "particles.png", "labels.ome.tif")
SCANS = (
    ("dm/stem_image.dm3", 0),
    ("dm/image_stack.dm3", 1),
    ("particles/images/28d7e31165.png", 0),
    ("particles/images/00655d9628.png", 0),
)


@pytest.mark.data
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_command_line_and_window_write_the_same_bytes(shared_data, tmp_path):
    protocol = load_protocol("nanoparticles").text  # the window sends the text
    particles = []
    with served("-m", "graticule.serve", decode=decode_answer, stderr=subprocess.PIPE) as engine:
        for name, frame in SCANS:
            scan, run = shared_data / name, f"{name} {frame}"
            command = [sys.executable, "-m", "graticule.cli", "analyse", str(scan)]
            command += ["--out", str(tmp_path / "line"), "-p", "nanoparticles"]
            command += ["--frame", str(frame + 1)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr
            out, options = str(tmp_path / "window"), Options(frame=frame)
            order = Analyse(id=run, scan=str(scan), protocol=protocol, out=out, options=options)
            engine.say(order)
            finished = engine.hear(Finished, Failed)[-1][1]
            assert isinstance(finished, Finished), finished
            theirs = Path(finished.folder)
            for file in FILES:
                ours = tmp_path / "line" / theirs.name / file
                assert ours.read_bytes() == (theirs / file).read_bytes(), (name, file)
            particles.append(finished.particles)
    assert particles[:2] == [0, 0]
    assert min(particles[2:]) > 0
