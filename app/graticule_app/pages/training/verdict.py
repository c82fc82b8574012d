"""How good a pack is, in words that need no explanation."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Grade = Literal["good", "fair", "poor"]
_GRADES: tuple[tuple[float, Grade, str], ...] = (
    (0.80, "good", "Very good"), (0.65, "good", "Good"), (0.45, "fair", "Fair"),
    (0.0, "poor", "Not good enough yet"),
)  # fmt: skip
_WEAK = 0.5  # a class below this is named
_FEW = 3  # test images below this make the figures rough


@dataclass(frozen=True, slots=True)
class Verdict:
    """A word, a sentence that says what was counted, the figures, and what would help."""

    word: str
    grade: Grade
    sentence: str
    figures: tuple[tuple[str, float], ...]  # what, share 0..1
    advice: str


# The figure that a person is shown for a metric: its name in the curve.
HEADINGS: dict[str, str] = {
    "mean_iou": "Agreement of the areas, all classes",
    "f1": "Particles found with the right outline",
    "iou": "Agreement of the areas",
    "dice": "Agreement of the areas",
    "aji_plus": "Agreement of the single particles",
}


def percent(share: float) -> str:
    """A share as people write it."""
    return f"{100 * share:.0f}\N{NO-BREAK SPACE}%"


def heading(metric: str) -> str:
    """What a metric tells, in plain words."""
    if metric.startswith("iou_"):
        return f"Agreement of the areas, {metric.removeprefix('iou_')}"
    return HEADINGS.get(metric, metric.replace("_", " "))


def main_metric(metrics: Mapping[str, float]) -> str:
    """The one figure that says most; "" where there is none."""
    return next((key for key in HEADINGS if key in metrics), next(iter(metrics), ""))


def verdict(metrics: Mapping[str, float], images: int) -> Verdict:
    """What a pack's figures on `images` test images mean."""
    key = main_metric(metrics)
    value = metrics.get(key, 0.0)
    _, grade, word = next(entry for entry in _GRADES if value >= entry[0] or not entry[0])
    on = f"On {images} test image{'' if images == 1 else 's'} that it never learned from"
    if key == "f1":
        sentence = f"{on}, {percent(value)} of the particles agree with your outlines."
        figures = _figures(metrics, ("f1", "aji_plus", "iou"))
    else:
        sentence = f"{on}, its areas and yours agree to {percent(value)}."
        figures = tuple(
            (name.removeprefix("iou_"), share)
            for name, share in metrics.items()
            if name.startswith("iou_") and name not in ("iou_background", "iou_mean")
        ) or _figures(metrics, (key,))
    return Verdict(word, grade, sentence, figures, _advice(grade, figures, images, key))


def _figures(metrics: Mapping[str, float], keys: tuple[str, ...]) -> tuple[tuple[str, float], ...]:
    return tuple((heading(key), metrics[key]) for key in keys if key in metrics)


def _advice(grade: Grade, figures: tuple[tuple[str, float], ...], images: int, key: str) -> str:
    parts = []
    weak = [name for name, share in figures if share < _WEAK] if key != "f1" else []
    if weak:
        parts.append(f"Least sure: {', '.join(weak)}. More outlines of that help most.")
    elif grade != "good":
        parts.append("Outline more scans that look different from these, or let it learn longer.")
    if images < _FEW:
        parts.append("So few test images make the figures rough: add scans to be sure.")
    return " ".join(parts)
