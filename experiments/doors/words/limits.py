"""What limits programmes, and what would have helped, in sentences and cells of the report."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from contagion.experiments.doors.words.answers import change
from contagion.experiments.doors.words.charts import short_told
from contagion.experiments.doors.words.told import quoted
from contagion.experiments.language.sentences import _, between, said

if TYPE_CHECKING:
    from contagion.experiments.verbs.limits.work import Limits


def short_by_year(scenario: str) -> str:
    """What stands below the shortages of a scenario."""
    return _("“{scenario}”: in how many worlds of 100 something was short, year by year.", scenario=scenario)


def shortest(rows: Sequence[tuple[str, str, float]], scenario: str) -> str:
    """What was short most often in a scenario: where, what, and in how many worlds of 100."""
    return _("“{scenario}”: {short}.", scenario=scenario, short=short_told(rows).rstrip("."))


def gained_by_year(row: Mapping[str, Any]) -> list[str]:
    """How many people a capacity gains by when they came, in brackets where that cannot be told from none."""
    told = [(change(one["gained"]), one["gained_low"] > 0 or one["gained_high"] < 0) for one in row["by_year"]]
    return [gain if sure else f"({gain})" for gain, sure in told]


def spans(found: Limits, year: Callable[[int], str]) -> list[str]:
    """The years that are told apart, by their names."""
    ends = found.by_year[["first_year", "last_year"]].drop_duplicates().to_numpy()
    return [between(year(first), year(last)) if first != last else year(first) for first, last in ends]


def no_limit(some: Sequence[Limits], labels: Mapping[str, str]) -> list[str]:
    """What sets no limit, and why: once where it is so in all scenarios."""
    why: dict[str, list[str]] = {}
    for one in some:
        for line in one.skipped:
            why.setdefault(said(line), []).append(labels[one.scenario.name])
    return [
        _("Left out: {why}.", why=line)
        if len(names) == len(some)
        else _("Left out with {scenarios}: {why}.", scenarios=quoted(names), why=line)
        for line, names in why.items()
    ]
