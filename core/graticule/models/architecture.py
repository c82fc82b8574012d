"""What a network is made of, as told in a pack: numbers and names, checked before it is built."""

import re
from typing import Annotated

import msgspec

_ENCODER_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")
LARGEST_STRIDE = 256  # px; a coarser network could not be trimmed to tiles of a usable size

Channels = Annotated[int, msgspec.Meta(ge=1, le=64)]
Width = Annotated[int, msgspec.Meta(ge=4, le=1024)]


class Architecture(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A segmentation network by name, with the little that may vary.

    `reduce` > 1 lets the network see the mean of reduce × reduce pixels and enlarges its
    answer: as many times the context for 1/reduce² of the work. `depth` is how often the encoder
    halves its picture: a stage less sees half as far, so tiles need overlap less. `decoder` holds
    the decoder's channels from coarse to fine; empty means the library's own.
    """

    name: str
    encoder: str
    in_channels: Channels = 1
    depth: Annotated[int, msgspec.Meta(ge=3, le=5)] = 5
    decoder: tuple[Width, ...] = ()
    reduce: Annotated[int, msgspec.Meta(ge=1, le=8)] = 1

    def __post_init__(self) -> None:
        if not _ENCODER_NAME.fullmatch(self.encoder):
            raise ValueError(f"{self.encoder!r} is no encoder's name")
        if len(self.decoder) not in (0, self.depth):
            raise ValueError(f"a decoder has {self.depth} stages, not {len(self.decoder)}")
        if self.reduce & (self.reduce - 1):
            raise ValueError(f"reduce must be 1, 2, 4 or 8, not {self.reduce}")

    @property
    def stride(self) -> int:
        """Height and width of the network's input must be multiples of this, in px."""
        return 2**self.depth * self.reduce
