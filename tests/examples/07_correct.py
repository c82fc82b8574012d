# %% [markdown]
# What is wrong can be corrected as in the window: logged with your name, and taken back.
# %%
import shutil

import graticule as gr
from graticule.review import Delete, Merge

shutil.copy(gr.samples()["sem-sample.png"], "corrected.png")
with gr.analyse("corrected.png", out="results", pixel_size="5 nm") as result:
    count = len(result.table)
    result.apply(Delete(ids=(5,)))
    result.apply(Merge(ids=(2, 3)))
    assert len(result.table) == count - 2
    result.undo()
    assert len(result.table) == count - 1
    folder = result.folder

# %% The corrections lie beside the result
with gr.open_result(folder) as again:
    assert 5 not in again.table["id"]
    again.save("corrected.xlsx")
