"""What a report tells of how sure it is: what was known before and after, and what would be worth asking."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contagion.experiments.ensembles.ensemble import PLACE
from contagion.experiments.verbs.worth_knowing.to_ask import told_by
from contagion.models.parameters import describe, names
from contagion.models.scenarios.scenario import PRICES
from contagion.sim.statistics.spread import ENDS, quantiles_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from contagion.experiments.doors.briefing.work import Briefing

type Row = dict[str, Any]

MOST = (
    "retention.loss_per_year",
    "facilitation.rest_weeks",
    "training.active_share",
    PLACE,
    "group.no_show",
    "receptivity.share",
    "receptivity.outside",
    "registering.partner",
)
"""The numbers that move most how many people are reached, the first the most: `experiments/findings/sensitivity.md`."""


def numbers(briefing: Briefing) -> list[Row]:
    """Of those that matter most: what may be (the declared range) and what agrees with what was observed (nine sets in
    ten); the value of the first scenario, evidence, source, and what to ask for."""
    declared = {row["name"]: row for row in describe()}
    ensemble, scenario = briefing.worlds.ensemble, briefing.scenarios[0]
    table = ensemble.known(scenario)
    rows = []
    first = [PLACE] if ensemble.is_elsewhere(scenario) else []
    for name in dict.fromkeys([*first, *MOST]):
        if name not in table:
            continue
        low, high = quantiles_of(table[name], [ENDS["p5"], ENDS["p95"]])
        about = declared[name]
        rows.append(
            {
                "name": name,
                "value": briefing.scenarios[0].parameters.get(name),
                "low": low,
                "high": high,
                "range": about["range"],
                "grade": about["grade"],
                "source": about["source"],
                "ask": told_by(name),
            }
        )
    return rows


def set_apart(briefing: Briefing, given: Mapping[str, Collection[str]] | None = None) -> list[Row]:
    """The settings in which scenarios are not at the defaults: what `describe` says of each, and its values in them.
    What is declared of a placeholder is not the evidence of a price that was given (`given`, items by scenario)."""
    declared = {row["name"]: row for row in describe()}
    rows = [{**declared[name], "values": [one.parameters.get(name) for one in briefing.scenarios]} for name in names()]
    given_in = [{f"{PRICES}.{item}" for item in (given or {}).get(one.name, ())} for one in briefing.scenarios]
    return [
        row | {"given": [row["name"] in some for some in given_in]}
        for row in rows
        if any(value != row["default"] for value in row["values"])
    ]
