# %% [markdown]
# # Particles that touch or overlap
#
# Whatever hangs together is one particle, unless the protocol says how it is taken apart. To see
# what each way does, a picture whose truth is known: twelve pairs of discs of 50 px, the first of
# which just touch, while the last overlap by 0.45 of their diameter.
# %%
import numpy as np
import tifffile

import graticule as gr

rows, columns = np.mgrid[:460, :600]
picture = np.full(rows.shape, 210.0)
for pair in range(12):
    y, x, apart = 80 + pair // 4 * 150, 75 + pair % 4 * 150, 50 * (1 - 0.45 * pair / 11)
    for middle in (x - apart / 2, x + apart / 2):
        picture[(rows - y) ** 2 + (columns - middle) ** 2 <= 25**2] -= 60
noise = np.random.default_rng(1).normal(0, 4, rows.shape)
tifffile.imwrite("pairs.tif", (picture + noise).clip(0, 255).astype(np.uint8))

# %%
PROTOCOL = """
name = "touching-{way}"
title = "Dark particles; touching ones: {way}"

[method]
kind = "threshold"
method = "otsu"
foreground = "dark"

[cleaning]
min_diameter = "5 px"
max_hole = "5 px"

[separation]
method = "{way}"
"""
found = {}
for way in ("none", "watershed", "uecs"):
    found[way] = gr.analyse("pairs.tif", PROTOCOL.format(way=way), out=f"results-{way}")
    print(f"{way:10} {len(found[way].table):3} particles of 24")
assert len(found["none"].table) == 12
assert all(12 < len(found[way].table) <= 24 for way in ("watershed", "uecs"))

# %% [markdown]
# `watershed` cuts straight at each neck, so the two parts together have the area of the clump.
# `uecs` gives each part its whole shape, so that outlines overlap as the discs do: the areas of
# what was taken apart show it. A disc of 50 px has 1963 px.
# %%
for way in ("watershed", "uecs"):
    table = found[way].table
    areas = table["area_px"][table["separated"]]
    print(f"{way:10} {len(areas)} parts of {areas.min():.0f} to {areas.max():.0f} px")

# %% [markdown]
# Where two overlap by more than about a third, the clump is too convex to be told from one long
# particle; the column `nonconvex` and the filter `convexity < 0.95` show where it is worth a look.
# Beside these there are `strands`, which follows fibres through crossings, and `distance`, where a
# network was trained to see the edge between two: the best choice where it is offered.

# %% picture
import colorsys

from PIL import Image, ImageDraw

sheet = Image.new("RGB", (960, 270), "white")
for place, (way, result) in enumerate(found.items()):
    part = Image.fromarray(tifffile.imread("pairs.tif")).convert("RGB").resize((1200, 920))
    pen = ImageDraw.Draw(part)
    for number, each in enumerate(result.outlines()):
        hue = colorsys.hsv_to_rgb(number * 0.381966 % 1, 0.9, 0.9)
        line = [(2 * x, 2 * y) for x, y in each["geometry"]["coordinates"][0]]
        pen.line(line, fill=tuple(round(255 * value) for value in hue), width=8)
    sheet.paste(part.resize((316, 242)), (place * 322, 28))
    text = f"{way}: {len(result.table)}"
    ImageDraw.Draw(sheet).text((place * 322 + 4, 4), text, fill="black", font_size=18)
sheet.save("picture.jpg", quality=80)
