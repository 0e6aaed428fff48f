"""What a run costs (section 4.8), worked out after it from its record: first how much there was of what costs money,
then its price. Prices are plain factors of the second step. They steer a run only through a budget that sets a limit;
without one, other prices need no other run.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from contagion.models.outcomes.counting.counts import COUNTED, ITEM, counted
from contagion.models.outcomes.record import Columns, Floats, Record
from contagion.models.parameters.sections.money import FUNDERS, ITEMS, Costs, unit
from contagion.models.records import EVENT_HELD, FROM_OUTSIDE, MAILING, TIME_GIVEN, TRAINED
from contagion.sim.model import WEEKS_A_YEAR

# Time that is given, not bought: hours of it are valued apart, and are in no sum of euros.
TIME = dict(zip(TIME_GIVEN, ("session of an unpaid leader", "session of a participant"), strict=True))
PREFIX = "quantity_"  # of the columns of the laboratory's yearly table
QUANTITIES = tuple(PREFIX + item for item in ITEMS)  # those that cost money


# ---- how much there was ----------------------------------------------------------------------------------------------


def by_week(record: Record) -> Floats:
    """Return how much of each item, and of the time given, there was in each week: array (weeks, `COUNTED`)."""
    return counted(record).array("flows")["bought"]


def by_year(weekly: Floats, first: int = 0) -> Floats:
    """Add up the weeks of each year, from the year of the week `first` on: array (years, `COUNTED`)."""
    starts = np.array([0, *range(WEEKS_A_YEAR - first % WEEKS_A_YEAR, len(weekly), WEEKS_A_YEAR)][: len(weekly)])
    out = np.add.reduceat(weekly, starts)
    parts = ITEM["coordinator"]  # all others are whole numbers; a column alone is summed in pairs, and rounds less
    out[:, parts] = np.add.reduceat(weekly[:, parts], starts)
    return out


def quantities(record: Record) -> pd.DataFrame:
    """Tabulate how much of each item that costs money or time there was in each year of a run.

    Returns
    -------
    DataFrame
        Columns `year` (from 1), `item`, `quantity`, `unit`; a row for each year and item.
    """
    yearly = by_year(by_week(record))
    years, units = np.arange(1, len(yearly) + 1), [*map(unit, ITEMS), *TIME.values()]
    return pd.DataFrame(
        {
            "year": np.repeat(years, len(COUNTED)),
            "item": list(COUNTED) * len(years),
            "quantity": yearly.ravel(),
            "unit": units * len(years),
        }
    )


def yearly(record: Record) -> dict[str, Floats]:
    """Tabulate quantities up to the end of each year, a column `quantity_…` for each item and for the time given."""
    totals = by_year(by_week(record)).cumsum(axis=0)
    return {PREFIX + name: totals[:, number] for number, name in enumerate(COUNTED)}


# ---- what it cost ----------------------------------------------------------------------------------------------------


def prices(costs: Costs) -> dict[str, float]:
    """Euros for one of each item."""
    return {item: getattr(costs, item) for item in ITEMS}


def dated_prices(record: Record) -> list[tuple[int, Costs]]:
    """Return the prices of a run, each with the week from which it holds."""
    out: list[tuple[int, Costs]] = []
    for week, values in record.in_force():
        changed = {name.removeprefix("costs."): new for name, new in values.items() if name.startswith("costs.")}
        costs = record.parameters.costs.model_copy(update=changed)
        if not out or costs != out[-1][1]:
            out.append((week, costs))
    return out


def euros(record: Record) -> Floats:
    """Compute what each funder paid per year and item, without time given: array (years, `ITEMS`, `FUNDERS`)."""
    weekly, dated = by_week(record), dated_prices(record)
    out = np.zeros((-(-record.horizon // WEEKS_A_YEAR), len(ITEMS), len(FUNDERS)))
    for (first, costs), after in zip(dated, [*(week for week, _ in dated[1:]), record.horizon], strict=True):
        if first < after:
            amounts = by_year(weekly[first:after], first)[:, : len(ITEMS)] * list(prices(costs).values())
            out[first // WEEKS_A_YEAR :][: len(amounts)] += amounts[:, :, None] * np.array(costs.funding)
    return out


def ledger(record: Record) -> pd.DataFrame:
    """Tabulate the euros of each year by item and funder; linear in the prices.

    Returns
    -------
    DataFrame
        Columns `year`, `item`, `funder`, `euros`.
    """
    amounts = euros(record)
    years, items, funders = amounts.shape
    return pd.DataFrame(
        {
            "year": np.repeat(np.arange(1, years + 1), items * funders),
            "item": list(np.repeat(ITEMS, funders)) * years,
            "funder": list(FUNDERS) * (years * items),
            "euros": amounts.ravel(),
        }
    )


def spent_by_year(record: Record) -> Columns:
    """Euros spent up to the end of each year: columns `year`, `cost_total`."""
    amounts = euros(record).reshape(-1, len(ITEMS) * len(FUNDERS))
    in_year = np.add.reduceat(amounts.ravel(), np.arange(0, amounts.size, amounts.shape[1]))
    return {"year": np.arange(1, len(amounts) + 1), "cost_total": in_year.cumsum()}


def paid(record: Record) -> Columns:
    """Add up what each funder paid for each item: columns `item`, `funder`, `euros`."""
    amounts = euros(record).sum(axis=0)
    item, funder = np.nonzero(amounts)
    return {
        "item": np.array(ITEMS, object)[item],
        "funder": np.array(FUNDERS, object)[funder],
        "euros": amounts[item, funder],
    }


def hours_beyond_posts(record: Record) -> float:
    """Compute the hours of training sessions, events and letters of the groups beyond those of the coordinators at
    work, year by year; volunteers give them. Sessions held by somebody from outside, or without trainees, take none."""
    p, log, years = record.parameters.coordination, record.events, -(-record.horizon // WEEKS_A_YEAR)
    log = log[log["programme"] == 0]
    weeks = {kind: log["week"][log["kind"] == kind] for kind in (TRAINED, FROM_OUTSIDE, EVENT_HELD, MAILING)}
    sessions = np.setdiff1d(weeks[TRAINED], weeks[FROM_OUTSIDE])
    hours = np.zeros(years)
    np.add.at(hours, sessions // WEEKS_A_YEAR, p.session_hours)
    np.add.at(hours, weeks[EVENT_HELD] // WEEKS_A_YEAR, p.event_hours)
    np.add.at(hours, weeks[MAILING] // WEEKS_A_YEAR, p.letter_hours / 1000 * log["other"][log["kind"] == MAILING])
    posts = np.add.reduceat(record.weeks["coordinators"], range(0, record.horizon, WEEKS_A_YEAR))
    return float(np.maximum(hours - posts / WEEKS_A_YEAR * p.hours_per_year, 0.0).sum())


def figures(record: Record) -> dict[str, Any]:
    """Compute the cost figures of a run; None where there is nothing to divide by.

    Returns
    -------
    dict
        `cost_total` (euros of `costs.price_year`), `cost_present_value` (later years discounted), the total
        `cost_per_participant` (of any programme), `cost_per_completer` and `cost_per_active_facilitator_year`, which
        alternative programmes do not have: None where there are any. In addition, `volunteer_hours` (unpaid leaders,
        participants, and work for which coordinators have no hours) and their `volunteer_value` in euros. Values other
        than prices are those at the end of the run.
    """
    others, costs, amounts = record.alternatives, dated_prices(record)[-1][1], euros(record)
    total = float(amounts.ravel().sum())
    later = (1 + costs.discount_per_year) ** np.arange(len(amounts))
    alone = not len(others)
    counts = {
        "participant": record.last("participants") + others["participants"].sum(),
        "completer": record.last("completers") if alone else 0,
        "active_facilitator_year": record.weeks["facilitators_active"].sum() / WEEKS_A_YEAR if alone else 0,
    }
    hours_by_kind = {name: float(record.weeks[name].sum()) for name in TIME}
    hours = hours_by_kind["leader_sessions"] * costs.leader_hours
    hours += hours_by_kind["attendances"] * record.at_the_end("group.session_hours")
    hours += float(others["hours"].sum() + others["leader_hours"].sum()) + hours_beyond_posts(record)
    return {
        "cost_total": round(total, 2),
        "cost_present_value": round(float((amounts / later[:, None, None]).ravel().sum()), 2),
        **{f"cost_per_{name}": round(total / float(count), 2) if count else None for name, count in counts.items()},
        "volunteer_hours": hours,
        "volunteer_value": round(hours * costs.hour_value, 2),
    }


def of_years(years: pd.DataFrame, costs: Costs) -> pd.Series:
    """Euros spent up to the end of each year at prices that do not change, from the laboratory's yearly tables of any
    number of runs.

    Returns
    -------
    Series
        Of shape (rows of `years`,).
    """
    return years[list(QUANTITIES)].dot(list(prices(costs).values())).rename("cost_total")
