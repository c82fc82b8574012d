# %% [markdown]
# The maps are lazy: they slice like numpy and are read by the slice, however large they are.
# %%
import numpy as np

import graticule as gr

result = gr.analyse(gr.samples()["sem-sample.png"], out="results", pixel_size="5 nm")
print(result.labels, result.uncertainty)

# %% How large is each particle, counting only px that are surer than half?
sure = np.zeros(int(result.table["id"].max()) + 1, int)
for box, labels in result.labels.blocks(256):
    known = result.uncertainty[box.slices] < 0.5  # 0 is sure, 1 a guess
    sure += np.bincount(labels[known], minlength=len(sure))

# %%
area = result.table["area_px"]
share = sure[result.table["id"]] / area
print(f"{np.median(share):.0%} of a particle is sure")
assert (share >= 0).all()
