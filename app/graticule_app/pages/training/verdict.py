"""How good a pack is, in words that need no explanation."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from graticule_app.look.translation import tr, tr_engine, tr_noop, trn

Grade = Literal["good", "fair", "poor"]
_GRADES: tuple[tuple[float, Grade, str], ...] = (
    (0.80, "good", tr_noop("Very good")), (0.65, "good", tr_noop("Good")),
    (0.45, "fair", tr_noop("Fair")), (0.0, "poor", tr_noop("Not good enough yet")),
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
    "mean_iou": tr_noop("Agreement of the areas, all classes"),
    "f1": tr_noop("Particles found with the right outline"),
    "iou": tr_noop("Agreement of the areas"),
    "dice": tr_noop("Agreement of the areas"),
    "aji_plus": tr_noop("Agreement of the single particles"),
}


def percent(share: float) -> str:
    """A share as people write it."""
    return f"{100 * share:.0f}\N{NO-BREAK SPACE}%"


def heading(metric: str) -> str:
    """What a metric tells, in plain words."""
    if metric.startswith("iou_"):
        return tr("Agreement of the areas, {kind}", kind=tr_engine(metric.removeprefix("iou_")))
    return tr(HEADINGS[metric]) if metric in HEADINGS else metric.replace("_", " ")


def main_metric(metrics: Mapping[str, float]) -> str:
    """The one figure that says most; "" where there is none."""
    return next((key for key in HEADINGS if key in metrics), next(iter(metrics), ""))


def verdict(metrics: Mapping[str, float], images: int) -> Verdict:
    """What a pack's figures on `images` test images mean."""
    key = main_metric(metrics)
    value = metrics.get(key, 0.0)
    _, grade, word = next(entry for entry in _GRADES if value >= entry[0] or not entry[0])
    if key == "f1":
        sentence = trn(
            "On {n} test image that it never learned from, {share} of the particles agree with "
            "your outlines.",
            "On {n} test images that it never learned from, {share} of the particles agree with "
            "your outlines.",
            images, share=percent(value),
        )  # fmt: skip
        figures = _figures(metrics, ("f1", "aji_plus", "iou"))
    else:
        sentence = trn(
            "On {n} test image that it never learned from, its areas and yours agree to {share}.",
            "On {n} test images that it never learned from, its areas and yours agree to {share}.",
            images, share=percent(value),
        )  # fmt: skip
        figures = tuple(
            (tr_engine(name.removeprefix("iou_")), share)
            for name, share in metrics.items()
            if name.startswith("iou_") and name not in ("iou_background", "iou_mean")
        ) or _figures(metrics, (key,))
    return Verdict(tr(word), grade, sentence, figures, _advice(grade, figures, images, key))


def _figures(metrics: Mapping[str, float], keys: tuple[str, ...]) -> tuple[tuple[str, float], ...]:
    return tuple((heading(key), metrics[key]) for key in keys if key in metrics)


def _advice(grade: Grade, figures: tuple[tuple[str, float], ...], images: int, key: str) -> str:
    parts = []
    weak = [name for name, share in figures if share < _WEAK] if key != "f1" else []
    if weak:
        parts.append(
            tr("Least sure: {weak}. More outlines of that help most.", weak=", ".join(weak))
        )
    elif grade != "good":
        parts.append(
            tr("Outline more scans that look different from these, or let it learn longer.")
        )
    if images < _FEW:
        parts.append(tr("So few test images make the figures rough: add scans to be sure."))
    return " ".join(parts)
