"""What the euros on top bring: people who come, people who finish and tonnes, each with what one of them costs, at the
margin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from contagion.experiments.ensembles.ensemble import certain_of
from contagion.experiments.ensembles.readings import READINGS
from contagion.experiments.lab.uncertainty import interval, price_of_each
from contagion.experiments.verbs.compare.footprint import ends_over_runs, price_on_top
from contagion.experiments.verbs.spend.mixes_lived import BASE, ROBUST
from contagion.sim.statistics.assumptions import quantiles
from contagion.sim.statistics.compare import Sets
from contagion.sim.statistics.spread import difference, independent

if TYPE_CHECKING:
    from contagion.experiments.verbs.spend.mixes_lived import Judged, Trials
    from contagion.experiments.verbs.spend.portfolio import Portfolio
    from contagion.models.outcomes.footprint import Certain
    from contagion.sim.laboratory.laboratory import Runs

EACH = {"person": "gained", "completer": "completers"}
"""What is had for the euros, by what one of it is called."""


def main_figures(
    judged: Judged, portfolios: Sequence[Portfolio], years: int, above: float = 0.0, sets: Sets | None = None
) -> pd.DataFrame:
    """The numbers of each portfolio.

    Parameters
    ----------
    sets : callable, optional
        Which set each of some worlds is of: intervals count a set once.

    Returns
    -------
    DataFrame, a row a portfolio
        mix, best_by; planned, euros (a year more, in the mean); of gained (people), completers, communes and ahead
        (people more than by the rival) the mean, its interval (`_low`, `_high`) and the `difference` world by world
        (`_p5` to `_p95`, `_above_zero` ...); gained_count_as, as how many independent worlds these count;
        euros_per_person and euros_per_completer, of the euros on top, with Fieller's interval; worst_part, regret_p90,
        satisficing; rival.
    """
    rows = []
    for one in portfolios:
        of = sets(one.gained.index) if sets else one.gained.index
        euros, criteria = judged.more("euros").loc[one.name], judged.criteria.loc[one.name]
        completers = judged.more("completers").loc[one.name]
        each = pd.DataFrame({"gained": one.gained, "completers": completers, "communes": one.communes})
        each["ahead"] = one.ahead.reindex(one.gained.index)
        rows.append(
            {
                "mix": one.name,
                "best_by": " ".join(one.best_by),
                "planned": one.planned,
                "euros": euros.mean(),
                **interval(each, [*each], sets),
                **{
                    f"{name}_{part}": value
                    for name in each
                    for part, value in difference(each[name], of, above).items()
                },
                "gained_count_as": independent(of),
                **_euros_each(years * euros, each, sets),
                **{name: criteria[name] for name in ROBUST},
                "rival": one.rival,
            }
        )
    return pd.DataFrame(rows)


def _euros_each(euros: pd.Series, more: pd.DataFrame, sets: Sets | None) -> dict[str, float]:
    """Euros on top for each that is had on top, in the mean of the worlds, and Fieller's interval."""
    out = {}
    for name, column in EACH.items():
        found = price_of_each(euros, more[column], sets)
        out |= {f"euros_per_{name}{end}": value for end, value in zip(("", "_low", "_high"), found, strict=True)}
    return out


def tonnes_on_top(worlds: Trials, runs: Runs, judged: Judged, mixes: Mapping[str, Mapping[str, Any]]) -> pd.DataFrame:
    """Tonnes CO2e that mixes avoid beside the scenario as it is, and what one costs of the euros on top, in the mean of
    the worlds: as participants say (or by the reading of the ensemble), and by each reading of emissions alone.

    Parameters
    ----------
    runs : Runs
        Of the scenario as it is (`BASE`) and of the mixes.
    mixes : mapping of name to the values that a mix sets

    Returns
    -------
    DataFrame, a row a mix and reading
        mix; reading, its name or empty; tonnes_p5, _p50, _p95 over draws of what is assumed of savings, up to the end
        of the runs; difference_p5, _p50, _p50_error, _p95 over worlds as well, each met with each draw, as people are
        told of; euros_per_tonne_p5, _p50, _p95 over draws, infinite where nothing is avoided.
    """
    own, rows = certain_of(worlds.ensemble, worlds.scenario), []
    told: dict[str, Certain] = {"": own}
    if not own:
        readings = (one for one in READINGS.values() if one.of_emissions_alone)
        told |= {one.name: certain for one in readings if (certain := one.certain_of(worlds.scenario))}
    for reading, certain in told.items():
        saved = worlds.saved(runs, [BASE, *mixes], certain)
        for name in mixes:
            more = saved[name] - saved[BASE]
            prices = price_on_top(worlds.ahead * judged.more("euros").loc[name].to_numpy(), more)
            rows.append(
                {
                    "mix": name,
                    "reading": reading,
                    **{f"tonnes_{part}": value for part, value in quantiles(more.mean(axis=0, keepdims=True)).items()},
                    **{f"difference_{part}": value for part, value in ends_over_runs(more).items()},
                    **{f"euros_per_tonne_{part}": value for part, value in prices.items()},
                }
            )
    return pd.DataFrame(rows)
