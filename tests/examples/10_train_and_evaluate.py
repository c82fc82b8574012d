# %% [markdown]
# A network of your own from annotated scans: here a toy of a few steps.
# %%
from pathlib import Path

import graticule as gr
from graticule.learn.events import TrainOptions
from graticule.simulate import simulate_particles

# Scans with outlines beside them, NAME.tif and NAME.geojson; those in "val…" are for the test
data = Path("annotated")
for number, part in enumerate(("train", "train", "val")):
    (data / part).mkdir(parents=True, exist_ok=True)
    scan = data / part / f"{number}.tif"
    simulate_particles(scan, size=(512, 512), seed=number)
    scan.with_suffix(".truth.geojson").rename(scan.with_suffix(".geojson"))
    scan.with_suffix(".truth.tif").unlink()

# %% Killed at any moment, the same call goes on. Give it 20 minutes instead of three steps
pack = gr.train(
    "lite", data, "mine", options=TrainOptions(steps=3, device="cpu"), folder="training"
)
print(pack.name, [info.name for info in pack.classes])

# %%
figures = gr.evaluate("mine", data, "tested")
print(figures)
assert Path("tested/report.html").is_file()
