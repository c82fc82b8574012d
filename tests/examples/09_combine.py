# %% [markdown]
# Several results in one Excel workbook, each with its file's name.
# %%
import shutil
from functools import partial

import graticule as gr
from graticule.reports import write_combined_csv, write_combined_excel
from graticule.review import open_result

folders = []
for name in ("one.png", "two.png"):
    shutil.copy(gr.samples()["sem-sample.png"], name)
    folders.append(gr.analyse(name, out="results", pixel_size="5 nm").folder)

# %% Each is opened when its turn comes, so that memory holds one of them
sources = [partial(lambda folder: open_result(folder).analysis(), folder) for folder in folders]
write_combined_excel(sources, "all.xlsx")
write_combined_csv(sources, "all.csv")
