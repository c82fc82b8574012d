# %% [markdown]
# # A tape lift, from the scan to the table
#
# Fibres, hairs, skin, glass and sand on a simulated tape lift, found by a network that was trained
# on simulated tapes. Replace the sample by a scan of your own, and everything else stays the same.
# %%
import graticule as gr

scan = gr.samples()["tape-sample.tif"]
with gr.open_scan(scan) as opened:
    print(opened.width, "×", opened.height, "px,", opened.pixel_size)
    print(*opened.notices or ["nothing about the file is doubtful"], sep="\n")

# %% [markdown]
# Look at these lines first: a wrong pixel size makes every size wrong. Then:
# %%
result = gr.analyse(scan, protocol="microtraces", out="results")
print(result.summary)

# %% [markdown]
# The table has the names of `particles.csv`, so a condition is written with the heading. How many
# fibres are longer than half a millimetre?
# %%
table = result.table
fibres = table["class"] == "fibre"
long = fibres & (table["feret_max (µm)"] > 500)
print(long.sum(), "of", fibres.sum(), "fibres are longer than 0.5 mm")
assert 0 < long.sum() <= fibres.sum()

# %% [markdown]
# The picture of what was found, and the report in Excel:
# %%
result.save("overview.png")
result.save("report.xlsx")

# %% picture
from PIL import Image

Image.open("overview.png").convert("RGB").resize((880, 950)).save("picture.jpg", quality=80)
