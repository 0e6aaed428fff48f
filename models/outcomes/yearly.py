"""What the laboratory keeps of a run: a row of figures, and a row a year."""

from collections.abc import Mapping
from math import nan
from typing import Any

import pandas as pd

from models.outcomes import costs
from sim.model import WEEKS_A_YEAR

# Names of the yearly table, those of the summary, and the columns of `weeks` they are read from.
YEARLY = {
    "facilitators_trained": "trained",
    "facilitators_active": "active",
    "aspirants": "aspirants_created",
    "aspirants_waiting": "aspirants",
    "groups_started": "groups_started",
    "participants": "participants",
    "completers": "completers",
    "registrations": "registrations",
    "waiting": "waiting",
    "partners_active": "partners",
}


def row(made: Mapping[str, Any]) -> dict[str, Any]:
    """The summary of a run, flat: a column for each part of what has parts, NaN where a figure does not exist."""
    flat: dict[str, Any] = {}
    for name, value in made.items():
        if isinstance(value, Mapping):
            flat |= {f"{name}_{part}".replace(" ", "_"): share for part, share in value.items()}
        elif name not in ("seed", "years"):
            flat[name] = value
    return {name: nan if value is None else value for name, value in flat.items()}


def yearly(made: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Figures at the end of each year: totals since the start (among them how much there was of what costs money), and
    stocks."""
    weeks, groups, people = made["weeks"], made["groups"], made["facilitators"]
    ends = weeks[weeks["week"] % WEEKS_A_YEAR == WEEKS_A_YEAR - 1]
    out = pd.DataFrame({"year": ends["week"] // WEEKS_A_YEAR + 1, **{name: ends[of] for name, of in YEARLY.items()}})
    started = groups.loc[groups["started"] >= 0].groupby("commune")["started"].min()
    converted = people.loc[people["source"] == "participant", "trained_week"]
    for name, when in (("communes_reached", started), ("facilitators_from_groups", converted)):
        out[name] = [int((when <= week).sum()) for week in ends["week"]]
    return out.merge(costs.yearly(made), on="year")
