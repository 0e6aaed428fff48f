"""Portfolios: ways of splitting one yearly budget between coordinators, training seats, outreach and groups, the
decisions of X13 (`models/SPECIFICATION.md`, section 8). Splits and prices are assumptions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contagion.experiments.lab.prices import post
from contagion.models.outcomes import costs
from contagion.models.parameters import Parameters
from contagion.models.parameters.dates import WEEKS_A_YEAR

if TYPE_CHECKING:
    import pandas as pd

    from contagion.models.parameters.sections.money import Costs
    from contagion.sim.laboratory.laboratory import Runs

BUDGETS = (40_000, 80_000)  # € a year; the reference plans about 80,000
AS_TODAY = "as today"
# Shares of the budget for coordinators and their contacts, for seats, for outreach; the rest is for groups.
PORTFOLIOS: dict[str, tuple[float, float, float]] = {
    AS_TODAY: (0.69, 0.09, 0.14),
    "coordination": (0.80, 0.05, 0.05),
    "training": (0.40, 0.35, 0.10),
    "outreach": (0.40, 0.05, 0.40),
    "no coordinator": (0.0, 0.55, 0.0),
    "keeping facilitators": (0.40, 0.10, 0.10),
}
# Two out of five euros stay for groups where everybody is mentored, and every other leader is paid. Without a
# coordinator there are no events and letters, and training is bought from outside.
BESIDE = {
    "keeping facilitators": {"retention.mentored_share": 1.0, "retention.paid_share": 0.5},
    "no coordinator": {"training.trainer": "outside"},
}
RATES = (1 / 2000, 1 / 1000, 1 / 500, 1 / 200)  # λ: people that a euro is held against


def plan(name: str, budget: float, usual: Parameters | None = None) -> dict[str, Any]:
    """What a portfolio does with a yearly budget: values by dotted name, whole seats, events and letters.

    Outreach is half events, 52 a year at most, and for the rest letters. Groups are paid as they come. Prices,
    contacts, mailings and training sessions a year are `usual`, by default those of the reference.
    """
    usual = usual or Parameters()
    prices, outreach = usual.costs, usual.outreach
    for_posts, for_seats, for_outreach = (share * budget for share in PORTFOLIOS[name])
    events = min(52, int(for_outreach / 2 / prices.event))
    letters = (for_outreach - events * prices.event) / prices.letter
    return {
        "budget.per_year": budget,
        "partners.coordinators": for_posts / post(usual),
        "training.places": int(for_seats / prices.seat / sessions(usual)),
        "outreach.events_per_year": events,
        "outreach.letters": int(letters / outreach.campaigns_per_year),
        **BESIDE.get(name, {}),
    }


def sessions(usual: Parameters) -> float:
    """Of training, a year."""
    return WEEKS_A_YEAR / usual.training.period_weeks


def with_costs(runs: Runs, years: int, prices: Costs, past: int = 0) -> pd.DataFrame:
    """A row a run, with the `people` who came after a past of so many years, and the euros that it spent a year from
    then on in `spent_a_year`; none of a run that failed."""
    rows, labels = runs.rows("years"), [*runs.labels.columns.drop("key")]
    last, before = (rows[rows["year"] == year].reset_index(drop=True) for year in (years, past))
    people, euros = last["participants"], costs.of_years(last, prices)
    if past:
        people, euros = people - before["participants"], euros - costs.of_years(before, prices)
    ahead = last[labels].assign(people=people, spent_a_year=euros / (years - past))
    return runs.table.merge(ahead, on=labels, how="left")
