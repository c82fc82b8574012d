"""How a pack is run: all that a protocol or the command line may choose."""

import math
from collections.abc import Sequence
from typing import Literal

import msgspec

from graticule.errors import ProtocolError
from graticule.models import Pack
from graticule.precision import Precision
from graticule.segment.tiles import TileGrid, plan_grid
from graticule.segment.uncertainty import UNCERTAINTIES, USUAL

# Kept px a side of a tile. OpenVINO runs a U-Net (EfficientNet-lite0) at the same rate per pixel
# read from 256 to 1152 px, so the larger tile wins by its smaller overlap: at a margin of 64 px
# 0.23, 0.42, 0.60, 0.69 and 0.74 Mpx/s are kept of reads of 256, 384, 640, 896 and 1152 px. A
# tape with clumps at 4 µm/px leaves out 45%, 16% and 11% of tiles of 256, 512 and 1024 px, which
# does not make up for it. tests/benchmarks/bench_inference.py patches measures it again.
KEEP = 1024
KEEP_EXACT = 1536  # the margin of an exact run is three times as wide, so larger tiles pay
# A network that sees means of 2 × 2 px needs a quarter of the memory, so it may read tiles of
# twice the side. In px as the network sees them: a tile's side, and a whole micrograph's (2048 px
# at 2 × 2, with what is read around it). The whole process stays under 2 GiB.
READ = 1024
ONE_PIECE = 1088
# Rijpkema et al. 2026 enlarge the field of view by 12.5%: a sixteenth of the kept part each side.
_ENLARGED = 16


class PackSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings of a run with a pack.

    `overlap`: "default" (12.5% more field of view, or the pack's own margin where that is wider),
    "exact" (the network's receptive field: seams cannot show), or a margin in work px.
    `keep_background` computes tiles that hold nothing, too. `tta` averages the probabilities of
    the eight flips and turns. `precision` "exact" computes in 32 bits, so that every computer finds
    the same particles; "fast" may round to 16 where that is quicker, and what is at its threshold
    may come or go. `runtime` "auto" is the fastest of that precision.
    `batch` 0 is as many tiles at once as fit. `patch` is the side of a tile in work px, 0 the
    default: a micrograph as a whole, else tiles of `KEEP` px and what is read around them. Of a
    small one the default overlap is an eighth on each side.
    """

    overlap: Literal["default", "exact"] | int = "default"
    keep_background: bool = False
    tta: bool = False
    precision: Precision = "exact"
    device: str = "auto"
    runtime: str = "auto"
    batch: int = 0
    patch: int = 0
    uncertainty: str = USUAL  # one of `UNCERTAINTIES`

    def __post_init__(self) -> None:
        if isinstance(self.overlap, int) and self.overlap < 0:
            raise ProtocolError(f"an overlap of {self.overlap} px is impossible")
        if self.uncertainty not in UNCERTAINTIES:
            raise ProtocolError(
                f"no uncertainty {self.uncertainty!r}; there are {', '.join(UNCERTAINTIES)}"
            )
        if self.batch < 0 or self.patch < 0:
            raise ProtocolError("batch and patch must be 0 (chosen by the program) or more")


def margin_of(pack: Pack, overlap: Literal["default", "exact"] | int) -> int:
    """Work px to throw away around a tile, a multiple of the network's stride.

    Raises `ProtocolError` for an exact overlap of a network that sees the whole tile.
    """
    if overlap == "exact":
        if pack.exact_margin is None:
            raise ProtocolError(
                f"{pack.name} looks at a tile as a whole, so no overlap is exact: "
                "use the default or a number of pixels"
            )
        return pack.exact_margin
    wanted = max(KEEP // _ENLARGED, pack.margin) if overlap == "default" else overlap
    return -(-wanted // pack.stride) * pack.stride


def patch_of(settings: PackSettings, pack: Pack, margin: int) -> int:
    """Most px a side that a tile reads."""
    if settings.patch:
        return settings.patch
    if settings.overlap == "exact":
        return KEEP_EXACT + 2 * margin
    return max(KEEP + 2 * margin, READ * pack.architecture.reduce)


def plan_of(
    settings: PackSettings,
    packs: Sequence[Pack],
    size: tuple[int, int],
    origin: tuple[int, int] = (0, 0),
) -> TileGrid:
    """How a work grid of `size` (width, height) is cut; `ProtocolError` for an impossible cut.

    A scan that the networks can take in one piece has no seams to hide, so no more is read
    around it than keeps its edge from looking like an object's. Of several packs, the one that
    needs the most room has its way.
    """
    width, height = size
    stride = math.lcm(*(pack.stride for pack in packs))
    margin = max(margin_of(pack, settings.overlap) for pack in packs)
    margin = -(-margin // stride) * stride
    patch = min(patch_of(settings, pack, margin) for pack in packs)
    whole = min(ONE_PIECE * pack.architecture.reduce for pack in packs)
    if settings.overlap == "default" and not settings.patch and max(size) <= whole - 2 * stride:
        margin, patch = min(margin, stride), whole
    if settings.overlap == "default" and settings.patch and patch < 4 * margin:
        # so small a patch was asked for, as by Gumbiowski et al. 2023 one of 256 px
        margin = max(patch // 8 // stride, 1) * stride
    if patch < 2 * margin + stride:
        raise ProtocolError(f"a margin of {margin} px leaves nothing of a patch of {patch} px")
    return plan_grid(width, height, patch=patch, margin=margin, stride=stride, origin=origin)
