# %% [markdown]
# Outlines for shapely, geopandas and QuPath, in px of the scan.
# %%
from shapely.geometry import shape

import graticule as gr

result = gr.analyse(gr.samples()["sem-sample.png"], out="results", pixel_size="5 nm")
features = result.outlines()  # geopandas.GeoDataFrame.from_features(features) takes them
polygons = [shape(feature["geometry"]) for feature in features]

# %% A polygon goes along the edges of px: holes apart, its area is their number
largest = max(polygons, key=lambda polygon: polygon.area)
print(largest.area, largest.bounds)
assert len(polygons) == len(result.table)

# %%
print(result.save("particles.geojson"))
