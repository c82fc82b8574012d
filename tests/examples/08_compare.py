# %% [markdown]
# How far do a result and hand-drawn outlines agree?
# %%
import graticule as gr
from graticule.annotations import read_geojson
from graticule.evaluation.comparison import compare_annotations, write_comparison
from graticule.review import open_result

result = gr.analyse(gr.samples()["particles-sample.tif"], "generic", "results")

# %%
drawn = read_geojson(gr.samples()["particles-sample.truth.geojson"])
comparison = compare_annotations(open_result(result.folder).analysis(), drawn)
for row in comparison.rows():
    print(row.name, f"IoU {row.iou:.2f}, {row.correct} of {row.annotated} particles")
assert any(row.iou > 0.5 for row in comparison.rows())
write_comparison(comparison, "comparison.csv")
