"""Portfolios: ways of splitting one yearly budget between coordinators, training seats, outreach and groups, the
decisions of X13 (`models/SPECIFICATION.md`, section 8). Splits and prices are assumptions."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Any

from contagion.experiments.say.levers import PLACES
from contagion.models.outcomes import costs
from contagion.models.parameters import Parameters
from contagion.models.parameters.declaring import WEEKS_A_YEAR
from contagion.models.runs.study import post
from contagion.models.scenario import Scenario
from contagion.sim.errors import InputError

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
    """Return what a portfolio does with a yearly budget: values by dotted name, whole seats, events and letters.

    Outreach is half events, at most 52 a year, and letters for the rest. Groups are paid as they come. Prices,
    contacts, mailings and training sessions a year are `usual`, by default those of the reference.
    """
    usual = usual or Parameters()
    prices, outreach, sessions = usual.costs, usual.outreach, WEEKS_A_YEAR / usual.training.period_weeks
    for_posts, for_seats, for_outreach = (share * budget for share in PORTFOLIOS[name])
    events = min(52, int(for_outreach / 2 / prices.event))
    letters = (for_outreach - events * prices.event) / prices.letter
    return {
        "budget.per_year": budget,
        "partners.coordinators": for_posts / post(usual),
        PLACES.parameter: int(for_seats / prices.seat / sessions),
        "outreach.events_per_year": events,
        "outreach.letters": int(letters / outreach.campaigns_per_year),
        **BESIDE.get(name, {}),
    }


def with_costs(runs: Runs, years: int, prices: Costs, past: int = 0) -> pd.DataFrame:
    """Return one row per run, with the `people` who came after a past of so many years, and the euros that it spent per
    year from then on in `spent_a_year`; NaN for a run that failed."""
    rows, labels = runs.rows("years"), [*runs.labels.columns.drop("key")]
    last, before = (rows[rows["year"] == year].reset_index(drop=True) for year in (years, past))
    people, euros = last["participants"], costs.of_years(last, prices)
    if past:
        people, euros = people - before["participants"], euros - costs.of_years(before, prices)
    ahead = last[labels].assign(people=people, spent_a_year=euros / (years - past))
    return runs.table.merge(ahead, on=labels, how="left")


COMMAND = "worth-knowing"
SET = frozenset(name for one in PORTFOLIOS for name in plan(one, BUDGETS[0]))
READ = ("training.period_weeks", "partners.contacts_per_month", "outreach.campaigns_per_year")  # by `plan`, and prices


def bought_with(scenario: Scenario) -> Parameters:
    """Return the parameters by which portfolios are bought in a programme: those in force from the end of its past,
    with prices. Refuse if something costs nothing, as no budget buys a number of it, or if a decision overrides it."""
    parameters, now = scenario.parameters, scenario.past * WEEKS_A_YEAR
    since = f"{int(parameters.calendar.start[:4]) + scenario.past}-01"
    if decided := next((name for number in range(len(parameters.decision)) for name in _ahead(scenario, number)), ""):
        raise InputError(
            f"{COMMAND}: a decision of {scenario.name} sets {decided}, which the budget pays for from "
            f"{since} on; leave it out"
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
    """List the parameters that portfolios set or are priced by and that a decision sets after the past: later, from
    then on, by a rule, for some only, or until some day."""
    parameters, row, now = scenario.parameters, scenario.parameters.decision[number], scenario.past * WEEKS_A_YEAR
    begin, end = parameters.begin(number), parameters.end(number)
    if end <= now:
        return []
    for_good = not (row.when or row.scope) and end == inf
    ours = [name for name in row.set if name in SET and not (for_good and begin < now)]
    read = [name for name in row.set if name in READ or name.startswith("costs.")]
    return [*ours, *(name for name in read if not (for_good and begin <= now))]


AUTHORITY = "the authority"


@dataclass(frozen=True)
class ToAsk:
    """What can be asked for: its number on the list, in short and in the words of the list; who would know; which
    numbers of an ensemble the answer would tell, or why an ensemble cannot say what it is worth."""

    number: int
    label: str
    what: str
    whom: str = AUTHORITY
    tells: tuple[str, ...] = ()
    why_not: str = ""


TO_ASK = (
    ToAsk(
        1,
        "records of facilitators",
        "For each trained facilitator: training date, former participant or not, groups led with dates, still active.",
        tells=(
            *("retention.loss_per_year", "training.active_share", "facilitation.rest_weeks"),
            "volunteering.wish",
        ),
    ),
    ToAsk(
        2,
        "records of groups",
        "For each group: start, size at session 1 and 6, host, commune, how each participant heard of it.",
        "those who lead groups",
        (
            *("group.size", "group.no_show", "group.dropout", "facilitation.partner_room", "partners.in_house_share"),
            *("registering.word_of_mouth", "registering.facilitator", "registering.partner", "registering.event"),
            "registering.letter",
        ),
    ),
    ToAsk(
        3,
        "waiting list and refusals",
        "Waiting list and refusals. (Demand or supply?)",
        tells=(
            *("demand.waiting_loss_per_year", "registering.fatigue", "receptivity.share"),
            "receptivity.turnover_per_year",
        ),
    ),
    ToAsk(
        4,
        "would-be facilitators",
        "Would-be facilitators not trained, and why.",
        tells=("training.accept", "training.queue_loss_per_year"),
    ),
    ToAsk(
        5,
        "whom the 300 people are",
        'Definition of "300 people reached".',
        why_not="an ensemble is calibrated on one reading of it",
    ),
    ToAsk(6, "costs", "Costs per line.", why_not="prices are the same in all sets"),
    ToAsk(
        7,
        "footprints",
        "Any before/after footprint data with non-respondents counted.",
        "the participants",
        why_not="people are counted here, not emissions",
    ),
    ToAsk(
        8,
        "target groups",
        "The names and sizes of the five target groups.",
        why_not="target groups are the same in all sets",
    ),
)


def told_by(number: str) -> ToAsk | None:
    """Return what to ask for to learn a parameter, if it is on the list."""
    return next((one for one in TO_ASK if number in one.tells), None)
