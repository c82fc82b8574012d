# %% [markdown]
# # Where to look first
#
# Each pixel has an uncertainty: the normalised entropy of the class probabilities, 0 where one
# class is certain and 1 where all are alike. Each particle has the mean and the largest of its
# pixels. Sorted by it, the table shows at once what a person should look at.
# %%
import numpy as np

import graticule as gr

result = gr.analyse(gr.samples()["tape-sample.tif"], protocol="microtraces", out="results")
table = result.table
order = np.argsort(-table["uncertainty_mean"])
for row in order[:5]:
    number, kind, doubt = (table[name][row] for name in ("id", "class", "uncertainty_mean"))
    print(f"particle {number:4} {kind:6} uncertainty {doubt:.2f}")

# %% [markdown]
# The map itself is on disk and is read by the slice. How much of the scan is in doubt?
# %%
doubtful = sum((result.uncertainty[box.slices] > 0.5).sum() for box, _ in result.labels.blocks(512))
print(f"{doubtful / np.prod(result.uncertainty.shape):.2%} of the pixels")

# %% [markdown]
# A low uncertainty is no promise: a network can be sure and wrong where a scan is unlike what it
# learned from. It is calibrated on the images that it was tested on, and only a
# [test on your own outlines](../help/training.md) tells for yours.

# %% picture
from PIL import Image

with gr.open_scan(gr.samples()["tape-sample.tif"]) as scan:
    height = round(455 * scan.height / scan.width)
    ground = Image.fromarray(scan.read(scan.box, out_shape=(height, 455))[..., :3])
doubt = Image.fromarray((255 * np.sqrt(result.uncertainty[:])).astype(np.uint8))
sheet = Image.new("RGB", (920, height), "white")
sheet.paste(ground, (0, 0))
sheet.paste(doubt.resize((455, height)), (465, 0))
sheet.save("picture.jpg", quality=80)
