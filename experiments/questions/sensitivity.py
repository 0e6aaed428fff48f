"""What of all that is not known moves the people reached most, and what twice the training places would add?

Each set of an ensemble, all of which agree with what was observed, is run with 10 training places a year and with 20,
under two seeds. For each number, and each rival account of how things work, the partial rank correlation tells how
surely the people reached, or the gain, rise or fall with it, the others held; what luck, numbers and structure have of
the spread is told beside.
"""

from __future__ import annotations

from textwrap import fill
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from contagion.experiments.evidence.calibration import RULE
from contagion.experiments.evidence.ensemble import Ensemble
from contagion.experiments.evidence.words_of_worlds import luck_in_words
from contagion.experiments.evidence.worlds import Worlds
from contagion.experiments.questions.asking import (
    NOT_TOLD,
    Asking,
    More,
    by_world,
    meaning,
    middle,
    more,
    over_an_ensemble,
)
from contagion.experiments.questions.publishing import Finding
from contagion.experiments.say.charts.bands import dots
from contagion.experiments.say.charts.style import BLUE, VERMILLION, styled, titled
from contagion.experiments.say.sentences import in_a_row
from contagion.models.runs.lab import AGAIN, how_many_again, met_again
from contagion.models.runs.study import changed
from contagion.models.scenarios.scenario import read
from contagion.sim.statistics.sensitivity import prcc
from contagion.sim.statistics.spread import parts_of_spread, quantiles_of

PLACES, TWICE = 10, 20  # a year
SETS, SETS_QUICK = 1000, 12
INPUTS_QUICK = (RULE, "training.top_up", "retention.loss_per_year", "training.active_share", "receptivity.share")
OUTPUTS = {"people": f"people reached, {PLACES} places a year", "gain": f"people more with {TWICE} places a year"}
SPREADS = {"people": "reach", "gain": "the gain"}
LEADING, SHOWN, DRAWN = 2, 4, 8  # of each output: in the sentence, in the table for people, in the figure
CONFIDENCE = 0.95  # of all intervals together


def main(asking: Asking) -> Finding:
    """What moves reach and the gain of places over the sets of an ensemble, its figure, and what it says."""
    over, scenario, ensemble, sets = asking.over, read(), asking.ensemble, asking.much(SETS, SETS_QUICK)
    cases = [
        over.case(scenario, lambda here, places=places: changed(here, {"training.places": places}), places=places)
        for places in (PLACES, TWICE)
    ]
    runs = asking.lab.run(cases, [*range(1, sets + 1), *met_again(sets)], asking.years)
    people = by_world(runs.table, "places", "participants")
    twice = pd.DataFrame({"people": people[PLACES], "gain": people[TWICE] - people[PLACES]})
    made = twice[twice.index <= sets]
    by_set = made.set_axis([over.set_of(int(world)) for world in made.index])
    numbers = inputs(ensemble, by_set.index.to_numpy(), asking.much(None, INPUTS_QUICK))
    same = ensemble.distinct[by_set.index.to_numpy() % len(ensemble)]
    table = pd.concat([moved(numbers, by_set[name], same) for name in OUTPUTS], ignore_index=True)
    parts = {name: spread_of(twice[name], over) for name in OUTPUTS}
    of_people, of_gain = (told(table, name) for name in OUTPUTS)
    gain = asking.more(made["gain"])
    return Finding(
        answer=f"Reach: {_first(of_people)}; gain: {_first(of_gain)}.",
        sure="both by intervals that hold together" if len(of_people) and len(of_gain) else NOT_TOLD,
        sentence=f"Among all that agrees with what was observed, how many people are reached in {asking.years} years "
        f"({middle(made['people'])}) is moved most by {_leading(of_people)}, and what twice the training places would "
        f"add ({gain}, more in {gain.often}) by {_leading(of_gain)} (partial rank correlation and interval).",
        follows=_follows(of_people, of_gain, gain, numbers, by_set["gain"]),
        rows=_rows(table, numbers, by_set),
        overturns=f"That twice the places add people: {gain.overturned('people')}",
        method=_method(ensemble, len(by_set), numbers.shape[1], parts),
        table=table,
        figure=_figure(table, len(by_set)),
    )


def inputs(ensemble: Ensemble, sets: np.ndarray, names: tuple[str, ...] | None = None) -> pd.DataFrame:
    """What is uncertain, a row a set; of what is no number, whether it is so."""
    rows = ensemble.table.iloc[sets % len(ensemble)]
    chosen = rows[[name for name in rows if names is None or name in names]].set_axis(sets)
    words = list(chosen.select_dtypes(exclude="number"))
    wide = pd.get_dummies(chosen, columns=words, prefix_sep=" = ", drop_first=True).astype(float)
    return wide[[name for name in wide if wide[name].nunique() > 1]]


def moved(numbers: pd.DataFrame, output: pd.Series, same: np.ndarray | None = None) -> pd.DataFrame:
    """A row an input: its partial rank correlation with an output, with intervals that hold together for all inputs
    (Bonferroni). Sets of one number in `same` are the same."""
    level = 1 - (1 - CONFIDENCE) / numbers.shape[1]
    found = prcc(list(numbers), numbers.to_numpy(), output.to_numpy(), confidence=level, same=same)
    return found.assign(output=output.name)


def told(table: pd.DataFrame, output: str) -> pd.DataFrame:
    """The inputs that are told to move an output, the strongest first."""
    rows = table[table["output"] == output]
    return rows[(rows["low"] > 0) | (rows["high"] < 0)]


def spread_of(output: pd.Series, over: Worlds) -> dict[str, float]:
    """The shares of the variance of an output that come of luck, numbers and structure."""
    worlds = output.index.to_numpy()
    wide = output.groupby([(worlds - 1) % AGAIN, worlds // AGAIN]).first().unstack()
    sets = wide.index.tolist()
    return parts_of_spread(wide.to_numpy(), over.structure(sets), over.ensemble.same(sets))


def thirds(values: pd.Series, number: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Values where an input is in its low and in its high third; of what is so or not, where it is not and is."""
    low, high = (number.min(), number.max()) if number.nunique() == 2 else quantiles_of(number, [1 / 3, 2 / 3])
    return values[number <= low], values[number >= high]


def alone(values: pd.Series, number: pd.Series) -> str:
    """What an input alone tells of the spread of an output, by rank, with its 95 % interval (Fisher's, of Spearman's
    correlation): "12 % (8 to 17 %)"."""
    at = np.arctanh(np.clip(values.corr(number, method="spearman"), -1 + 1e-9, 1 - 1e-9))
    half = 1.96 * np.sqrt(1.06 / max(len(values) - 3, 1))
    ends = np.sort(np.tanh([at - half, at + half]) ** 2) * [at**2 > half**2, 1]
    return f"{np.tanh(at) ** 2:.0%} ({100 * ends[0]:.0f} to {ends[1]:.0%})"


def _first(rows: pd.DataFrame) -> str:
    return meaning(rows["factor"].iloc[0]) if len(rows) else "nothing told"


def _leading(rows: pd.DataFrame) -> str:
    leading = rows.head(LEADING).to_dict("records")
    said = [f"{_named(row['factor'])} ({row['prcc']:+.2f}, {row['low']:+.2f} to {row['high']:+.2f})" for row in leading]
    return " and by ".join(said) or "nothing that is told"


def _named(name: str) -> str:
    """An input in a sentence."""
    return f"whether {meaning(name)}" if " = " in name else f"the {meaning(name)}"


def _follows(
    of_people: pd.DataFrame, of_gain: pd.DataFrame, gain: More, numbers: pd.DataFrame, by_set: pd.Series
) -> str:
    if not len(of_gain):
        return "No single unknown is told to move what more places would add: measuring one would not settle it."
    first = of_gain["factor"].iloc[0]
    both = [_named(name) for name in of_gain["factor"].head(SHOWN) if name in set(of_people["factor"].head(SHOWN))]
    whether = (
        "That they add people does not hang on it in nine worlds of ten."
        if gain.values.quantile(0.05) > 0
        else f"Whether they add anything hangs on such unknowns: more in {gain.often}."
    )
    known = f" More would be known of both, reach and gain, if one knew {' and '.join(both)}." if both else ""
    return (
        f"Before buying places, find out more of this: {_named(first)}. Alone it tells {alone(by_set, numbers[first])} "
        f"of the spread of what they would add, by rank. {whether}{known}"
    )


def _rows(table: pd.DataFrame, numbers: pd.DataFrame, by_set: pd.DataFrame) -> pd.DataFrame:
    leading = [name for output in OUTPUTS for name in table.loc[table["output"] == output, "factor"].head(SHOWN)]
    moves = {output: set(told(table, output)["factor"]) for output in OUTPUTS}
    rows = []
    for name in dict.fromkeys(leading):
        row: dict[str, Any] = {"what is not known": f"{meaning(name)} (`{name}`)"}
        for output, said in (("people", middle), ("gain", more)):
            low, high = thirds(by_set[output], numbers[name])
            row |= {f"{output}, where low (or not)": said(low), f"{output}, where high (or so)": said(high)}
        found = [output for output in OUTPUTS if name in moves[output]]
        rows.append(row | {"verdict": f"moves {' and '.join(found)}" if found else NOT_TOLD})
    return pd.DataFrame(rows)


def _method(ensemble: Ensemble, sets: int, count: int, parts: dict[str, dict[str, float]]) -> str:
    title = ensemble.about.get("title", ensemble.name)
    luck = [
        f"{luck_in_words(row['luck'], row['luck_error'])} of the spread of {words}"
        for (name, words) in SPREADS.items()
        if (row := parts[name])["luck"] == row["luck"]
    ]
    return (
        f"{sets} sets that agree with what was observed ({title}), a seed each and a second of {how_many_again(sets)}, "
        f"with {PLACES} training places a year and with {TWICE}. Partial rank correlations with {count} inputs; "
        f"intervals hold all together at {CONFIDENCE:.0%} (bootstrap)."
        + (f" Luck has {in_a_row(luck)}." if luck else "")
    )


@styled
def _figure(table: pd.DataFrame, sets: int) -> Figure:
    """The inputs that move each output most."""
    figure = Figure(figsize=(10, 6.4))
    axes = figure.subplots(2, 1, sharex=True)
    for ax, (output, title), colour in zip(axes, OUTPUTS.items(), (BLUE, VERMILLION), strict=True):
        rows = table[table["output"] == output].head(DRAWN).reset_index(drop=True)
        dots(ax, rows["prcc"], rows["low"], rows["high"], colour)
        ax.set_yticks(range(len(rows)), [fill(meaning(name), 56) for name in rows["factor"]])
        ax.invert_yaxis()
        ax.set(title=f"{title[0].upper()}{title[1:]}", xlim=(-1, 1))
    axes[-1].set_xlabel("← fewer where it is higher · more where it is higher →")
    titled(
        figure,
        f"What moves reach most: {_first(told(table, 'people'))}; what moves the gain: {_first(told(table, 'gain'))}",
        f"Partial rank correlations over {sets} sets of values that agree with what was observed, and their intervals "
        f"({CONFIDENCE:.0%} for all together); grey: not told from nothing.",
    )
    return figure


QUESTION = over_an_ensemble(main)
