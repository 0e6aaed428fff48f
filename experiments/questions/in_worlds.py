"""How the questions over an ensemble say what lies world by world, what would overturn it, and what is in a tie.

A world is a set of values with a seed (`experiments/ensembles/worlds.py`). What differs between cases is told world by
world: the middle, half of the worlds, nine in ten. It is told whether it is more or less where nine worlds in ten lie
on one side of nothing, and not otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import nan
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from contagion.experiments.ensembles.ensemble import Ensemble
from contagion.experiments.ensembles.words import of_100, share_in_words
from contagion.experiments.ensembles.words_of_numbers import limit_in_words
from contagion.experiments.ensembles.worlds import Worlds
from contagion.experiments.lab.uncertainty import half_width
from contagion.experiments.language.numbers import to_its_error
from contagion.models.parameters import describe
from contagion.sim.statistics.discovery.prim import Limit
from contagion.sim.statistics.reversal import reversals
from contagion.sim.statistics.spread import FEW, interval_of_mean, spread

NOT_TOLD = "not told"
READ_AS = "Figures are medians of the worlds, in brackets 90 % ranges; changes are taken world by world."
MOST_WORLDS = "Most worlds: the 95 % interval of their share, over sets of values, leaves out a half."
NUMBER = re.compile(r"\{:([^{}]*f)\}")  # a form that has room for an error
MARKED = "the middle of {worlds} worlds; dark: half of them; pale: nine in ten"  # what a figure shows
MOST_OF_A_TIE = 3  # that are named
SIDES = {"low": "is low, up to", "high": "is high, from"}


def marked(table: pd.DataFrame) -> str:
    """What the marks of a figure show, by the table that it draws."""
    return MARKED.format(worlds=int(table["worlds"].max()))


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
    """Median and 90 % range over simulations, with no digit beyond the median's standard error: "1,310 (800 to
    2,410)". Of few simulations with all digits of the form."""
    made, error, plain = spread(values), _error(values), NUMBER.fullmatch(form)
    p50, p5, p95 = (
        to_its_error(made[end], error, plain[1]) if plain else form.format(made[end]) for end in ("p50", "p5", "p95")
    )
    return f"{p50} ({p5} to {p95})"


def in_short(values: ArrayLike, form: str = ",.0f") -> str:
    """The middle of the worlds alone, with no digit beyond its standard error."""
    return to_its_error(spread(values)["p50"], _error(values), form)


def _error(values: ArrayLike) -> float:
    """The standard error of the median; 0 of few worlds."""
    return spread(values)["p50_error"] if _count(values) >= FEW else 0.0


def _count(values: ArrayLike) -> int:
    return int(np.isfinite(np.asarray(values, float)).sum())


def more(values: ArrayLike, form: str = "{:+z,.0f}") -> str:
    """A difference: median and 90 % range, with signs: "+87 (+2 to +339)"."""
    return middle(values, form)


def share_of_worlds(share: float, worlds: int) -> str:
    """A share of so many worlds, with the 95 % interval that comes of their number: "96 (92 to 98) of 100 worlds"; of
    few worlds without it."""
    return f"{share_in_words(share, worlds) if worlds >= FEW else of_100(share)} of 100 worlds"


def verdict(values: ArrayLike, up: str = "more", down: str = "less") -> str:
    """Whether nine worlds in ten lie above nothing, or below it; else it is not told."""
    made = spread(values)
    return up if made["p5"] > 0 else down if made["p95"] < 0 else NOT_TOLD


def of_worlds(ensemble: Ensemble, runs: pd.DataFrame) -> str:
    """Which worlds they were, for a method."""
    title = ensemble.about.get("title", ensemble.name)
    return f"{runs['seed'].nunique()} worlds that agree with what was observed ({title})"


@dataclass(frozen=True)
class More:
    """A difference in each simulation, and all that is said of it. As text: "+87 (+2 to +339)"."""

    ensemble: Ensemble
    values: pd.Series
    form: str = ",.0f"

    def __str__(self) -> str:
        return more(self.values, f"{{:+z{self.form}}}")

    @property
    def short(self) -> str:
        """The middle alone."""
        return in_short(self.values, f"+z{self.form}")

    @property
    def often(self) -> str:
        """In how many of 100 worlds it is more than nothing."""
        return share_of_worlds(spread(self.values)["above"], _count(self.values))

    @property
    def middle(self) -> float:
        return float(self.values.median())

    @property
    def most(self) -> int:
        """1 or -1 where it is more or less than nothing in more than half of all such worlds: the 95 % interval of
        their share, over sets of values that differ, leaves out a half. Else 0."""
        for sign in (1, -1):
            shares = (sign * self.values > 0).astype(float)
            if shares.mean() - half_width(shares, sets=Worlds(self.ensemble).sets) > 0.5:
                return sign
        return 0

    def verdict(self, up: str = "more", down: str = "less") -> str:
        return verdict(self.values, up, down)

    def leaning(self, up: str = "more", down: str = "less") -> str:
        """A verdict, or what holds in most worlds only."""
        told, most = self.verdict(up, down), self.most
        return f"{up if most > 0 else down} in most worlds" if told == NOT_TOLD and most else told

    def of(self, words: str) -> str:
        """What of, and how often: "+87 (+2 to +339) people, more in 96 of 100 worlds"."""
        return f"{self} {words}, more in {self.often}"

    def overturned(self, words: str) -> str:
        """Where the mean difference in something, such as "people", is the other way round, of all that is uncertain,
        or comes nearest to it."""
        sets = [Worlds(self.ensemble).set_of(int(world)) for world in self.values.index]
        by_set = self.values.astype(float).groupby(sets).mean().dropna()
        inputs = self.ensemble.table.iloc[[number % len(self.ensemble) for number in by_set.index]]
        table = reversals(by_set.to_numpy(), inputs, same=self.ensemble.same(by_set.index))
        if table.empty:
            return "Nothing that is uncertain varies in these worlds."
        turned = table[table["reversed"]]
        if turned.empty:
            return (
                "Nothing that varies between the worlds surely turns it round. It comes nearest where "
                f"{self._where(table.iloc[0].to_dict(), words)}."
            )
        others = f" (it turns by {len(turned) - 1} more)" if len(turned) > 1 else ""
        return f"It is the other way round where {self._where(turned.iloc[0].to_dict(), words)}{others}."

    def _where(self, row: Mapping[str, Any], words: str) -> str:
        """A part of the worlds, and the mean difference there with its interval."""
        side = f"{SIDES[row['part']]} {row['bound']:.3g}" if row["part"] in SIDES else f"is “{row['part']}”"
        mean, low, high = (f"{row[end]:+z{self.form}}" for end in ("difference", "low", "high"))
        ends = "" if pd.isna(row["low"]) else f" ({low} to {high})"
        return f"`{row['input']}` ({meaning(row['input'])}) {side}: {mean} {words}{ends} in the mean"


def meaning(name: str) -> str:
    """An input of an ensemble in words: what a number says, and of a rule of deciding which it is."""
    parameter, _, value = name.partition(" = ")
    if value:
        return limit_in_words(Limit(parameter, "among", (value,), nan))
    texts = {one["name"]: str(one["text"]) for one in describe()}
    return texts.get(parameter, parameter).partition(" (")[0]


def tied(ensemble: Ensemble, values: pd.DataFrame) -> list[str]:
    """The one with the highest mean, and those from which it is not told: the 95 % interval of the mean of the
    difference, world by world, holds 0. `values` has a row a world and a column a choice."""
    means = values.mean().sort_values(ascending=False, kind="stable")
    best, sets = str(means.index[0]), Worlds(ensemble).sets([int(world) for world in values.index])
    within = [best]
    for name in means.index[1:]:
        low, _ = interval_of_mean((values[best] - values[name]).to_numpy(float), sets)
        if not float(low) > 0:
            within.append(str(name))
    return within


def leaders(within: Sequence[str], short: bool = False) -> str:
    """The best by its name, or a tie by the first names in it; in short, by how many they are."""
    names = [f"“{name}”" for name in within]
    if len(names) == 1 or short:
        return names[0] if len(names) == 1 else f"a tie of {len(names)}"
    if len(names) > MOST_OF_A_TIE:
        names[MOST_OF_A_TIE - 1 :] = [f"{len(names) - MOST_OF_A_TIE + 1} more"]
    return f"a tie of {', '.join(names[:-1])} and {names[-1]}"
