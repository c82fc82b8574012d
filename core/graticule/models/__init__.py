"""Model packs and the networks in them.

What needs torch is imported when it is first asked for: torch and the network library take
seconds, and neither `graticule packs` nor a protocol needs them.
"""

from typing import TYPE_CHECKING

from graticule.classes import ClassInfo
from graticule.lazy import lazy_names
from graticule.models.architecture import Architecture
from graticule.models.inputs import Normalisation, as_channels
from graticule.models.packs import (
    Manifest,
    Pack,
    list_packs,
    load_pack,
    save_pack,
    shipped_folder,
    user_folder,
)

if TYPE_CHECKING:
    from graticule.models.devices import choose_device
    from graticule.models.margins import default_margin, receptive_field
    from graticule.models.networks import NETWORKS, build_network, inner_network

__all__ = [
    "NETWORKS",
    "Architecture",
    "ClassInfo",
    "Manifest",
    "Normalisation",
    "Pack",
    "as_channels",
    "build_network",
    "choose_device",
    "default_margin",
    "inner_network",
    "list_packs",
    "load_pack",
    "receptive_field",
    "save_pack",
    "shipped_folder",
    "user_folder",
]

_WITH_TORCH = {
    "NETWORKS": "networks",
    "build_network": "networks",
    "inner_network": "networks",
    "choose_device": "devices",
    "receptive_field": "margins",
    "default_margin": "margins",
}

__getattr__ = lazy_names(__name__, _WITH_TORCH)
