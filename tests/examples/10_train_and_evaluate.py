# %% [markdown]
# A network of your own from annotated scans: here a toy of a few steps.
# %%
import shutil
from pathlib import Path

import graticule as gr
from graticule.learn.events import TrainOptions

data = Path("annotated")
data.mkdir(exist_ok=True)
for name in ("particles-sample.tif", "particles-sample.truth.geojson"):
    shutil.copy(gr.samples()[name], data / name.replace(".truth", ""))

# %% Killed at any moment, the same call goes on. Give it 20 minutes instead of three steps
pack = gr.train(
    "lite", data, "mine", options=TrainOptions(steps=3, device="cpu"), folder="training"
)
print(pack.name, [info.name for info in pack.classes])

# %%
figures = gr.evaluate("mine", data, "tested")
print(figures)
assert Path("tested/report.html").is_file()
