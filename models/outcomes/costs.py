"""What a run costs (section 4.8), worked out after it from its tables: first how much there was of what costs money,
then its price. Prices enter in the second step alone, and as plain factors, so other prices need no other run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import pandas as pd

from models.parameters.alternatives import KINDS
from models.parameters.money import FUNDERS, ITEMS, Costs, unit
from models.records import NONE
from sim.model import WEEKS_A_YEAR

# Time that is given, not bought: hours of it are valued apart, and are in no sum of euros.
TIME = {"leader_sessions": "session of an unpaid leader", "attendances": "session of a participant"}
PREFIX = "quantity_"  # of the columns of the laboratory's yearly table


def by_week(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """How much of each item there was in each week.

    Parameters
    ----------
    tables : dict of name to DataFrame
        The tables `weeks`, `events`, `groups`, `alternatives` and `posts` of a run.

    Returns
    -------
    DataFrame
        A row a week, a column for each item and for the time given.
    """
    weeks, events, groups = tables["weeks"], tables["events"], tables["groups"]
    started = groups[groups["started"] != NONE]
    alone = started[~started["online"].astype(bool) & (started["host"] == NONE)]
    kinds, index = events["kind"], pd.Index(weeks["week"], name="week")
    when: dict[str, pd.Series] = {
        "seat": events.loc[kinds.str.startswith("trained: "), "week"],
        "kit": started["started"],
        "room": alone["started"],
        "expenses": started["started"],
        "stipend": events.loc[kinds == "stipend", "week"],
        "mentoring": events.loc[kinds == "mentored", "week"],
        "contact": events.loc[kinds == "partner contacted", "week"],
        "event": events.loc[kinds == "event", "week"],
    }
    letters = events[kinds == "mailing"].groupby("week")["other"].sum()
    out = pd.DataFrame({item: dates.value_counts() for item, dates in when.items()}, index=index)
    out = out.assign(coordinator=weeks["coordinators"].to_numpy() / WEEKS_A_YEAR, letter=letters.reindex(index))
    out = out.assign(**{name: weeks[name].to_numpy() for name in TIME}).reindex(columns=[*ITEMS, *TIME]).fillna(0.0)
    return out.add(_of_alternatives(tables, index), fill_value=0.0) if len(tables["alternatives"]) else out


def _of_alternatives(tables: Mapping[str, pd.DataFrame], index: pd.Index) -> pd.DataFrame:
    """The same of the alternative programmes, whose events begin with their names."""
    events, posts = tables["events"], tables["posts"]
    out = pd.DataFrame(0.0, index=index, columns=[*ITEMS, *TIME])
    out["coordinator"] += posts.groupby("week")["coordinators"].sum().reindex(index, fill_value=0) / WEEKS_A_YEAR
    for name, kind in tables["alternatives"][["programme", "kind"]].drop_duplicates().itertuples(index=False):
        for what, item in (
            ("event", "event"),
            ("leads", KINDS[kind].leader_item),
            ("leads own group", KINDS[kind].leader_item),
            ("group started", KINDS[kind].group_item),
        ):
            dates = events.loc[events["kind"] == f"{name}: {what}", "week"]
            out[item] += dates.value_counts().reindex(index, fill_value=0)
        letters = events[events["kind"] == f"{name}: mailing"].groupby("week")["other"].sum()
        out["letter"] += letters.reindex(index, fill_value=0)
    return out


def quantities(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """How much of what costs money, or time, there was in each year of a run.

    Returns
    -------
    DataFrame
        Columns `year` (from 1), `item`, `quantity`, `unit`; a row for each year and item.
    """
    return _tidy(by_week(tables))


def _tidy(weekly: pd.DataFrame) -> pd.DataFrame:
    years = weekly.groupby(weekly.index // WEEKS_A_YEAR + 1).sum().rename_axis("year")
    tidy = years.reset_index().melt("year", var_name="item", value_name="quantity")
    units = {item: unit(item) for item in ITEMS} | TIME
    return tidy.assign(unit=tidy["item"].map(units)).sort_values("year", kind="stable", ignore_index=True)


def ledger(quantities: pd.DataFrame, costs: Costs) -> pd.DataFrame:
    """The euros of each year by item and funder; linear in the prices.

    Parameters
    ----------
    quantities : DataFrame
        Made by `quantities`.

    Returns
    -------
    DataFrame
        Columns `year`, `item`, `funder`, `euros`. Time given is not in it.
    """
    bought = quantities[quantities["item"].isin(ITEMS)]
    euros = bought["quantity"] * bought["item"].map(prices(costs))
    shares = [
        bought[["year", "item"]].assign(funder=funder, euros=euros * share)
        for funder, share in zip(FUNDERS, costs.funding, strict=True)
    ]
    return pd.concat(shares).sort_index(kind="stable").reset_index(drop=True)


def ledger_of_run(tables: Mapping[str, pd.DataFrame], dated: Sequence[tuple[int, Costs]]) -> pd.DataFrame:
    """The ledger of a run whose prices may change: each pair is a week and the prices that hold from it on.

    Parameters
    ----------
    tables : dict of name to DataFrame
        As `by_week` needs them, and `quantities`, which is enough where prices do not change.
    """
    if len(dated) == 1 and "quantities" in tables:
        return ledger(tables["quantities"], dated[0][1])
    weekly = by_week(tables)
    bounds = [*(week for week, _ in dated), len(weekly)]
    parts = [
        ledger(_tidy(weekly.loc[first : after - 1]), costs)
        for (first, after), (_, costs) in zip(pairwise(bounds), dated, strict=True)
        if first < after
    ]
    return pd.concat(parts).groupby(["year", "item", "funder"], sort=False, as_index=False)["euros"].sum()


def spent_by_year(tables: Mapping[str, pd.DataFrame], dated: Sequence[tuple[int, Costs]]) -> pd.DataFrame:
    """Euros spent up to the end of each year of such a run: columns `year`, `euros`."""
    in_year = ledger_of_run(tables, dated).groupby("year")["euros"].sum()
    return in_year.cumsum().reset_index()


def prices(costs: Costs) -> dict[str, float]:
    """Euros for one of each item."""
    return {item: getattr(costs, item) for item in ITEMS}


def present_value(ledger: pd.DataFrame, costs: Costs) -> float:
    """The ledger's sum, later years discounted; the first counts in full."""
    return float((ledger["euros"] / (1 + costs.discount_per_year) ** (ledger["year"] - 1)).sum())


def figures(tables: Mapping[str, pd.DataFrame], costs: Costs, session_hours: float) -> dict[str, Any]:
    """What a reader asks of the costs of a run; None where there is nothing to divide by.

    Parameters
    ----------
    tables : dict of name to DataFrame
        `weeks`, `alternatives`, `quantities` and `ledger`.
    costs : Costs
    session_hours : float
        Length of a session.

    Returns
    -------
    dict
        `cost_total` (euros of `costs.price_year`), `cost_present_value` (later years discounted), the total
        `cost_per_participant` (of any programme), and `cost_per_completer` and `cost_per_active_facilitator_year`,
        which alternative programmes have not: None where there are any. Apart from it `volunteer_hours` (unpaid leaders
        and participants) and their `volunteer_value` in euros.
    """
    weeks, made, others = tables["weeks"], tables["quantities"], tables["alternatives"]
    total = float(tables["ledger"]["euros"].sum())
    counts = {
        "participant": weeks["participants"].iloc[-1] + others["participants"].sum(),
        "completer": 0 if len(others) else weeks["completers"].iloc[-1],
        "active_facilitator_year": 0 if len(others) else weeks["active"].sum() / WEEKS_A_YEAR,
    }
    given = made.groupby("item")["quantity"].sum()
    hours = float(given["leader_sessions"] * costs.leader_hours + given["attendances"] * session_hours)
    hours += float(others["hours"].sum() + others["leader_hours"].sum())
    return {
        "cost_total": round(total, 2),
        "cost_present_value": round(present_value(tables["ledger"], costs), 2),
        **{f"cost_per_{name}": round(total / float(count), 2) if count else None for name, count in counts.items()},
        "volunteer_hours": hours,
        "volunteer_value": round(hours * costs.hour_value, 2),
    }


def yearly(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """How much there was up to the end of each year, a column `quantity_…` for each item and for the time given."""
    weekly = by_week(tables)
    return weekly.groupby(weekly.index // WEEKS_A_YEAR + 1).sum().cumsum().add_prefix(PREFIX).rename_axis("year")


def of_years(years: pd.DataFrame, costs: Costs) -> pd.Series:
    """Euros spent up to the end of each year at prices that do not change, from the laboratory's yearly tables of any
    number of runs.

    Returns
    -------
    Series
        Of shape (rows of `years`,).
    """
    return years[[PREFIX + item for item in ITEMS]].dot(list(prices(costs).values())).rename("euros")
