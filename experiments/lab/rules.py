"""Rules of one's own, by the stage of the week, or the rule of one, that each takes the place of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from contagion.experiments.lab.vocabulary import known
from contagion.models.programme.places import in_order
from contagion.models.programme.places import rules_of as of_stage
from contagion.models.programme.week import STAGES
from contagion.models.runs.rules import Rule
from contagion.models.scenarios.scenario import Scenario
from contagion.sim.errors import InputError

NAMES = [stage.name for stage in STAGES]


def rules_of(asked: Mapping[str, Callable[[Any], None]] | None) -> tuple[Rule, ...]:
    """The rules that are meant, in the order of the week.

    Parameters
    ----------
    asked : mapping of str to function, optional
        By stage, or by stage and rule, `pairing.pair_up`; `group_start` and `Group start` are `group start`.

    Raises
    ------
    InputError
        For what is neither, two rules for one place, and what cannot be lived there (`models.runs.rules.Rule.of`).
    """
    if asked is not None and not isinstance(asked, Mapping):
        raise InputError(f'rules: must be functions by stage, as in {{"pairing": mine}}, not {type(asked).__name__}')
    found: dict[str, tuple[Any, Any]] = {}
    for word, rule in (asked or {}).items():
        name = _named(str(word))
        if name in found:
            what = "rule" if "." in name else "stage"
            raise InputError(f"rules: {found[name][0]!r} and {word!r} are one {what} of the week; give it one rule")
        found[name] = word, rule
    return tuple(Rule.of(name, rule) for name, (_, rule) in in_order(found).items())


def _named(word: str) -> str:
    """The name of the stage, or of its rule, that is meant."""
    first, dot, last = word.partition(".")
    stage = known(" ".join(first.replace("_", " ").split()).lower(), NAMES, "rule", "among the stages of the week")
    if not dot:
        return stage
    rules = [name.partition(".")[2] for name in of_stage(stage)]
    rule = known("_".join(last.split()).lower(), rules, "rule", f"of the stage {stage!r}, which has {', '.join(rules)}")
    return f"{stage}.{rule}"


def under(rules: tuple[Rule, ...], scenario: Scenario) -> Scenario:
    """The scenario with the rules in its name, as tables and figures show it."""
    said = [f"{rule.stage} by {rule.function.name}" for rule in rules]
    return replace(scenario, name=", ".join([scenario.name, *said]))
