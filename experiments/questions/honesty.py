"""Does a calibration know what it says it knows? Its intervals, against self-made data of which the truth is known.

Sets of values drawn from the prior are the truth in turn (`experiments/studies/honesty.py`); Besançon's targets are
observed of each, with their errors. Where the ranks of the truths are even, intervals hold it as often as they say.

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
from experiments.studies.honesty import LATER, covered, ranks
from experiments.studies.lab import laboratory
from experiments.studies.targets import read_targets
from models.scenarios.scenario import read
from sim.laboratory.laboratory import Laboratory

BINS = 10
SHOWN = (
    *("training.active_share", "volunteering.wish", "training.top_up", "retention.loss_per_year"),
    *("facilitation.rest_weeks", "receptivity.share", "outreach.factor", "people_later"),
)
"""Those of which Besançon's targets say most, and what is foretold."""
COLOURS = dict(zip(RULES, (BLUE, GREEN, VERMILLION), strict=True))


def main(quick: bool = False, lab: Laboratory | None = None) -> Finding:
    """How often intervals hold the truth, the ranks of the truths, and what they say."""
    lab = lab or laboratory()
    sets, truths = (64, 20) if quick else (2048, 200)
    targets = read_targets(Path("besancon"))
    found = {rule: ranks(lab, read(), targets, rule, sets, truths) for rule in RULES}
    table = pd.concat([covered(of).assign(rule=rule) for rule, (of, _) in found.items()], ignore_index=True)
    counted = {rule: count for rule, (_, count) in found.items()}
    return answered(table, counted, truths, _figure({rule: of for rule, (of, _) in found.items()}))


def answered(table: pd.DataFrame, counted: dict[str, float], truths: int, drawn: Figure | None) -> Finding:
    """What is said of the intervals."""
    numbers, later = (table[(table["number"] == "people_later") == foretold] for foretold in (False, True))
    wide = numbers[numbers["share"] == numbers["share"].max()]
    outside = numbers[_outside(numbers)]
    held, share = wide["held"].mean(), wide["share"].max()
    rows = [
        _row(f"numbers, {rule}, {part:.0%}", at) for (rule, part), at in numbers.groupby(["rule", "share"], sort=False)
    ]
    rows += [_row(f"people {LATER} years later, {part:.0%}", at) for part, at in later.groupby("share")]
    furthest = numbers.iloc[(numbers["held"] - numbers["share"]).abs().argmax()]
    honest = not len(outside)
    return Finding(
        answer="Yes: intervals hold the truth as often as they say"
        if honest
        else f"Not all: {len(outside)} of {len(numbers)} hold it otherwise than they say",
        sure=f"{share:.0%} intervals hold it in {held:.1%} of cases",
        sentence=(
            f"Of {truths} self-made truths under each rule of deciding, intervals of {share:.0%} hold {held:.1%} "
            f"(between {wide['held'].min():.0%} and {wide['held'].max():.0%} by number and rule); {len(outside)} of "
            f"{len(numbers)} intervals do otherwise than chance allows."
        ),
        follows=(
            f"{'Ranges' if honest else 'Not all ranges'} that a calibration gives can be taken at their word"
            ", as far as the model is right and errors of observation are as assumed."
        ),
        rows=pd.DataFrame(rows),
        overturns=(
            "A truth that no set of values of the model makes: all truths here are the model's own. The furthest from "
            f"what it says is {furthest['number']} under the rule {furthest['rule']}: {furthest['held']:.0%} where "
            f"{furthest['share']:.0%} is said; beyond {furthest['least']:.0%} to {furthest['most']:.0%} it would be "
            "wrong."
        ),
        method=_in_words(table, counted, truths),
        table=table,
        figure=drawn,
    )


def _outside(rows: pd.DataFrame) -> pd.Series:
    """Whether an interval holds the truth less or more often than chance allows in 998 of 1,000."""
    return (rows["held"] < rows["least"]) | (rows["held"] > rows["most"])


def _row(what: str, at: pd.DataFrame) -> dict[str, str]:
    wrong = int(_outside(at).sum())
    least, most = (f"{end:.0%}" for end in (at["held"].min(), at["held"].max()))
    return {
        "intervals of": what,
        "hold the truth in": f"{at['held'].mean():.1%} ({least} to {most})",
        "otherwise than chance allows": f"{wrong} of {len(at)}",
        "verdict": "no" if wrong else "yes",
    }


def _in_words(table: pd.DataFrame, counted: dict[str, float], truths: int) -> str:
    numbers = table[table["number"] != "people_later"]
    parts = []
    for share, rows in numbers.groupby("share"):
        outside = int(_outside(rows).sum())
        parts.append(
            f"intervals of {share:.0%} hold the truth of a number in {rows['held'].mean():.1%} of cases (between "
            f"{rows['held'].min():.0%} and {rows['held'].max():.0%} by number and rule; {outside} of {len(rows)} "
            "outside what chance allows in 998 of 1,000)"
        )
    later = table[table["number"] == "people_later"].groupby("share")["held"].mean()
    foretold = " and ".join(f"{held:.0%} (said: {share:.0%})" for share, held in later.items())
    counts = ", ".join(f"{rule} {count:.0f}" for rule, count in counted.items())
    uneven = int((numbers.drop_duplicates(["number", "rule"])["p"] < 0.001).sum())
    return (
        f"With {truths} self-made data sets under each rule of deciding, {' and '.join(parts)}. People {LATER} years "
        f"later, which nobody observed, lie in their intervals in {foretold} of cases. Ranks are uneven "
        f"(p below 0.001) for {uneven} of {len(numbers) // 2} numbers and rules. The sets that agree count in the "
        f"mean as so many independent ones: {counts}. Intervals that hold more than they say are too wide, "
        "on the safe side."
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
