"""Does a calibration know what it says it knows? Its intervals, against self-made data of which the truth is known.

Truths are drawn at random from the prior (`experiments/studies/honesty.py`); Besançon's targets are observed of each,
with their errors. Where the ranks of the truths are even, intervals hold it as often as they say. Numbers of which
something is learned are judged apart from those that stay as wide as before, and so are the people foretold.

    contagion question honesty
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from scipy.stats import binom

from experiments.figures.style import BLUE, GREEN, GREY, VERMILLION, styled, titled
from experiments.questions.publishing import Finding, Question
from experiments.studies.calibration import RULES
from experiments.studies.honesty import LATER, SelfMade, covered, self_made
from experiments.studies.lab import laboratory
from experiments.studies.targets import read_targets
from models.scenarios.scenario import read
from sim.laboratory.laboratory import Laboratory

BINS = 10
TRUTHS = 500  # under each rule
NARROWED = 0.9  # of the prior variance: where less is left of a number, something is learned of it
BY_CHANCE, SURE = 0.002, 0.95  # an interval that is right lies outside that often; so many do not in 95 of 100 cases
LEARNED, IDLE = "numbers of which something is learned", "other numbers"
FORETOLD = f"people {LATER} years later"
RIGHT, WIDE, NARROW = "as often as they say", "more often than they say", "less often than they say"
SHOWN = (
    *("training.active_share", "volunteering.wish", "training.top_up", "retention.loss_per_year"),
    *("facilitation.rest_weeks", "receptivity.share", "outreach.factor", "people_later"),
)
"""Those of which Besançon's targets say most, and what is foretold."""
COLOURS = dict(zip(RULES, (BLUE, GREEN, VERMILLION), strict=True))


def main(quick: bool = False, lab: Laboratory | None = None) -> Finding:
    """How often intervals hold the truth, the ranks of the truths, and what they say."""
    lab = lab or laboratory()
    sets, truths = (64, 20) if quick else (2048, TRUTHS)
    targets = read_targets(Path("besancon"))
    found = {rule: self_made(lab, read(), targets, rule, sets, truths) for rule in RULES}
    table = pd.concat([_intervals(one).assign(rule=rule) for rule, one in found.items()], ignore_index=True)
    counted = {rule: one.count for rule, one in found.items()}
    return answered(table, counted, truths, _figure({rule: one.ranks for rule, one in found.items()}))


def _intervals(of: SelfMade) -> pd.DataFrame:
    """How often intervals hold the truth, and what is left of each number."""
    table = covered(of.ranks)
    return table.assign(left=table["number"].map(of.left))


def answered(table: pd.DataFrame, counted: dict[str, float], truths: int, drawn: Figure | None) -> Finding:
    """What is said of the intervals."""
    table = table.assign(what=_what(table))
    share, parts = table["share"].max(), {str(name): of for name, of in table.groupby("what")}
    numbers = table[table["what"] != FORETOLD]
    wide = {name: of[of["share"] == share] for name, of in parts.items()}
    verdicts = {name: held_as(of) for name, of in parts.items()}
    of_numbers = held_as(numbers)
    later = verdicts[FORETOLD]
    furthest = numbers.loc[(numbers["held"] - numbers["share"]).abs().idxmax()]
    said = "; ".join(f"{name} {_held(of)}, {verdicts[name]}" for name, of in wide.items())
    return Finding(
        answer=f"Intervals hold numbers {of_numbers}, people foretold {later}",
        sure=f"{share:.0%} intervals: numbers in {_mean(numbers, share)}, people in {_mean(parts[FORETOLD], share)}",
        sentence=f"Of {truths} self-made truths under each rule of deciding, intervals of {share:.0%} hold {said}.",
        follows=_follows(of_numbers, later),
        rows=pd.DataFrame(
            [_row(f"{name}, {part:.0%}", at) for name, of in parts.items() for part, at in of.groupby("share")]
        ),
        overturns=(
            "A truth that no set of values of the model makes: all truths here are the model's own. Sets of a "
            "calibration that are found by its search, or drawn by their weights, and do not hold it as these do: that "
            f"was not tried. Of the numbers, the furthest from what it says is {furthest['number']} under the rule "
            f"{furthest['rule']}: {furthest['held']:.0%} where {furthest['share']:.0%} is said; one that is right lies "
            f"beyond {furthest['least']:.0%} to {furthest['most']:.0%} in {1000 * BY_CHANCE:.0f} of 1,000 cases."
        ),
        method=_in_words(table, counted, truths),
        table=table,
        figure=drawn,
    )


def _what(table: pd.DataFrame) -> pd.Series:
    """What an interval is of: a number of which something is learned, another one, or people foretold."""
    kinds = (table["left"] < NARROWED).map({True: LEARNED, False: IDLE})
    return kinds.mask(table["number"] == "people_later", FORETOLD)


def held_as(rows: pd.DataFrame) -> str:
    """Whether intervals hold the truth as often as they say: more of them outside than chance leaves there, and on
    which side most of these are."""
    less, more = (int(one.sum()) for one in (rows["held"] < rows["least"], rows["held"] > rows["most"]))
    if less + more <= binom.ppf(SURE, len(rows), BY_CHANCE):
        return RIGHT
    return NARROW if less >= more else WIDE


def _outside(rows: pd.DataFrame) -> pd.Series:
    """Whether an interval holds the truth less or more often than chance allows in 998 of 1,000."""
    return (rows["held"] < rows["least"]) | (rows["held"] > rows["most"])


def _mean(rows: pd.DataFrame, share: float) -> str:
    return f"{rows.loc[rows['share'] == share, 'held'].mean():.0%}"


def _held(rows: pd.DataFrame) -> str:
    least, most = (f"{end:.0%}" for end in (rows["held"].min(), rows["held"].max()))
    return f"in {rows['held'].mean():.1%} ({least} to {most})"


def _follows(of_numbers: str, later: str) -> str:
    right = "as far as the model is right and errors of observation are as assumed"
    numbers = {
        RIGHT: f"can be taken at their word, {right}",
        WIDE: f"are too wide, on the safe side, {right}",
        NARROW: "cannot be taken at their word: they are too narrow, even if the model is right",
    }
    people = {RIGHT: "are as wide as they should be", WIDE: "are too wide, on the safe side", NARROW: "are too narrow"}
    return (
        f"Ranges that a calibration gives of numbers {numbers[of_numbers]}; those of people foretold {people[later]}."
    )


def _row(what: str, at: pd.DataFrame) -> dict[str, str]:
    return {
        "intervals of": what,
        "hold the truth in": _held(at).removeprefix("in "),
        "otherwise than chance allows": f"{int(_outside(at).sum())} of {len(at)}",
        "verdict": held_as(at),
    }


def _in_words(table: pd.DataFrame, counted: dict[str, float], truths: int) -> str:
    numbers = table[table["what"] != FORETOLD].drop_duplicates(["number", "rule"])
    learned = numbers[numbers["what"] == LEARNED]
    counts = ", ".join(f"{rule} {count:.0f}" for rule, count in counted.items())
    of = ", ".join(learned["number"].unique()) or "none"
    return (
        f"{truths} truths are drawn at random from the prior under each rule of deciding; one run of each, with the "
        "errors of Besançon's targets, is what was observed, and sets that are spread evenly over the prior are "
        f"weighted by it. Something is learned of a number if less than {NARROWED:.0%} of its prior variance is left: "
        f"{len(learned)} of {len(numbers)} numbers and rules ({of}). The others stay about as wide as they were, so "
        "that their intervals are right nearly whatever the weights, and test little. In brackets are the least and "
        "the most by number and rule. An interval does otherwise than chance allows if a right one would in "
        f"{1000 * BY_CHANCE:.0f} of 1,000 cases; the verdict is against intervals if more do than chance explains in "
        f"{SURE:.0%} of cases, as if they were independent. Ranks are uneven (p below "
        f"0.001) for {int((numbers['p'] < 0.001).sum())} of {len(numbers)} numbers and rules. People {LATER} years "
        "later, which nobody observed, are those of another run of each set: the luck of the first years is drawn "
        "anew, and not known from what was observed, so that their intervals tend to be too wide. The sets that agree "
        f"count in the mean as so many independent ones: {counts}. Not tried: the search in rounds and the drawing of "
        "sets by their weights, by which an ensemble is made."
    )


@styled
def _figure(found: dict[str, pd.DataFrame]) -> Figure:
    """A panel a number: how often the truth lies in each tenth of what is known."""
    figure = Figure(figsize=(11, 5))
    truths = len(next(iter(found.values())))
    low, high = binom.ppf((0.005, 0.995), truths, 1 / BINS) / truths
    edges = np.linspace(0, 1, BINS + 1)
    for place, name in enumerate(SHOWN):
        ax = figure.add_subplot(2, 4, place + 1)
        ax.axhspan(low, high, color=GREY, alpha=0.25, linewidth=0)
        for rule, of in found.items():
            share = np.histogram(of[name], edges)[0] / truths
            ax.stairs(share, edges, color=COLOURS[rule], linewidth=1.4, label=rule)
        ax.set(title=f"people {LATER} years later" if name == "people_later" else name, ylim=(0, None), xlim=(0, 1))
        ax.title.set_fontsize(9)
        ax.tick_params(labelsize=8)
        if not place:
            ax.legend(fontsize=7.5, loc="lower center")
    titled(
        figure,
        "Where the truth lies in what a calibration knows of it",
        f"Share of {truths} self-made truths in each tenth of the posterior, under each rule of deciding. Even, about "
        "0.1, if the calibration is honest; heaps at the ends: too sure; a heap in the middle: too wide. Grey: 99 of "
        "100 lie there by chance.",
    )
    return figure


QUESTION = Question(main)
