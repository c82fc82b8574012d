# %% [markdown]
# What is done with a scan is written in a protocol: a short text.
# %%
import graticule as gr

print(gr.protocols())
print(gr.protocols()["generic"].text)

# %% One of your own: as text, or in a file whose path you give
MINE = """
name = "bright-beads"
title = "Bright beads, the small ones left out"

[method]
kind = "threshold"
method = "otsu"

[cleaning]
min_diameter = "40 nm"
"""
result = gr.analyse(gr.samples()["sem-sample.png"], MINE, "results", pixel_size="5 nm")
diameters = result.table["equivalent_diameter (nm)"]
print(result.protocol, len(diameters), diameters.min())
assert diameters.min() >= 40
