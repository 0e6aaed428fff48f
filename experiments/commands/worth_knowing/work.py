"""What it would be worth to know before a yearly budget is spent (X18): the decisions are the portfolios of X13, the
worlds those of an ensemble, the same for all.

Net benefit is people reached less euros spent, at the euros that a person is held to be worth. Luck cannot be asked
for: what is worth knowing is the set of values alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from math import hypot
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from contagion.experiments.commands.verb import Kept, of_ensemble
from contagion.experiments.commands.worth_knowing.portfolios import (
    AS_TODAY,
    COMMAND,
    PORTFOLIOS,
    RATES,
    TO_ASK,
    plan,
    told_by,
    with_costs,
)
from contagion.experiments.evidence.agreeing import LUCK_TRIED
from contagion.experiments.evidence.ensemble import Ensemble
from contagion.experiments.evidence.words_of_worlds import reservations, simulations_in_short
from contagion.experiments.say import cards
from contagion.experiments.say.answers import Answer, Answered
from contagion.experiments.say.asked import asked_in_words
from contagion.experiments.say.asked import named as scenario_named
from contagion.experiments.say.differences import ahead_of, cell, change, named
from contagion.experiments.say.sentences import _, counted, number, paragraphs, rounded, table_in_words, to_its_error
from contagion.models.parameters import Parameters
from contagion.models.runs.lab import FromRuns
from contagion.models.runs.study import case, changed, from_then_on
from contagion.models.scenario import Scenario
from contagion.sim.errors import InputError
from contagion.sim.statistics.choice import RESAMPLES, Worth, by_member, evpi, evppi
from contagion.sim.statistics.compare import by_set
from contagion.sim.statistics.spread import difference, quantiles_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from contagion.experiments.commands.asking import Ask
    from contagion.sim.laboratory.laboratory import Case, Laboratory, Runs


FEWEST_SETS = 40
ROUGHLY = 30  # resamples, at the rates that were not asked for
TENTH = 0.1  # of the sets: where a number is low, or high
WORLD = ["set", "seed"]


@dataclass(frozen=True)
class ValueStudy:
    """What a study is of.

    Attributes
    ----------
    scenario : Scenario
        What the portfolios are laid over: where it has a past, from its end on, and only what comes then is counted.
    budget, rate : float
        Euros a year, and euros that a person is held to be worth.
    resamples : int
        For the errors at the rate that is asked for; at others fewer.
    usual : Parameters, optional
        By what portfolios are bought (`bought_with`), where it is not as in the reference.
    luck : sequence (sets) of sequences (seeds) of int
        The seeds that a set is lived with, where its past must agree with what is known (`luck_that_agrees`).
    """

    scenario: Scenario
    ensemble: Ensemble
    budget: float
    rate: float
    years: int
    sets: int
    seeds: int
    resamples: int = RESAMPLES
    usual: Parameters | None = None
    luck: Sequence[Sequence[int]] = ()

    @property
    def ahead(self) -> int:
        """Years in which the budget is spent."""
        return self.years - self.scenario.past

    @property
    def since(self) -> str:
        """The first of them."""
        return str(int(self.scenario.parameters.calendar.start[:4]) + self.scenario.past)

    @property
    def same(self) -> np.ndarray:
        """Of each set, a number that it shares with those of the same values: what can be asked for is these alone."""
        return self.ensemble.alike[: self.sets]

    @property
    def different(self) -> int:
        """How many of the sets are not the same."""
        return len(np.unique(self.same))

    @property
    def inputs(self) -> pd.DataFrame:
        """The numbers of the sets that are not the same in all of them."""
        table = self.ensemble.known(self.scenario, self.sets)
        return table.loc[:, table.nunique() > 1]

    def runs(self) -> list[tuple[Case, int]]:
        """Each portfolio in each world. Seeds of different sets are others: their luck is unrelated."""
        pairs, past = [], self.scenario.past
        steps = {name: partial(changed, values=plan(name, self.budget, self.usual)) for name in PORTFOLIOS}
        for place in range(self.sets):
            world = self.ensemble.over(self.scenario, place)
            for name, buy in steps.items():
                one = case(from_then_on(world, buy, past), portfolio=name, set=place)
                usual = (turn * self.sets + place + 1 for turn in range(self.seeds))
                pairs += [(one, seed) for seed in (self.luck[place] if self.luck else usual)]
        return pairs


@dataclass(frozen=True, eq=False)
class WorthKnowing(FromRuns, Answered):
    """What it would be worth to know before deciding.

    Attributes
    ----------
    decisions : DataFrame
        One row per portfolio, the best first: `decision_table`.
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

    RENAMED: ClassVar = {"asked": "study"}

    study: ValueStudy
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
        return self.study.scenario

    def plot(self: Any) -> list[Axes]:
        """Draw the worth of answers, by question and by parameter, and return the axes."""
        from contagion.experiments.commands.worth_knowing.figure import worth_knowing_figure

        return worth_knowing_figure(self).axes

    def __repr__(self) -> str:
        over = f" over {spent_over(self.study)}" if self.study.usual else ""
        all_of_it = f"to know all: {to_its_error(self.everything.value, self.everything.error)} people"
        before = f"before {self.study.budget:,.0f} € a year are spent{over}"
        return f"<WorthKnowing {before}: best now {self.best}; {all_of_it}{cards.by_reading(self.study.ensemble)}>"

    def _answer(self) -> Answer:
        """State what to ask for first, and what is best now."""
        study, best = self.study, self.decisions.iloc[0]
        first = ask_first(self).removeprefix("First: ")
        now = (
            f"Best now for {study.budget:,.0f} € a year over {spent_over(study)}: {self.best}; another way would have "
            f"been better in {100 * (1 - best['first_in']):.0f} of 100 simulations."
        )
        sentences = [f"Ask for this first: {first}" if self.to_ask["clear"].iloc[0] else first, now, everything(self)]
        table = items_in_words(self)[["ask for", "of whom", "worth, in people"]]
        number = study.sets * study.seeds
        return Answer(sentences, table, simulations_in_short(study.ensemble, self.runs.store.about, number))

    def _in_words(self: Any, _ask: Ask | None = None) -> str:
        """Return the text for the terminal: the best decision now, the worth of knowing everything, then each item."""
        notes = reservations(self.study.ensemble, self.runs.store.about)
        head = [*asked_in_words(self.study.scenario), question(self), *of_a_programme(self.study)]
        lines = [*paragraphs([*head, *notes]), ""]
        lines += [table_in_words(decisions_in_words(self)), "", *paragraphs([best_now(self), everything(self)])]
        lines += ["", "Ask for this first:", "", table_in_words(items_in_words(self)), ""]
        lines += paragraphs([ask_first(self), *_questions(self)])
        lines += ["", "Number by number:", "", table_in_words(_numbers(self)), "", *paragraphs(_notes(self))]
        lines += ["", "If a person were worth more or less:", "", table_in_words(rates_in_words(self))]
        return "\n".join(lines)

    def _to_keep(self: Any, _ask: Ask) -> Kept:
        """Return the tables, figure and scenario to save."""
        from contagion.experiments.commands.worth_knowing.figure import worth_knowing_figure

        study = self.study
        tables = {"decisions.csv": self.decisions, "ask_for.csv": self.to_ask, "numbers.csv": self.numbers}
        tables |= {"rates.csv": self.rates, "runs.parquet": self.runs.table}
        if study.scenario.past:  # `runs` counts from the start on
            tables["years.parquet"] = self.runs.rows("years")
        size = {"budget": study.budget, "rate": study.rate, "sets": study.sets, "seeds_of_each": study.seeds}
        figures = {"worth_knowing": lambda: worth_knowing_figure(self)}
        return Kept(self.runs, {"scenario": study.scenario}, tables, figures, of_ensemble(study.ensemble) | size)


def worth_knowing(lab: Laboratory, study: ValueStudy) -> WorthKnowing:
    """Run the portfolios in the worlds, and work out what knowing more would be worth; refused where the ensemble has
    too few sets, or runs failed."""
    must_be_enough(study)
    runs = lab.run_each(study.runs(), study.years)
    if len(failed := runs.failures):
        raise InputError(f"{COMMAND}: {len(failed):,} of {len(runs.labels):,} runs failed; {failed['error'].iloc[0]}")
    prices = (study.usual or study.scenario.parameters).costs
    people_and_euros = with_costs(runs, study.years, prices, study.scenario.past)
    people_and_euros["euros"] = people_and_euros["spent_a_year"] * study.ahead
    people, euros = (by_member(people_and_euros, "portfolio", WORLD, name) for name in ("people", "euros"))
    return evaluate(study, runs, people, euros)


def evaluate(study: ValueStudy, runs: Runs, people: pd.DataFrame, euros: pd.DataFrame) -> WorthKnowing:
    """Evaluate a study from people and euros of all years: DataFrames (portfolios × simulations)."""
    rates = sorted({study.rate, *(1 / rate for rate in RATES)})
    benefits = {rate: people - 1 / rate * euros for rate in rates}
    tables = {
        rate: _at_a_rate(study, one, study.resamples if rate == study.rate else min(ROUGHLY, study.resamples))
        for rate, one in benefits.items()
    }
    everything, to_ask, numbers = tables[study.rate]
    decisions = decision_table(benefits[study.rate], people, euros / study.ahead, study.same)
    firsts = [(tables[rate][0], tables[rate][1].iloc[0], tables[rate][2].iloc[0]) for rate in rates]
    by_rate = pd.DataFrame(
        {
            "rate": rates,
            "best": [benefits[rate].mean(axis=1).idxmax() for rate in rates],
            "everything": [worth.value for worth, _item, _number in firsts],
            "error": [worth.error for worth, _item, _number in firsts],
            "item": [item["item"] if item["clear"] else 0 for _worth, item, _number in firsts],
            "factor": [number["factor"] if number["clear"] else "" for _worth, _item, number in firsts],
        }
    )
    return WorthKnowing(study, runs, decisions, everything, to_ask, numbers, by_rate)


def must_be_enough(study: ValueStudy) -> None:
    """Refuse an ensemble of too few sets, that come again or not, or of which nothing that differs can be asked for."""
    if len(study.ensemble) < study.sets:
        raise InputError(f"{study.ensemble.name}: is of {len(study.ensemble):,} sets, and {study.sets:,} are asked for")
    if study.different < FEWEST_SETS:
        raise InputError(
            f"{study.ensemble.name}: different sets among its first {study.sets:,}: {study.different:,}; "
            f"at least {FEWEST_SETS} are needed"
        )
    if not any(told_by(name) for name in study.inputs):
        raise InputError(
            f"{study.ensemble.name}: nothing that can be asked for differs between its first {study.sets:,} sets"
        )


# ---- what to decide --------------------------------------------------------------------------------------------------


def decision_table(benefit: pd.DataFrame, people: pd.DataFrame, euros: pd.DataFrame, same: ArrayLike) -> pd.DataFrame:
    """Rank the portfolios by their mean net benefit, from DataFrames (portfolios × simulations); sets of the same
    number in `same`, an array (sets,), count as one.

    Returns
    -------
    DataFrame, one row per portfolio, the best first
        portfolio; people, euros (a year) and benefit, on average; behind, how far behind the best, and its standard
        error over sets; behind_p5 to _p95 and so on, the `difference` by simulation; first_in, the share of simulations
        in which none is better.
    """
    table = pd.DataFrame(
        {"people": people.mean(axis=1), "euros": euros.mean(axis=1), "benefit": benefit.mean(axis=1)}
    ).rename_axis("portfolio")
    behind = benefit.loc[table["benefit"].idxmax()] - benefit
    sets = np.asarray(same)[behind.columns.get_level_values("set")]
    of_sets = by_set(behind.T, sets)
    table["behind"], table["error"] = behind.mean(axis=1), of_sets.std(axis=0, ddof=1) / len(of_sets) ** 0.5
    table["first_in"] = (benefit == benefit.max()).mean(axis=1)
    statistics = pd.DataFrame([difference(row, sets) for row in behind.to_numpy(float)], behind.index)
    table = table.join(statistics.add_prefix("behind_"))
    return table.sort_values("benefit", ascending=False, kind="stable").reset_index()


# ---- what to ask for -------------------------------------------------------------------------------------------------


def _at_a_rate(study: ValueStudy, benefit: pd.DataFrame, resamples: int) -> tuple[Worth, pd.DataFrame, pd.DataFrame]:
    """Compute the worth of knowing everything, of each item that can be asked for, and of each parameter alone."""
    cube = benefit.to_numpy().T.reshape(study.sets, study.seeds, len(benefit))
    names, inputs, same = benefit.index.to_list(), study.inputs, study.same
    now = int(cube.mean(axis=(0, 1)).argmax())

    def worth(of: list[str]) -> tuple[dict[str, Any], np.ndarray]:
        value_of_sample = evppi(cube, inputs[of], resamples, same=same)
        row = {"worth": value_of_sample.value, "error": value_of_sample.error, "clear": value_of_sample.clear}
        return row | {"otherwise": float(np.mean(value_of_sample.choices != now))}, value_of_sample.choices

    items = [
        {"item": one.number, **worth(names_told)[0]}
        for one in TO_ASK
        if (names_told := [name for name in one.tells if name in inputs])
    ]
    numbers = []
    for name in map(str, inputs):
        (row, choices), asks, ends = worth([name]), told_by(name), {"low": "", "high": ""}
        if pd.api.types.is_numeric_dtype(values := inputs[name]):
            least, most = quantiles_of(values, [TENTH, 1 - TENTH])
            there = {"low": values <= least, "high": values >= most}
            ends = {end: names[np.bincount(choices[where]).argmax()] for end, where in there.items()}
        numbers.append({"factor": name, "item": asks.number if asks else 0, **row, **ends})

    def in_order(rows: list[dict[str, Any]]) -> pd.DataFrame:
        return pd.DataFrame(rows).sort_values("worth", ascending=False, kind="stable", ignore_index=True)

    return evpi(cube, resamples, same=same), in_order(items), in_order(numbers)


FEWEST_ROWS, MOST_ROWS = 5, 12  # of numbers
ITEMS = {one.number: one for one in TO_ASK}


def question(result: WorthKnowing) -> str:
    study = result.study
    return (
        f"How is a budget of {study.budget:,.0f} € a year best spent over {spent_over(study)} in "
        f"{scenario_named(study.scenario)}, and what would be worth knowing first? Each way of spending it in the "
        f"same {study.sets * study.seeds:,} simulations: {study.sets:,} sets of values of {study.ensemble.name}, "
        f"{counted(study.seeds, 'seed')} of each. Net benefit: people reached less euros spent, a person being held "
        f"to be worth {study.rate:,.0f} € (an assumption, as are prices and ways)."
    )


def spent_over(study: ValueStudy) -> str:
    """Over which years the budget is spent."""
    years = counted(study.ahead, "year")
    if study.usual is None:
        return years
    return f"{years} from January {study.since} on"


def of_a_programme(study: ValueStudy) -> list[str]:
    """Of a programme: from when on it is spent and counted, and with which luck sets are lived."""
    if study.usual is None:
        return []
    lines = [
        (
            f"Ways of spending differ from January {study.since} on: what lies before is the same for all of them, "
            f"and people and euros are counted from then on. The way called “{AS_TODAY}” splits the budget as the "
            "reference does, whatever this programme does now."
        )
    ]
    if study.luck:
        lines.append(
            f"What is known here leaves these sets with their random draws. {study.different:,} of the sets are "
            "different, as the likeliest come several times. The first seed of a set is the one with which it was "
            f"left; each other was drawn of {LUCK_TRIED}, the likelier the better its past agrees."
        )
    return lines


def decisions_in_words(result: WorthKnowing) -> pd.DataFrame:
    rows = result.decisions.to_dict("records")
    return pd.DataFrame(
        {
            "way of spending": [row["portfolio"] for row in rows],
            "people": [number(row["people"], ",.0f") for row in rows],
            "euros a year": [number(row["euros"], ",.0f") for row in rows],
            "net benefit, in people": [number(row["benefit"], "z,.0f") for row in rows],
            "behind the best (median, 90 % range)": ["–", *(cell(named(row, "behind"), change) for row in rows[1:])],
            "best in, of 100 simulations": [number(100 * row["first_in"], ".0f") for row in rows],
        }
    )


def best_now(result: WorthKnowing) -> str:
    """State what is best now, and how sure that is."""
    best, *others = result.decisions.to_dict("records")
    return (
        f"Best as long as no more is known: {best['portfolio']}, on average "
        f"{to_its_error(others[0]['behind'], others[0]['error'], 'z,.0f')} people ahead of {others[0]['portfolio']}. "
        f"Simulation by simulation: {ahead_of({row['portfolio']: named(row, 'behind') for row in others})} In "
        f"{100 * (1 - best['first_in']):.0f} of 100 simulations another would have been better, chance included."
    )


def everything(result: WorthKnowing) -> str:
    """EVPI, in people and euros."""
    worth, rate = result.everything, result.study.rate
    people = to_its_error(worth.value, worth.error, "z,.0f")
    if not worth.clear:
        return (
            f"To know all these numbers (not what chance brings) before deciding has no clear worth ({people} people)."
        )
    return (
        f"To know all these numbers (not what chance brings) before deciding would be worth {people} people, that is "
        f"{rounded(worth.value * rate)} €, over all years: no question can be worth more."
    )


def items_in_words(result: WorthKnowing) -> pd.DataFrame:
    """Tabulate what can be asked for, the most worth first."""
    rows = result.to_ask.to_dict("records")
    return pd.DataFrame(
        {
            "ask for": [_item(row["item"]) for row in rows],
            "of whom": [ITEMS[row["item"]].whom for row in rows],
            "worth, in people": [_worth(row) for row in rows],
            "in euros": [rounded(max(row["worth"], 0.0) * result.study.rate) if row["clear"] else "–" for row in rows],
            "decided otherwise in, of 100 sets": [
                number(100 * row["otherwise"], ".0f") if row["clear"] else "–" for row in rows
            ],
        }
    )


def ask_first(result: WorthKnowing) -> str:
    """State what to ask for first, or that no item has a clear worth."""
    first = result.to_ask.iloc[0]
    if not first["clear"]:
        return "With so many sets, none of these has a clear worth."
    values: dict[str, Any] = {
        "item": ITEMS[first["item"]].label,
        "worth": to_its_error(*first[["worth", "error"]], "z,.0f"),
    }
    second = result.to_ask.iloc[1]
    if first["worth"] - second["worth"] > 2 * hypot(first["error"], second["error"]):
        return _("First: {item}, worth {worth} people.", **values)
    values["second"] = ITEMS[second["item"]].label
    return _("First: {item}, worth {worth} people; no clear difference from {second}.", **values)


def _item(item: int) -> str:
    return f"{item} {ITEMS[item].label}"


def _questions(result: WorthKnowing) -> list[str]:
    """List the items with the parameters that each would tell, and those that cannot be judged."""
    judged = set(result.to_ask["item"])
    lines = [
        (
            f"{one.number}. {one.what} It would tell "
            f"{', '.join(name for name in one.tells if name in result.study.inputs)}."
        )
        for one in TO_ASK
        if one.number in judged
    ]
    others = [f"{one.number}. {one.what.rstrip('.')} ({one.why_not})" for one in TO_ASK if one.why_not]
    return [*lines, f"On the list too, but not to be judged by these runs: {'; '.join(others)}."]


def _numbers(result: WorthKnowing) -> pd.DataFrame:
    rows, best = _visible_rows(result).to_dict("records"), result.best
    return pd.DataFrame(
        {
            "number": [row["factor"] for row in rows],
            "worth, in people": [_worth(row) for row in rows],
            "ask for": [_item(row["item"]) if row["item"] else "not on the list" for row in rows],
            "if it is low": [_end(row, "low", best) for row in rows],
            "if it is high": [_end(row, "high", best) for row in rows],
        }
    )


def _visible_rows(result: WorthKnowing) -> pd.DataFrame:
    """Those that are worth something, and some more."""
    return result.numbers.head(min(max(int(result.numbers["clear"].sum()), FEWEST_ROWS), MOST_ROWS))


def _end(row: dict[str, Any], end: str, best: str) -> str:
    """Return the decision in the tenth of sets at an end; a dash for a category, or if the worth is not clear."""
    if not (row["clear"] and row[end]):
        return "–"
    return "the same" if row[end] == best else row[end]


def _worth(row: dict[str, Any]) -> str:
    text = to_its_error(row["worth"], row["error"], "z,.0f")
    return text if row["clear"] else f"({text})"


def _notes(result: WorthKnowing) -> list[str]:
    """How to read the tables."""
    numbers = result.numbers
    clear, left_out = int(numbers["clear"].sum()), len(numbers) - len(_visible_rows(result))
    lines = [
        (
            "In brackets: no clear worth, being within two standard errors of nothing (by bootstrap of the sets). "
            f"Numbers worth more than that: {clear} of {len(numbers)}; by chance alone about one in forty of those "
            "worth nothing would seem to be."
        ),
        (
            "Low and high: what would be decided in the tenth of sets in which the number is lowest and highest. "
            "Numbers known together can be worth more or less than their sum; of many at once the regression sees "
            "rather too little, so that a question may seem to be worth less than one of its numbers. An answer is "
            "worth asking for where asking costs less; what it costs is not stated in section 10 of "
            "models/SPECIFICATION.md, whose list this is."
        ),
        (
            "In the model partners stay without a coordinator, and volunteers do the trainings, events and "
            "letters that no coordinator has the hours for (assumptions): spending little on coordination may look "
            "better than it is."
        ),
    ]
    if left_out > 0:
        lines.append(f"Numbers not shown, which are worth less: {left_out}.")
    return lines


def rates_in_words(result: WorthKnowing) -> pd.DataFrame:
    rows = result.rates.to_dict("records")
    nothing = "nothing to be told"
    return pd.DataFrame(
        {
            "€ a person": [number(row["rate"], ",.0f") for row in rows],
            "best now": [row["best"] for row in rows],
            "all numbers are worth": [to_its_error(row["everything"], row["error"], "z,.0f") for row in rows],
            "ask first for": [_item(row["item"]) if row["item"] else nothing for row in rows],
            "first number": [row["factor"] or nothing for row in rows],
        }
    )
