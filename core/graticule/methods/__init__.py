"""Ways of finding particles that a protocol can name, all asked alike."""

from graticule.methods.method import Method, MethodSettings, ModelFacts, RunChoices
from graticule.methods.network import PackMethod, TrainedNetwork
from graticule.methods.threshold import Threshold, ThresholdMethod

__all__ = [
    "METHODS",
    "Method",
    "MethodSettings",
    "ModelFacts",
    "PackMethod",
    "RunChoices",
    "Threshold",
    "ThresholdMethod",
    "TrainedNetwork",
]

METHODS: dict[str, type[MethodSettings]] = {
    "pack": PackMethod,
    "threshold": ThresholdMethod,
}
"""By the `kind` under [method]; a protocol's text is decoded into one of them."""
