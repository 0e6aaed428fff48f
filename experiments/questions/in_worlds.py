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
from contagion.experiments.language.sentences import in_a_row
from contagion.models.parameters import describe
from contagion.sim.statistics.discovery.prim import Limit
from contagion.sim.statistics.reversal import reversals
from contagion.sim.statistics.spread import FEW, interval_of_mean, spread

NOT_TOLD = "not told"
READ_AS = "Figures are medians of the worlds, in brackets 90 % ranges; changes are taken world by world."
MOST_WORLDS = "Most worlds: the 95 % interval of their share, over sets of values, leaves out a half."
NUMBER = re.compile(r"\{:([^{}]*f)\}")  # a form that has room for an error
MARKED = "the middle of {worlds} worlds; dark: half of them; pale: nine in ten"  # what a figure shows
NAMED_OF_A_TIE = 2  # and the last of three
MOST = 1  # parts of the worlds that are named
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
    """The median of the worlds and nine of them in ten, with no digit beyond the median's standard error: "1,310 (800
    to 2,410)". Of few worlds with all digits of the form."""
    made, plain = spread(values), NUMBER.fullmatch(form)
    error = made["p50_error"] if _count(values) >= FEW else 0.0
    p50, p5, p95 = (
        to_its_error(made[end], error, plain[1]) if plain else form.format(made[end]) for end in ("p50", "p5", "p95")
    )
    return f"{p50} ({p5} to {p95})"


def in_short(values: ArrayLike, form: str = ",.0f") -> str:
    """The middle of the worlds alone, with no digit beyond its standard error."""
    made = spread(values)
    return to_its_error(made["p50"], made["p50_error"] if _count(values) >= FEW else 0.0, form)


def _count(values: ArrayLike) -> int:
    return int(np.isfinite(np.asarray(values, float)).sum())


def more(values: ArrayLike, form: str = "{:+z,.0f}") -> str:
    """A difference: its median and nine worlds in ten, with their signs: "+87 (+2 to +339)"."""
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


def overturned(ensemble: Ensemble, values: pd.Series, what: str, form: str = "+z,.0f") -> str:
    """Where the mean of a difference in something, such as "people", by world, is the other way round, of all that is
    uncertain, or comes nearest to it."""
    sets = [Worlds(ensemble).set_of(int(world)) for world in values.index]
    by_set = values.astype(float).groupby(sets).mean().dropna()
    inputs = ensemble.table.iloc[[number % len(ensemble) for number in by_set.index]]
    table = reversals(by_set.to_numpy(), inputs, same=ensemble.same(by_set.index))
    turned = [_where(row, what, form) for row in table[table["reversed"]].to_dict("records")]
    if turned:
        others = f" (it turns by {len(turned) - MOST} more)" if len(turned) > MOST else ""
        return f"It is the other way round where {in_a_row(turned[:MOST])}{others}."
    if table.empty:
        return "Nothing that is uncertain varies in these worlds."
    return (
        "Nothing that varies between the worlds surely turns it round. It comes nearest where "
        f"{_where(table.iloc[0].to_dict(), what, form)}."
    )


def meaning(name: str) -> str:
    """An input of an ensemble in words: what a number says, and of a rule of deciding which it is."""
    parameter, _, value = name.partition(" = ")
    if value:
        return limit_in_words(Limit(parameter, "among", (value,), nan))
    texts = {one["name"]: str(one["text"]) for one in describe()}
    return texts.get(parameter, parameter).partition(" (")[0]


def _where(row: Mapping[str, Any], what: str, form: str) -> str:
    """A part of the worlds, and the mean difference there with its interval."""
    side = f"{SIDES[row['part']]} {row['bound']:.3g}" if row["part"] in SIDES else f"is “{row['part']}”"
    ends = "" if pd.isna(row["low"]) else f" ({row['low']:{form}} to {row['high']:{form}})"
    return f"`{row['input']}` ({meaning(row['input'])}) {side}: {row['difference']:{form}} {what}{ends} in the mean"


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


def leaders(within: Sequence[str]) -> str:
    """The best by its name, or a tie by the first names in it."""
    first, others = [f"“{name}”" for name in within[:NAMED_OF_A_TIE]], within[NAMED_OF_A_TIE:]
    if len(within) == 1:
        return first[0]
    last = f"“{others[0]}”" if len(others) == 1 else f"{len(others)} more" if others else first.pop()
    return f"a tie of {', '.join(first)} and {last}"


def leaders_in_short(within: Sequence[str]) -> str:
    """The same in few words: the best by its name, or how many are in a tie."""
    return f"“{within[0]}”" if len(within) == 1 else f"a tie of {len(within)}"


@dataclass(frozen=True)
class More:
    """What there is more of something, world by world, and all that is said of it. As text its median
    and nine worlds in ten: "+87 (+2 to +339)"."""

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
        """In how many worlds."""
        return in_how_many(self.values)

    @property
    def middle(self) -> float:
        return float(self.values.median())

    @property
    def most(self) -> int:
        """Whether it is more (1) or less (-1) in most worlds, or neither (0)."""
        return in_most(self.ensemble, self.values)

    def verdict(self, up: str = "more", down: str = "less") -> str:
        return verdict(self.values, up, down)

    def leaning(self, up: str = "more", down: str = "less") -> str:
        return leaning(self.ensemble, self.values, up, down)

    def of(self, words: str) -> str:
        """What of, and how often: "+87 (+2 to +339) people, more in 96 of 100 worlds"."""
        return f"{self} {words}, more in {self.often}"

    def overturned(self, words: str) -> str:
        """What would turn it round."""
        return overturned(self.ensemble, self.values, words, f"+z{self.form}")
