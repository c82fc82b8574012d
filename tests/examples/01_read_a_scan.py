# %% [markdown]
# A scan may be far larger than memory: only what you ask for is read.
# %%
import graticule as gr

scan = gr.open_scan(gr.samples()["tape-sample.tif"])
print(scan, scan.pixel_size, scan.channel_names)

# %% A region at full resolution, as a numpy array (height, width, channels)
part = scan.read(gr.Box(100, 200, 400, 400))  # left, top, right, bottom in px
assert part.shape == (200, 300, scan.channels)

# %% The whole scan as a small picture
small = scan.read(scan.box, out_shape=(150, 200))
print(small.shape, small.dtype)
scan.close()
