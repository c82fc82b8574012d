"""What is under the mouse."""

from dataclasses import dataclass

from graticule.geometry import PixelSize
from graticule_app.canvas.maps import ResultMaps
from graticule_app.look.translation import grouped, tr_engine


@dataclass(frozen=True, slots=True)
class Under:
    """A place of the scan: `x`, `y` in level-0 px, and what the result says of it.

    `class_name`, `uncertainty` (0 to 1) and `id` (0: no particle) are None where there is no
    result, or where it has not come from the disk yet.
    """

    x: float
    y: float
    pixel_size: PixelSize
    class_name: str | None = None
    uncertainty: float | None = None
    id: int | None = None

    @property
    def lengths(self) -> tuple[float, float]:
        """(x, y) in the pixel size's unit."""
        return self.x * self.pixel_size.x, self.y * self.pixel_size.y

    @property
    def place(self) -> str:
        """The place as text, in the pixel size's unit."""
        x, y = self.lengths
        digits = 0 if not self.pixel_size.calibrated else 1
        form = f",.{digits}f"
        return f"{grouped(x, form)}, {grouped(y, form)} {self.pixel_size.unit}"


def look_under(x: float, y: float, pixel_size: PixelSize, maps: ResultMaps | None) -> Under:
    """What is in memory about a place; never waits."""
    if maps is None:
        return Under(x, y, pixel_size)
    number = maps.value_at("class_map", x, y)
    uncertainty = maps.value_at("uncertainty", x, y)
    known = number is not None and number < len(maps.classes)
    return Under(
        x, y, pixel_size,
        tr_engine(maps.classes[number].name) if known and number is not None else None,
        None if uncertainty is None else uncertainty / 255,
        maps.value_at("labels", x, y),
    )  # fmt: skip
