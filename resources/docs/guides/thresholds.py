# %% [markdown]
# # Which threshold?
#
# A threshold is a grey value that divides particles from their ground. There are many rules for
# choosing it; the names are those of ImageJ, and so are the values, to the grey level. The same
# micrograph by several of them:
# %%
import graticule as gr

PROTOCOL = """
name = "by-{name}"
title = "Bright particles by {name}"

[method]
kind = "threshold"
method = "{name}"
foreground = "bright"

[cleaning]
min_diameter = "30 nm"
"""
NAMES = ("otsu", "triangle", "li", "isodata")
results = {}
for name in NAMES:
    text = PROTOCOL.format(name=name)
    results[name] = gr.analyse(
        gr.samples()["sem-sample.png"], text, out=f"by-{name}", pixel_size="5 nm"
    )
    areas = results[name].table["area (nm²)"]
    print(f"{name:10} {len(areas):4} particles, together {areas.sum() / 1e6:.2f} µm²")

# %% [markdown]
# Triangle is made for a ground that is most of the picture, Otsu for two peaks of like height. A
# rule that finds twice the area of the others has taken noise or shading for particles: look at the
# picture, then write the rule into the protocol, so that all scans of a study are treated alike.
# %%
shares = {name: result.class_map[:].astype(bool).mean() for name, result in results.items()}
for name, share in shares.items():
    print(f"{name:10} {share:6.1%} of the area")
assert all(0 < share < 1 for share in shares.values())

# %% picture
from PIL import Image, ImageDraw

sheet = Image.new("RGB", (920, 700), "white")
for place, (name, result) in enumerate(results.items()):
    result.save(f"{name}.png")
    whole = Image.open(f"{name}.png").convert("RGB")
    width, height = whole.size
    part = whole.crop((width // 4, height // 4, width // 4 + 600, height // 4 + 450))
    part = part.resize((455, 341))
    ImageDraw.Draw(part).text((8, 8), name, fill="yellow", font_size=28)
    sheet.paste(part, (place % 2 * 465, place // 2 * 351))
sheet.save("picture.jpg", quality=60)
