# %% [markdown]
# # How good is it on my samples?
#
# Draw outlines by hand on one or two scans, as QuPath or the window's review saves them, and
# compare. Here the truth of the simulated sample stands for what a person drew.
# %%
import graticule as gr
from graticule.annotations import read_geojson
from graticule.evaluation.comparison import compare_annotations
from graticule.review import open_result

scan = gr.samples()["particles-sample.tif"]
result = gr.analyse(scan, protocol="nanoparticles", out="results")
drawn = read_geojson(gr.samples()["particles-sample.truth.geojson"])
comparison = compare_annotations(open_result(result.folder).analysis(), drawn)
for row in comparison.rows():
    print(f"{row.name}: IoU {row.iou:.2f}; {row.correct} of {row.annotated} drawn ones found")
assert any(row.correct > 0 for row in comparison.rows())

# %% [markdown]
# A particle counts as found where it and a drawn one share more than half of their joint area.
# Whoever draws also chooses: no program can agree with two people better than they do with each
# other, so let a second person outline one of the scans, and compare the two first.

# %% picture
from PIL import Image, ImageDraw
from shapely.geometry import shape

with gr.open_scan(scan) as opened:
    pixels = opened.read(opened.box)
    grey = Image.fromarray(pixels[..., 0]).convert("RGB")
found = [shape(each["geometry"]) for each in result.outlines()]
pen = ImageDraw.Draw(grey)
for colour, shapes in (("#00c8ff", found), ("#ff7800", [each.geometry for each in drawn])):
    for one in shapes:
        for part in getattr(one, "geoms", [one]):
            pen.line(list(part.exterior.coords), fill=colour, width=2)
grey.crop((0, 0, 620, 460)).resize((900, 668)).save("picture.jpg", quality=75)
