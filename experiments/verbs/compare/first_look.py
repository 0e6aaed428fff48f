"""A first look at what a programme could do, in few worlds, so that there is something to see within seconds."""

from __future__ import annotations

from collections.abc import Sequence
from math import nan
from typing import TYPE_CHECKING

from contagion.experiments.ensembles.worlds import Worlds
from contagion.experiments.language.asked import quoted, title
from contagion.experiments.language.differences import cell
from contagion.experiments.language.numbers import signed
from contagion.experiments.language.sentences import _, in_a_row
from contagion.experiments.programmes.agreeing import agreeing
from contagion.experiments.verbs.compare.work import comparison, of_all_programmes
from contagion.sim.statistics.spread import difference

if TYPE_CHECKING:
    from contagion.experiments.ensembles.ensemble import Ensemble
    from contagion.experiments.programmes.programme import Programme
    from contagion.models.scenarios.scenario import Scenario
    from contagion.sim.laboratory.laboratory import Laboratory

TRIED, KEPT = 400, 20  # worlds that are lived through the past, and in which scenarios are compared


def first_look(
    lab: Laboratory, programme: Programme, scenarios: Sequence[Scenario], ensemble: Ensemble, years: int
) -> str:
    """How many people more each scenario brings than the first, in a sentence.

    Raises
    ------
    InputError
        Where runs failed.
    """
    if programme.observed:
        ensemble = agreeing(lab, programme, scenarios[0], ensemble, TRIED, KEPT).ensemble
    made = comparison(lab, scenarios, years, KEPT, Worlds(ensemble))
    people = of_all_programmes(made.runs, made.scenarios).pivot(index="seed", columns="scenario", values="people")
    base, *others = scenarios
    parts = []
    for one in others:
        row = difference(people[one.name] - people[base.name])
        told = cell(row | {"p50_error": nan}, lambda people: signed(float(f"{people:.1g}")))
        parts.append(_("{name}: {people} people", name=quoted([title(one)]), people=told))
    return _(
        "A first look, in {cases} simulations, beside {base} (median, 90 % range): {parts}. The whole answer follows.",
        cases=KEPT,
        base=quoted([title(base)]),
        parts=in_a_row(parts),
    )
