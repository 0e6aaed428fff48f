"""Rules of one's own, by the stage of the week that each takes the place of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from contagion.experiments.lab.vocabulary import known
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
        By stage; `group_start` and `Group start` are `group start`.

    Raises
    ------
    InputError
        For what is no stage, two rules for one, and what cannot be lived in its place (`models.runs.rules.Rule.of`).
    """
    if asked is not None and not isinstance(asked, Mapping):
        raise InputError(f'rules: must be functions by stage, as in {{"pairing": mine}}, not {type(asked).__name__}')
    found: dict[str, tuple[Any, Any]] = {}
    for word, rule in (asked or {}).items():
        name = known(
            " ".join(str(word).replace("_", " ").split()).lower(), NAMES, "rule", "among the stages of the week"
        )
        if name in found:
            raise InputError(f"rules: {found[name][0]!r} and {word!r} are one stage of the week; give it one rule")
        found[name] = word, rule
    return tuple(Rule.of(name, found[name][1]) for name in NAMES if name in found)


def under(rules: tuple[Rule, ...], scenario: Scenario) -> Scenario:
    """The scenario with the rules in its name, as tables and figures show it."""
    said = [f"{rule.stage} by {rule.function.name}" for rule in rules]
    return replace(scenario, name=", ".join([scenario.name, *said]))
