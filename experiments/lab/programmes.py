"""What came of a run in which alternative programmes take the place of the groups: all participants, week by week; and
what was short, but for the years in which nothing happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from contagion.models.outcomes.shortages import NOTHING
from contagion.sim.model import WEEKS_A_YEAR

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contagion.sim.files.results import Results

SHORT = ("short", "short_in_training")


def others_alone(results: Results) -> bool:
    """Whether there are alternative programmes, and neither facilitators nor groups."""
    return bool(len(results.tables["alternatives"])) and not (
        results.summary["facilitators_trained"] or results.summary["groups_started"]
    )


def people_of_others(results: Results) -> NDArray[np.int64]:
    """Participants of all alternative programmes up to the end of each week, shape (weeks,)."""
    events = results.tables["events"]
    own = events[(events["kind"] == "started") & (events["programme"] != "")]
    weeks = len(results.tables["weeks"])
    return np.bincount(own["week"].to_numpy(np.int64), minlength=weeks)[:weeks].cumsum()


def others_by_year(results: Results) -> pd.DataFrame:
    """Sums over the alternative programmes, a row a year: participants, groups, leaders_trained, leaders_active."""
    years = results.tables["alternatives"].groupby("year")
    return years[["participants", "groups", "leaders_trained", "leaders_active"]].sum()


def shortages(results: Results) -> pd.DataFrame:
    """What was short in each week (columns `SHORT`); nothing in a year in which nobody registered or came, and no group
    opened, unless money was what was short."""
    weeks, groups = results.tables["weeks"], results.tables["groups"]
    year = weeks["week"].to_numpy() // WEEKS_A_YEAR
    flows = sum(weeks[name].diff().fillna(weeks[name]) for name in ("registrations", "participants"))
    opened = np.bincount(groups["opened"].to_numpy(np.int64), minlength=len(weeks))[: len(weeks)]
    empty = pd.Series(flows + opened, weeks.index).groupby(year).transform("sum") == 0
    return pd.DataFrame({name: weeks[name].mask(empty & (weeks[name] != "money"), NOTHING) for name in SHORT})
