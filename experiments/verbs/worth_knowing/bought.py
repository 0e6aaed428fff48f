"""Portfolios bought in the course of a programme: at the prices that hold from the next January on, and where nothing
that is decided for later goes before them."""

from __future__ import annotations

from math import inf

from contagion.experiments.lab.prices import post
from contagion.experiments.verbs.worth_knowing.portfolios import BUDGETS, PORTFOLIOS, plan
from contagion.models.parameters import Parameters
from contagion.models.parameters.dates import WEEKS_A_YEAR
from contagion.models.scenarios.scenario import Scenario
from contagion.sim.errors import InputError

COMMAND = "worth-knowing"
SET = frozenset(name for one in PORTFOLIOS for name in plan(one, BUDGETS[0]))
READ = ("training.period_weeks", "partners.contacts_per_month", "outreach.campaigns_per_year")  # by `plan`, and prices


def bought_with(scenario: Scenario) -> Parameters:
    """What portfolios are bought by in a programme: what holds from the end of its past on, its own prices among that.

    Raises
    ------
    InputError
        Where a share of a budget buys no number of something, or a decision would go before what is bought.
    """
    parameters, now = scenario.parameters, scenario.past * WEEKS_A_YEAR
    since = f"{int(parameters.calendar.start[:4]) + scenario.past}-01"
    if decided := next((name for number in range(len(parameters.decision)) for name in _ahead(scenario, number)), ""):
        raise InputError(
            f"{COMMAND}: a decision of {scenario.name} sets {decided}; what a budget buys from {since} on "
            "can be told only without it"
        )
    there = parameters.with_decisions(parameters.in_force(now))
    each = {
        "a coordinator": post(there),
        "a training seat": there.costs.seat,
        "an event": there.costs.event,
        "a letter in each mailing": there.costs.letter * there.outreach.campaigns_per_year,
    }
    if free := [what for what, euros in each.items() if not euros > 0]:
        raise InputError(
            f"{COMMAND}: {free[0]} costs nothing in {scenario.name} from {since} on, so that "
            "money does not say how much of it is bought"
        )
    return there


def _ahead(scenario: Scenario, number: int) -> list[str]:
    """What a decision sets after the past of that which portfolios set or are bought by: later, or from then on, or by
    a rule, or for some only, or until some day."""
    parameters, row, now = scenario.parameters, scenario.parameters.decision[number], scenario.past * WEEKS_A_YEAR
    begin, end = parameters.begin(number), parameters.end(number)
    if end <= now:
        return []
    for_good = not (row.when or row.scope) and end == inf
    ours = [name for name in row.set if name in SET and not (for_good and begin < now)]
    read = [name for name in row.set if name in READ or name.startswith("costs.")]
    return [*ours, *(name for name in read if not (for_good and begin <= now))]
