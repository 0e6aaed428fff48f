"""Rules and indicators of one's own, as a study is given them.

Rules of one's own, by the stage of the week, or the rule of one, that each takes the place of.

Indicators of one's own, by the names that they are columns of; and tables of each run that are kept whole.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from contagion.models.outcomes.indicators import DEFINED
from contagion.models.programme.replacing import in_order
from contagion.models.programme.replacing import rules_of as of_stage
from contagion.models.programme.week import STAGES
from contagion.models.runs.figures import AT_THE_END, IN_YEARS
from contagion.models.runs.own_code import Indicator, Rule
from contagion.models.runs.study import KEPT
from contagion.models.runs.vocabulary import SHORT, known, names_of
from contagion.models.scenarios.scenario import Scenario
from contagion.sim.errors import InputError
from contagion.sim.laboratory.laboratory import Laboratory
from contagion.sim.reading import given

if TYPE_CHECKING:
    import pandas as pd


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
        For what is neither, two rules for one place, and what cannot be lived there (`models.runs.own_code.Rule.of`).
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


LABELS = ("scenario", "place", "seed", "key", "year", "years", "week", "seconds", "error")
OTHERS = ("people", "event_log_sha256")
TAKEN = {*LABELS, *OTHERS, *SHORT, *IN_YEARS, *AT_THE_END, *(one.name for one in DEFINED)}
"""Names that columns have already."""
IN_PARTS = tuple(f"{one.name}_" for one in DEFINED if one.in_parts)


def indicators_of(asked: Mapping[str, Callable[[Any], float]] | None) -> tuple[Indicator, ...]:
    """The indicators that are meant, in the order of their names.

    Raises
    ------
    InputError
        For a name that is none or is taken, and what is no function of a run (`models.runs.own_code.Indicator.of`).
    """
    if asked is not None and not isinstance(asked, Mapping):
        raise InputError(
            f'indicators: must be functions by name, as in {{"mine": function}}, not {type(asked).__name__}'
        )
    for name in asked or {}:
        if not isinstance(name, str) or not name.isidentifier():
            raise InputError(f'indicator {given(name)}: must be a name of letters, digits and _, as in "mine"')
        if name in TAKEN or name.startswith(IN_PARTS):
            raise InputError(f"indicator {name!r}: is the name of a figure there is already")
    return tuple(Indicator.of(name, function) for name, function in sorted((asked or {}).items()))


def keep_of(asked: str | Sequence[str] | None) -> tuple[str, ...]:
    """The tables that are meant.

    Raises
    ------
    InputError
        For what is no table that can be kept.
    """
    nothing = asked is None or (isinstance(asked, list | tuple) and not asked)
    some = {known(one, KEPT, "keep") for one in (() if nothing else names_of(asked, "keep"))}
    return tuple(name for name in KEPT if name in some)


def names_in(lab: Laboratory) -> list[str]:
    """Of the indicators of one's own in the runs of a laboratory."""
    return [one.name for one in getattr(lab.study, "indicators", ())]


class KeptWhole:
    """An answer whose `runs` may have kept tables whole."""

    @property
    def events(self) -> pd.DataFrame:
        """What happened, a row a run and event: asked for with ``keep=["events"]``."""
        return self._kept("events")

    @property
    def weeks(self) -> pd.DataFrame:
        """A row a run and week, stocks and totals since the start: asked for with ``keep=["weeks"]``."""
        return self._kept("weeks")

    def _has(self: Any, table: str) -> bool:
        return table in self.runs.store.about.get("keep", ())

    def _kept(self: Any, table: str) -> pd.DataFrame:
        if not self._has(table):
            raise InputError(f'{table}: are not kept of these runs; ask for them with keep=["{table}"]')
        return self.runs.rows(table)
