"""Figures and tables that are made of runs: by name and year, by commune, of alternative programmes that take the place
of the groups, of what was short; and how uncertain they are.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from math import nan, sqrt
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from contagion.models.outcomes.frames import NOTHING
from contagion.models.outcomes.indicators import MEASURES
from contagion.models.outcomes.tables import ALTERNATIVE, YEARLY
from contagion.models.records import COMMUNE_COUNTS, STOCKS
from contagion.sim.errors import InputError, perhaps
from contagion.sim.laboratory.laboratory import Runs
from contagion.sim.model import WEEKS_A_YEAR
from contagion.sim.statistics.compare import Precision, Sets, by_set, ratio_of_differences

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contagion.sim.files import Results


IN_YEARS = (*YEARLY, "communes_reached", "facilitators_from_groups", ALTERNATIVE)
TOTALS = tuple(name for name in IN_YEARS if name not in STOCKS)  # since the start: they do not fall
COUNTED = tuple(name for name in TOTALS if name != "communes_reached")  # each of them anew from a day on
ENDED = "groups_ended"
AT_THE_END = (ENDED, *(one.name for one in MEASURES if not one.in_parts))


def must_be_known(name: str, at_the_end: bool, where: str, instead: str, more: Sequence[str] = ()) -> None:
    """Refuse what is no figure of a run (`IN_YEARS`, or at the end `AT_THE_END` and `more`), or is known at its end
    only: `InputError`, with the nearest name. `where` and `instead` are for the message: what has the name, and what
    can be done where it is known at the end only."""
    ends = (*AT_THE_END, *more)
    if name in IN_YEARS or (at_the_end and name in ends):
        return
    if name in ends:
        raise InputError(f"{where} {name!r}: is known at the end only; {instead}")
    near = get_close_matches(name, [*IN_YEARS, *ends], n=1)
    raise InputError(f"{where} {name!r}: unknown indicator{perhaps(*near)}")


def figure_of(runs: Runs, name: str, year: int, by: Sequence[str] = ("place", "seed"), since: int = 0) -> pd.Series:
    """Return a figure at the end of a year, one row per run, indexed by these labels; NaN where it does not exist, or
    the run failed. Counts (`COUNTED`) start at the end of the year `since`."""
    years, ends = runs.rows("years"), runs.table
    ends = ends.assign(**{ENDED: ends.get("groups_started", nan) - ends.get("groups_running", nan)})
    rows, labels = years[years["year"] == year] if name in IN_YEARS else ends, list(by)
    index = runs.labels.set_index(labels).index
    figures = rows.set_index(labels)[name].astype(float).reindex(index)
    if not since or name not in COUNTED:
        return figures
    return figures - years[years["year"] == since].set_index(labels)[name].astype(float).reindex(index)


PER = 1000  # residents


def by_commune(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Tabulate what has happened in a run from its start to the end of each year, by commune.

    Returns
    -------
    DataFrame, one row per year and commune
        year, commune, name; totals since the start (`models.records.COMMUNE_COUNTS`): participants and completers by
        where they live, groups by where they meet; facilitators_active, who live there at the end of the year;
        coverage, participants per thousand residents aged 15 and over (NaN where nobody lives).
    """
    rows = tables["communes"].sort_values("year", kind="stable", ignore_index=True)
    totals = rows.groupby("commune", sort=False)[list(COMMUNE_COUNTS)].cumsum()
    residents = rows["commune"].map(tables["territory"].set_index("commune")["residents_15_and_over"])
    coverage = PER * totals["participants"] / residents.where(residents > 0)
    return rows.assign(**{name: totals[name] for name in COMMUNE_COUNTS}, coverage=coverage)


SHORT = ("short", "short_in_training")


def others_alone(results: Results) -> bool:
    """Return whether there are alternative programmes, and neither facilitators nor groups."""
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
    """Add up the alternative programmes, one row per year: participants, groups, leaders_trained, leaders_active."""
    years = results.tables["alternatives"].groupby("year")
    return years[["participants", "groups", "leaders_trained", "leaders_active"]].sum()


def shortages(results: Results) -> pd.DataFrame:
    """Return the bottleneck of each week (columns `SHORT`); nothing in a year in which nobody registered or came and no
    group opened, unless money was short."""
    weeks, groups = results.tables["weeks"], results.tables["groups"]
    year = weeks["week"].to_numpy() // WEEKS_A_YEAR
    flows = sum(weeks[name].diff().fillna(weeks[name]) for name in ("registrations", "participants"))
    opened = np.bincount(groups["opened"].to_numpy(np.int64), minlength=len(weeks))[: len(weeks)]
    empty = pd.Series(flows + opened, weeks.index).groupby(year).transform("sum") == 0
    return pd.DataFrame({name: weeks[name].mask(empty & (weeks[name] != "money"), NOTHING) for name in SHORT})


LOW, HIGH = 0.05, 0.95  # of the runs, in a band


def half_width(values: pd.Series, confidence: float = 0.95, sets: Sets | None = None) -> float:
    """Half the interval of a mean (Student's t); NaN of fewer than two values. Where those of one set are not
    independent, `sets` says which set each is of, by the index."""
    if sets is not None:
        values = pd.Series(by_set(values, sets(values.index)))
    n = len(values)
    if n < 2:
        return float("nan")
    return Precision(confidence=confidence).quantile(n - 1) * float(values.std(ddof=1)) / sqrt(n)


def price_of_each(euros: pd.Series, had: pd.Series, sets: Sets | None = None) -> tuple[float, float, float]:
    """Euros on top for each of what is had on top, on average, and Fieller's interval of that; its ends
    are NaN where nothing is surely had. Both are by world; `sets` as of `half_width`."""
    pairs = np.column_stack([euros, had]).astype(float)
    return ratio_of_differences(*(by_set(pairs, sets(euros.index)) if sets else pairs).T)


def interval(rows: pd.DataFrame, columns: Iterable[str], sets: Sets | None = None) -> dict[str, float]:
    """Mean of each column and its 95 % interval: `name`, `name_low`, `name_high`; `sets` as of `half_width`."""
    out = {}
    for name in columns:
        values = rows[name].dropna()
        mean, half = float(values.mean()), half_width(values, sets=sets)
        out |= {name: mean, f"{name}_low": mean - half, f"{name}_high": mean + half}
    return out


def per_year(rows: pd.DataFrame, column: str, ends: tuple[float, float] = (LOW, HIGH)) -> pd.DataFrame:
    """Mean and band of a column of the yearly table, from year 0 on: index `year`, columns mean, low, high; `ends` are
    the shares of the runs below the two ends of the band."""
    by_year = rows.groupby("year")[column]
    low, high = (by_year.quantile(end) for end in ends)
    table = pd.DataFrame({"mean": by_year.mean(), "low": low, "high": high})
    return pd.concat([pd.DataFrame({"mean": 0.0, "low": 0.0, "high": 0.0}, index=[0]), table])


def jackknife(without: Callable[[int], float], count: int) -> float:
    """Compute the standard error of a statistic, from its values without each of so many parts of the sample."""
    values = [without(number) for number in range(count)]
    return sqrt((count - 1) * float(np.var(values)))


class WholeTable(pd.DataFrame):
    """A data frame that prints all of its columns, in several blocks where a terminal is narrow; what is derived from
    it is a plain data frame."""

    def __repr__(self) -> str:
        return self.to_string(max_rows=pd.options.display.max_rows, line_width=shutil.get_terminal_size().columns)
