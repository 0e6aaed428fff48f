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
from typing import TYPE_CHECKING, Any

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
class Asked:
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
    def known(self) -> pd.DataFrame:
        """The numbers of the sets that are not the same in all of them."""
        table = self.ensemble.known(self.scenario, self.sets)
        return table.loc[:, table.nunique() > 1]

    def runs(self) -> list[tuple[Case, int]]:
        """Each portfolio in each world. Seeds of different sets are others: their luck is unrelated."""
        made, past = [], self.scenario.past
        bought = {name: partial(changed, values=plan(name, self.budget, self.usual)) for name in PORTFOLIOS}
        for place in range(self.sets):
            world = self.ensemble.over(self.scenario, place)
            for name, buy in bought.items():
                one = case(from_then_on(world, buy, past), portfolio=name, set=place)
                usual = (turn * self.sets + place + 1 for turn in range(self.seeds))
                made += [(one, seed) for seed in (self.luck[place] if self.luck else usual)]
        return made


@dataclass(frozen=True, eq=False)
class WorthKnowing(FromRuns, Answered):
    """What it would be worth to know before deciding.

    Attributes
    ----------
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
        from contagion.experiments.commands.worth_knowing.figure import worth_knowing_figure

        return worth_knowing_figure(self).axes

    def __repr__(self) -> str:
        over = f" over {spent_over(self.asked)}" if self.asked.usual else ""
        all_of_it = f"to know all: {to_its_error(self.everything.value, self.everything.error)} people"
        before = f"before {self.asked.budget:,.0f} € a year are spent{over}"
        return f"<WorthKnowing {before}: best now {self.best}; {all_of_it}{cards.by_reading(self.asked.ensemble)}>"

    def _answer(self) -> Answer:
        """What is best now, and what to ask for first."""
        asked, best = self.asked, self.decisions.iloc[0]
        first = ask_first(self).removeprefix("First: ")
        now = (
            f"Best now for {asked.budget:,.0f} € a year over {spent_over(asked)}: {self.best}; another way would have "
            f"been better in {100 * (1 - best['first_in']):.0f} of 100 simulations."
        )
        sentences = [f"Ask for this first: {first}" if self.to_ask["clear"].iloc[0] else first, now, everything(self)]
        table = items_in_words(self)[["ask for", "of whom", "worth, in people"]]
        number = asked.sets * asked.seeds
        return Answer(sentences, table, simulations_in_short(asked.ensemble, self.runs.store.about, number))

    def _in_words(self: Any, _ask: Ask | None = None) -> str:
        """What to decide now, what everything would be worth, what to ask for first, and number by number."""
        carried = reservations(self.asked.ensemble, self.runs.store.about)
        asked = [*asked_in_words(self.asked.scenario), question(self), *of_a_programme(self.asked)]
        lines = [*paragraphs([*asked, *carried]), ""]
        lines += [table_in_words(decisions_in_words(self)), "", *paragraphs([best_now(self), everything(self)])]
        lines += ["", "Ask for this first:", "", table_in_words(items_in_words(self)), ""]
        lines += paragraphs([ask_first(self), *_asked(self)])
        lines += ["", "Number by number:", "", table_in_words(_numbers(self)), "", *paragraphs(_notes(self))]
        lines += ["", "If a person were worth more or less:", "", table_in_words(rates_in_words(self))]
        return "\n".join(lines)

    def _to_keep(self: Any, _ask: Ask) -> Kept:
        """What a folder keeps."""
        from contagion.experiments.commands.worth_knowing.figure import worth_knowing_figure

        asked = self.asked
        tables = {"decisions.csv": self.decisions, "ask_for.csv": self.to_ask, "numbers.csv": self.numbers}
        tables |= {"rates.csv": self.rates, "runs.parquet": self.runs.table}
        if asked.scenario.past:  # `runs` counts from the start on
            tables["years.parquet"] = self.runs.rows("years")
        size = {"budget": asked.budget, "rate": asked.rate, "sets": asked.sets, "seeds_of_each": asked.seeds}
        figures = {"worth_knowing": lambda: worth_knowing_figure(self)}
        return Kept(self.runs, {"scenario": asked.scenario}, tables, figures, of_ensemble(asked.ensemble) | size)


def worth_knowing(lab: Laboratory, asked: Asked) -> WorthKnowing:
    """Run the portfolios in the worlds, and work out what knowing more would be worth; refused where the ensemble has
    too few sets, or runs failed."""
    must_be_enough(asked)
    runs = lab.run_each(asked.runs(), asked.years)
    if len(failed := runs.failures):
        raise InputError(f"{COMMAND}: {len(failed):,} of {len(runs.labels):,} runs failed; {failed['error'].iloc[0]}")
    prices = (asked.usual or asked.scenario.parameters).costs
    made = with_costs(runs, asked.years, prices, asked.scenario.past)
    made["euros"] = made["spent_a_year"] * asked.ahead
    people, euros = (by_member(made, "portfolio", WORLD, name) for name in ("people", "euros"))
    return judged(asked, runs, people, euros)


def judged(asked: Asked, runs: Runs, people: pd.DataFrame, euros: pd.DataFrame) -> WorthKnowing:
    """What follows from people and euros of all years: DataFrames (portfolios × worlds)."""
    rates = sorted({asked.rate, *(1 / rate for rate in RATES)})
    benefits = {rate: people - 1 / rate * euros for rate in rates}
    found = {
        rate: _at_a_rate(asked, one, asked.resamples if rate == asked.rate else min(ROUGHLY, asked.resamples))
        for rate, one in benefits.items()
    }
    everything, to_ask, numbers = found[asked.rate]
    decisions = decided(benefits[asked.rate], people, euros / asked.ahead, asked.same)
    firsts = [(found[rate][0], found[rate][1].iloc[0], found[rate][2].iloc[0]) for rate in rates]
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
    return WorthKnowing(asked, runs, decisions, everything, to_ask, numbers, by_rate)


def must_be_enough(asked: Asked) -> None:
    """Refuse an ensemble of too few sets, that come again or not, or of which nothing that differs can be asked for."""
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
    """The portfolios by their mean net benefit, of DataFrames (portfolios × worlds); sets of the same number in `same`,
    an array (sets,), count as one.

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

    def worth(of: list[str]) -> tuple[dict[str, Any], np.ndarray]:
        found = evppi(cube, known[of], resamples, same=same)
        row = {"worth": found.value, "error": found.error, "clear": found.clear}
        return row | {"otherwise": float(np.mean(found.choices != now))}, found.choices

    items = [
        {"item": one.number, **worth(told)[0]}
        for one in TO_ASK
        if (told := [name for name in one.tells if name in known])
    ]
    numbers = []
    for name in map(str, known):
        (row, chosen), asks, ends = worth([name]), told_by(name), {"low": "", "high": ""}
        if pd.api.types.is_numeric_dtype(values := known[name]):
            least, most = quantiles_of(values, [TENTH, 1 - TENTH])
            there = {"low": values <= least, "high": values >= most}
            ends = {end: names[np.bincount(chosen[where]).argmax()] for end, where in there.items()}
        numbers.append({"factor": name, "item": asks.number if asks else 0, **row, **ends})

    def in_order(rows: list[dict[str, Any]]) -> pd.DataFrame:
        return pd.DataFrame(rows).sort_values("worth", ascending=False, kind="stable", ignore_index=True)

    return evpi(cube, resamples, same=same), in_order(items), in_order(numbers)


FEWEST_ROWS, MOST_ROWS = 5, 12  # of numbers
ITEMS = {one.number: one for one in TO_ASK}


def question(found: WorthKnowing) -> str:
    asked = found.asked
    return (
        f"How is a budget of {asked.budget:,.0f} € a year best spent over {spent_over(asked)} in "
        f"{scenario_named(asked.scenario)}, and what would be worth knowing first? Each way of spending it in the "
        f"same {asked.sets * asked.seeds:,} worlds: {asked.sets:,} sets of values of {asked.ensemble.name}, "
        f"{counted(asked.seeds, 'seed')} of each. Net benefit: people reached less euros spent, a person being held "
        f"to be worth {asked.rate:,.0f} € (an assumption, as are prices and ways)."
    )


def spent_over(asked: Asked) -> str:
    """Over which years the budget is spent."""
    years = counted(asked.ahead, "year")
    if asked.usual is None:
        return years
    return f"{years} from January {asked.since} on"


def of_a_programme(asked: Asked) -> list[str]:
    """Of a programme: from when on it is spent and counted, and with which luck sets are lived."""
    if asked.usual is None:
        return []
    lines = [
        (
            f"Ways of spending differ from January {asked.since} on: what lies before is the same for all of them, "
            f"and people and euros are counted from then on. The way called “{AS_TODAY}” splits the budget as the "
            "reference does, whatever this programme does now."
        )
    ]
    if asked.luck:
        lines.append(
            f"What is known here leaves these sets with their luck. {asked.different:,} of the sets are "
            "different, as the likeliest come several times. The first seed of a set is the one with which it "
            f"was left; each other was drawn of {LUCK_TRIED}, the likelier the better its past agrees."
        )
    return lines


def decisions_in_words(found: WorthKnowing) -> pd.DataFrame:
    rows = found.decisions.to_dict("records")
    return pd.DataFrame(
        {
            "way of spending": [row["portfolio"] for row in rows],
            "people": [number(row["people"], ",.0f") for row in rows],
            "euros a year": [number(row["euros"], ",.0f") for row in rows],
            "net benefit, in people": [number(row["benefit"], "z,.0f") for row in rows],
            "behind the best (median, 90 % range)": ["–", *(cell(named(row, "behind"), change) for row in rows[1:])],
            "best in, of 100 worlds": [number(100 * row["first_in"], ".0f") for row in rows],
        }
    )


def best_now(found: WorthKnowing) -> str:
    """What is best now, and how sure."""
    best, *others = found.decisions.to_dict("records")
    return (
        f"Best as long as no more is known: {best['portfolio']}, in the mean "
        f"{to_its_error(others[0]['behind'], others[0]['error'], 'z,.0f')} people ahead of {others[0]['portfolio']}. "
        f"World by world: {ahead_of({row['portfolio']: named(row, 'behind') for row in others})} In "
        f"{100 * (1 - best['first_in']):.0f} of 100 worlds another would have been better, luck included."
    )


def everything(found: WorthKnowing) -> str:
    """EVPI, in people and euros."""
    worth, rate = found.everything, found.asked.rate
    people = to_its_error(worth.value, worth.error, "z,.0f")
    if not worth.clear:
        return f"To know all these numbers, but not the luck, before deciding has no clear worth ({people} people)."
    return (
        f"To know all these numbers, but not the luck, before deciding would be worth {people} people, that is "
        f"{rounded(worth.value * rate)} €, over all years: no question can be worth more."
    )


def items_in_words(found: WorthKnowing) -> pd.DataFrame:
    """What can be asked for, the most worth first."""
    rows = found.to_ask.to_dict("records")
    return pd.DataFrame(
        {
            "ask for": [_item(row["item"]) for row in rows],
            "of whom": [ITEMS[row["item"]].whom for row in rows],
            "worth, in people": [_worth(row) for row in rows],
            "in euros": [rounded(max(row["worth"], 0.0) * found.asked.rate) if row["clear"] else "–" for row in rows],
            "decided otherwise in, of 100 sets": [
                number(100 * row["otherwise"], ".0f") if row["clear"] else "–" for row in rows
            ],
        }
    )


def ask_first(found: WorthKnowing) -> str:
    """What to ask for first, or that none has a clear worth."""
    first = found.to_ask.iloc[0]
    if not first["clear"]:
        return "With so many sets, none of these has a clear worth."
    values: dict[str, Any] = {
        "item": ITEMS[first["item"]].label,
        "worth": to_its_error(*first[["worth", "error"]], "z,.0f"),
    }
    second = found.to_ask.iloc[1]
    if first["worth"] - second["worth"] > 2 * hypot(first["error"], second["error"]):
        return _("First: {item}, worth {worth} people.", **values)
    values["second"] = ITEMS[second["item"]].label
    return _("First: {item}, worth {worth} people; no clear difference from {second}.", **values)


def _item(item: int) -> str:
    return f"{item} {ITEMS[item].label}"


def _asked(found: WorthKnowing) -> list[str]:
    """The words of the list, which numbers each would tell, and what cannot be judged."""
    judged = set(found.to_ask["item"])
    lines = [
        (
            f"{one.number}. {one.what} It would tell "
            f"{', '.join(name for name in one.tells if name in found.asked.known)}."
        )
        for one in TO_ASK
        if one.number in judged
    ]
    others = [f"{one.number}. {one.what.rstrip('.')} ({one.why_not})" for one in TO_ASK if one.why_not]
    return [*lines, f"On the list too, but not to be judged by these runs: {'; '.join(others)}."]


def _numbers(found: WorthKnowing) -> pd.DataFrame:
    rows, best = _shown(found).to_dict("records"), found.best
    return pd.DataFrame(
        {
            "number": [row["factor"] for row in rows],
            "worth, in people": [_worth(row) for row in rows],
            "ask for": [_item(row["item"]) if row["item"] else "not on the list" for row in rows],
            "if it is low": [_end(row, "low", best) for row in rows],
            "if it is high": [_end(row, "high", best) for row in rows],
        }
    )


def _shown(found: WorthKnowing) -> pd.DataFrame:
    """Those that are worth something, and some more."""
    return found.numbers.head(min(max(int(found.numbers["clear"].sum()), FEWEST_ROWS), MOST_ROWS))


def _end(row: dict[str, Any], end: str, best: str) -> str:
    """What would be decided in the tenth of sets at an end; a category has none, and noise decides nothing."""
    if not (row["clear"] and row[end]):
        return "–"
    return "the same" if row[end] == best else row[end]


def _worth(row: dict[str, Any]) -> str:
    told = to_its_error(row["worth"], row["error"], "z,.0f")
    return told if row["clear"] else f"({told})"


def _notes(found: WorthKnowing) -> list[str]:
    """How to read the tables."""
    numbers = found.numbers
    clear, hidden = int(numbers["clear"].sum()), len(numbers) - len(_shown(found))
    lines = [
        (
            "In brackets: no clear worth, being within two standard errors of nothing (by bootstrap of the sets). "
            f"Numbers worth more than that: {clear} of {len(numbers)}; by chance alone about one in forty of those "
            "worth nothing would seem to be."
        ),
        (
            "Low and high: what would be decided in the tenth of sets in which the number is lowest and highest. "
            "Numbers told together can be worth more or less than their sum; of many at once the regression sees "
            "rather too little, so that a question may seem to be worth less than one of its numbers. An answer is "
            "worth asking for where asking costs less; what it costs is not stated in section 10 of "
            "models/SPECIFICATION.md, whose list this is."
        ),
        (
            "In the model partners stay whoever looks after them, and volunteers do the trainings, events and "
            "letters that no coordinator has the hours for (assumptions): spending little on coordination may look "
            "better than it is."
        ),
    ]
    if hidden > 0:
        lines.append(f"Numbers not shown, which are worth less: {hidden}.")
    return lines


def rates_in_words(found: WorthKnowing) -> pd.DataFrame:
    rows = found.rates.to_dict("records")
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
