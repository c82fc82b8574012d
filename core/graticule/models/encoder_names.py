"""Encoders by names of our own, mapped onto those of the libraries that build them.

A pack names its encoder for good, a library renames its own: packs and recipes say the names of
these tables, or any other that segmentation-models-pytorch knows ("resnet18", "tu-…"). Names that
packs of old say, and that the library is about to drop, mean ours.
"""

_SIZES = ("atto", "femto", "pico", "nano", "tiny", "base", "large", "huge")
_OF_OLD = {f"timm-tf_efficientnet_lite{n}": f"efficientnet-lite{n}" for n in range(5)}
_OURS = {f"convnextv2-{size}": f"tu-convnextv2_{size}" for size in _SIZES}


def own_name(name: str) -> str:
    """What we call an encoder that packs of old call otherwise."""
    return _OF_OLD.get(name, name)


def library_name(name: str) -> str:
    """What segmentation-models-pytorch calls it."""
    return _OURS.get(own_name(name), own_name(name))


def deprecated_encoder(name: str) -> bool:
    """Whether the library that builds it is about to drop it, and nothing else here builds it."""
    return own_name(name).startswith("timm-")
