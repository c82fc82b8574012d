# %% [markdown]
# A folder of scans: each gets a folder of its own in `results`.
# %%
import shutil
from pathlib import Path

import pandas as pd

import graticule as gr

Path("session").mkdir(exist_ok=True)
for name in ("first.png", "second.png"):
    shutil.copy(gr.samples()["sem-sample.png"], Path("session") / name)

# %% A scan that goes wrong is told, and stops nothing
Path("session/broken.png").write_text("no picture")
frames = []
for path in sorted(Path("session").glob("*.png")):
    try:
        result = gr.analyse(path, out="results", pixel_size="5 nm")
    except gr.GraticuleError as error:
        print(error)
        continue
    frames.append(result.table.to_pandas().assign(scan=path.name))

# %%
table = pd.concat(frames)
print(table.groupby("scan")["area (nm²)"].describe())
assert set(table["scan"]) == {"first.png", "second.png"}
