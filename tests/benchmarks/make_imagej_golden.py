"""Store what ImageJ itself says of some pictures: thresholds of seven methods, and sizes.

    python tests/benchmarks/make_imagej_golden.py [--pictures ../shared/data/particles/images]

Writes tests/core/golden/imagej.json and imagej-shapes.png, which tests compare with on machines
that have no ImageJ. It was made by ImageJ 1.52i; run it again only for another version or to add
pictures, and look at what changes.
"""

import argparse
import json
import sys
import tempfile
from importlib import resources
from pathlib import Path

import numpy as np
import tifffile
from PIL import Image

sys.path.insert(0, str(Path(__file__).parent))  # not a package
import imagej_agreement as agreement

GOLDEN = Path(__file__).parents[1] / "core" / "golden"
_SHAPES = 120


def pictures(real: Path) -> dict[str, np.ndarray]:
    """Grey pictures by name, uint8 and uint16 (the latter of more than 256 different values)."""
    rng = np.random.default_rng(8)
    found: dict[str, np.ndarray] = {}
    samples = Path(str(resources.files("graticule_resources"))) / "samples"
    for name in ("tape-sample.tif", "filter-sample.tif", "particles-sample.tif", "sem-sample.png"):
        grey = np.asarray(Image.open(samples / name).convert("L"))
        found[name] = grey[::3, ::3]
    for path in sorted(real.glob("*.png"))[:60:6]:
        found[path.name] = np.asarray(Image.open(path).convert("L"))[::2, ::2]
    ground, marked = rng.normal(190, 9, (200, 200)), rng.random((200, 200)) < 0.06
    found["two peaks"] = _bytes(np.where(marked, rng.normal(70, 12, ground.shape), ground))
    found["dark with a bright tail"] = _bytes(rng.exponential(14, ground.shape))
    found["three peaks"] = _bytes(
        rng.choice([40, 120, 220], ground.shape, p=[0.2, 0.7, 0.1]) + rng.normal(0, 8, ground.shape)
    )
    found["every fifth level"] = (found["two peaks"] // 5) * 5
    found["narrow"] = _bytes(100 + found["two peaks"].astype(float) / 16)
    for name in ("tape-sample.tif", "two peaks", "three peaks", "dark with a bright tail"):
        part = found[name][:64, :64].astype(float)  # few enough values to be stored
        fine = part * 16 + rng.integers(0, 16, part.shape)
        found[f"{name}, 12 bits"] = fine.astype(np.uint16)
        found[f"{name}, 16 bits"] = (fine * 16 + rng.integers(0, 16, fine.shape)).astype(np.uint16)
    return found


def _bytes(values: np.ndarray) -> np.ndarray:
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)


def thresholds(found: dict[str, np.ndarray]) -> dict[str, dict]:
    """By picture: its counts, and by method the lowest bright and the highest dark grey value."""
    with tempfile.TemporaryDirectory(prefix="graticule-imagej-") as folder:
        for number, grey in enumerate(found.values()):
            tifffile.imwrite(Path(folder) / f"{number}.tif", grey)
        methods = ",".join(f'"{name}"' for name in agreement.METHODS.values())
        rows = agreement._run(
            Path(folder),
            f"""methods = newArray({methods});
            for (i = 0; i < {len(found)}; i++) {{
              open("{folder}/" + i + ".tif");
              for (j = 0; j < methods.length; j++) {{
                setAutoThreshold(methods[j] + " dark"); getThreshold(low, ignored);
                setAutoThreshold(methods[j]); getThreshold(ignored, high);
                print("=\\t" + i + "\\t" + j + "\\t" + d2s(low, 6) + "\\t" + d2s(high, 6));
              }}
              close();
            }}""",
        )
    told: dict[str, dict] = {}
    for name, grey in found.items():
        values, counts = np.unique(grey, return_counts=True)
        told[name] = {
            "dtype": str(grey.dtype),
            "values": values.tolist(),
            "counts": counts.tolist(),
            "thresholds": {},
        }
    for i, j, low, high in rows:
        method = list(agreement.METHODS)[int(j)]
        told[list(found)[int(i)]]["thresholds"][method] = [float(low), float(high)]
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pictures", type=Path, default=Path("../shared/data/particles/images"))
    given = parser.parse_args()
    GOLDEN.mkdir(exist_ok=True)
    labels = agreement.mosaic(agreement.simulated(_SHAPES, seed=11))
    # Particle numbers as grey levels: at most 255 of them.
    Image.fromarray(labels.astype(np.uint8)).save(GOLDEN / "imagej-shapes.png", optimize=True)
    sizes = {key: np.round(column, 6).tolist() for key, column in agreement.imagejs(labels).items()}
    text = json.dumps(
        {"thresholds": thresholds(pictures(given.pictures)), "sizes": sizes}, separators=(",", ":")
    )
    (GOLDEN / "imagej.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
