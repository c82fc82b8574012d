# %% [markdown]
# From a scan to a table in pandas, a picture and a report.
# %%
import graticule as gr

result = gr.analyse(
    gr.samples()["sem-sample.png"], protocol="generic", out="results", pixel_size="5 nm"
)
result

# %% The names are those of particles.csv
frame = result.table.to_pandas()
large = frame[frame["equivalent_diameter (nm)"] > 100]
print(len(frame), "particles,", len(large), "of them larger than 100 nm")
assert 0 < len(large) < len(frame)

# %% The scan with its outlines, and one number per class
result.plot()
print(result.summary)

# %% A window of the class map, read from disk
window = result.class_map[:200, :300]
print(window.mean(), "of it is particle")

# %%
files = result.save("report", formats=["csv", "xlsx", "png"])
assert all(file.is_file() for file in files)
