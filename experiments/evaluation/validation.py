"""Validation: what is known of other programmes, and of this one beside the targets, against what is predicted of it.

Nothing is ever fitted to these figures, which stand in files (`experiments.evaluation.series`). The prediction is what
comes of it in each world of an ensemble: a set of values that agrees with the targets, and a seed. What a place did and
nobody wrote down (size of groups, rest between them) is as uncertain as it was in Besançon. Beside the model stands a
sheet of arithmetic (`experiments.evaluation.sheet`), told the same and weighted by the same totals.

A place that is known because something happened there is compared in the worlds where it does (`Series.given`); in how
many nothing did is told apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf, isfinite
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from contagion.experiments.ensembles.ensemble import Ensemble
from contagion.experiments.ensembles.observed import in_runs
from contagion.experiments.ensembles.targets import FOLDER as FITTED
from contagion.experiments.ensembles.targets import Targets, read_targets
from contagion.experiments.evaluation.scores import OF_COUNTS, OF_RATIOS, SCORED, scored
from contagion.experiments.evaluation.series import CLOSE_UP, Predicted, Series
from contagion.experiments.evaluation.sheet import Sheet, weighted
from contagion.experiments.lab.figures_by_year import IN_YEARS
from contagion.experiments.lab.folders import KEPT_IN
from contagion.experiments.lab.lab import close_up, elsewhere, fitted
from contagion.models.runs.cases import case
from contagion.models.scenarios.scenario import Scenario, read
from contagion.models.territory.communes import load_communes
from contagion.models.territory.extract import extract
from contagion.models.theory.limits import expected_communes
from contagion.sim.chance.draws import Floats
from contagion.sim.laboratory.laboratory import Laboratory, Runs
from contagion.sim.statistics.spread import ENDS

WELL, WITHIN, OUTSIDE, NOTHING = "inside 50 %", "inside 90 %", "outside", "no prediction"
KEPT = "bound kept"  # by one world in twenty at least: a weaker test than a figure, and counted apart
CHANCE = "by_chance"
NULL = "No observation, but a null model: as many groups, each in a commune drawn by population."
FEWEST = 10  # worlds that must tell a figure, before the ends of an interval mean anything
TOTALS = "besancon"  # by which the sheet is weighted, where an ensemble does not say its own

# ---- what the model predicts -----------------------------------------------------------------------------------------


def predicted(lab: Laboratory, series: Series, ensemble: Ensemble, worlds: int) -> pd.DataFrame:
    """The figures in each world: a row a world, a column a figure (`Series.figures`); NaN where a world does not tell
    it.

    Raises
    ------
    InputError
    """
    runs = in_worlds(_there(lab, series), series.scenario, ensemble, worlds, series.years)
    return in_runs(runs, series.figures, ["world"])


def by_both(
    lab: Laboratory, sheet: Sheet, series: Series, ensemble: Ensemble, worlds: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What the model says of the figures of a series, as `predicted`, and what the sheet does."""
    (here,) = fitted(_there(lab, series), [series.scenario], series.years)
    return predicted(lab, series, ensemble, worlds), sheet.foretold(here, series.figures, series.name)


def _there(lab: Laboratory, series: Series) -> Laboratory:
    """The laboratory over the place of a series, that looks closely where it must."""
    there = elsewhere(lab, None if series.place is None else extract(series.place).kept(KEPT_IN))
    return close_up(there) if {row.indicator for row in series.rows} & set(CLOSE_UP) else there


def in_worlds(lab: Laboratory, scenario: Scenario, ensemble: Ensemble, worlds: int, years: int) -> Runs:
    """A run of a scenario in each world, labelled by it."""
    (here,) = fitted(lab, [scenario], years)
    return lab.run_each([(case(ensemble.over(here, world), world=world), world + 1) for world in range(worlds)], years)


def compared(row: Predicted, made: Floats) -> dict[str, Any]:
    """A fact against what is predicted of it.

    Returns
    -------
    dict
        What is `foretold`; `quantile` at which the fact lies in it, of a range what is nearest to the median; and what
        is `judged`.
    """
    told, ends = made[np.isfinite(made)], foretold(made)
    if not len(told):
        return ends | {"quantile": np.nan} | judged(row, ends)
    bound = next((end for end in row.range if row.rule != "equal" and isfinite(end)), _nearest(row, ends))
    quantile = float((told < bound).mean() + (told == bound).mean() / 2)
    return ends | {"quantile": quantile} | judged(row, ends)


def foretold(made: Floats) -> dict[str, Any]:
    """How many `worlds` tell a figure, and `p5` to `p95` of it."""
    told = made[np.isfinite(made)]
    ends = {name: float(np.quantile(told, share)) if len(told) else np.nan for name, share in ENDS.items()}
    return {"worlds": len(told), **ends}


def judged(row: Predicted, ends: Mapping[str, float]) -> dict[str, Any]:
    """The `verdict` on a fact, by what is `foretold` of it, and how good that is (`experiments.evaluation.scores`)."""
    nothing: dict[str, Any] = dict.fromkeys(SCORED, np.nan)
    if ends["worlds"] < FEWEST:
        return {"verdict": NOTHING, **nothing}
    fact = _nearest(row, ends)
    verdict = WELL if ends["p25"] <= fact <= ends["p75"] else WITHIN if ends["p5"] <= fact <= ends["p95"] else OUTSIDE
    if row.rule != "equal":
        return {"verdict": verdict if verdict == OUTSIDE else KEPT, **nothing}
    added = OF_COUNTS if row.per is None and row.indicator in IN_YEARS else OF_RATIOS
    return {"verdict": verdict, **scored({name: ends[name] for name in ENDS}, fact, added)}


def _nearest(row: Predicted, ends: Mapping[str, float]) -> float:
    """The fact; of a range what is nearest to the median that is foretold."""
    return min(max(ends["p50"], row.range[0]), row.range[1])


def validated(lab: Laboratory, all_of: Sequence[Series], ensemble: Ensemble, worlds: int) -> pd.DataFrame:
    """A row a fact: what it is, what is predicted of it, and how the two agree, and the same of the sheet (`sheet_…`);
    Grand Besançon's first, so that the workers of a laboratory that keeps them serve the places as well.

    Where a group is known to have taken place, `none` and `sheet_none` are the shares of worlds and of the sheet's sets
    in which none did; NaN elsewhere.
    """
    sheet, rows = weighted(totals_of(ensemble)), []
    for series in sorted(all_of, key=lambda one: one.place is not None):
        model, arithmetic = by_both(lab, sheet, series, ensemble, worlds)
        for number, row in enumerate(series.rows):
            (made, none), (foretold, sheet_none) = (given(series, of, number) for of in (model, arithmetic))
            beside = {f"sheet_{name}": of for name, of in compared(row, foretold).items()} | {"sheet_none": sheet_none}
            rows.append(_row(series, row, made) | {"none": none} | beside)
    return pd.DataFrame(rows)


def totals_of(ensemble: Ensemble) -> Targets:
    """What an ensemble agrees with, by which the sheet is weighted as well; of one that does not say, Besançon's."""
    own = str(ensemble.about.get("targets", TOTALS))
    return read_targets(Path(own if (FITTED / f"{own}.toml").is_file() else TOTALS))


def given(series: Series, made: pd.DataFrame, number: int) -> tuple[Floats, float]:
    """A figure of a series as it was predicted, where a group took place if one is known to have (NaN elsewhere); and
    the share in which none did, NaN if that is not asked."""
    figure = made[number].to_numpy(float)
    if not series.given:
        return figure, np.nan
    groups = made[len(series.rows) + number].to_numpy(float)
    return np.where(groups > 0, figure, np.nan), float((groups[np.isfinite(groups)] <= 0).mean())


def is_bound(facts: pd.DataFrame) -> pd.Series:
    """Which of the rows of `validated` are facts of which only one end is known."""
    return facts["low"].eq(-inf) | facts["high"].eq(inf)


def _row(series: Series, row: Predicted, made: Floats) -> dict[str, object]:
    low, high = row.range
    about = {"series": series.name, "programme": series.programme, "figure": row.formula, "low": low, "high": high}
    said = {"mark": row.mark, "expected": row.expected or "", "why": row.why, "source": row.source}
    return about | compared(row, made) | said


# ---- against chance --------------------------------------------------------------------------------------------------


def against_chance(lab: Laboratory, ensemble: Ensemble, worlds: int, years: Sequence[int]) -> pd.DataFrame:
    """Communes that have had a group, over those expected of as many groups placed at random by population (5.10): rows
    as of a fact that is 1, without a score."""
    home, reference = elsewhere(lab, None), read()
    made = in_worlds(home, reference, ensemble, worlds, max(years)).rows("years")
    people = load_communes()["population"].to_numpy(float)
    made = made[made["groups_started"] > 0]
    chance = [expected_communes(people / people.sum(), groups) for groups in made["groups_started"]]
    series, ratio = (
        Series(CHANCE, "Grand Besançon, against chance", None, reference, ()),
        made["communes_reached"] / chance,
    )
    rows = []
    for year in years:
        row = Predicted(indicator="communes_reached", per="by_chance", year=year, value=1, source="5.10", why=NULL)
        rows.append(_row(series, row, ratio[made["year"] == year].to_numpy()) | dict.fromkeys(SCORED, np.nan))
    return pd.DataFrame(rows)
