"""What the form shows, as data: every field of a protocol, in plain words."""

from collections.abc import Callable
from dataclasses import dataclass

from graticule.instances import SEPARATIONS
from graticule.segment import THRESHOLDS, UNCERTAINTIES
from graticule_app.model.draft import Draft
from graticule_app.panels.protocol.by_class import ClassSizes, ClassWays
from graticule_app.panels.protocol.class_names import ClassNames
from graticule_app.panels.protocol.fields import Choice, Field, Measure, Number, Switch, Words
from graticule_app.panels.protocol.sorting import Counted, ShapeRules, SizeClasses

# What the engine learns to do is offered here, too, by the name that it gives it.
WAYS = (
    ("network", "Trained network"),
    ("threshold", "Automatic threshold"),
    *((name, rule.title) for name, rule in THRESHOLDS.items() if not rule.automatic),
)
CHANNELS = (
    ("luminance", "Brightness"),
    ("mean", "Mean of the colours"),
    ("red", "Red"),
    ("green", "Green"),
    ("blue", "Blue"),
    ("red-green", "Red minus green"),
)
WAYS_APART = tuple((name, method.title) for name, method in SEPARATIONS.items())
UNCERTAIN = tuple((name, measure.title) for name, measure in UNCERTAINTIES.items())
_RULES = tuple((name, rule.title) for name, rule in THRESHOLDS.items() if rule.automatic)

_AUTO = "automatic"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the form. `path` is the value's place in the protocol."""

    path: str
    label: str
    tip: str
    make: Callable[[], Field]
    shown: Callable[[Draft], bool] = lambda _draft: True
    more: bool = False  # under "More"


def _ways(*ways: str) -> Callable[[Draft], bool]:
    return lambda draft: draft.way in ways


def _using(setting: str) -> Callable[[Draft], bool]:
    """For thresholds to which a setting means something."""
    return lambda draft: setting in draft.uses


_NETWORK = _ways("network")


def _threshold(draft: Draft) -> bool:
    return draft.way != "network"


def _separated(setting: str) -> Callable[[Draft], bool]:
    """For separations to which a setting means something."""
    return lambda draft: any(
        setting in SEPARATIONS[name].uses for name in draft.separations if name in SEPARATIONS
    )


def _several_classes(draft: Draft) -> bool:
    return len(draft.class_names) > 1


def _counted(draft: Draft) -> bool:
    return draft.get("sample") is not None


def _one_group(draft: Draft) -> bool:
    return draft.way == "kmeans-colour" and draft.get("method.classes") == 1


FIND: tuple[Line, ...] = (
    Line("way", "Particles by", "How the program tells particles from background.",
         lambda: Choice(WAYS)),
    Line("method.pack", "Network", "The trained network that looks at the scan.",
         lambda: Choice(()), _NETWORK),
    Line("method.precision", "Precision", "Exact: every computer finds the same particles. Fast:"
         " numbers of 16 bits where this computer gains by it, up to 2 × quicker; what is faint may"
         " be found or not.", lambda: Choice((("exact", "exact: same everywhere"),
         ("fast", "fast: may differ a little"))), _NETWORK),
    Line("method.method", "Rule", "How the threshold follows from all grey values of the scan.",
         lambda: Choice(_RULES), _ways("threshold")),
    Line("method.level", "Grey value", "What is beyond this grey value is a particle. Drag the line"
         " in the picture below, or type it.", lambda: Number(-1e9, 1e9), _using("level")),
    Line("method.foreground", "Particles are", "Darker or brighter than the background.",
         lambda: Choice((("auto", "found out"), ("dark", "darker"), ("bright", "brighter"))),
         _using("foreground")),
    Line("method.channel", "Looked at", "Which colour, or mix of colours, is compared.",
         lambda: Choice(CHANNELS), _using("channel")),
    Line("method.radius", "Surround", "How many px around a pixel it is compared with: more than"
         " the largest particle's radius.", lambda: Number(1, 2000, whole=True), _using("radius")),
    Line("method.sensitivity", "Sensitivity", "Higher finds less (Sauvola's k).",
         lambda: Number(0, 1), _using("sensitivity")),
    Line("method.classes", "Kinds", "How many kinds of particle are told apart.",
         lambda: Number(1, 8, whole=True), _using("classes")),
    Line("method.clusters", "Colours", "Into how many groups the colours fall; the commonest is"
         " background.", lambda: Number(2, 12, whole=True), _one_group),
    Line("method.space", "Told by", "Which three numbers tell a colour. Set the range of each"
         " below: what lies in all three is a particle.",
         lambda: Choice((("rgb", "red, green, blue"), ("hsb", "hue, saturation, brightness"))),
         _using("space")),
    Line("classes", "Called", "Name and colour of what is found.", ClassNames, _threshold),
    Line("scale.pixel_size", "Looked at in", "Pixels of this size: coarser is quicker and sees"
         " less. Empty: as it was scanned, or as the network was trained.",
         lambda: Measure("as scanned"), more=True),
    Line("scale.factor", "If size unknown", "So many px become one where the scan has no pixel"
         " size.", lambda: Number(1, 4096), more=True),
    Line("connectivity", "Touching", "Whether pixels that meet at a corner are one particle.",
         lambda: Choice(((8, "at sides or corners"), (4, "at sides only"))), more=True),
    Line("method.overlap", "Tile overlap", "How much more a network sees than it decides. Exact"
         " is slower and hides every seam.",
         lambda: Choice((("default", "normal"), ("exact", "exact (slower)"), *(
             (px, f"{px} px") for px in (64, 128, 256, 512)))), _NETWORK, more=True),
    Line("method.tta", "", "Averages eight turned and mirrored views: eight times as long, a"
         " little better, a better uncertainty.",
         lambda: Switch("Average eight views (8 × slower)"), _NETWORK, more=True),
    Line("method.uncertainty", "Uncertainty", "What makes a pixel uncertain, from the probabilities"
         " of its classes.", lambda: Choice(UNCERTAIN), _NETWORK, more=True),
    Line("method.keep_background", "", "Also runs the network where the scan looks empty.",
         lambda: Switch("Look at empty parts, too"), _NETWORK, more=True),
    Line("method.patch", "Tile size", "Side of a tile in px, such as 256. Automatic: a micrograph"
         " as a whole, larger scans in large tiles.",
         lambda: Number(0, 16384, whole=True, empty=0, hint=_AUTO), _NETWORK, more=True),
    Line("method.batch", "Tiles at once", "How many tiles run together on a graphics card.",
         lambda: Number(0, 256, whole=True, empty=0, hint=_AUTO), _NETWORK, more=True),
)  # fmt: skip
CLEAN: tuple[Line, ...] = (
    Line("cleaning.min_diameter", "Smallest", "Smaller particles are left out: diameter of the"
         " circle of the same area.", lambda: Measure("no limit")),
    Line("cleaning.classes", "But", "Classes of which the smallest has another size.",
         ClassSizes, _several_classes),
    Line("cleaning.max_diameter", "Largest", "Larger particles are left out: diameter of the"
         " circle of the same area.", lambda: Measure("no limit")),
    Line("cleaning.max_hole", "Fill holes to", "Holes in a particle up to this diameter are"
         " filled.", lambda: Measure("fill none")),
    Line("cleaning.remove_border", "", "What the scan's edge cuts off has no true size.",
         lambda: Switch("Leave out what touches the edge")),
    Line("cleaning.min_area", "Smallest area", "Smaller particles are left out; the larger of the"
         " two limits counts.", lambda: Measure("no limit", area=True), more=True),
)  # fmt: skip
SEPARATE: tuple[Line, ...] = (
    Line("separation.method", "Touching ones", "Whether particles that touch are cut apart.",
         lambda: Choice(WAYS_APART)),
    Line("separation.classes", "But", "Classes that are cut in another way than the others.",
         ClassWays, _several_classes),
    Line("separation.neck", "Narrowest neck", "Two stay apart where the neck between them is below"
         " this share of the smaller one's width. Higher cuts more.",
         lambda: Number(0, 1, empty=0, hint=_AUTO), _separated("neck")),
    Line("separation.convexity", "Convexity", "What has more than this is one particle: perimeter"
         " of its convex hull by its own perimeter. Higher takes more apart.",
         lambda: Number(0.5, 0.999), _separated("convexity")),
    Line("separation.smallest_marker", "Smallest core", "What is left of a particle when the clump"
         " is worn away until it is convex: anything smaller is no particle. Diameter of the circle"
         " of the same area.", lambda: Measure("no limit"), _separated("smallest_marker")),
    Line("separation.smallest", "Smallest piece", "Nothing smaller than so many px is cut off.",
         lambda: Number(1, 1_000_000, whole=True),
         _separated("smallest")),
    Line("separation.gap", "Goes on under", "A fibre or hair is one and the same on both sides of"
         " what lies on top of it, up to this width.", lambda: Measure("nothing"),
         _separated("gap")),
)  # fmt: skip
SORT: tuple[Line, ...] = (
    Line("sizes", "Size classes", "Limits between size classes, from small to large, and the length"
         " that counts. Nothing: no size classes.", SizeClasses),
    Line("shapes", "", "The first rule that fits counts. Rules ask for columns of the"
         " table, such as aspect_ratio > 3 and circularity < 0.5.", ShapeRules),
    Line("sample", "", "Particles per filter, per litre or gram, without the blanks, with limits"
         " of detection: a sheet of the report. The sample's facts are typed in beside the charts.",
         Counted),
    Line("sample.by_colour", "", "Each colour is counted for itself, too.",
         lambda: Switch("Count each colour for itself"), _counted, more=True),
    Line("sample.confidence", "Confidence", "Share of intervals that hold the truth: 0.95 is 95%.",
         lambda: Number(0.5, 0.9999), _counted, more=True),
    Line("sample.detection", "Detected from", "So many standard deviations above the mean of the"
         " blanks (LOD).", lambda: Number(0.1, 100), _counted, more=True),
    Line("sample.quantification", "Measured from", "So many standard deviations above the mean of"
         " the blanks (LOQ).", lambda: Number(0.1, 100), _counted, more=True),
    Line("sample.fewest_blanks", "Enough blanks", "Of fewer, the standard deviation is that of"
         " Poisson's law.", lambda: Number(2, 1000, whole=True), _counted, more=True),
)  # fmt: skip
REPORT: tuple[Line, ...] = (
    Line("report.tiffs", "", "Class map, uncertainty and labels as OME-TIFF beside the report.",
         lambda: Switch("Pictures of the result (TIFF)")),
    Line("report.numbers", "", "The scan and the map with each particle's number, as PNG.",
         lambda: Switch("Pictures with numbers")),
    Line("report.compress_geojson", "", "Outlines as .geojson.gz, a tenth as large.",
         lambda: Switch("Pack the outlines (GeoJSON)"), more=True),
    Line("report.subtract_offset", "", "Places as QuPath counts them in a cropped slide.",
         lambda: Switch("Count from the slide's scanned part"), more=True),
    Line("title", "Title", "What the protocol is called in lists.", Words, more=True),
    Line("description", "About", "What it is for, and where its settings come from.",
         lambda: Words(lines=True), more=True),
)  # fmt: skip
SECTIONS: tuple[tuple[str, tuple[Line, ...]], ...] = (
    ("Find", FIND),
    ("Clean", CLEAN),
    ("Separate", SEPARATE),
    ("Sort and count", SORT),
    ("Report", REPORT),
)
