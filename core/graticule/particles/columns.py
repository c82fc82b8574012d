"""What each column of a particle table means: unit, definition and source.

Shape is told from a particle's own pixels. Pixel (0, 0) covers [0, 1) × [0, 1), so the
middle of a one-pixel particle at the origin is (0.5, 0.5): places agree with the outlines
and with QuPath, and lie half a pixel from scikit-image's `centroid`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

_L = "length"  # stands for the unit of the pixel size
_A = "area"  # stands for its square
_SKIMAGE = "van der Walt et al., scikit-image, PeerJ 2:e453 (2014), doi:10.7717/peerj.453"
_ISO = "ISO 13322-1:2014; ISO 9276-6:2008"
_ANTEMA = "Gumbiowski et al., Nanoscale Adv. 5 (2023) 2318, doi:10.1039/D2NA00781A"
_IMAGEJ = "Schneider, Rasband & Eliceiri, Nat. Methods 9 (2012) 671, doi:10.1038/nmeth.2089"


@dataclass(frozen=True, slots=True)
class Column:
    """A column's key, heading, unit ("" for a plain number), definition and source."""

    key: str
    title: str
    unit: str
    doc: str
    source: str = ""

    def told_in(self, unit: str) -> "Column":
        """This column with its length or area in the unit of a pixel size."""
        return replace(self, unit={_L: unit, _A: f"{unit}²"}.get(self.unit, self.unit))


COLUMNS: tuple[Column, ...] = (
    Column("id", "Particle", "", "Number of the particle, from 1, in raster order of its first"
           " pixel; the value of its pixels in the label map."),
    Column("class", "Class", "", "Number of the particle's class in the list of classes; 0 is"
           " background and does not occur."),
    Column("x_px", "Centroid x", "px", "Mean x of the particle's area, in level-0 pixels."),
    Column("y_px", "Centroid y", "px", "Mean y of the particle's area, in level-0 pixels."),
    Column("x", "Centroid x", _L, "Mean x of the particle's area from the scan's left edge."),
    Column("y", "Centroid y", _L, "Mean y of the particle's area from the scan's top edge."),
    Column("left", "Left", "px", "Left edge of the upright bounding box, in level-0 pixels."),
    Column("top", "Top", "px", "Top edge of the upright bounding box, in level-0 pixels."),
    Column("right", "Right", "px", "Right edge of the bounding box, in level-0 pixels."),
    Column("bottom", "Bottom", "px", "Bottom edge of the bounding box, in level-0 pixels."),
    Column("area_px", "Area", "px", "Number of pixels of the grid on which the scan was analysed;"
           " filled holes count."),
    Column("area", "Area", _A, "Number of pixels times the area of one.", _ISO),
    Column("equivalent_diameter", "Equivalent diameter", _L, "Diameter of the circle of the same"
           " area, √(4A/π).", _ISO),
    Column("feret_max", "Maximum Feret", _L, "Largest distance between two parallel tangents:"
           " between two points of the convex hull image's outline, which runs midway between its"
           " pixels and their neighbours (`feret_diameter_max`).", _SKIMAGE),
    Column("feret_max_angle", "Maximum Feret angle", "°", "Direction of the maximum Feret,"
           " counter-clockwise from the x axis, 0 ≤ angle < 180.", _IMAGEJ),
    Column("feret_min", "Minimum Feret", _L, "Smallest distance between two parallel tangents of"
           " the same outline as the maximum Feret's (rotating calipers).", _ISO),
    Column("feret_min_angle", "Minimum Feret angle", "°", "Direction along which the minimum Feret"
           " is measured, counter-clockwise from the x axis, 0 ≤ angle < 180.", _IMAGEJ),
    Column("perimeter", "Perimeter", _L, "Length of the line through the middles of the border"
           " pixels, holes included (`perimeter`, 4 neighbours); 0 for one or two pixels. With"
           " oblong pixels each step counts its own length.",
           "Benkrid & Crookes, Perimeter estimator (2000), as in scikit-image"),
    Column("circularity", "Circularity", "", "4πA/P²; 1 for a circle, above 1 for particles of few"
           " pixels, blank where the perimeter is 0.", _ANTEMA),
    Column("convexity", "Convexity", "", "Perimeter of the convex hull image divided by the"
           " perimeter, both by the same estimate, so that a convex particle has 1; blank where"
           " the perimeter is 0.", _ANTEMA),
    Column("convex_area", "Convex area", _A, "Area of the convex hull image: pixels whose middle"
           " lies in the hull of the particle's pixel-edge middles (`area_convex`).", _SKIMAGE),
    Column("solidity", "Solidity", "", "Area divided by convex area.", _ISO),
    Column("major_axis", "Major axis", _L, "Length of the major axis of the ellipse with the same"
           " second moments (`axis_major_length`).", _SKIMAGE),
    Column("minor_axis", "Minor axis", _L, "Length of the minor axis of the ellipse with the same"
           " second moments (`axis_minor_length`); 0 for a row of pixels.", _SKIMAGE),
    Column("eccentricity", "Eccentricity", "", "Eccentricity of the ellipse with the same second"
           " moments; 0 for a circle, towards 1 for a line.", _SKIMAGE),
    Column("aspect_ratio", "Aspect ratio", "", "Major axis divided by minor axis; blank where the"
           " minor axis is 0.", _IMAGEJ),
    Column("roundness", "Roundness", "", "4A/(π·major²) of the ellipse of the particle's area and"
           " proportions: minor axis divided by major axis, each pixel taken as a square and not as"
           " a point, so that a row of n pixels has 1/n; 1 for a circle.", _IMAGEJ),
    Column("skeleton_length", "Skeleton length", _L, "Length of an elongated particle along its"
           " middle: the longest of the shortest paths on its pruned skeleton, smoothed over seven"
           " pixels, plus the distance from both ends to the border; of several parts, these and"
           " the gaps between them. Blank where 4A/(π·Feret²) is above 1/3.",
           "Guo & Hall, Commun. ACM 32 (1989) 359; Arganda-Carreras et al., Microsc. Res. Tech."
           " 73 (2010) 1019; roundness of ISO 9276-6"),
    Column("mean_width", "Mean width", _L, "Area of an elongated particle divided by the length of"
           " its whole pruned skeleton, branches and all. Blank where there is no skeleton length.",
           _ISO),
    Column("colour", "Colour", "", "Name of the mean colour seen against the light around the"
           " particles; blank unless the scan has red, green and blue.",
           "Berlin & Kay, Basic Color Terms (1969); prototypes of Munroe's colour survey (2010)"),
    Column("uncertainty_mean", "Mean uncertainty", "", "Mean uncertainty of the pixels, 0 (sure)"
           " to 1: normalised entropy of the class probabilities, or what the protocol names."),
    Column("uncertainty_max", "Largest uncertainty", "", "Largest uncertainty of a pixel, 0 (sure)"
           " to 1, by the same measure."),
    Column("touches_border", "Touches border", "", "Whether the particle reaches the edge of the"
           " scan, so that its size is a lower bound."),
    Column("separated", "Separated", "", "Whether the particle was cut from a neighbour that it"
           " touched, or put together from parts that something else lies between."),
    Column("nonconvex", "Not convex", "", "Whether the convexity is below 0.95: particles that"
           " overlap may have been taken for one.", _ANTEMA),
)  # fmt: skip


def channel_columns(names: Iterable[str]) -> tuple[Column, ...]:
    """`mean_<channel>` and `sd_<channel>` of each channel, in the scan's own grey levels."""
    columns: list[Column] = []
    for name in names:
        columns += (
            Column(f"mean_{name}", f"Mean {name}", "", f"Mean of {name} over the particle's pixels,"
                   " in the scan's grey levels (`intensity_mean`).", _SKIMAGE),
            Column(f"sd_{name}", f"SD {name}", "", f"Standard deviation of {name} over the"
                   " particle's pixels, all of them counted (`intensity_std`).", _SKIMAGE),
        )  # fmt: skip
    return tuple(columns)
