"""What the form shows, as data: every field of a protocol, in plain words."""

from collections.abc import Callable
from dataclasses import dataclass

from graticule.instances import SEPARATIONS
from graticule.segment import THRESHOLDS, UNCERTAINTIES
from graticule_app.look.translation import tr, tr_noop
from graticule_app.model.draft import Draft
from graticule_app.panels.protocol.by_class import ClassSizes, ClassWays
from graticule_app.panels.protocol.class_names import ClassNames
from graticule_app.panels.protocol.fields import Choice, Field, Measure, Number, Switch, Words
from graticule_app.panels.protocol.sorting import Counted, ShapeRules, SizeClasses

# What the engine learns to do is offered here, too, by the name that it gives it.
WAYS = (
    ("network", tr_noop("Trained network")),
    ("threshold", tr_noop("Automatic threshold")),
    *((name, rule.title) for name, rule in THRESHOLDS.items() if not rule.automatic),
)
CHANNELS = (
    ("luminance", tr_noop("Brightness")),
    ("mean", tr_noop("Mean of the colours")),
    ("red", tr_noop("Red")),
    ("green", tr_noop("Green")),
    ("blue", tr_noop("Blue")),
    ("red-green", tr_noop("Red minus green")),
)
WAYS_APART = tuple((name, method.title) for name, method in SEPARATIONS.items())
UNCERTAIN = tuple((name, measure.title) for name, measure in UNCERTAINTIES.items())
_RULES = tuple((name, rule.title) for name, rule in THRESHOLDS.items() if rule.automatic)

_AUTO = tr_noop("automatic")


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
    Line("way", tr_noop("Particles by"),
         tr_noop("How the program tells particles from background."),
         lambda: Choice(WAYS)),
    Line("method.pack", tr_noop("Network"), tr_noop("The trained network that looks at the scan."),
         lambda: Choice(()), _NETWORK),
    Line("method.precision", tr_noop("Precision"),
         tr_noop("Exact: every computer finds the same particles. Fast:"
         " numbers of 16 bits where this computer gains by it, up to 2 × quicker; what is faint may"
         " be found or not."), lambda: Choice((("exact", tr("exact: same everywhere")),
         ("fast", tr("fast: may differ a little")))), _NETWORK),
    Line("method.method", tr_noop("Rule"),
         tr_noop("How the threshold follows from all grey values of the scan."),
         lambda: Choice(_RULES), _ways("threshold")),
    Line("method.level", tr_noop("Grey value"),
         tr_noop("What is beyond this grey value is a particle. Drag the line"
         " in the picture below, or type it."), lambda: Number(-1e9, 1e9), _using("level")),
    Line("method.foreground", tr_noop("Particles are"),
         tr_noop("Darker or brighter than the background."),
         lambda: Choice((("auto", tr("found out")), ("dark", tr("darker")), ("bright",
         tr("brighter")))),
         _using("foreground")),
    Line("method.channel", tr_noop("Looked at"),
         tr_noop("Which colour, or mix of colours, is compared."),
         lambda: Choice(CHANNELS), _using("channel")),
    Line("method.radius", tr_noop("Surround"),
         tr_noop("How many px around a pixel it is compared with: more than"
         " the largest particle's radius."), lambda: Number(1, 2000, whole=True), _using("radius")),
    Line("method.sensitivity", tr_noop("Sensitivity"), tr_noop("Higher finds less (Sauvola's k)."),
         lambda: Number(0, 1), _using("sensitivity")),
    Line("method.classes", tr_noop("Kinds"), tr_noop("How many kinds of particle are told apart."),
         lambda: Number(1, 8, whole=True), _using("classes")),
    Line("method.clusters", tr_noop("Colours"),
         tr_noop("Into how many groups the colours fall; the commonest is"
         " background."), lambda: Number(2, 12, whole=True), _one_group),
    Line("method.space", tr_noop("Told by"),
         tr_noop("Which three numbers tell a colour. Set the range of each"
         " below: what lies in all three is a particle."),
         lambda: Choice((("rgb", tr("red, green, blue")), ("hsb",
         tr("hue, saturation, brightness")))),
         _using("space")),
    Line("classes", tr_noop("Called"),
         tr_noop("Name and colour of what is found."), ClassNames, _threshold),
    Line("scale.pixel_size", tr_noop("Looked at in"),
         tr_noop("Pixels of this size: coarser is quicker and sees"
         " less. Empty: as it was scanned, or as the network was trained."),
         lambda: Measure(tr("as scanned")), more=True),
    Line("scale.factor", tr_noop("If size unknown"),
         tr_noop("So many px become one where the scan has no pixel"
         " size."), lambda: Number(1, 4096), more=True),
    Line("connectivity", tr_noop("Touching"),
         tr_noop("Whether pixels that meet at a corner are one particle."),
         lambda: Choice(((8, tr("at sides or corners")), (4, tr("at sides only")))), more=True),
    Line("method.overlap", tr_noop("Tile overlap"),
         tr_noop("How much more a network sees than it decides. Exact"
         " is slower and hides every seam."),
         lambda: Choice((("default", tr("normal")), ("exact", tr("exact (slower)")), *(
             (px, f"{px} px") for px in (64, 128, 256, 512)))), _NETWORK, more=True),
    Line("method.tta", "",
         tr_noop("Averages eight turned and mirrored views: eight times as long, a"
         " little better, a better uncertainty."),
         lambda: Switch(tr("Average eight views (8 × slower)")), _NETWORK, more=True),
    Line("method.uncertainty", tr_noop("Uncertainty"),
         tr_noop("What makes a pixel uncertain, from the probabilities"
         " of its classes."), lambda: Choice(UNCERTAIN), _NETWORK, more=True),
    Line("method.keep_background", "", tr_noop("Also runs the network where the scan looks empty."),
         lambda: Switch(tr("Look at empty parts, too")), _NETWORK, more=True),
    Line("method.patch", tr_noop("Tile size"),
         tr_noop("Side of a tile in px, such as 256. Automatic: a micrograph"
         " as a whole, larger scans in large tiles."),
         lambda: Number(0, 16384, whole=True, empty=0, hint=tr(_AUTO)), _NETWORK, more=True),
    Line("method.batch", tr_noop("Tiles at once"),
         tr_noop("How many tiles run together on a graphics card."),
         lambda: Number(0, 256, whole=True, empty=0, hint=tr(_AUTO)), _NETWORK, more=True),
)  # fmt: skip
CLEAN: tuple[Line, ...] = (
    Line("cleaning.min_diameter", tr_noop("Smallest"),
         tr_noop("Smaller particles are left out: diameter of the"
         " circle of the same area."), lambda: Measure(tr("no limit"))),
    Line("cleaning.classes", tr_noop("But"),
         tr_noop("Classes of which the smallest has another size."),
         ClassSizes, _several_classes),
    Line("cleaning.max_diameter", tr_noop("Largest"),
         tr_noop("Larger particles are left out: diameter of the"
         " circle of the same area."), lambda: Measure(tr("no limit"))),
    Line("cleaning.max_hole", tr_noop("Fill holes to"),
         tr_noop("Holes in a particle up to this diameter are"
         " filled."), lambda: Measure(tr("fill none"))),
    Line("cleaning.remove_border", "", tr_noop("What the scan's edge cuts off has no true size."),
         lambda: Switch(tr("Leave out what touches the edge"))),
    Line("cleaning.min_area", tr_noop("Smallest area"),
         tr_noop("Smaller particles are left out; the larger of the"
         " two limits counts."), lambda: Measure(tr("no limit"), area=True), more=True),
)  # fmt: skip
SEPARATE: tuple[Line, ...] = (
    Line("separation.method", tr_noop("Touching ones"),
         tr_noop("Whether particles that touch are cut apart."),
         lambda: Choice(WAYS_APART)),
    Line("separation.classes", tr_noop("But"),
         tr_noop("Classes that are cut in another way than the others."),
         ClassWays, _several_classes),
    Line("separation.neck", tr_noop("Narrowest neck"),
         tr_noop("Two stay apart where the neck between them is below"
         " this share of the smaller one's width. Higher cuts more."),
         lambda: Number(0, 1, empty=0, hint=tr(_AUTO)), _separated("neck")),
    Line("separation.convexity", tr_noop("Convexity"),
         tr_noop("What has more than this is one particle: perimeter"
         " of its convex hull by its own perimeter. Higher takes more apart."),
         lambda: Number(0.5, 0.999), _separated("convexity")),
    Line("separation.smallest_marker", tr_noop("Smallest core"),
         tr_noop("What is left of a particle when the clump"
         " is worn away until it is convex: anything smaller is no particle. Diameter of the circle"
         " of the same area."), lambda: Measure(tr("no limit")), _separated("smallest_marker")),
    Line("separation.smallest", tr_noop("Smallest piece"),
         tr_noop("Nothing smaller than so many px is cut off."),
         lambda: Number(1, 1_000_000, whole=True),
         _separated("smallest")),
    Line("separation.gap", tr_noop("Goes on under"),
         tr_noop("A fibre or hair is one and the same on both sides of"
         " what lies on top of it, up to this width."), lambda: Measure(tr("nothing")),
         _separated("gap")),
)  # fmt: skip
SORT: tuple[Line, ...] = (
    Line("sizes", tr_noop("Size classes"),
         tr_noop("Limits between size classes, from small to large, and the length"
         " that counts. Nothing: no size classes."), SizeClasses),
    Line("shapes", "", tr_noop("The first rule that fits counts. Rules ask for columns of the"
         " table, such as aspect_ratio > 3 and circularity < 0.5."), ShapeRules),
    Line("sample", "",
         tr_noop("Particles per filter, per litre or gram, without the blanks, with limits"
         " of detection: a sheet of the report. The sample's facts are typed in beside the"
         " charts."),
         Counted),
    Line("sample.by_colour", "", tr_noop("Each colour is counted for itself, too."),
         lambda: Switch(tr("Count each colour for itself")), _counted, more=True),
    Line("sample.confidence", tr_noop("Confidence"),
         tr_noop("Share of intervals that hold the truth: 0.95 is 95%."),
         lambda: Number(0.5, 0.9999), _counted, more=True),
    Line("sample.detection", tr_noop("Detected from"),
         tr_noop("So many standard deviations above the mean of the"
         " blanks (LOD)."), lambda: Number(0.1, 100), _counted, more=True),
    Line("sample.quantification", tr_noop("Measured from"),
         tr_noop("So many standard deviations above the mean of"
         " the blanks (LOQ)."), lambda: Number(0.1, 100), _counted, more=True),
    Line("sample.fewest_blanks", tr_noop("Enough blanks"),
         tr_noop("Of fewer, the standard deviation is that of"
         " Poisson's law."), lambda: Number(2, 1000, whole=True), _counted, more=True),
)  # fmt: skip
REPORT: tuple[Line, ...] = (
    Line("report.tiffs", "",
         tr_noop("Class map, uncertainty and labels as OME-TIFF beside the report."),
         lambda: Switch(tr("Pictures of the result (TIFF)"))),
    Line("report.numbers", "", tr_noop("The scan and the map with each particle's number, as PNG."),
         lambda: Switch(tr("Pictures with numbers"))),
    Line("report.compress_geojson", "", tr_noop("Outlines as .geojson.gz, a tenth as large."),
         lambda: Switch(tr("Pack the outlines (GeoJSON)")), more=True),
    Line("report.subtract_offset", "", tr_noop("Places as QuPath counts them in a cropped slide."),
         lambda: Switch(tr("Count from the slide's scanned part")), more=True),
    Line("title", tr_noop("Title"), tr_noop("What the protocol is called in lists."), Words,
         more=True),
    Line("description", tr_noop("About"),
         tr_noop("What it is for, and where its settings come from."),
         lambda: Words(lines=True), more=True),
)  # fmt: skip
SECTIONS: tuple[tuple[str, tuple[Line, ...]], ...] = (
    (tr_noop("Find"), FIND),
    (tr_noop("Clean"), CLEAN),
    (tr_noop("Separate"), SEPARATE),
    (tr_noop("Sort and count"), SORT),
    (tr_noop("Report"), REPORT),
)
