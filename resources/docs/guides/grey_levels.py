# %% [markdown]
# # The same scan in 8, 12 and 16 bits
#
# A camera of 12 bits often writes into a file of 16, where white is 4095 and not 65535. A program
# that does not notice sees a picture that is almost black. Which value is white the file says, or
# its values show, and `graticule info` and the report tell which it was. The same micrograph three
# times:
# %%
import numpy as np
import tifffile

import graticule as gr

with gr.open_scan(gr.samples()["particles-sample.tif"]) as scan:
    grey = scan.read(scan.box)[..., 0].astype(float) / scan.grey_range.white
levels = {"8 bits": (255, np.uint8), "12 bits in 16": (4095, np.uint16), "float": (1, np.float32)}
counts = {}
for name, (white, kind) in levels.items():
    path = f"{name}.tif"
    values = grey * white if kind is np.float32 else np.rint(grey * white)
    tifffile.imwrite(path, values.astype(kind))
    result = gr.analyse(path, protocol="generic", out="results", pixel_size="0.25 nm")
    counts[name] = len(result.table)
    with gr.open_scan(path) as opened:
        print(f"{name:14} {counts[name]} particles; {opened.grey_range.told}")

# %% [markdown]
# The counts differ by no more than what rounding to 256 grey values does:
# %%
assert max(counts.values()) - min(counts.values()) <= 2

# %% [markdown]
# Where it is in doubt the program says so aloud, and you set it: `--white 4095` on the command
# line, *Black to white* in the window.

# %% picture
from PIL import Image

sheet = Image.new("RGB", (920, 340), "white")
tall = np.rint(grey * 4095)[:400, :540]
for place, white in enumerate((65535, 4095)):
    part = Image.fromarray((255 * tall / white).clip(0, 255).astype(np.uint8)).resize((455, 337))
    sheet.paste(part.convert("RGB"), (465 * place, 0))
sheet.save("picture.jpg", quality=75)
