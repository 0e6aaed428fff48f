"""What the questions share: each is a file with a function `main` that takes an `Asking` and returns a `Finding`.

Its cases are lived in worlds, sets of values with a seed each (`experiments/evidence/worlds.py`). What differs between
cases is told world by world (`More`): the middle, half of the worlds, nine in ten; and that it is more or less where
nine worlds in ten lie on one side of nothing, and not otherwise. Cases may be held against a base (`Held`), and asked
again under each reading (`Standing`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property, partial
from math import nan
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from contagion.experiments.commands.compare.figure import cases_figure
from contagion.experiments.commands.compare.work import FigureText
from contagion.experiments.evidence.ensemble import Ensemble, under
from contagion.experiments.evidence.readings import READINGS
from contagion.experiments.evidence.words_of_numbers import limit_in_words
from contagion.experiments.evidence.words_of_worlds import of_100, share_in_words
from contagion.experiments.evidence.worlds import Step, Worlds, first, told_apart
from contagion.experiments.say.sentences import in_a_row, to_its_error
from contagion.models.parameters import describe
from contagion.models.runs.figures import half_width
from contagion.models.runs.lab import close_up
from contagion.models.runs.study import changed
from contagion.models.runs.vocabulary import WORLDS
from contagion.models.scenario import Scenario, read
from contagion.sim.errors import InputError
from contagion.sim.laboratory.laboratory import Laboratory, Runs
from contagion.sim.statistics.choice import reversals
from contagion.sim.statistics.discovery import Limit
from contagion.sim.statistics.spread import ENDS, FEW, interval_of_share, spread

WORLDS_QUICK, WORLDS_OF_A_READING = 4, 40
YEARS, YEARS_QUICK = 10, 3
READINGS_QUICK = ("talk-informs", "rule-threshold")
NAMED = 2  # readings
MOST_OF_A_TIE = 3  # that are named
NOT_CLEAR = "not clear"
READ_AS = "Figures are medians of the simulations, in brackets 90 % ranges; changes are taken simulation by simulation."
MOST_WORLDS = "Most simulations: the 95 % interval of their share, over sets of values, leaves out a half."

NUMBER = re.compile(r"\{:([^{}]*f)\}")  # a form that has room for an error
SIDES = {"low": "is low, up to", "high": "is high, from"}

type Asked = tuple[Mapping[str, Any], Step | Mapping[str, Any] | Scenario]
"""Labels of a case, and its change in each simulation: a step from the reference there, values to set in it, or another
scenario."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """The answer to a question, every word of it made from its runs."""

    answer: str  # about ten words, for the list of all answers
    sure: str  # how sure it is, in about as many
    sentence: str  # one plain sentence with its figures and their uncertainty
    follows: str  # for an authority: one to three sentences
    rows: pd.DataFrame  # five to twelve, as people read them; the last column is a `verdict`
    overturns: str  # what would
    method: str  # what was run, over which worlds, how the figures are to be read, and what they leave out
    table: pd.DataFrame  # the figures behind it
    figure: Figure | None = None
    lines: Sequence[str] = ()  # of Markdown: further tables

    def parts(self) -> dict[str, str]:
        """Return the texts below the sentence by heading, in their order on the page."""
        return {
            "What follows for an authority": self.follows,
            "What would overturn it": self.overturns,
            "Method": self.method,
        }


@dataclass(frozen=True)
class Asking:
    """Settings of a question: ensemble, laboratory, whether to be quick, and the largest number of simulations."""

    ensemble: Ensemble
    lab: Laboratory
    quick: bool = False
    most: int = WORLDS

    def much[T](self, whole: T, quick: T) -> T:
        """Return `quick` where the question is asked quickly, else `whole`."""
        return quick if self.quick else whole

    @property
    def years(self) -> int:
        return self.much(YEARS, YEARS_QUICK)

    @property
    def worlds(self) -> int:
        return min(self.most, self.much(WORLDS, WORLDS_QUICK))

    @cached_property
    def over(self) -> Worlds:
        return Worlds(self.ensemble)

    def lived(self, asked: Iterable[Asked], years: int | None = None) -> Runs:
        """Run each case in every simulation and label its runs; `seed` is the number of the simulation."""
        scenario, cases = read(), []
        for labels, what in asked:
            step = partial(changed, values=what) if isinstance(what, Mapping) else what
            here = (step,) if isinstance(step, Scenario) else (scenario, step)
            cases.append(self.over.case(*here, **labels))
        return self.lab.run(cases, range(1, self.worlds + 1), years or self.years)

    def of_readings[T](
        self, ask: Callable[[Asking], T], of_emissions: bool = False, most: int = WORLDS_OF_A_READING
    ) -> dict[str, T]:
        """Ask again, in at most `most` simulations, under each reading that applies, and return the results by reading.
        None applies to an ensemble under a reading, nor one whose rule no parameter set has; those of emissions alone
        apply if `of_emissions`."""
        found = {}
        for name, reading in READINGS.items() if self.ensemble.reading is None else ():
            if (of_emissions or not reading.of_emissions_alone) and name in self.much(tuple(READINGS), READINGS_QUICK):
                with suppress(InputError):  # no set of its rule
                    found[name] = replace(self, ensemble=under(self.ensemble, reading), most=most)
        return {name: ask(there) for name, there in found.items()}

    def standing(self, headline: pd.Series, ask: Callable[[Asking], pd.Series], of_emissions: bool = False) -> Standing:
        """Return in which readings a difference keeps its sign; `ask` computes it under one reading."""
        return standing(headline, self.of_readings(ask, of_emissions))

    def more(self, values: pd.Series, form: str = ",.0f") -> More:
        return More(self.ensemble, values, form)

    def worlds_of(self, runs: pd.DataFrame) -> str:
        """Return how many simulations some runs cover, in words for the method."""
        title = self.ensemble.about.get("title", self.ensemble.name)
        return f"{runs['seed'].nunique()} simulations that agree with what was observed ({title})"

    def close_up(self) -> Asking:
        """Return the same settings with a laboratory that keeps more of each run."""
        return replace(self, lab=close_up(self.lab))


@dataclass(frozen=True)
class Standing:
    """Readings in which an answer stands: the median difference without a reading, and under each. It stands where
    both have the same sign."""

    headline: float
    middles: Mapping[str, float]

    def __str__(self) -> str:
        """Write, for example, "stands in 5 of 6 readings, not in “...” (-3)"."""
        if not self.middles:
            return "was asked in no other reading"
        if not self.headline:
            return "is no difference that could stand in a reading"
        fallen = [name for name, middle in self.middles.items() if not middle * self.headline > 0]
        told = f"stands in {len(self.middles) - len(fallen)} of {len(self.middles)} readings"
        furthest = sorted(fallen, key=lambda name: self.middles[name] * np.sign(self.headline))
        where = [f"“{READINGS[name].title}” ({self.middles[name]:+z,.0f})" for name in furthest[:NAMED]]
        others = [f"{len(furthest) - NAMED} more"] if len(furthest) > NAMED else []
        return f"{told}, not in {in_a_row([*where, *others])}" if where else told


def standing(headline: pd.Series, by_reading: Mapping[str, pd.Series]) -> Standing:
    """Return in which readings the median difference over simulations has the sign that it has without a reading."""
    return Standing(float(np.median(headline)), {name: float(np.median(one)) for name, one in by_reading.items()})


@dataclass(frozen=True)
class Held:
    """Cases compared with a base: `rows` has one row per run, with its `scenario` and its `seed`, the number of the
    simulation; `shown` has the figures to report."""

    asking: Asking
    rows: pd.DataFrame
    base: str
    shown: Mapping[str, FigureText]

    @property
    def years(self) -> int:
        return int(self.rows["years"].max())

    @property
    def worlds(self) -> str:
        return self.asking.worlds_of(self.rows)

    def told(self, *further: str) -> pd.DataFrame:
        """Return the differences from the base, with verdicts, in the figures that are shown and in further ones."""
        return told_apart(self.rows, self.base, [*self.shown, *further], self.asking.over)

    def more(self, name: str) -> dict[str, More]:
        """Return the difference of each other case from the base in a figure."""
        wide = changes(self.rows, self.base, name)
        return {str(case): self.asking.more(values, self.shown[name].form) for case, values in wide.items()}

    def usual(self, name: str) -> pd.Series:
        """Return a figure of the base by simulation."""
        return self.rows.loc[self.rows["scenario"] == self.base].set_index("seed")[name].astype(float)

    def change(self, case: str, name: str) -> str:
        """Write the difference of a case in a figure, and in how many simulations it is above 0."""
        return self.more(name)[case].of(self.shown[name].words)

    def in_rows(self, by: str) -> pd.DataFrame:
        """Return one row per case to print: the base, the difference of each other case, and the verdict on `by`."""
        levels = {one.words: middle(self.usual(name), f"{{:{one.form}}}") for name, one in self.shown.items()}
        out: list[dict[str, str]] = [{"case": self.base, **levels, "verdict": "compared with"}]
        more_of = {name: self.more(name) for name in self.shown}
        for case, values in more_of[by].items():
            told = {one.words: str(more_of[name][case]) for name, one in self.shown.items()}
            verdict = f"{values.leaning()} ({self.shown[by].words}: more in {values.often})"
            out.append({"case": case, **told, "verdict": verdict})
        return pd.DataFrame(out)

    def figure(self, title: str, note: str = "") -> Figure:
        return cases_figure(self.told(), self.base, self.shown, title, note)


def changes(rows: pd.DataFrame, base: str, name: str) -> pd.DataFrame:
    """Return the difference of each scenario from the base in a figure: one row per simulation, one column each."""
    wide = by_world(rows, "scenario", name)[list(rows["scenario"].unique())]
    return wide.drop(columns=base).sub(wide[base], axis=0)


def surely(more_of: Mapping[str, More], word: str, among: Iterable[str] = ()) -> list[str]:
    """Return the cases with this verdict, "more" or "less", among some or all cases."""
    return [case for case in among or more_of if more_of[case].verdict() == word]


def marked(worlds: float) -> str:
    """Explain the marks of a figure over so many simulations."""
    return f"median of {worlds:g} simulations; dark: half of them; pale: 90 % range"


def by_world(runs: pd.DataFrame, case: str, column: str) -> pd.DataFrame:
    """Return a column of the runs with one row per simulation and one column per case."""
    return runs.pivot(index="seed", columns=case, values=column).astype(float)


def spreads(runs: pd.DataFrame, by: Sequence[str], columns: Sequence[str]) -> pd.DataFrame:
    """Return one row per case: quantiles of each column over simulations (`name_p5` to `name_p95`), `name_above`, the
    share of simulations in which it is above 0, and `worlds`, their number."""
    return pd.DataFrame(
        {name: at[name].iloc[0] for name in by}
        | {f"{name}_{end}": value for name in columns for end, value in spread(at[name]).items()}
        | {"worlds": len(at)}
        for _, at in runs.groupby(list(by), sort=False)
    )


def middle(values: ArrayLike, form: str = "{:,.0f}") -> str:
    """Write median and 90 % range over simulations, each with no digit beyond its standard error, and the ends with
    none beyond the median's: "1,310 (800 to 2,410)". With few simulations all digits of the form are kept."""
    made, error, plain = spread(values), _error(values), NUMBER.fullmatch(form)
    if plain is None:
        p50, p5, p95 = (form.format(made[end]) for end in ("p50", "p5", "p95"))
    else:
        p50 = to_its_error(made["p50"], error, plain[1])
        p5, p95 = (
            to_its_error(made[end], max(error, _error_of(values, ENDS[end])) if error else 0.0, plain[1])
            for end in ("p5", "p95")
        )
    return f"{p50} ({p5} to {p95})"


def more(values: ArrayLike, form: str = "{:+z,.0f}") -> str:
    """Write median and 90 % range of a difference, with signs: "+87 (+2 to +339)"."""
    return middle(values, form)


def in_short(values: ArrayLike, form: str = ",.0f") -> str:
    """Write the median over simulations alone, with no digit beyond its standard error."""
    return to_its_error(spread(values)["p50"], _error(values), form)


def _error(values: ArrayLike) -> float:
    """Return the standard error of the median; 0 with few simulations."""
    return spread(values)["p50_error"] if _count(values) >= FEW else 0.0


def _error_of(values: ArrayLike, share: float) -> float:
    """Return the standard error of a quantile: half of the distance between the order statistics one binomial standard
    deviation below and above it."""
    there = np.asarray(values, float)
    there = there[~np.isnan(there)]
    one = np.sqrt(share * (1 - share) / len(there))
    low, high = np.quantile(there, np.clip([share - one, share + one], 0, 1))
    return float(high - low) / 2


def _count(values: ArrayLike) -> int:
    return int(np.isfinite(np.asarray(values, float)).sum())


def share_of_worlds(share: float, worlds: int) -> str:
    """Write a share of so many simulations with its 95 % sampling interval, "96 (92 to 98) of 100 simulations", or
    without the interval where they are few."""
    return f"{share_in_words(share, worlds) if worlds >= FEW else of_100(share)} of 100 simulations"


def share_of(number: int, of: int) -> str:
    """Write a share of facts with Wilson's 95 % interval; "–" where there are none."""
    if not of:
        return "–"
    low, high = interval_of_share(number / of, of)
    return f"{number} of {of} ({low:.0%} to {high:.0%})"


def verdict(values: ArrayLike, up: str = "more", down: str = "less") -> str:
    """Return `up` or `down` where the 90 % range lies above or below 0, else "not clear"."""
    made = spread(values)
    return up if made["p5"] > 0 else down if made["p95"] < 0 else NOT_CLEAR


@dataclass(frozen=True)
class More:
    """A difference in each simulation, and how it is reported. As text: "+87 (+2 to +339)"."""

    ensemble: Ensemble
    values: pd.Series
    form: str = ",.0f"

    def __str__(self) -> str:
        return more(self.values, f"{{:+z{self.form}}}")

    @property
    def short(self) -> str:
        """The median alone."""
        return in_short(self.values, f"+z{self.form}")

    @property
    def often(self) -> str:
        """In how many of 100 simulations the difference is above 0."""
        return share_of_worlds(spread(self.values)["above"], _count(self.values))

    @property
    def middle(self) -> float:
        return float(self.values.median())

    @property
    def most(self) -> int:
        """1 or -1 where the difference is above or below 0 in more than half of all such simulations, that is, where
        the 95 % interval of their share, over distinct parameter sets, lies above one half. Else 0."""
        for sign in (1, -1):
            shares = (sign * self.values > 0).astype(float)
            if shares.mean() - half_width(shares, sets=Worlds(self.ensemble).sets) > 0.5:
                return sign
        return 0

    def verdict(self, up: str = "more", down: str = "less") -> str:
        return verdict(self.values, up, down)

    def leaning(self, up: str = "more", down: str = "less") -> str:
        """Return the verdict, or the direction in most simulations where the verdict is not clear."""
        told, most = self.verdict(up, down), self.most
        return f"{up if most > 0 else down} in most simulations" if told == NOT_CLEAR and most else told

    def of(self, words: str) -> str:
        """Write a difference and how often it is above 0: "+87 (+2 to +339) people, more in 96 of 100 simulations"."""
        return f"{self} {words}, more in {self.often}"

    def overturned(self, words: str) -> str:
        """Return for which values of the uncertain inputs the mean difference in something, such as "people", changes
        sign, or comes nearest to it."""
        sets = [Worlds(self.ensemble).set_of(int(world)) for world in self.values.index]
        by_set = self.values.astype(float).groupby(sets).mean().dropna()
        inputs = self.ensemble.table.iloc[[number % len(self.ensemble) for number in by_set.index]]
        table = reversals(by_set.to_numpy(), inputs, same=self.ensemble.same(by_set.index))
        if table.empty:
            return "Nothing that is uncertain varies in these simulations."
        turned = table[table["reversed"]]
        where = self._where((table if turned.empty else turned).iloc[0].to_dict(), words)
        if turned.empty:
            return f"Nothing that varies between the simulations surely turns it round. It comes nearest where {where}."
        others = f" (it turns by {len(turned) - 1} more)" if len(turned) > 1 else ""
        return f"It is the other way round where {where}{others}."

    def _where(self, row: Mapping[str, Any], words: str) -> str:
        """Describe a part of the simulations, with the mean difference there and its interval."""
        side = f"{SIDES[row['part']]} {row['bound']:.3g}" if row["part"] in SIDES else f"is “{row['part']}”"
        mean, low, high = (f"{row[end]:+z{self.form}}" for end in ("difference", "low", "high"))
        ends = "" if pd.isna(row["low"]) else f" ({low} to {high})"
        return f"`{row['input']}` ({meaning(row['input'])}) {side}: {mean} {words}{ends} on average"


def meaning(name: str) -> str:
    """Return an input of an ensemble in words: the meaning of a number, or which option of a rule it is."""
    parameter, _, value = name.partition(" = ")
    if value:
        return limit_in_words(Limit(parameter, "among", (value,), nan))
    texts = {one["name"]: str(one["text"]) for one in describe()}
    return texts.get(parameter, parameter).partition(" (")[0]


def tied(ensemble: Ensemble, values: pd.DataFrame) -> list[str]:
    """Return the choice with the highest mean, then those not clearly different from it: the 95 % interval of the mean
    difference over simulations holds 0. `values` has one row per simulation and one column per choice."""
    order = values.mean().sort_values(ascending=False, kind="stable").index
    sets = np.array(Worlds(ensemble).sets([int(world) for world in values.index]))
    _, others = first({str(name): values[name].to_numpy(float) for name in order}, sets)
    return [str(order[0]), *others]


def who_fills(ensemble: Ensemble) -> str:
    """Write in how many parameter sets of an ensemble partners' candidates fill places left over; nothing if that does
    not vary in it."""
    if "training.top_up" not in ensemble.table:
        return ""
    share = of_100((ensemble.table["training.top_up"] == "historical").mean())
    return f" Who fills places left over is a fact of the place: here partners’ candidates, in {share} of 100 sets."


def leaders(within: Sequence[str], short: bool = False) -> str:
    """Name the best, or the first few in a tie; if `short`, give only the size of the tie."""
    names = [f"“{name}”" for name in within]
    if len(names) == 1 or short:
        return names[0] if len(names) == 1 else f"a tie of {len(names)}"
    if len(names) > MOST_OF_A_TIE:
        names[MOST_OF_A_TIE - 1 :] = [f"{len(names) - MOST_OF_A_TIE + 1} more"]
    return f"a tie of {', '.join(names[:-1])} and {names[-1]}"
