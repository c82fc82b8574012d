"""First classes by simple rules on measured shape and colour, for an expert to correct.

Rijpkema et al. 2026, section 2.2: traces are segmented by a threshold and classed by heuristics
such as colour and shape features. `graticule.particles.rules` says what a rule may ask for.
"""

from pathlib import Path

import msgspec

from graticule.annotations.naming import IGNORE
from graticule.errors import TrainingError
from graticule.particles.rules import Rule, Subject, check_rules, first_fit


class Rules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A written procedure for first classes: the first rule that fits a particle counts.

    `protocol` names the one that finds the particles, or is one itself; `rest` is the class of
    what no rule fits, "" leaves it out. A rule of class "none" leaves particles out, too.
    """

    title: str
    rules: tuple[Rule, ...]
    protocol: str | dict = "generic"
    rest: str = IGNORE
    description: str = ""


def parse_rules(text: str, origin: str) -> Rules:
    """The rules that a text in TOML holds; `TrainingError` names what is wrong, after `origin`."""
    try:
        rules = msgspec.toml.decode(text, type=Rules)
        check_rules(rules.rules)
    except (msgspec.MsgspecError, ValueError) as error:
        raise TrainingError(f"{origin}: {error}") from error
    return rules


def load_rules(path: Path) -> Rules:
    """The rules in a file."""
    try:
        return parse_rules(path.read_text(encoding="utf-8"), path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise TrainingError(f"{path}: cannot be read ({error})") from error


def classed(rules: Rules, subject: Subject) -> list[str]:
    """The class of each particle, "" for one that is left out.

    Raises `TrainingError` where a rule asks for what was not measured, or for a length in a unit
    that the scan's pixel size does not give.
    """
    try:
        names = first_fit(rules.rules, rules.rest, subject)
    except ValueError as error:
        raise TrainingError(str(error)) from error
    left_out = {rule.name for rule in rules.rules if rule.name == "none"}
    return ["" if name in left_out else name for name in names.tolist()]
