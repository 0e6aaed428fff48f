"""What it would be worth to know before a yearly budget is spent (X18): the decisions are the portfolios of X13, the
worlds those of an ensemble, the same for all.

Net benefit is people reached less euros spent, at the euros that a person is held to be worth. Luck cannot be asked
for: what is worth knowing is the set of values alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from contagion.experiments.ensembles.ensemble import Ensemble
from contagion.experiments.lab.lab import FromRuns
from contagion.experiments.verbs.worth_knowing.bought import COMMAND
from contagion.experiments.verbs.worth_knowing.portfolios import PORTFOLIOS, RATES, plan, with_costs
from contagion.experiments.verbs.worth_knowing.to_ask import TO_ASK, told_by
from contagion.models.parameters import Parameters
from contagion.models.runs.cases import case, changed, from_then_on
from contagion.models.scenarios.scenario import Scenario
from contagion.sim.errors import InputError
from contagion.sim.statistics.choice import by_member, net_benefit
from contagion.sim.statistics.compare import by_set
from contagion.sim.statistics.spread import difference, quantiles_of
from contagion.sim.statistics.value_of_information import RESAMPLES, Worth, evpi, evppi

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from contagion.sim.laboratory.laboratory import Case, Laboratory, Runs

BUDGET, RATE = 80_000.0, 1000.0  # € a year as the reference plans them, € that a person is held to be worth
SETS, SEEDS = 200, 5
FEWEST_SETS = 40
ROUGHLY = 30  # resamples, at the rates that were not asked for
TENTH = 0.1  # of the sets: where a number is low, or high
WORLD = ["set", "seed"]


@dataclass(frozen=True)
class Asked:
    """What a study is of.

    Attributes
    ----------
    scenario : Scenario
        What the portfolios are laid over: where it has a past, from its end on, and only what comes then is counted.
    ensemble : Ensemble
    budget, rate : float
        Euros a year, and euros that a person is held to be worth.
    years, sets, seeds : int
        Length of the runs, sets of the ensemble, and seeds of each.
    resamples : int
        For the errors at the rate that is asked for; at others fewer.
    usual : Parameters, optional
        By what portfolios are bought (`bought_with`), where it is not as in the reference.
    luck : sequence (sets) of sequences (seeds) of int
        The seeds that a set is lived with, where its past must agree with what is known (`luck_that_agrees`).
    """

    scenario: Scenario
    ensemble: Ensemble
    budget: float = BUDGET
    rate: float = RATE
    years: int = 10
    sets: int = SETS
    seeds: int = SEEDS
    resamples: int = RESAMPLES
    usual: Parameters | None = None
    luck: Sequence[Sequence[int]] = ()

    @property
    def ahead(self) -> int:
        """Years in which the budget is spent."""
        return self.years - self.scenario.past

    @property
    def same(self) -> np.ndarray:
        """Of each set, a number that it shares with those of the same values: what can be asked for is these alone."""
        return self.ensemble.alike[: self.sets]

    @property
    def different(self) -> int:
        """How many of the sets are not the same."""
        return len(np.unique(self.same))

    @property
    def known(self) -> pd.DataFrame:
        """The numbers of the sets that are not the same in all of them."""
        table = self.ensemble.known(self.scenario, self.sets)
        return table.loc[:, table.nunique() > 1]

    def runs(self) -> list[tuple[Case, int]]:
        """Each portfolio in each world. Seeds of different sets are others: their luck is unrelated."""
        made, past = [], self.scenario.past
        bought = {name: partial(changed, values=plan(name, self.budget, self.usual)) for name in PORTFOLIOS}
        for number in range(self.sets):
            world = self.ensemble.over(self.scenario, number)
            for name, buy in bought.items():
                one = case(from_then_on(world, buy, past), portfolio=name, set=number)
                made += [(one, seed) for seed in self._seeds(number)]
        return made

    def _seeds(self, number: int) -> Sequence[int]:
        """What a set is lived with."""
        return self.luck[number] if self.luck else [turn * self.sets + number + 1 for turn in range(self.seeds)]


@dataclass(frozen=True, eq=False)
class WorthKnowing(FromRuns):
    """What it would be worth to know before deciding.

    Attributes
    ----------
    asked : Asked
    runs : Runs
    decisions : DataFrame
        A row a portfolio, the best first: `decided`.
    everything : Worth
        EVPI, in people.
    to_ask : DataFrame
        A row for what can be asked for and be judged, the most worth first: item, worth, error, clear, otherwise (share
        of sets in which something else would be decided).
    numbers : DataFrame
        The same of each number by itself: factor, item (0 if on no list), worth, error, clear, otherwise, low and high
        (what would be decided in the tenth of sets in which it is lowest and highest).
    rates : DataFrame
        A row a rate, the one asked for among them: rate, best, everything and its error; item and factor that come
        first, 0 and nothing where they cannot be told from being worth nothing.
    """

    asked: Asked
    runs: Runs
    decisions: pd.DataFrame
    everything: Worth
    to_ask: pd.DataFrame
    numbers: pd.DataFrame
    rates: pd.DataFrame

    @property
    def best(self) -> str:
        """The portfolio that is best as long as no more is known."""
        return str(self.decisions["portfolio"].iloc[0])

    @property
    def scenario(self) -> Scenario:
        return self.asked.scenario

    def plot(self: Any) -> list[Axes]:
        """What it would be worth to be told, by question and by number: the axes of the command's figure."""
        from contagion.experiments.verbs.worth_knowing.figure import worth_knowing_figure

        return worth_knowing_figure(self).axes

    def __repr__(self) -> str:
        from contagion.experiments.drawing.cards import by_reading
        from contagion.experiments.language.numbers import to_its_error
        from contagion.experiments.verbs.worth_knowing.words import spent_over

        over = f" over {spent_over(self.asked)}" if self.asked.usual else ""
        all_of_it = f"to know all: {to_its_error(self.everything.value, self.everything.error)} people"
        before = f"before {self.asked.budget:,.0f} € a year are spent{over}"
        return f"<WorthKnowing {before}: best now {self.best}; {all_of_it}{by_reading(self.asked.ensemble)}>"

    def _repr_html_(self) -> str:
        from contagion.experiments.drawing.cards import card, plain
        from contagion.experiments.verbs.worth_knowing.words import items_in_words

        return card("What to ask for first", [plain(repr(self)[1:-1])], items_in_words(self))


def _here(what: Callable[..., Any], *arguments: Any) -> Any:
    return what(*arguments)


def worth_knowing(lab: Laboratory, asked: Asked, call: Callable[..., Any] = _here) -> WorthKnowing:
    """Run the portfolios in the worlds, and work out what knowing more would be worth.

    Parameters
    ----------
    call : callable
        Calls a function with arguments, in this process or wherever, for what takes seconds once the runs are made.

    Raises
    ------
    InputError
        Where the ensemble has too few sets, runs failed, or the laboratory fails; what is done is kept.
    """
    must_be_enough(asked)
    runs = lab.run_each(asked.runs(), asked.years)
    if len(failed := runs.failures):
        raise InputError(f"{COMMAND}: {len(failed):,} of {len(runs.labels):,} runs failed; {failed['error'].iloc[0]}")
    prices = (asked.usual or asked.scenario.parameters).costs
    made = with_costs(runs, asked.years, prices, asked.scenario.past)
    made["euros"] = made["spent_a_year"] * asked.ahead
    people, euros = (by_member(made, "portfolio", WORLD, name) for name in ("people", "euros"))
    return judged(asked, runs, people, euros, call)


def judged(
    asked: Asked, runs: Runs, people: pd.DataFrame, euros: pd.DataFrame, call: Callable[..., Any] = _here
) -> WorthKnowing:
    """What follows from people and euros of all years: DataFrames (portfolios × worlds)."""
    rates = sorted({asked.rate, *(1 / rate for rate in RATES)})
    benefits = dict(zip(rates, net_benefit(people, euros, [1 / rate for rate in rates]).values(), strict=True))
    found = {
        rate: call(_at_a_rate, asked, one, asked.resamples if rate == asked.rate else min(ROUGHLY, asked.resamples))
        for rate, one in benefits.items()
    }
    everything, to_ask, numbers = found[asked.rate]
    decisions = decided(benefits[asked.rate], people, euros / asked.ahead, asked.same)
    by_rate = pd.DataFrame([_first(rate, benefits[rate], *found[rate]) for rate in rates])
    return WorthKnowing(asked, runs, decisions, everything, to_ask, numbers, by_rate)


def must_be_enough(asked: Asked) -> None:
    """Refuse an ensemble of too few sets, that come again or not, or of which nothing that differs can be asked for.

    Raises
    ------
    InputError
    """
    if len(asked.ensemble) < asked.sets:
        raise InputError(f"{asked.ensemble.name}: is of {len(asked.ensemble):,} sets, and {asked.sets:,} are asked for")
    if asked.different < FEWEST_SETS:
        raise InputError(
            f"{asked.ensemble.name}: different sets among its first {asked.sets:,}: {asked.different:,}; "
            f"at least {FEWEST_SETS} are needed"
        )
    if not any(told_by(name) for name in asked.known):
        raise InputError(
            f"{asked.ensemble.name}: nothing that can be asked for differs between its first {asked.sets:,} sets"
        )


# ---- what to decide --------------------------------------------------------------------------------------------------


def decided(benefit: pd.DataFrame, people: pd.DataFrame, euros: pd.DataFrame, same: ArrayLike) -> pd.DataFrame:
    """The portfolios by their mean net benefit.

    Parameters
    ----------
    benefit, people, euros : DataFrame (portfolios × worlds)
        Euros a year.
    same : array of int (sets,)
        Sets of the same number are the same, and count as one.

    Returns
    -------
    DataFrame, a row a portfolio, the best first
        portfolio; people, euros (a year) and benefit, in the mean; behind, how far behind the best, and its standard
        error over sets; behind_p5 to _p95 and so on, the `difference` world by world; first_in, the share of worlds in
        which none is better.
    """
    table = pd.DataFrame(
        {"people": people.mean(axis=1), "euros": euros.mean(axis=1), "benefit": benefit.mean(axis=1)}
    ).rename_axis("portfolio")
    behind = benefit.loc[table["benefit"].idxmax()] - benefit
    sets = np.asarray(same)[behind.columns.get_level_values("set")]
    of_sets = by_set(behind.T, sets)
    table["behind"], table["error"] = behind.mean(axis=1), of_sets.std(axis=0, ddof=1) / len(of_sets) ** 0.5
    table["first_in"] = (benefit == benefit.max()).mean(axis=1)
    told = pd.DataFrame([difference(row, sets) for row in behind.to_numpy(float)], behind.index)
    table = table.join(told.add_prefix("behind_"))
    return table.sort_values("benefit", ascending=False, kind="stable").reset_index()


# ---- what to ask for -------------------------------------------------------------------------------------------------


def _at_a_rate(asked: Asked, benefit: pd.DataFrame, resamples: int) -> tuple[Worth, pd.DataFrame, pd.DataFrame]:
    """What everything is worth, what can be asked for, and each number by itself."""
    cube = benefit.to_numpy().T.reshape(asked.sets, asked.seeds, len(benefit))
    names, known, same = benefit.index.to_list(), asked.known, asked.same
    now = int(cube.mean(axis=(0, 1)).argmax())
    items = [
        {"item": one.number} | _told(evppi(cube, known[told], resamples, same=same), now)
        for one in TO_ASK
        if (told := [name for name in one.tells if name in known])
    ]
    numbers = [
        _of_a_number(name, known[name], evppi(cube, known[[name]], resamples, same=same), names, now) for name in known
    ]
    return evpi(cube, resamples, same=same), _in_order(items), _in_order(numbers)


def _told(worth: Worth, now: int) -> dict[str, Any]:
    otherwise = float(np.mean(worth.chosen != now))
    return {"worth": worth.value, "error": worth.error, "clear": worth.clear, "otherwise": otherwise}


def _of_a_number(name: str, values: pd.Series, worth: Worth, names: list[str], now: int) -> dict[str, Any]:
    asked = told_by(name)
    row = {"factor": name, "item": asked.number if asked else 0, **_told(worth, now)}
    if not pd.api.types.is_numeric_dtype(values):
        return {**row, "low": "", "high": ""}
    least, most = quantiles_of(values, [TENTH, 1 - TENTH])
    low, high = values <= least, values >= most
    return row | {
        end: names[np.bincount(worth.chosen[where]).argmax()] for end, where in (("low", low), ("high", high))
    }


def _in_order(rows: list[dict[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(rows).sort_values("worth", ascending=False, kind="stable", ignore_index=True)


def _first(rate: float, benefit: pd.DataFrame, everything: Worth, items: pd.DataFrame, numbers: pd.DataFrame) -> dict:
    """What is first at a rate; nothing where it cannot be told from being worth nothing."""
    item, number = items.iloc[0], numbers.iloc[0]
    return {
        "rate": rate,
        "best": benefit.mean(axis=1).idxmax(),
        "everything": everything.value,
        "error": everything.error,
        "item": item["item"] if item["clear"] else 0,
        "factor": number["factor"] if number["clear"] else "",
    }
