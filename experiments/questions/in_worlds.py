"""What the questions over an ensemble share: the worlds they are asked in, and how what lies world by world is said.

A world is a set of values with a seed (`experiments/ensembles/worlds.py`). What differs between cases is told world by
world: the middle, half of the worlds, nine in ten. It is told whether it is more or less where nine worlds in ten lie
on one side of nothing, and not otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from contagion.experiments.ensembles.ensemble import Ensemble
from contagion.experiments.ensembles.words import of_100, share_in_words
from contagion.experiments.ensembles.worlds import Step, Worlds
from contagion.experiments.lab.how_much import WORLDS
from contagion.experiments.lab.lab import laboratory
from contagion.experiments.lab.met_again import met_again
from contagion.experiments.lab.uncertainty import half_width
from contagion.experiments.language.numbers import to_its_error, with_error
from contagion.models.runs.cases import changed
from contagion.models.scenarios.scenario import read
from contagion.sim.laboratory.laboratory import Laboratory, Runs
from contagion.sim.statistics.spread import FEW, spread

WORLDS_QUICK = 4
YEARS, YEARS_QUICK = 10, 3
NOT_TOLD = "not told"
READ_AS = (
    "Figures are the middle of the worlds, in brackets its error and nine in ten; changes are taken world by world."
)
MOST_WORLDS = "Most worlds: the 95 % interval of their share, over sets of values, leaves out a half."
NUMBER = re.compile(r"\{:([^{}]*f)\}")  # a form that has room for an error
MARKED = "the middle of {worlds} worlds; dark: half of them; pale: nine in ten"  # what a figure shows

type Asked = tuple[Mapping[str, Any], Step | Mapping[str, Any]]  # labels of a case, and what it changes in a world


def runs_in_worlds(
    ensemble: Ensemble, asked: Sequence[Asked], quick: bool = False, lab: Laboratory | None = None
) -> pd.DataFrame:
    """Each case in each world: a row a run, with its labels; `seed` is the world."""
    return lived_in_worlds(ensemble, asked, quick, lab).table


def lived_in_worlds(
    ensemble: Ensemble,
    asked: Sequence[Asked],
    quick: bool = False,
    lab: Laboratory | None = None,
    years: int = YEARS,
    again: bool = False,
    worlds: int = WORLDS,
) -> Runs:
    """The runs of each case in each of so many worlds, with its labels; with `again` in those that are met again as
    well (`experiments.lab.met_again`).

    A case changes the reference as it is in a world: by values that are set there, or by a step from those it has.
    """
    over, scenario = Worlds(ensemble), read()
    cases = [
        over.case(scenario, partial(changed, values=step) if isinstance(step, Mapping) else step, **labels)
        for labels, step in asked
    ]
    worlds, years = (min(WORLDS_QUICK, worlds), YEARS_QUICK) if quick else (worlds, years)
    numbers = [*range(1, worlds + 1), *(met_again(worlds) if again else ())]
    return (lab or laboratory()).run(cases, numbers, years)


def by_world(runs: pd.DataFrame, case: str, column: str) -> pd.DataFrame:
    """A figure of each case, a row a world and a column a case."""
    return runs.pivot(index="seed", columns=case, values=column).astype(float)


def spreads(runs: pd.DataFrame, by: Sequence[str], columns: Sequence[str]) -> pd.DataFrame:
    """A row a case: of each column where it lies over the worlds (`name_p5` to `name_p95`, and `name_above`, the share
    of worlds in which it is more than 0), and `worlds`."""
    rows = []
    for _, at in runs.groupby(list(by), sort=False):
        row: dict[str, Any] = {name: at[name].iloc[0] for name in by}
        for name in columns:
            row |= {f"{name}_{end}": value for end, value in spread(at[name]).items()}
        rows.append(row | {"worlds": len(at)})
    return pd.DataFrame(rows)


def middle(values: ArrayLike, form: str = "{:,.0f}") -> str:
    """The middle of the worlds with its standard error, and nine of them in ten: "1,310 (± 40; 803 to 2,411)". Of few
    worlds without the error."""
    made = spread(values)
    p5, p95 = (form.format(made[end]) for end in ("p5", "p95"))
    return f"{_with_error(made, form, _count(values))}{p5} to {p95})"


def in_short(values: ArrayLike, form: str = ",.0f") -> str:
    """The middle of the worlds alone, with no digit beyond its standard error."""
    made = spread(values)
    return to_its_error(made["p50"], made["p50_error"] if _count(values) >= FEW else 0.0, form)


def _with_error(made: Mapping[str, float], form: str, worlds: int) -> str:
    """The middle, up to where nine in ten begin."""
    plain = NUMBER.fullmatch(form)
    said = with_error(made["p50"], made["p50_error"], plain[1]) if plain and worlds >= FEW else ""
    return f"{said[:-1]}; " if said.endswith(")") else f"{form.format(made['p50'])} ("


def _count(values: ArrayLike) -> int:
    return int(np.isfinite(np.asarray(values, float)).sum())


def more(values: ArrayLike, form: str = "{:+z,.0f}") -> str:
    """A difference: its middle and nine worlds in ten, with their signs: "+87 (± 9; +2 to +339)"."""
    return middle(values, form)


def in_how_many(values: ArrayLike) -> str:
    """In how many of 100 worlds a difference is more than nothing, and the 95 % interval that comes of their number:
    "96 (92 to 98) of 100 worlds"; of few worlds without it."""
    return share_of_worlds(spread(values)["above"], _count(values))


def share_of_worlds(share: float, worlds: int) -> str:
    """A share of so many worlds, in the same words."""
    return f"{share_in_words(share, worlds) if worlds >= FEW else of_100(share)} of 100 worlds"


def verdict(values: ArrayLike, up: str = "more", down: str = "less") -> str:
    """Whether nine worlds in ten lie above nothing, or below it; else it is not told."""
    made = spread(values)
    return up if made["p5"] > 0 else down if made["p95"] < 0 else NOT_TOLD


def in_most(ensemble: Ensemble, values: pd.Series) -> int:
    """1 or -1 where a difference, by world, is more or less than nothing in more than half of all such worlds: the 95 %
    interval of their share, over sets of values that differ, leaves out a half. Else 0."""
    sets = Worlds(ensemble).sets
    for sign in (1, -1):
        shares = (sign * values > 0).astype(float)
        if shares.mean() - half_width(shares, sets=sets) > 0.5:
            return sign
    return 0


def leaning(ensemble: Ensemble, values: pd.Series, up: str = "more", down: str = "less") -> str:
    """A verdict, or what holds in most worlds only."""
    told, most = verdict(values, up, down), in_most(ensemble, values)
    return f"{up if most > 0 else down} in most worlds" if told == NOT_TOLD and most else told


def of_worlds(ensemble: Ensemble, runs: pd.DataFrame) -> str:
    """Which worlds they were, for a method."""
    title = ensemble.about.get("title", ensemble.name)
    return f"{runs['seed'].nunique()} worlds that agree with what was observed ({title})"
